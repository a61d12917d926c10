"""The public pages: home, a departement, a listing, the search of the whole country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from directory.french.words import words
from directory.maps import script_url
from directory.orientation.missing import find_missing
from directory.places import communes
from directory.places.communes import Commune
from directory.places.departements import DEPARTEMENTS, neighbours
from directory.search import local, national
from directory.search.crip import find_crip_line
from directory.search.form import SearchForm
from directory.watching.use import DEPARTEMENT, HOME, SEARCH, Use
from directory.web.database import session
from directory.web.pages import is_copy, is_fragment, now, page, settings
from directory.web.public_pages import home_page, listing_page
from directory.web.searches import (
    FORM_WORDS,
    MAP_CATEGORIES,
    form_and_commune,
    known_departement,
    local_search,
    map_query,
)
from directory.web.use import count_search, count_use

blueprint = Blueprint("public", __name__)

#: A place is proposed beside the listings found when the words searched all but spell its name.
SURE_PLACE = 95


@blueprint.get("/")
def home() -> Response:
    """One question: where?"""
    count_use(Use(HOME))
    return home_page(SearchForm())


@blueprint.get("/departements/<code>")
def departement(code: str) -> AnyResponse:
    """Who supports, shelters, heals and alerts in a departement: the list and its map."""
    place = known_departement(code)
    if place.code != code:
        return redirect(f"/departements/{place.code}", 301)
    wanted = local_search(place)
    results = local.search(wanted)
    crip = find_crip_line(wanted.session, place, wanted.at)
    missing = find_missing(wanted.session, place, wanted.form, wanted.near, wanted.at)
    context: dict[str, Any] = {
        "departement": place,
        "form": wanted.form,
        "results": results,
        "facets": results.facets,
        "crip": crip,
        "map_query": map_query(wanted.form),
        "missing": missing,
    }
    count_search(DEPARTEMENT, wanted.form, results, place.code)
    until = (results.valid_until, crip.valid_until, missing.valid_until)
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


@blueprint.get("/recherche")
def search() -> Response:
    """Search the whole country by words, filters and place."""
    form, near = form_and_commune("filtre ignoré")
    scope = request.args.get("portee", "").strip()
    only_national = scope == "nationale"
    if scope and not only_national:
        note = f"Portée « {scope[:40]} » : inconnue, filtre ignoré."
        form = replace(form, notes=(*form.notes, note))
    wanted = national.NationalSearch(session(), form, now(), near, only_national, is_copy())
    results = national.search(wanted)
    if results.relaxed and near is None and (read := _place_among(form)):
        form, near = read
        results = national.search(replace(wanted, form=form, near=near))
    count_search(SEARCH, form, results, near.departement if near else "")
    context: dict[str, Any] = {
        "form": form,
        "results": results,
        "facets": results.facets,
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


def _place_among(form: SearchForm) -> tuple[SearchForm, Commune] | None:
    """The search without the commune named among its words, that commune, and a note that says so."""
    found = communes.find(form.q).matches[:1]
    commune = communes.find_commune(found[0].code_insee) if found and found[0].code_insee else None
    named = set(words(commune.name)) if commune else set()
    rest = [typed for typed in form.q.split() if not set(words(typed)) <= named]
    if commune is None or not named <= set(words(form.q)) or not rest:
        return None
    note = f"« {commune.name} » lu comme un lieu : le plus proche d’abord."
    asked = replace(form, q=" ".join(rest), near=commune.code_insee, notes=(*form.notes, note))
    return asked, commune


@blueprint.get("/fiches/<slug>")
def listing(slug: str) -> Response:
    """One listing, in the order a professional asks: what, when, for whom, how, where, how sure."""
    return listing_page(slug)
