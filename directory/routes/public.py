"""The public pages: home, a departement, a listing, the search of the whole country."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from directory import communes, hours, national_map
from directory.cards import REFERRER_WORDS, Card, phone_link, source_words
from directory.categories import CATEGORIES, GROUPS, categories_of, group_of
from directory.communes import Commune, Match
from directory.departements import DEPARTEMENTS, Departement, find_departement, neighbours, suggest
from directory.disclosure import ProfessionalView
from directory.forms import GENDERS, REFERRERS, SearchForm
from directory.json_ld import describe
from directory.maps import script_url
from directory.openapi.parameters import PAGE_SEARCH, BadParameter
from directory.queries import local, national, views
from directory.queries.crip import crip_line, find_crip_line
from directory.queries.similar import find_similar
from directory.queries.vocabulary import vocabulary
from directory.reasons import where_words
from directory.territories import TERRITORIES, Territory, find_territory
from directory.web.database import session
from directory.web.errors import Missing
from directory.web.machine import filled_values
from directory.web.pages import is_copy, is_fragment, now, page, search_form, settings

blueprint = Blueprint("public", __name__)

#: A place is proposed beside the listings found when the words searched all but spell its name.
SURE_PLACE = 95

_GROUPS = tuple((group, categories_of(group.slug)) for group in GROUPS.values())
#: What the templates of the filters and of the list need.
FORM_WORDS: dict[str, Any] = {
    "groups": _GROUPS,
    "categories": CATEGORIES,
    "referrers": REFERRERS,
    "genders": GENDERS,
}
#: The categories as the script of a map reads them.
MAP_CATEGORIES = orjson.dumps(
    [
        {"slug": c.slug, "label": c.label, "group": c.group, "shape": GROUPS[c.group].shape,
         "colour": GROUPS[c.group].colour, "dark": GROUPS[c.group].dark_colour}
        for c in CATEGORIES.values()
    ]
).decode()  # fmt: skip


@blueprint.get("/")
def home() -> Response:
    """One question: where?"""
    return home_page(SearchForm())


def home_page(
    form: SearchForm, *, text: str = "", choices: tuple[Match, ...] = (), message: str = ""
) -> Response:
    """Render the home page, with what was typed, the places it may mean and the filters to keep."""
    counts = views.count_by_departement(session())
    figures = {
        "listings": views.count_listings(session()),
        "departements": sum(code in DEPARTEMENTS for code in counts),
    }
    drawing = national_map.load()
    drawn = {shape.departement for shape in drawing.shapes}
    return page(
        "home.html",
        title="Vers qui orienter, ici, maintenant",
        nav="trouver",
        form=form,
        text=text,
        choices=choices,
        message=message,
        national_map=drawing,
        counts=counts,
        figures=figures,
        departements=tuple(DEPARTEMENTS.values()),
        territories=tuple(d for d in DEPARTEMENTS.values() if d.code not in drawn),
        groups=_GROUPS,
        main_communes=communes.main_communes,
    )


@blueprint.get("/departements/<code>")
def departement(code: str) -> AnyResponse:
    """Who supports, shelters, heals and alerts in a departement: the list and its map."""
    place = known_departement(code)
    if place.code != code:
        return redirect(f"/departements/{place.code}", 301)
    wanted = local_search(place)
    results, facets = local.search(wanted)
    crip = crip_line(wanted.facts.crip, place, wanted.at)
    context: dict[str, Any] = {
        "departement": place,
        "form": wanted.form,
        "results": results,
        "facets": facets,
        "crip": crip,
        "map_query": map_query(wanted.form),
    }
    until = (results.valid_until, crip.valid_until)
    if is_fragment():
        return page(
            "_results.html", until=until, timezone=place.timezone, near=wanted.near, **FORM_WORDS, **context
        )
    return page(
        "departement.html",
        until=until,
        timezone=place.timezone,
        title=f"{place.name} ({place.code})",
        nav="trouver",
        near=wanted.near,
        origin_label=wanted.origin.label,
        map_script=script_url(place.code, tiles=bool(settings().tiles_url)),
        map_categories=MAP_CATEGORIES,
        neighbours=tuple(DEPARTEMENTS[neighbour.code] for neighbour in neighbours(place.code)),
        **FORM_WORDS,
        **context,
    )


def known_departement(code: str) -> Departement:
    """Return the departement of a code in an address; raise a 404 that proposes the nearest names."""
    place = find_departement(code)
    if place is None:
        close = [(f"{d.name} ({d.code})", f"/departements/{d.code}") for d in suggest(code[:40])]
        town = communes.find(code[:40])  # « /departements/vannes »
        if town.is_certain:
            found = town.matches[0]
            close.insert(0, (f"{found.label}, {found.detail}", f"/departements/{found.departement}"))
        raise Missing(f"Aucun département ne porte le code « {code[:40]} ».", close)
    return place


def known_territory(code: str) -> Territory:
    """Return the territory of a code in an address; raise a 404 that proposes the nearest names."""
    return find_territory(code) or TERRITORIES[known_departement(code).code]


def territory_search(place: Territory) -> national.NationalSearch:
    """Read the search of this request in a region, or in the whole country."""
    form, near = _form_and_commune("filtre ignoré")
    words = vocabulary(session()) if form.q else ()
    codes = place.codes if place.region_code else ()
    return national.NationalSearch(
        session(), form, now(), near, vocabulary=words, any_hour=is_copy(), codes=codes
    )


def _form_and_commune(otherwise: str) -> tuple[SearchForm, Commune | None]:
    """Read the search of this request and the place it starts from; an unknown one is said, not lost."""
    form = search_form()
    near = communes.commune_or_postcode(form.near) if form.near else None
    if form.near and near is None:
        note = f"Lieu « {form.near[:40]} » : inconnu, {otherwise}."
        form = replace(form, near="", notes=(*form.notes, note))
    return form, near


def local_search(place: Departement) -> local.LocalSearch:
    """Read the search of this request in a departement."""
    form, near = _form_and_commune("distances comptées du centre")
    words = vocabulary(session()) if form.q else ()
    return local.LocalSearch(session(), place, form, now(), near, words, any_hour=is_copy())


def map_query(form: SearchForm) -> str | None:
    """What a map asks for when the address of its page says more than was understood, else None."""
    try:
        filled_values(PAGE_SEARCH)
    except BadParameter:
        return form.query()
    return form.query() if form.notes else None


@blueprint.get("/recherche")
def search() -> Response:
    """Search the whole country by words, filters and place."""
    form, near = _form_and_commune("filtre ignoré")
    scope = request.args.get("portee", "").strip()
    only_national = scope == "nationale"
    if scope and not only_national:
        note = f"Portée « {scope[:40]} » : inconnue, filtre ignoré."
        form = replace(form, notes=(*form.notes, note))
    words = vocabulary(session()) if form.q else ()
    wanted = national.NationalSearch(session(), form, now(), near, only_national, words, is_copy())
    results, facets = national.search(wanted)
    context: dict[str, Any] = {
        "form": form,
        "results": results,
        "facets": facets,
        "near": near,
        "departement": None,
    }
    # Who chose a need first has not said where.
    asks_place = bool(form.wanted_categories) and not (near or only_national or is_copy())
    context |= {"only_national": only_national, "asks_place": asks_place}
    if is_fragment():
        return page("_results.html", until=(results.valid_until,), **FORM_WORDS, **context)
    # Words that fill a page did not mean a place; looking for one that is misspelt reads every name.
    meant = communes.find(form.q).matches[:3] if results.pages == 1 else ()
    places = tuple(place for place in meant if place.score >= SURE_PLACE)
    return page(
        "search.html",
        until=(results.valid_until,),
        title="Rechercher",
        nav="chercher",
        places=places,
        **FORM_WORDS,
        **context,
    )


@blueprint.get("/fiches/<slug>")
def listing(slug: str) -> Response:
    """One listing, in the order a professional asks: what, when, for whom, how, where, how sure."""
    return listing_page(slug)


def listing_page(slug: str, restricted: ProfessionalView | None = None) -> Response:
    """Render a listing, with the contacts kept for professionals when somebody allowed asked for them."""
    view = views.find_view(session(), slug)
    if view is None:
        if views.was_withdrawn(session(), slug):
            abort(410)
        close = [(v.name, f"/fiches/{v.slug}") for v in views.find_close(session(), slug[:120])]
        raise Missing("Aucune fiche ne porte ce nom.", close)
    at = now()
    home = DEPARTEMENTS.get(view.seat_departement or next(iter(view.departements), ""))
    crip = find_crip_line(session(), home, at) if home else None
    state = hours.state(view.hours, view.timezone, at)
    monday = at.date() - timedelta(days=at.weekday())
    week = hours.usual_week(view.hours) if is_copy() else hours.week(view.hours, view.timezone, monday)
    return page(
        "listing.html",
        until=(state.changes_at, crip.valid_until if crip else None),
        timezone=view.timezone,
        # Neutral on purpose: the title stays in a history somebody else may read.
        title=f"{group_of(view.category).label} : {home.name if home else 'France'}",
        nav="trouver",
        card=Card(view, at, reason=where_words(view)),
        view=view,
        restricted=restricted,
        restricted_phones=tuple(phone_link(phone) for phone in restricted.phones) if restricted else (),
        home=home,
        crip=crip,
        week=week,
        similar=find_similar(session(), view, at),
        departements=tuple(DEPARTEMENTS[code] for code in view.departements if code in DEPARTEMENTS),
        referrer_words=REFERRER_WORDS,
        source_words=source_words(view),
        json_ld=describe(view, settings().public_url),
        back_url=f"/departements/{home.code}" if home else "/",
    )
