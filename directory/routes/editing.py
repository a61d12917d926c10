"""Creating, editing, archiving and restoring listings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, render_template, request

from directory.editing import desk as todo
from directory.editing import form_saves, listing_form, tonight
from directory.editing import listings as editing
from directory.editing.hiding import protect as hide
from directory.editing.listing_form import ListingForm
from directory.editing.listings import Stale
from directory.editing.merging import Merge, keep_theirs, merge
from directory.editing.purge import erase_traces
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, check
from directory.listings.fields import PHRASED
from directory.models import Listing
from directory.places import communes
from directory.publishing.stored import read_draft
from directory.storing.listing import Refused
from directory.storing.writer import UNCHANGED
from directory.suggestions import suggestions
from directory.web.auth import actor, writes
from directory.web.database import close_session, session
from directory.web.desk import asked_integer, done, kept_listing, said, show
from directory.web.listing_form import (
    asked_suggestion,
    asked_version,
    known,
    preferred,
    preview_facts,
    read_typed,
    resumed,
    show_form,
    worth_keeping,
)
from directory.web.pages import is_fragment, now, settings

blueprint = Blueprint("editing", __name__)

LISTINGS = "/coordination/fiches"
#: What a page about a confidential listing never carries on.
_PLACE_FIELDS = ("commune", "code_insee", "postcode", "address", "position", "latitude", "longitude")

_OF_PLACES = ("phone_", "email_", "website_", "address_")


@blueprint.get(f"{LISTINGS}/nouvelle")
@writes
def new() -> Any:
    """The form of a new listing."""
    form = resumed(0, None) or listing_form.blank_form(actor())
    return show_form(form, None)


@blueprint.post(f"{LISTINGS}/nouvelle")
@writes
def create() -> Any:
    """Store a new listing; a form sent twice makes one."""
    form, draft = read_typed(None)
    if form.problems:
        return show_form(form, None, draft=draft, status=422)
    saved = editing.save(session(), draft, by=actor(), at=now())
    form_saves.forget(session(), 0, by=actor())
    session().commit()
    return done(f"{LISTINGS}/{saved.listing.number}", said(saved.outcome, "enregistree"))


@blueprint.get(f"{LISTINGS}/<int:number>")
@writes
def edit(number: int) -> Any:
    """The form of a listing, with what one was typing when asked for."""
    listing = kept_listing(number)
    stored = read_draft(session(), listing)
    followed = asked_suggestion(listing)
    draft = followed.draft if followed else None
    if form := resumed(number, stored):
        return show_form(form, listing)
    form = listing_form.form_of(draft or stored, listing.version, now().date(), known())
    return show_form(form, listing, draft=draft)


@blueprint.post(f"{LISTINGS}/<int:number>")
@writes
def save(number: int) -> Any:
    """Store a form; whoever comes second sees both texts and loses nothing."""
    listing = kept_listing(number)
    stored = read_draft(session(), listing)
    form, draft = read_typed(stored)
    if form.problems:
        return show_form(form, listing, draft=draft, status=422)
    if asked_version(form) == listing.version:
        draft = keep_theirs(draft, stored, preferred())
    if draft.disclosure == CONFIDENTIAL != stored.disclosure:
        return _ask_protection(listing, stored)
    try:
        saved = editing.save(session(), draft, by=actor(), at=now(), version=asked_version(form))
    except Stale:
        session().rollback()
        return _show_both(number, form, draft)
    except Refused as refused:
        session().rollback()
        return _show_refused(refused, form, number, draft)
    form_saves.forget(session(), number, by=actor())
    followed = saved.outcome != UNCHANGED and _settle_suggestion(listing)
    session().commit()
    if followed:
        return done("/coordination/suggestions", said(saved.outcome, "suggestion-suivie"))
    return done(f"{LISTINGS}/{number}", said(saved.outcome, "enregistree"))


def _settle_suggestion(listing: Listing) -> bool:
    """Whether what was saved followed a suggestion, which is then accepted."""
    followed = asked_suggestion(listing)
    if followed is None or followed.suggestion.decision:
        return False
    suggestions.settle(session(), followed.suggestion.id, by=actor(), at=now())
    return True


def _show_refused(refused: Refused, form: ListingForm, number: int, draft: Draft) -> Any:
    """The form again, with what its facts together break."""
    shown = listing_form.withhold(form, draft, refused.problems, request.form)
    return show_form(form, kept_listing(number), draft=shown, status=422)


def _show_both(number: int, form: ListingForm, draft: Draft) -> Any:
    """The form with the other's changes taken in, and both texts where both changed the same fact."""
    listing = kept_listing(number)
    form, merged = _bring_together(listing, form, draft)
    return show_form(form, listing, draft=merged.draft, merged=merged, status=409)


def _bring_together(listing: Listing, form: ListingForm, draft: Draft) -> tuple[ListingForm, Merge]:
    """What somebody typed and what was saved meanwhile; no word of it that the listing now refuses."""
    base = todo.find_base(session(), listing, asked_version(form) or 0)
    merged = merge(base, draft, read_draft(session(), listing))
    form = listing_form.form_of(merged.draft, listing.version, now().date(), known())
    told = [problem for problem in check(merged.draft, known()) if problem.clues]
    shown = listing_form.withhold(form, merged.draft, told, request.form)
    conflicts = [replace(each, mine="") if each.field in form.withheld else each for each in merged.conflicts]
    return form, replace(merged, draft=shown, conflicts=conflicts)


