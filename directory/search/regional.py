"""The answer of several departements at once, for an embedded map of a region or of the country."""

from __future__ import annotations

from dataclasses import replace

from directory.french.typography import count
from directory.places.territories import Territory
from directory.publishing.tokens import ANSWERS, CONFIDENTIAL, POINT
from directory.search import national
from directory.search.form import SearchForm
from directory.search.local import MOST_POINTS, NATIONAL_SHOWN
from directory.search.national import NationalSearch
from directory.search.results import Drawn, Facets, ResultGroup, Results


def search(wanted: NationalSearch, territory: Territory) -> Results:
    """Answer a search in a territory; after its last page, the first of the national services."""
    found = national.search(wanted)
    groups = [replace(group, title=territory.name) for group in found.groups]
    if wanted.codes:
        everywhere = replace(wanted, codes=(), only_national=True, form=replace(wanted.form, page=1))
        others = national.search(everywhere)
        if found.page == found.pages:
            groups += [_first(group) for group in others.groups]
        summary = (
            count(found.total, "ressource", "ressources")
            + f" ici, {count(others.total, 'nationale', 'nationales')}."
        )
        found = replace(found, summary=summary)
    return replace(found, groups=tuple(groups), facets=_facets(wanted, found.facets))


def _first(group: ResultGroup) -> ResultGroup:
    """The first national services, and where the others are."""
    cards = group.cards[:NATIONAL_SHOWN]
    more = "/recherche?portee=nationale" if group.total > len(cards) else ""
    note = "lignes et dispositifs nationaux"
    return replace(group, key="national", title="Partout en France", note=note, cards=cards, more_url=more)


def _facets(wanted: NationalSearch, found: Facets) -> Facets:
    """The facets, filters aside: what a filter would find must not vanish once another is ticked."""
    if not wanted.form.is_filtered:
        return found
    return national.search(replace(wanted, form=SearchForm())).facets


def find_map_numbers(wanted: NationalSearch) -> Drawn:
    """Return what the map of a region draws."""
    found = national.find(wanted)
    placed = found.numbers & found.index.get(POINT, "")
    hidden = found.numbers.intersection_cardinality(found.index.get(CONFIDENTIAL, ""))
    return Drawn(placed[:MOST_POINTS], hidden)


def count_by_departement(wanted: NationalSearch) -> dict[str, int]:
    """Return how many listings a search finds for each departement that has any."""
    found = national.find(wanted)
    counted = {
        code: found.numbers.intersection_cardinality(answers)
        for code, answers in found.index.of(ANSWERS).items()
    }
    return {code: number for code, number in counted.items() if number}
