"""Administration: who publishes the site, as its legal notice says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from directory.coordination import publisher
from directory.listings.typed import Typed
from directory.web.auth import actor, admin_only
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.pages import now, settings
from directory.web.publisher import publisher_texts

blueprint = Blueprint("publisher", __name__)

PATH = "/administration/editeur"


@blueprint.get(PATH)
@admin_only
def texts() -> Any:
    """The texts of the legal notice."""
    return _show(Typed(values=publisher_texts()))


@blueprint.post(PATH)
@admin_only
def save() -> Any:
    """Keep these texts."""
    typed = publisher.read_texts(request.form)
    if not typed.is_valid:
        return _show(typed, 422)
    publisher.save_texts(session(), typed.values, by=actor(), at=now())
    session().commit()
    return done(PATH, "editeur")


def _show(typed: Typed, status: int = 200) -> Any:
    return show(
        "administration/publisher.html", status, title="Éditeur", nav="editeur", form=typed,
        fields=publisher.FIELDS, most=publisher.MOST, installed=publisher.installed_texts(settings()),
    )  # fmt: skip