@blueprint.post("/coordination/brouillons/<int:number>")
@writes
def keep_draft(number: int) -> Any:
    """Keep what is being typed, and show what the public would read."""
    form_saves.wait(session())
    listing = kept_listing(number) if number else None
    form, draft = read_typed(read_draft(session(), listing) if listing else None)
    is_hidden = listing is not None and listing.disclosure == CONFIDENTIAL
    if is_hidden or form["disclosure"] == CONFIDENTIAL:  # also when it was hidden while this page was open
        form_saves.forget(session(), number, by=actor())
    elif not form_saves.was_sent(session(), form["ref"], asked_version(form), by=actor(), at=now()):
        form_saves.keep(session(), number, worth_keeping(form["disclosure"]), by=actor(), at=now())
    session().commit()
    if listing and is_hidden and asked_version(form) != listing.version:
        if not is_fragment():
            return _show_both(number, form, draft)
        form, merged = _bring_together(listing, form, draft)
        draft = merged.draft
    if not is_fragment():
        return show_form(form, listing, draft=draft)
    return render_template("coordination/_preview.html", form=form, **preview_facts(draft, listing))


@blueprint.post("/coordination/brouillons/<int:number>/oublier")
@writes
def forget_draft(number: int) -> Any:
    """Forget what one was typing."""
    where = f"{LISTINGS}/{kept_listing(number).number}" if number else f"{LISTINGS}/nouvelle"
    form_saves.forget(session(), number, by=actor())
    session().commit()
    return done(where, "brouillon-oublie")


@blueprint.get("/coordination/communes")
@writes
def suggest_communes() -> Any:
    """The communes that what is typed may mean, to choose from."""
    typed = " ".join(request.args.get("commune", "").split())[:80]
    found = communes.find(typed).matches if len(typed) > 1 else ()
    return render_template(
        "coordination/_communes.html", matches=[m for m in found if m.code_insee], chosen=""
    )


@blueprint.post(f"{LISTINGS}/<int:number>/protection")
@writes
def protect(number: int) -> Any:
    """Make a listing confidential, once what disappears was read and accepted."""
    listing = kept_listing(number)
    form, draft = read_typed(read_draft(session(), listing))
    if form.problems or draft.disclosure != CONFIDENTIAL or "confirme" not in request.form:
        return show_form(form, listing, draft=draft, status=422)
    try:
        hide(
            session(), listing, draft, by=actor(), at=now(), version=asked_version(form), keys=settings().keys
        )
    except Refused as refused:
        session().rollback()
        return _show_refused(refused, form, number, draft)
    session().commit()
    close_session()  # nothing may be open while the files are rewritten
    is_erased = erase_traces(current_app.extensions["engine"], settings().instance_path / "pages")
    return done(f"{LISTINGS}/{number}", "protegee" if is_erased else "a-effacer")


@blueprint.post(f"{LISTINGS}/<int:number>/archiver")
@writes
def archive(number: int) -> Any:
    """Withdraw a listing from the public."""
    editing.archive(session(), kept_listing(number), by=actor(), at=now())
    session().commit()
    return done(f"{LISTINGS}/{number}", "archivee")


@blueprint.post(f"{LISTINGS}/<int:number>/retablir")
@writes
def bring_back(number: int) -> Any:
    """Bring an archived listing back."""
    saved = editing.bring_back(session(), kept_listing(number), by=actor(), at=now())
    session().commit()
    return done(f"{LISTINGS}/{number}", said(saved.outcome, "retablie"))


@blueprint.get(f"{LISTINGS}/<int:number>/historique")
@writes
def history(number: int) -> Any:
    """Who changed what in a listing, the latest first."""
    listing = kept_listing(number)
    changes = todo.find_history(session(), listing, by=actor())
    return show(
        "coordination/history.html", title="Historique", nav="fiches", listing=listing, changes=changes
    )


@blueprint.post(f"{LISTINGS}/<int:number>/revenir")
@writes
def restore(number: int) -> Any:
    """Bring a listing back to a state of its history."""
    listing = kept_listing(number)
    revision_id = asked_integer("revision")
    saved = editing.restore(session(), listing, revision_id, by=actor(), at=now())
    session().commit()
    return done(f"{LISTINGS}/{number}/historique", said(saved.outcome, "retablie"))


@blueprint.post(f"{LISTINGS}/<int:number>/places")
@writes
def say_places(number: int) -> Any:
    """Say how many places are left tonight."""
    listing = kept_listing(number)
    try:
        tonight.say_places(session(), listing, tonight.read_places(request.form.get("places", "")), at=now())
    except ValueError as refused:
        form = listing_form.form_of(read_draft(session(), listing), listing.version, now().date())
        return show_form(form, listing, places_problem=str(refused), status=422)
    session().commit()
    return done(f"{LISTINGS}/{number}", "places")


def _ask_protection(listing: Listing, stored: Draft) -> Any:
    """What disappears when a listing becomes confidential, and the question whether to go on."""
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in (*_PLACE_FIELDS, *PHRASED, "csrf") and not name.startswith(_OF_PLACES)
    ]
    return show(
        "coordination/protect.html", title="Protéger une fiche", nav="fiches",
        listing=listing, stored=stored, carried=carried,
    )  # fmt: skip
