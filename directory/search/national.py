"""Searching the whole country: what is found, how many, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, cos, radians
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session

from directory.french.names import of
from directory.french.typography import count
from directory.french.words import cell_tokens_around, departement_token
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES, group_of
from directory.listings.public_view import PublicView
from directory.listings.reasons import Origin, distance_km, far_words, where_words
from directory.places.communes import Commune
from directory.publishing import search_index
from directory.publishing.per_version import PerVersion
from directory.publishing.publication import NATIONAL
from directory.publishing.tables import T
from directory.publishing.views import find_views
from directory.search import conditions
from directory.search.form import SearchForm
from directory.search.local import PAGE_SIZE
from directory.search.results import Facets, ResultGroup, Results

_BOXES = (0.25, 1.0, 4.0)  # degrees of latitude: about 28, 110 and 450 km
_REACHES = (1, 3, 8)  # quarter-degree cells: about 30, 90 and 230 km


@dataclass(frozen=True, slots=True)
class NationalSearch:
    """One search in the whole country, or among what answers for some departements (`codes`).

    `only_national` keeps the services of no departement.
    """

    session: Session
    form: SearchForm
    at: datetime
    near: Commune | None = None
    only_national: bool = False
    vocabulary: tuple[str, ...] = ()
    any_hour: bool = False  # the answer will be read at other hours than `at`
    codes: tuple[str, ...] = ()


def search(wanted: NationalSearch) -> tuple[Results, Facets]:
    """Answer a search in the whole country, one card a listing, the closest first when a place is given."""
    opened, question, ranks, where = resolve(wanted)
    where.append(T.c.is_primary)
    categories = _count(wanted, where)
    total = sum(categories.values())
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(wanted.form.page, pages)
    shown = _page(wanted, opened, ranks, where, (page - 1) * PAGE_SIZE)
    cards = tuple(_card(wanted, view) for view in find_views(wanted.session, shown))
    title = "Services nationaux" if wanted.only_national else "Partout en France"
    facets = _facets(categories)
    results = Results(
        groups=(ResultGroup("everywhere", title, "", total, cards),) if cards else (),
        total=total,
        page=page,
        pages=pages,
        summary=count(total, "ressource trouvée", "ressources trouvées") + ".",
        corrected=question.corrected if question else "",
        valid_until=opened.until,
    )
    return results, facets


def resolve(
    wanted: NationalSearch,
) -> tuple[conditions.OpenHours, search_index.Question | None, dict[int, int], list[ColumnElement[bool]]]:
    """Return the open hours, the understood words, how well listings answer them, and the conditions on rows.

    A listing has a row for each of its departements: the caller counts each once.
    """
    opened = conditions.find_open_hours(wanted.session, wanted.codes, wanted.at, any_hour=wanted.any_hour)
    question = search_index.understand(wanted.form.q, wanted.vocabulary) if wanted.form.q else None
    where = conditions.filters(wanted.form, opened)
    if wanted.only_national:
        where.append(T.c.departement == NATIONAL)
    if wanted.codes:
        served = T.alias()
        where.append(T.c.number.in_(select(served.c.number).where(served.c.departement.in_(wanted.codes))))
    ranks = _ranks(wanted, question) if question else {}
    if question:
        where.append(T.c.number.in_(ranks))
    return opened, question, ranks, where


def _ranks(wanted: NationalSearch, question: search_index.Question) -> dict[int, int]:
    """The listings a question finds: enough around the place when one is given, else anywhere."""
    if wanted.codes:
        tokens = [departement_token(code) for code in wanted.codes]
        return search_index.find_ranks(wanted.session, question, tokens)
    near = wanted.near
    if near and near.latitude is not None and near.longitude is not None:
        for reach in _REACHES:
            cells = (*cell_tokens_around(near.latitude, near.longitude, reach),)
            scopes = (*cells, departement_token(near.departement), departement_token(NATIONAL))
            found = search_index.find_ranks(wanted.session, question, scopes)
            if len(found) >= PAGE_SIZE:
                return found
    return search_index.find_ranks(wanted.session, question)


def _count(wanted: NationalSearch, where: Sequence[ColumnElement[bool]]) -> dict[str, int]:
    """Count what is found by category. The whole country, filters aside, is only counted when it changes."""
    if len(where) == 1:
        return _country_counts(wanted.session)
    return _count_categories(wanted.session, where)


def _count_categories(
    session: Session, where: Sequence[ColumnElement[bool]] = (T.c.is_primary,)
) -> dict[str, int]:
    statement = select(T.c.category, func.count()).where(*where).group_by(T.c.category)
    return {row[0]: row[1] for row in session.connection().execute(statement)}


_country_counts = PerVersion(_count_categories)


def _page(
    wanted: NationalSearch,
    opened: conditions.OpenHours,
    ranks: dict[int, int],
    where: Sequence[ColumnElement[bool]],
    offset: int,
) -> list[int]:
    """Return the numbers of one page, in the order of the list."""
    order = conditions.order(wanted.form, opened, wanted.at.date())
    near = wanted.near
    execute = wanted.session.connection().execute
    if near and near.latitude is not None and near.longitude is not None:
        return _closest(wanted, Origin(near.latitude, near.longitude, ""), [*where], order, offset)
    statement = select(T.c.number).where(*where).order_by(*order, T.c.number)
    if ranks:  # at most two hundred rows
        found = sorted(execute(statement).scalars(), key=ranks.__getitem__)
        return found[offset : offset + PAGE_SIZE]
    return list(execute(statement.limit(PAGE_SIZE).offset(offset)).scalars())


def _closest(
    wanted: NationalSearch,
    origin: Origin,
    where: list[ColumnElement[bool]],
    order: Sequence[ColumnElement[Any]],
    offset: int,
) -> list[int]:
    """Return one page of the closest listings, those without a point last.

    A page that fits in the circle of a box needs nothing outside the box, which the index on points gives.
    """
    squared = conditions.squared_distance(origin.latitude, origin.longitude).label("squared")
    execute = wanted.session.connection().execute
    kinds = T.c.category.in_(wanted.form.wanted_categories or tuple(CATEGORIES))
    for reach in _BOXES:
        aside = reach / cos(radians(origin.latitude))
        box = (
            kinds,
            T.c.latitude.between(origin.latitude - reach, origin.latitude + reach),
            T.c.longitude.between(origin.longitude - aside, origin.longitude + aside),
        )
        statement = select(T.c.number, squared).where(*where, *box).order_by(squared, *order, T.c.number)
        rows = list(execute(statement.limit(PAGE_SIZE).offset(offset)))
        if len(rows) == PAGE_SIZE and rows[-1].squared <= reach**2:
            return [row.number for row in rows]
    has_point = case((T.c.latitude.is_(None), 1), else_=0)
    statement = select(T.c.number).where(*where).order_by(has_point, squared, *order, T.c.number)
    return list(execute(statement.limit(PAGE_SIZE).offset(offset)).scalars())


def _card(wanted: NationalSearch, view: PublicView) -> Card:
    near = wanted.near
    if near is None or near.latitude is None or near.longitude is None or view.is_national:
        return Card(view, wanted.at, reason=where_words(view))
    origin = Origin(near.latitude, near.longitude, of(near.name))
    distance = distance_km(origin, view)
    far = far_words(origin, view, distance)
    reason = where_words(view) + (f", {far}" if far else "")
    return Card(view, wanted.at, reason=reason, distance_km=distance)


def _facets(categories: dict[str, int]) -> Facets:
    groups: dict[str, int] = {}
    for slug, number in categories.items():
        group = group_of(slug).slug
        groups[group] = groups.get(group, 0) + number
    ordered = {slug: categories[slug] for slug in CATEGORIES if slug in categories}
    return Facets(groups, ordered, sum(categories.values()))
