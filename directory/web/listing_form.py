"""The page of the form of a listing: what it holds, what is shown beside it, what was being typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import request
from msgspec.structs import replace

from directory.editing import form_saves, listing_form
from directory.editing.listing_form import CHOICES, ListingForm
from directory.editing.listing_place import hidden_parts
from directory.editing.merging import Merge
from directory.editing.preview import preview
from directory.editing.private_notes import find_note
from directory.editing.reappearing import find_held
from directory.editing.tonight import may_say
from directory.listings import hours
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES, is_secret
from directory.listings.codes import CLOSURE_WORDS, CONFIDENTIAL
from directory.listings.contacts import CHANNELS
from directory.listings.dated_closures import with_closures
from directory.listings.drafts import Draft
from directory.listings.fields import CODED, FIELDS, PHRASED
from directory.listings.phrases import Phrases
from directory.listings.reasons import where_words
from directory.listings.tonight import say_places
from directory.maps.outlines import version_of_contours
from directory.models import Listing
from directory.places.departements import DEPARTEMENTS
from directory.places.geocoding import GEOCODERS
from directory.publishing.phrases import known_phrases
from directory.publishing.stored import read_draft
from directory.publishing.views import find_view_by_number
from directory.storing.two_people import HOUSING
from directory.suggestions.suggestions import Waiting, find_about
from directory.web.auth import actor
from directory.web.database import session
from directory.web.desk import show
from directory.web.pages import now, settings

#: What a choice reads like in the form when it is not the word of the history.
_OWN_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {"draft": "Brouillon", "published": "Publiée"},
    "disclosure": {
        "commune": "La commune seule",
        "address": "L’adresse",
        CONFIDENTIAL: "Rien : fiche sous secret",
    },
}
#: What each value of a list reads like in the form, in the order of its choices.
WORDS = {
    name: {code: _OWN_WORDS.get(name, CODED[name])[code] or "non renseigné" for code in codes}
    for name, codes in CHOICES.items()
}
WORDS["closure_reason"] = {"": "motif non renseigné", **CLOSURE_WORDS}
WORDS |= {f"{name}_kind": {"": "à préciser", **CHANNELS[f"{name}s"]} for name in ("phone", "email")}
LABELS = {name: field.label for name, field in FIELDS.items() if name != "ref"}


def read_typed(stored: Draft | None) -> tuple[ListingForm, Draft]:
    """Read the form of this request, about a stored draft or a new listing."""
    source = request.form.to_dict(flat=False)
    geocode = GEOCODERS[settings().geocoder]
    return listing_form.read_form(
        source, stored, by=actor(), geocode=geocode, on=now().date(), phrases=known()
    )


def known() -> Phrases:
    """The phrases that confidential listings may be made of."""
    return known_phrases(session())


def worth_keeping(disclosure: str) -> list[tuple[str, str]]:
    """What to keep of a form being typed: no street of a listing that publishes its commune alone."""
    hidden = hidden_parts(disclosure)
    return [pair for pair in request.form.items(multi=True) if pair[0] not in hidden]


def resumed(number: int, stored: Draft | None) -> ListingForm | None:
    """The form as it was being typed, when the address asks for it."""
    kept = form_saves.find(session(), number, by=actor()) if "brouillon" in request.args else None
    if kept is None:
        return None
    source: dict[str, list[str]] = {}
    for name, value in kept.typed:
        source.setdefault(name, []).append(value)
    geocode = GEOCODERS["communes"]
    return listing_form.read_form(
        source, stored, by=actor(), geocode=geocode, on=now().date(), phrases=known()
    )[0]


def asked_version(form: ListingForm) -> int | None:
    """The version of the listing that the form was read at."""
    return int(form["version"]) if form["version"].isdecimal() else None


def asked_suggestion(listing: Listing) -> Waiting | None:
    """The suggestion this form follows, named in the address that opened it, then in the form."""
    try:
        wanted = UUID(request.values.get("suggestion", ""))
    except ValueError:
        return None
    return find_about(session(), listing, wanted)


def preferred() -> set[str]:
    """The facts of which somebody prefers the text the other saved to their own."""
    return {name.removeprefix("keep_") for name, value in request.form.items() if value == "theirs"}


def preview_facts(draft: Draft, listing: Listing | None) -> dict[str, Any]:
    """What the preview shows of a draft."""
    view = preview(draft, listing, now().date(), known())
    monday = now().date() - timedelta(days=now().weekday())
    code = draft.place.departement if draft.place else next(iter(draft.departements), "")
    return {
        "contours": f"/contours/{code}.geojson?v={version_of_contours()}" if code in DEPARTEMENTS else "",
        "card": Card(view, now(), reason=where_words(view)),
        "week": hours.week(with_closures(view.hours, view.closures), view.timezone, monday, view.sits_in),
        "labels": LABELS,
        "at": now(),
    }


def tonight_facts(listing: Listing, path: str, problem: str = "") -> dict[str, Any]:
    """What the form of the places left tonight shows, sent to `path`."""
    view = find_view_by_number(session(), listing.number) if may_say(listing) else None
    return {
        "says_places": view is not None,
        "places_path": path,
        "places_problem": problem,
        "places_typed": request.form.get("places", "")[:20],
        "places_said": say_places(view, now()) if view else "",
    }


def _place_of(name: str) -> int:
    """Where the field of a problem stands in the form."""
    alike = {"phone": "phones", "email": "emails", "closure": "closures"}
    first = name.partition("-")[0]
    order = [*LABELS]
    return order.index(alike.get(first, first if first in LABELS else "place"))


def show_form(
    form: ListingForm,
    listing: Listing | None,
    *,
    draft: Draft | None = None,
    merged: Merge | None = None,
    places_problem: str = "",
    status: int = 200,
) -> Any:
    """Render the form, what came of a merge, and the preview of a draft (as stored when None)."""
    if draft is None:
        shown = read_draft(session(), listing) if listing else None
        draft = shown or _empty_draft(form)
    form.problems = dict(sorted(form.problems.items(), key=lambda each: _place_of(each[0])))
    kept = form_saves.find(session(), listing.number if listing else 0, by=actor())
    mine = [d for d in DEPARTEMENTS.values() if actor().keeps(d.code)]
    return show(
        "coordination/form.html",
        status,
        title="Fiche",
        nav="fiches",
        form=form,
        listing=listing,
        merged=merged,
        suggestion=asked_suggestion(listing) if listing else None,
        **tonight_facts(listing, f"/coordination/fiches/{listing.number}/places", places_problem)
        if listing
        else {"says_places": False},
        unsaved=None if "brouillon" in request.args or request.method == "POST" else kept,
        words=WORDS,
        choices=listing_form.CHOICES,
        lists={name: FIELDS[name].words for name in listing_form.LISTS},
        is_held=listing is not None and find_held(session(), listing.id) is not None,
        has_note=listing is not None
        and find_note(session(), listing, by=actor(), keys=settings().keys) is not None,
        offered={name: known().offered(name) for name in PHRASED},
        mine=mine,
        others=[DEPARTEMENTS[c] for c in draft.departements if c in DEPARTEMENTS and not actor().keeps(c)],
        secret=[slug for slug in CATEGORIES if is_secret(slug)],
        housing=[c.slug for c in CATEGORIES.values() if c.group == HOUSING],
        **preview_facts(draft, listing),
    )


def _empty_draft(form: ListingForm) -> Draft:
    source = {name: [value] for name, value in form.values.items()}
    geocode = GEOCODERS["communes"]
    _form, draft = listing_form.read_form(
        source, None, by=actor(), geocode=geocode, on=now().date(), phrases=known()
    )
    return replace(draft, departements=tuple(form.choices["departements"]))
