"""What confidential listings may say, and what one said before: phrases, and a note for two people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

from directory.editing import phrases, private_notes
from directory.listings.fields import FIELDS, PHRASED
from directory.listings.phrases import REVIEWED
from directory.listings.typed import Typed
from directory.web.auth import actor, national_only, writes
from directory.web.database import session
from directory.web.desk import done, kept_listing, show
from directory.web.pages import now, settings

blueprint = Blueprint("secrecy", __name__)

PHRASES = "/coordination/phrases"
NOTE = "/coordination/fiches/<int:number>/note"


@blueprint.get(PHRASES)
@writes
def all_phrases() -> Any:
    """The phrases that confidential listings are made of, and those that wait for a second person."""
    return _show(Typed())


@blueprint.post(PHRASES)
@national_only
def propose() -> Any:
    """Propose a phrase."""
    typed = phrases.read_phrase(request.form, request.form.getlist("facts"))
    if typed.is_valid:
        phrases.propose_phrase(session(), typed, by=actor(), at=now())
    if not typed.is_valid:
        return _show(typed, status=422)
    session().commit()
    return done(PHRASES, "phrase-proposee")


@blueprint.post(f"{PHRASES}/<int:phrase_id>/approuver")
@national_only
def approve(phrase_id: int) -> Any:
    """Approve a phrase that somebody else proposed."""
    tells_nothing = request.form.get("ou") == "non"
    problem = phrases.approve_phrase(session(), phrase_id, by=actor(), at=now(), tells_nothing=tells_nothing)
    if problem:
        return _show(Typed(), problem, status=422)
    session().commit()
    return done(PHRASES, "phrase-approuvee")


@blueprint.post(f"{PHRASES}/<int:phrase_id>/retirer")
@national_only
def withdraw(phrase_id: int) -> Any:
    """Take a phrase away, from the listings that say it too."""
    phrases.withdraw_phrase(session(), phrase_id, by=actor(), at=now())
    session().commit()
    return done(PHRASES, "phrase-retiree")


@blueprint.get(NOTE)
@writes
def note(number: int) -> Any:
    """The private note of a listing, or the question whether this person is the second one."""
    listing = kept_listing(number)
    found = private_notes.find_note(session(), listing, by=actor(), keys=settings().keys) or abort(404)
    return show("coordination/note.html", title="Note privée", nav="fiches", listing=listing, note=found)


@blueprint.post(NOTE)
@writes
def read_note(number: int) -> Any:
    """Become one of the two readers of a note, or erase it."""
    listing = kept_listing(number)
    if request.form.get("action") == "effacer":
        private_notes.erase_note(session(), listing, by=actor())
        session().commit()
        return done(f"/coordination/fiches/{number}", "note-effacee")
    private_notes.become_reader(session(), listing, by=actor(), at=now())
    session().commit()
    return done(f"/coordination/fiches/{number}/note", "note-lue")


def _show(typed: Typed, problem: str = "", status: int = 200) -> Any:
    proposed = phrases.find_phrases(session(), by=actor())
    return show(
        "coordination/phrases.html", status, title="Phrases", nav="phrases", form=typed, problem=problem,
        most=phrases.MOST, labels={name: FIELDS[name].label for name in PHRASED}, me=actor().email,
        waiting=[one for one in proposed if not one.approved_by],
        approved=[one for one in proposed if one.approved_by],
        reviewed={name: REVIEWED.offered(name) for name in PHRASED},
    )  # fmt: skip
