"""The calling campaign: whom to call next, one listing a screen, what the call gave, how far it has got."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request

from directory.coordination import call_progress, call_results, call_turns, campaigns
from directory.coordination.call_form import read_call
from directory.coordination.call_queue import last_call
from directory.coordination.call_results import Result
from directory.coordination.call_words import CALL_BACK, NO_ANSWER
from directory.editing import form_saves, listing_form
from directory.editing import listings as editing
from directory.editing.checking import differing_facts
from directory.editing.desk import find_base
from directory.editing.listing_form import SHOWN_AT, ListingForm
from directory.editing.merging import merge
from directory.exports.csv import write_csv
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft
from directory.models import Call, Listing
from directory.places.departements import DEPARTEMENTS
from directory.publishing.publication import hold
from directory.publishing.stored import read_draft
from directory.storing.listing import Refused
from directory.web.auth import actor, national_only, writes
from directory.web.call_page import QUEUE, show_call, show_queue, told_given
from directory.web.database import session
from directory.web.desk import MOST, asked_integer, done, kept_listing
from directory.web.listing_form import worth_keeping
from directory.web.pages import is_fragment, now

blueprint = Blueprint("campaign", __name__)

CAMPAIGN = "/coordination/campagne"
LISTING = f"{CAMPAIGN}/fiches/<int:number>"


@blueprint.get(CAMPAIGN)
@writes
def queue() -> Any:
    """Whom to call, who has what, how far the campaign has got."""
    return show_queue(campaigns.typed_of(campaigns.find_campaign(session(), now().date())))


@blueprint.get(f"{CAMPAIGN}/avancement.csv")
@writes
def progress_file() -> Response:
    """What was verified each day in each departement, as a table for a spreadsheet."""
    today, by = now().date(), actor()
    since = campaigns.first_day(campaigns.find_campaign(session(), today), today)
    rows = call_progress.find_progress(session(), by, since, today)
    days = call_progress.find_days(session(), by, since)
    cells = list(call_progress.export_rows(rows, days, today))
    response = Response(write_csv(call_progress.HEADER, cells), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="appels.csv"'
    return response


@blueprint.post(f"{CAMPAIGN}/nationale")
@national_only
def save_campaign() -> Any:
    """Begin a national campaign, or change the present one."""
    typed = campaigns.read_campaign(request.form, now().date())
    if not typed.is_valid:
        return show_queue(typed, 422)
    campaigns.save_campaign(session(), typed, by=actor(), today=now().date())
    session().commit()
    return done(CAMPAIGN, "campagne")


@blueprint.post(f"{CAMPAIGN}/suivante")
@writes
def take_next() -> Any:
    """Open the most urgent listing."""
    listing = _next()
    session().commit()
    return _to_screen(listing)


@blueprint.post(f"{CAMPAIGN}/confier")
@writes
def give() -> Any:
    """Give the listings ticked to somebody."""
    numbers = [int(each) for each in request.form.getlist("fiche") if each.isdecimal() and len(each) < 10]
    try:
        person = UUID(request.form.get("personne", ""))
    except ValueError:
        return done(CAMPAIGN, "personne-a-choisir")
    listings = [kept_listing(number) for number in numbers[:QUEUE]]
    given = call_turns.give(session(), listings, person, by=actor(), at=now())
    session().commit()
    return told_given(CAMPAIGN, given)


@blueprint.get(LISTING)
@writes
def screen(number: int) -> Any:
    """The screen of a call, with what was being typed."""
    listing = _listing(number)
    stored = read_draft(session(), listing)
    kept = form_saves.find(session(), number, by=actor(), form=form_saves.CALL)
    if kept is None:
        return show_call(listing, stored, _blank(listing, stored))
    typed: dict[str, list[str]] = {}
    for name, value in kept.typed:
        typed.setdefault(name, []).append(value)
    form, _draft, _back = read_call(typed, stored, by=actor(), at=now())
    form.problems = {}
    return show_call(listing, stored, form, resumed=True)


@blueprint.post(LISTING)
@writes
def save(number: int) -> Any:
    """Write down what a call gave, then open the next listing."""
    hold(session())  # what is read from here on is what is changed
    listing = _listing(number)
    if _is_saved(listing):  # the same form sent twice
        following = _next()
        session().commit()
        return _to_screen(following)
    stored = read_draft(session(), listing)
    form, draft, back_at = read_call(request.form.to_dict(flat=False), stored, by=actor(), at=now())
    result = Result(
        form["outcome"], draft, asked_integer("version"), form["how"], form["answered_by"], back_at,
        form.choices["true"],
    )  # fmt: skip
    if _problems(form):
        return show_call(listing, stored, form, status=422)
    try:
        call_turns.take(session(), listing, actor(), now())
    except call_turns.Taken:
        _keep(listing)
        session().commit()
        return done(CAMPAIGN, "deja-prise")
    merged = None
    if result.version != listing.version:
        merged = merge(find_base(session(), listing, result.version), draft, stored)
        if merged.conflicts:
            return show_call(listing, stored, form, merged=merged, status=409)
        result = Result(*_with(result, merged.draft, listing.version))
    try:
        call, became = call_results.record(session(), listing, result, by=actor(), at=now())
    except Refused as refused:
        session().rollback()
        form.problems |= {SHOWN_AT.get(each.field, each.field): each.message for each in refused.problems}
        return show_call(_listing(number), stored, form, status=422)
    call_results.keep_note(session(), listing, form["note"], by=actor(), at=now())
    if result.outcome in {NO_ANSWER, CALL_BACK} and differing_facts(stored, draft):
        _keep(listing)  # what was typed waits for the next call
    else:
        form_saves.forget(session(), number, by=actor(), form=form_saves.CALL)
    session().flush()
    saved, following = call.id, _next()
    session().commit()
    return _to_screen(following, fait="deuxieme-regard" if became == editing.WAITING else "", appel=saved)


@blueprint.post(f"{LISTING}/brouillon")
@writes
def keep_draft(number: int) -> Any:
    """Keep what is being typed, and read hours back."""
    form_saves.wait(session())
    listing = _listing(number)
    stored = read_draft(session(), listing)
    form, draft, _back = read_call(request.form.to_dict(flat=False), stored, by=actor(), at=now())
    if not _is_saved(listing):
        _keep(listing)
        call_turns.keep_open(session(), listing, actor(), now())
        session().commit()
    if not is_fragment():
        return show_call(listing, stored, form)
    return render_template("campaign/_hours_back.html", form=form, draft=draft)


@blueprint.post(f"{LISTING}/prendre")
@writes
def take(number: int) -> Any:
    """Open one listing."""
    try:
        call_turns.take(session(), _listing(number), actor(), now())
    except call_turns.Taken:
        session().rollback()
        return done(CAMPAIGN, "deja-prise")
    session().commit()
    return redirect(f"{CAMPAIGN}/fiches/{number}#resultat", 303)


@blueprint.post(f"{LISTING}/rendre")
@writes
def release(number: int) -> Any:
    """Give a listing back to everybody."""
    call_turns.release(session(), _listing(number), actor())
    session().commit()
    return done(CAMPAIGN, "rendue")


@blueprint.post(f"{CAMPAIGN}/appels/<int:call_id>/annuler")
@writes
def undo(call_id: int) -> Any:
    """Take back a call of one's own and what it changed."""
    call = session().get(Call, call_id) if call_id < MOST else None
    if call is None:
        return done(CAMPAIGN, "appel-deja-annule")
    listing = call_results.undo(session(), call_id, by=actor(), at=now())
    session().commit()
    return redirect(f"{CAMPAIGN}/fiches/{listing.number}?fait=appel-annule#resultat", 303)


