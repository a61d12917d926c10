"""Who publishes the site, for the pages that say it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

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


def publisher_of(app: Flask) -> Callable[[], str]:
    """Return what says who publishes the site, as administrators last wrote it, outside of any request."""
    config, engine = app.config["RELAIS"], app.extensions["engine"]

    def say() -> str:
        try:
            with Session(engine) as session:
                return find_texts(session, config)["publisher"]
        except SQLAlchemyError:
            return installed_texts(config)["publisher"]

    return say


def site_facts() -> dict[str, Any]:
    """What templates know as `site`, with the publisher as administrators last wrote it."""
    return {**current_app.jinja_env.globals["site"], **publisher_texts()}  # type: ignore[dict-item]
