"""Who publishes the site, for the pages that say it."""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError

from directory.coordination.publisher import find_texts, installed_texts
from directory.web.database import close_session, session
from directory.web.pages import settings


def publisher_texts() -> dict[str, str]:
    """The texts to show; those of the installation while the database is away."""
    try:
        return find_texts(session(), settings())
    except SQLAlchemyError:
        close_session()
        return installed_texts(settings())


def site_facts() -> dict[str, Any]:
    """What templates know as `site`, with the publisher as administrators last wrote it."""
    return {**current_app.jinja_env.globals["site"], **publisher_texts()}  # type: ignore[dict-item]