def _listing(number: int) -> Listing:
    listing = kept_listing(number)
    if listing.disclosure == CONFIDENTIAL:
        abort(404)  # it is checked with its operator, and nothing typed about it is kept
    return listing


def _blank(listing: Listing, stored: Draft) -> ListingForm:
    form = listing_form.form_of(stored, listing.version, now().date())
    note = call_results.find_note(session(), listing)
    form.values |= {"how": "telephone", "outcome": "", "note": note.text if note else ""}
    form.choices["true"] = ()
    return form


def _problems(form: ListingForm) -> bool:
    """Whether something is wrong; the facts are only looked at when they are to be stored."""
    if form["outcome"] and form["outcome"] != "confirmed":
        form.problems = {n: p for n, p in form.problems.items() if n in {"outcome", "again_on", "note"}}
    return bool(form.problems)


def _with(result: Result, draft: Draft, version: int) -> tuple[Any, ...]:
    """The same result, of a listing brought together with what somebody saved meanwhile."""
    return (
        result.outcome, draft, version, result.how, result.answered_by, result.call_back_at, result.checked
    )  # fmt: skip


def _is_saved(listing: Listing) -> bool:
    """Whether this person saved a call about the listing since the page of this form was made."""
    last = last_call(session(), listing)
    return last is not None and last.by == actor().email and last.id != asked_integer("after")


def _keep(listing: Listing) -> None:
    typed = worth_keeping(listing.disclosure)
    form_saves.keep(session(), listing.number, typed, by=actor(), at=now(), form=form_saves.CALL)


def _next() -> Listing | None:
    return call_turns.take_next(
        session(), actor(), now(), departement=_code(request.form.get("departement", "")),
        with_number=request.form.get("numero") == "avec",
    )  # fmt: skip


def _to_screen(listing: Listing | None, **said: object) -> Any:
    """Go to the screen of a listing, or to the queue when nobody is left to call."""
    path = f"{CAMPAIGN}/fiches/{listing.number}" if listing else CAMPAIGN
    asked = {name: request.form.get(name, "") for name in ("departement", "numero")} | said
    query = urlencode({name: value for name, value in asked.items() if value})
    return redirect(f"{path}{'?' if query else ''}{query}{'#resultat' if listing else ''}", 303)


def _code(text: str) -> str:
    return text if text in DEPARTEMENTS else ""
