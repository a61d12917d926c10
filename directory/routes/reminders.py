"""What the link of a reminder opens: a structure reads its listing, then confirms or corrects it."""

from __future__ import annotations

from itertools import chain
from typing import Any

from flask import Blueprint, abort, redirect, request

from directory.coordination import reminders
from directory.editing import tonight
from directory.editing.listings import Stale
from directory.listings.contacts import CHANNELS, PUBLIC, Contact
from directory.listings.differences import READINGS
from directory.listings.public_view import PublicView
from directory.listings.sources import OF_LISTING, ORIGINS
from directory.models import Listing, Reminder
from directory.publishing.stored import read_draft
from directory.storing.states import stored_state
from directory.suggestions import suggestions
from directory.suggestions.forms import SuggestionForm, kinds_for, read_correction
from directory.web.csrf import public_form
from directory.web.database import session
from directory.web.desk import show
from directory.web.letters import may_write_to_structures
from directory.web.listing_form import tonight_facts
from directory.web.pages import now
from directory.web.structure_page import find_asked

blueprint = Blueprint("reminders", __name__)

#: Facts a structure does not decide, or that only coordinators read.
_NOT_SHOWN = {"status", "disclosure", "caveat", *OF_LISTING, *chain.from_iterable(ORIGINS.values())}


@blueprint.get("/verifier/<token>")
def check(token: str) -> Any:
    """What is published, and the question; opening it changes nothing."""
    reminder, listing, view = find_asked(token)
    return _show(SuggestionForm(), reminder, listing, view)


@blueprint.post("/verifier/<token>")
@public_form
def answer(token: str) -> Any:
    """Confirm the listing as it was shown, or send what is wrong to its coordinator."""
    reminder, listing, view = find_asked(token)
    decision = request.form.get("decision")
    if decision == "places":  # as often as wanted while the link is good
        return _say_places(token, reminder, listing, view)
    if reminder.answered_at is not None:  # the page says that the link has served
        return redirect(f"/verifier/{token}", 303)
    if decision == "confirmer":
        version = request.form.get("version", 0, type=int)
        try:
            reminders.confirm(session(), reminder, listing, version=version, at=now())
        except Stale:
            session().rollback()
            return _show(SuggestionForm(), *find_asked(token), 409)
    elif decision == "corriger":
        form = read_correction(request.form, view)
        if not form.is_valid:
            return _show(form, reminder, listing, view, 422)
        _send(form, reminder, listing)
    else:
        abort(400)
    session().commit()
    return redirect(f"/verifier/{token}", 303)


def _say_places(token: str, reminder: Reminder, listing: Listing, view: PublicView) -> Any:
    try:
        tonight.say_places(session(), listing, tonight.read_places(request.form.get("places", "")), at=now())
    except ValueError as refused:
        return _show(SuggestionForm(), reminder, listing, view, 422, places_problem=str(refused))
    session().commit()
    return redirect(f"/verifier/{token}", 303)


def _send(form: SuggestionForm, reminder: Reminder, listing: Listing) -> None:
    reminders.answer(session(), reminder, now())
    suggestions.receive(
        session(), reminder.id, listing=listing, departement="", kind=form["kind"], facts=form.facts,
        text=form["text"], at=now(),
    )  # fmt: skip


def _show(
    form: SuggestionForm,
    reminder: Reminder,
    listing: Listing,
    view: PublicView,
    status: int = 200,
    *,
    places_problem: str = "",
) -> Any:
    return show(
        "reminders/check.html", status, title="Votre fiche", form=form, view=view, listing=listing,
        answered=reminder.answered_at, has_changed=status == 409, kinds=kinds_for(view), asks_where=False,
        token=(request.view_args or {})["token"], is_begun=bool(reminder.typed),
        facts=_facts(listing), may_ask=may_write_to_structures(),
        **tonight_facts(listing, request.path, places_problem),
    )  # fmt: skip


def _facts(listing: Listing) -> list[tuple[str, str]]:
    """What the public reads, in words: (label, value). Contacts kept for professionals stay out."""
    state = stored_state(read_draft(session(), listing))
    for name in CHANNELS:
        state[name] = [contact for contact in state[name] if Contact(*contact).audience == PUBLIC]
    shown = {name: READINGS[name] for name in READINGS if name in state and name not in _NOT_SHOWN}
    found = [(label, write(state[name])) for name, (label, write) in shown.items()]
    return [(label, words) for label, words in found if words]
