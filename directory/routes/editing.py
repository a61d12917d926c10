"""Creating, editing, archiving and restoring listings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request

from directory import communes, differences, editing, form_saves, hours, listing_form
from directory.actions import Refused
from directory.cards import DELAY_WORDS, REFERRER_WORDS, SOURCE_KINDS, make_card
from directory.categories import CATEGORIES
from directory.departements import DEPARTEMENTS
from directory.drafts import Draft
from directory.editing import Stale
from directory.geocoding import GEOCODERS
from directory.listing_form import CONFIDENTIAL, ListingForm
from directory.maps.outlines import version_of_contours
from directory.merging import Merge, merge
from directory.models import Listing
from directory.preview import preview
from directory.purge import erase_traces
from directory.queries import desk as todo
from directory.reasons import where_words
from directory.routes.coordination import asked_departement, asked_integer, kept_listing, said
from directory.stored_drafts import read_draft
from directory.two_people import HOUSING
from directory.web.auth import actor, writes
from directory.web.database import close_session, session
from directory.web.desk import done, show
from directory.web.pages import is_fragment, now, settings

blueprint = Blueprint("editing", __name__)

LISTINGS = "/coordination/fiches"
_YES_NO = {"unknown": "non renseigné", "yes": "oui", "no": "non"}
#: What each value of a list reads like in the form.
WORDS: dict[str, dict[str, str]] = {
    "category": {slug: category.label for slug, category in CATEGORIES.items()},
    "status": {"draft": "Brouillon", "published": "Publiée"},
    "disclosure": {
        "commune": "La commune seule",
        "address": "L’adresse",
        CONFIDENTIAL: "Rien : fiche sous secret",
    },
    "response_delay": {"": "non renseigné", **DELAY_WORDS},
    "genders": {"unknown": "non renseigné", "all": "filles et garçons", "girls": "filles", "boys": "garçons"},
    "source_kind": {"": "non renseigné", **SOURCE_KINDS},
    **dict.fromkeys(("walk_in", "admits_minors", "accepts_suspicion", "supports_professionals"), _YES_NO),
}
LABELS = {name: label for name, (label, _write) in differences.FIELDS.items()}
#: What a page about a confidential listing never carries on.
_PLACE_FIELDS = ("commune", "code_insee", "postcode", "address", "position", "latitude", "longitude")


@blueprint.get(LISTINGS)
@writes
def listings() -> Any:
    """Every listing kept, by name, state or departement."""
    wanted = request.args.get("etat", "")
    status = wanted if wanted in differences.STATUS_WORDS else ""
    q, code = request.args.get("q", "")[:80], asked_departement()
    found = todo.find_kept(session(), actor(), q=q, status=status, departement=code)
    return show(
        "coordination/listings.html", title="Fiches", nav="fiches", listings=found, q=q, state=status,
        wanted=code, statuses=differences.STATUS_WORDS, categories=CATEGORIES, departements=DEPARTEMENTS,
    )  # fmt: skip


@blueprint.get(f"{LISTINGS}/nouvelle")
@writes
def new() -> Any:
    """The form of a new listing."""
    form = _resumed(0, None) or listing_form.blank_form(actor())
    return _show_form(form, None)


@blueprint.post(f"{LISTINGS}/nouvelle")
@writes
def create() -> Any:
    """Store a new listing; a form sent twice makes one."""
    form, draft = _read(None)
    if form.problems:
        return _show_form(form, None, draft=draft, status=422)
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
    form = _resumed(number, stored) or listing_form.form_of(stored, listing.version)
    return _show_form(form, listing)


@blueprint.post(f"{LISTINGS}/<int:number>")
@writes
def save(number: int) -> Any:
    """Store a form; whoever comes second sees both texts and loses nothing."""
    listing = kept_listing(number)
    stored = read_draft(session(), listing)
    form, draft = _read(stored)
    if form.problems:
        return _show_form(form, listing, draft=draft, status=422)
    if draft.disclosure == CONFIDENTIAL != stored.disclosure:
        return _ask_protection(listing, stored)
    try:
        saved = editing.save(session(), draft, by=actor(), at=now(), version=_version(form))
    except Stale:
        session().rollback()
        return _show_both(number, form, draft)
    form_saves.forget(session(), number, by=actor())
    session().commit()
    return done(f"{LISTINGS}/{number}", said(saved.outcome, "enregistree"))


def _show_both(number: int, form: ListingForm, draft: Draft) -> Any:
    """The form with the other's changes taken in, and both texts where both changed the same fact."""
    listing = kept_listing(number)
    base = todo.find_base(session(), listing, _version(form) or 0)
    merged = merge(base, draft, read_draft(session(), listing))
    form = listing_form.form_of(merged.draft, listing.version)
    return _show_form(form, listing, draft=merged.draft, merged=merged, status=409)


