"""From the address of a request to a search of the public side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
from flask import request

from directory.api.parameters import PAGE_SEARCH, BadParameter
from directory.listings.categories import CATEGORIES, GROUPS, categories_of
from directory.listings.codes import LANGUAGE_WORDS
from directory.places import communes
from directory.places.communes import Commune
from directory.places.departements import Departement, find_departement, suggest
from directory.places.territories import TERRITORIES, Territory, find_territory
from directory.search import local, national
from directory.search.form import FLAGS, GENDERS, REFERRERS, SearchForm
from directory.web.database import session
from directory.web.errors import Missing
from directory.web.machine import filled_values
from directory.web.pages import is_copy, now, search_form

FILTER_GROUPS = tuple((group, categories_of(group.slug)) for group in GROUPS.values())


#: What the templates of the filters and of the list need.
FORM_WORDS: dict[str, Any] = {
    "groups": FILTER_GROUPS,
    "categories": CATEGORIES,
    "referrers": REFERRERS,
    "genders": GENDERS,
    "languages": LANGUAGE_WORDS,
    "flags": FLAGS,
}


#: The categories as the script of a map reads them.
MAP_CATEGORIES = orjson.dumps(
    [
        {"slug": c.slug, "label": c.label, "group": c.group, "shape": GROUPS[c.group].shape,
         "colour": GROUPS[c.group].colour, "dark": GROUPS[c.group].dark_colour}
        for c in CATEGORIES.values()
    ]
).decode()  # fmt: skip


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
    form, near = form_and_commune("filtre ignoré")
    codes = place.codes if place.region_code else ()
    return national.NationalSearch(session(), form, now(), near, any_hour=is_copy(), codes=codes)


def form_and_commune(otherwise: str) -> tuple[SearchForm, Commune | None]:
    """Read the search of this request and the place it starts from; an unknown one is said, not lost."""
    form = search_form()
    near = communes.commune_or_postcode(form.near) if form.near else None
    if form.near and near is None:
        note = f"Lieu « {form.near[:40]} » : inconnu, {otherwise}."
        form = replace(form, near="", notes=(*form.notes, note))
    return form, near


def local_search(place: Departement) -> local.LocalSearch:
    """Read the search of this request in a departement."""
    form, near = form_and_commune("distances comptées du centre")
    return local.LocalSearch(session(), place, form, now(), near, any_hour=is_copy())


def map_query(form: SearchForm) -> str | None:
    """What a map asks for when the address of its page says more than was understood, else None."""
    try:
        filled_values(PAGE_SEARCH)
    except BadParameter:
        return form.query()
    return form.query() if form.notes else None


def check_place(form: SearchForm) -> None:
    """Raise `BadParameter` when the place of a search, already dropped from it, was not a place."""
    if request.args.get("pres") and not form.near:
        raise BadParameter("pres", "aucune commune n’a ce code Insee ou ce code postal.", 404)
