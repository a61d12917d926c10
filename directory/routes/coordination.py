"""The coordinators' desk: what to do today, and one click to say that a listing is still true."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request

from directory.coordination.tasks import find_tasks
from directory.coverage.picture import PLAN, state_of
from directory.coverage.tallies import Tally, count_options
from directory.editing import desk as todo
from directory.editing import listings as editing
from directory.editing import pending
from directory.listings.cards import Card
from directory.listings.reasons import where_words
from directory.listings.verification import WAYS
from directory.models import Listing
from directory.places.departements import DEPARTEMENTS
from directory.publishing.views import find_view_by_number
from directory.web.auth import actor, writes
from directory.web.database import session
from directory.web.desk import asked_departement, asked_integer, done, kept_listing, said, show
from directory.web.pages import is_fragment, now

blueprint = Blueprint("coordination", __name__)

DESK = "/coordination"


@blueprint.get(DESK)
@writes
def desk() -> Any:
    """What to do today, in one's departements or in the one asked for."""
    by, today, wanted = actor(), now().date(), asked_departement()
    kept = [wanted] if wanted else sorted(by.departements)
    due = todo.find_due(session(), by, today, wanted)
    return show(
        "coordination/desk.html",
        title="À faire",
        nav="bureau",
        wanted=wanted,
        departements=DEPARTEMENTS,
        due=[(listing, _card(listing, view)) for listing, view in due],
        due_count=todo.count_due(session(), by, today, wanted),
        ways=WAYS,
        waiting=pending.find_waiting(session(), by, now()),
        reasons=pending.REASONS,
        tasks=find_tasks(session(), by, today),
        # The whole country is checked on its own page: it takes a moment.
        problems=todo.find_problems(session(), by, wanted) if kept else None,
        changes=todo.find_changes(session(), by, wanted),
        coverage=_coverage(kept),
    )


@blueprint.get(f"{DESK}/problemes")
@writes
def problems() -> Any:
    """Every listing kept that breaks a rule, or that nobody can reach."""
    found = todo.find_problems(session(), actor(), asked_departement())
    return show("coordination/problems.html", title="Fiches à corriger", nav="bureau", problems=found)


@blueprint.post(f"{DESK}/fiches/<int:number>/confirmer")
@writes
def confirm(number: int) -> Any:
    """Say that a listing is still true, as read at a version, and how that was checked."""
    listing, how = kept_listing(number), request.form.get("how", "")
    if how not in WAYS:
        abort(400)
    version = asked_integer("version")
    revision = editing.confirm_listing(session(), listing, by=actor(), how=how, at=now(), version=version)
    session().commit()
    return _row(listing, revision_id=revision.id) if is_fragment() else done(DESK, "confirmee")


@blueprint.post(f"{DESK}/fiches/<int:number>/annuler")
@writes
def undo(number: int) -> Any:
    """Undo the latest change of a listing, if it is still the latest."""
    listing = kept_listing(number)
    revision_id = asked_integer("revision")
    outcome = editing.undo(session(), listing, revision_id, by=actor(), at=now()).outcome
    session().commit()
    return _row(listing) if is_fragment() else done(DESK, said(outcome, "annulee"))


def _row(listing: Listing, revision_id: int | None = None) -> str:
    """One line of the list to confirm, as it now is."""
    view = find_view_by_number(session(), listing.number) or abort(404)
    return render_template(
        "coordination/_due.html",
        listing=listing,
        card=_card(listing, view),
        revision_id=revision_id,
        ways=WAYS,
    )


def _card(_listing: Listing, view: Any) -> Any:
    return Card(view, now(), reason=where_words(view))


def _coverage(codes: list[str]) -> list[Any]:
    """What is known of the options of the plan in some departements."""
    if not codes:
        return []
    tallies = count_options(session(), now().date())
    return [
        (DEPARTEMENTS[code], [(c, state_of(tallies.get((code, c.slug), Tally()))) for c in PLAN])
        for code in codes
        if code in DEPARTEMENTS
    ]