@blueprint.post("/coordination/brouillons/<int:number>")
@writes
def keep_draft(number: int) -> Any:
    """Keep what is being typed, and show what the public would read."""
    listing = kept_listing(number) if number else None
    form, draft = _read(read_draft(session(), listing) if listing else None)
    if form["disclosure"] == CONFIDENTIAL:
        form_saves.forget(session(), number, by=actor())
    else:
        form_saves.keep(session(), number, _typed(form), by=actor(), at=now())
    session().commit()
    if not is_fragment():
        return _show_form(form, listing, draft=draft)
    return render_template("coordination/_preview.html", form=form, **_preview(draft, listing))


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
    form, draft = _read(read_draft(session(), listing))
    if form.problems or draft.disclosure != CONFIDENTIAL or "confirme" not in request.form:
        return _show_form(form, listing, draft=draft, status=422)
    try:
        editing.protect(session(), listing, draft, by=actor(), at=now(), version=_version(form))
    except Refused as refused:
        session().rollback()
        form.problems |= {problem.field: problem.message for problem in refused.problems}
        return _show_form(form, kept_listing(number), draft=draft, status=422)
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
    changes = todo.find_history(session(), listing)
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


def _ask_protection(listing: Listing, stored: Draft) -> Any:
    """What disappears when a listing becomes confidential, and the question whether to go on."""
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in (*_PLACE_FIELDS, "csrf") and not name.startswith(("phone_", "email_"))
    ]
    return show(
        "coordination/protect.html", title="Protéger une fiche", nav="fiches",
        listing=listing, stored=stored, carried=carried,
    )  # fmt: skip


def _read(stored: Draft | None) -> tuple[ListingForm, Draft]:
    source = request.form.to_dict(flat=False)
    geocode = GEOCODERS[settings().geocoder]
    return listing_form.read_form(source, stored, by=actor(), geocode=geocode)


def _typed(form: ListingForm) -> list[tuple[str, str]]:
    """What to keep of a form being typed: no street of a listing that publishes its commune alone."""
    hidden = () if form["disclosure"] == "address" else ("postcode", "address", "latitude", "longitude")
    return [pair for pair in request.form.items(multi=True) if pair[0] not in hidden]


def _resumed(number: int, stored: Draft | None) -> ListingForm | None:
    """The form as it was being typed, when the address asks for it."""
    kept = form_saves.find(session(), number, by=actor()) if "brouillon" in request.args else None
    if kept is None:
        return None
    source: dict[str, list[str]] = {}
    for name, value in kept.typed:
        source.setdefault(name, []).append(value)
    return listing_form.read_form(source, stored, by=actor(), geocode=GEOCODERS["communes"])[0]


def _version(form: ListingForm) -> int | None:
    return int(form["version"]) if form["version"].isdecimal() else None


def _preview(draft: Draft, listing: Listing | None) -> dict[str, Any]:
    view = preview(draft, listing, now().date())
    monday = now().date() - timedelta(days=now().weekday())
    return {
        "card": make_card(view, now(), reason=where_words(view)),
        "week": hours.week(view.hours, view.timezone, monday),
        "labels": LABELS,
        "at": now(),
    }


def _show_form(
    form: ListingForm,
    listing: Listing | None,
    *,
    draft: Draft | None = None,
    merged: Merge | None = None,
    status: int = 200,
) -> Any:
    if draft is None:
        shown = read_draft(session(), listing) if listing else None
        draft = shown or _empty_draft(form)
    kept = form_saves.find(session(), listing.number if listing else 0, by=actor())
    mine = [d for d in DEPARTEMENTS.values() if actor().keeps(d.code)]
    code = draft.place.departement if draft.place else next(iter(draft.departements), "")
    return show(
        "coordination/form.html",
        status,
        title="Fiche",
        nav="fiches",
        form=form,
        listing=listing,
        merged=merged,
        kept=None if "brouillon" in request.args or request.method == "POST" else kept,
        words=WORDS,
        choices=listing_form.CHOICES,
        referrers=REFERRER_WORDS,
        mine=mine,
        others=[DEPARTEMENTS[c] for c in draft.departements if c in DEPARTEMENTS and not actor().keeps(c)],
        housing=[c.slug for c in CATEGORIES.values() if c.group == HOUSING],
        contours=f"/contours/{code}.geojson?v={version_of_contours()}" if code else "",
        **_preview(draft, listing),
    )


def _empty_draft(form: ListingForm) -> Draft:
    source = {name: [value] for name, value in form.values.items()}
    _form, draft = listing_form.read_form(source, None, by=actor(), geocode=GEOCODERS["communes"])
    return replace(draft, departements=tuple(form.choices["departements"]))
