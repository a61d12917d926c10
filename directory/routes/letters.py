"""Administration: every letter the site may write, to read before any leaves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app

from directory.mail.samples import make_samples
from directory.mail.sending import Mailer
from directory.web.auth import admin_only
from directory.web.desk import show
from directory.web.pages import settings

blueprint = Blueprint("letters", __name__)


@blueprint.get("/administration/courriels")
@admin_only
def samples() -> Any:
    """Each letter as it would be read, and whether letters leave."""
    mailer: Mailer = current_app.extensions["mail"]
    shown = [
        (when, letter.subject, mailer.signed(letter.body))
        for when, letter in make_samples(settings().public_url)
    ]
    return show(
        "administration/letters.html", title="Courriels", nav="courriels", letters=shown,
        is_on=mailer.is_on, are_reminders_on=settings().reminders,
    )  # fmt: skip
