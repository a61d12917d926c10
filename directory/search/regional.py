"""The answer of several departements at once, for an embedded map of a region or of the country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, func, select

from directory.french.typography import count
from directory.places.territories import Territory
from directory.publishing.tables import T
from directory.search import national
from directory.search.form import SearchForm
from directory.search.local import MOST_POINTS, NATIONAL_SHOWN
from directory.search.national import NationalSearch
from directory.search.results import Facets, ResultGroup, Results


def search(wanted: NationalSearch, territory: Territory) -> tuple[Results, Facets]:
    """Answer a search in a territory; after its last page, the first of the national services."""
    found, facets = national.search(wanted)
    groups = [replace(group, title=territory.name) for group in found.groups]
    if wanted.codes:
        everywhere = replace(wanted, codes=(), only_national=True, form=replace(wanted.form, page=1))
        others = national.search(everywhere)[0]
        if found.page == found.pages:
            groups += [_first(group) for group in others.groups]
        summary = (
            count(found.total, "ressource", "ressources")
            + f" ici, {count(others.total, 'nationale', 'nationales')}."
        )
        found = replace(found, summary=summary)
    return replace(found, groups=tuple(groups)), _facets(wanted, facets)


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
    return national.search(replace(wanted, form=SearchForm()))[1]


def find_map_rows(wanted: NationalSearch) -> tuple[list[Row[Any]], int]:
    """Return the rows the map of a region draws, and how many confidential listings it only counts."""
    *_, where = national.resolve(wanted)
    where.append(T.c.is_primary)
    connection = wanted.session.connection()
    drawn = (
        select(T.c.number, T.c.category, T.c.latitude, T.c.longitude)
        .where(*where, T.c.latitude.is_not(None))
        .order_by(T.c.number)
        .limit(MOST_POINTS)
    )
    hidden = select(func.count()).where(*where, T.c.is_confidential)
    return list(connection.execute(drawn)), int(connection.execute(hidden).scalar_one())


def count_by_departement(wanted: NationalSearch) -> dict[str, int]:
    """Return how many listings a search finds for each departement."""
    *_, where = national.resolve(wanted)
    statement = select(T.c.departement, func.count()).where(*where).group_by(T.c.departement)
    return {row[0]: row[1] for row in wanted.session.connection().execute(statement)}
