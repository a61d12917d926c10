"""What the link of a structure opens, whatever is done behind it; where it leads once it serves no more."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response

from directory.coordination import reminders
from directory.listings.public_view import PublicView
from directory.models import Listing, Reminder
from directory.publishing.views import find_view_by_number
from directory.web.database import session
from directory.web.desk import show
from directory.web.letters import may_write_to_structures
from directory.web.pages import now, settings


def find_asked(token: str) -> tuple[Reminder, Listing, PublicView]:
    """Return the reminder, the published listing and its view while a link is good; else say how to go on."""
    found = reminders.find(session(), token, settings().keys, now())
    view = find_view_by_number(session(), found[1].number) if found else None
    if found is None or view is None:
        abort(make_response(show_over(token)))
    return *found, view


def show_over(token: str, status: int = 404, *, is_asked: bool = False) -> Any:
    """The same page for every link that serves no more: another one may be asked for."""
    return show(
        "reminders/over.html", status, title="Votre fiche", token=token, is_asked=is_asked,
        may_ask=may_write_to_structures(),
    )  # fmt: skip
