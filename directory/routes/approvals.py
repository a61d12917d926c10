"""The second person: reading the whole listing that a change would make, then deciding."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request

from directory.editing import pending
from directory.editing.listings import Stale
from directory.editing.reappearing import find_held
from directory.editing.review import Review, find_review
from directory.listings.cards import Card
from directory.listings.reasons import where_words
from directory.models import PendingChange
from directory.storing.listing import Refused
from directory.web.auth import actor, writes
from directory.web.database import session
from directory.web.desk import asked_integer, done, show
from directory.web.pages import now, settings

blueprint = Blueprint("approvals", __name__)

DESK = "/coordination"
PATH = f"{DESK}/changements/<uuid:pending_id>"
#: The answers about a name: it says nothing of the place, or perhaps it does.
NO, DOUBT = "non", "doute"


@blueprint.get(PATH)
@writes
def review(pending_id: UUID) -> Any:
    """The listing as the public would read it, its changes marked, and the questions."""
    return _show(_find(pending_id))


@blueprint.post(PATH)
@writes
def decide(pending_id: UUID) -> Any:
    """Approve a change, send it back to who proposed it, or put it aside."""
    listing_id = (session().get(PendingChange, pending_id) or abort(404)).listing_id
    answer = request.form.get("decision")
    if answer == "ecarter":
        pending.drop(session(), pending_id, by=actor(), at=now())
        said = "ecartee"
    elif answer == "renvoyer":
        reason = request.form.get("motif", "")
        if reason not in pending.REASONS:
            return _show(_find(pending_id), "Choisissez pourquoi vous renvoyez cette fiche.", 422)
        pending.send_back(session(), pending_id, by=actor(), reason=reason)
        said = "renvoyee"
    elif answer == "approuver":
        if problem := _approve(pending_id):
            return _show(_find(pending_id), problem, 422)
        said = "approuvee-retenue" if find_held(session(), listing_id) else "approuvee"
    else:
        abort(400)
    session().commit()
    return done(DESK, said)


def _approve(pending_id: UUID) -> str:
    """Approve a change; return the sentence of a question left unanswered, or "" once done."""
    version, tells_nothing = asked_integer("version"), request.form.get(pending.NAME_QUESTION) == NO
    try:
        pending.approve(
            session(),
            pending_id,
            by=actor(),
            version=version,
            at=now(),
            name_tells_nothing=tells_nothing,
            keys=settings().keys,
        )
    except Refused as refused:
        session().rollback()
        if request.form.get(pending.NAME_QUESTION) == DOUBT:
            return "Tant que vous hésitez, renvoyez la fiche : rien n’est publié."
        for problem in refused.problems:
            if problem.field == pending.NAME_QUESTION:
                return problem.message
        # Another change came in between and both together break a rule: shown again, with the reason.
        raise Stale from None
    return ""


def _find(pending_id: UUID) -> Review:
    return find_review(session(), pending_id, by=actor(), today=now().date()) or abort(404)


def _show(found: Review, problem: str = "", status: int = 200) -> Any:
    return show(
        "coordination/approval.html", status, title="Relire un changement", nav="bureau", review=found,
        problem=problem, reasons=pending.REASONS, question=pending.NAME_QUESTION,
        card=Card(found.view, now(), reason=where_words(found.view)),
    )  # fmt: skip
