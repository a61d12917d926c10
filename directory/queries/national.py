"""Searching the whole country, the CRIP of a departement, and listings of the same kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session

from directory import hours, search_index
from directory.cards import Card, make_card, phone_link
from directory.categories import CATEGORIES, group_of
from directory.communes import Commune
from directory.departements import DEPARTEMENTS, Departement
from directory.disclosure import PublicView
from directory.forms import SearchForm
from directory.publication import NATIONAL
from directory.queries import conditions
from directory.queries.conditions import T
from directory.queries.local import PAGE_SIZE, Origin, distance_km
from directory.queries.views import find_views
from directory.results import CripLine, Facets, ResultGroup, Results
from directory.typography import count
from directory.words import cell_tokens_around, departement_token

_REACHES = (1, 3, 8)  # quarter-degree cells: about 30, 90 and 230 km


@dataclass(frozen=True, slots=True)
class NationalSearch:
    """One search in the whole country; `only_national` keeps the services of no departement."""

    session: Session
    form: SearchForm
    at: datetime
    near: Commune | None = None
    only_national: bool = False
    vocabulary: tuple[str, ...] = ()


def search(wanted: NationalSearch) -> tuple[Results, Facets]:
    """Answer a search in the whole country, one card a listing, the closest first when a place is given."""
    opened = conditions.find_open_hours(wanted.session, (), wanted.at)
    question = search_index.understand(wanted.form.q, wanted.vocabulary) if wanted.form.q else None
    where = [T.c.is_primary, *conditions.filters(wanted.form, opened)]
    if wanted.only_national:
        where.append(T.c.departement == NATIONAL)
    numbers = _numbers(wanted, question) if question else None
    if numbers is not None:
        where.append(T.c.number.in_(numbers))
    counted = select(T.c.category, func.count()).where(*where).group_by(T.c.category)
    categories = {row[0]: row[1] for row in wanted.session.connection().execute(counted)}
    total = sum(categories.values())
    pages = max(1, ceil(total / PAGE_SIZE))
    page = min(wanted.form.page, pages)
    keys = _order(wanted, opened, numbers)
    rows = wanted.session.connection().execute(
        select(T.c.number).where(*where).order_by(*keys, T.c.number)
        .limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )  # fmt: skip
    cards = tuple(_card(wanted, view) for view in find_views(wanted.session, list(rows.scalars())))
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


def _numbers(wanted: NationalSearch, question: search_index.Question) -> list[int]:
    """The listings a question finds: around the place first when one is given, else anywhere."""
    near = wanted.near
    if near and near.latitude is not None and near.longitude is not None:
        for reach in _REACHES:
            cells = (*cell_tokens_around(near.latitude, near.longitude, reach),)
            scopes = (*cells, departement_token(near.departement), departement_token(NATIONAL))
            found = search_index.find_numbers(wanted.session, question, scopes)
            if found:
                return found
    return search_index.find_numbers(wanted.session, question)


def _order(
    wanted: NationalSearch, opened: conditions.OpenHours, numbers: list[int] | None
) -> list[ColumnElement[Any]]:
    keys: list[ColumnElement[Any]] = []
    if wanted.near and wanted.near.latitude is not None and wanted.near.longitude is not None:
        distance = conditions.squared_distance(wanted.near.latitude, wanted.near.longitude)
        keys += [case((T.c.latitude.is_(None), 1), else_=0), distance]
    elif numbers:
        keys.append(case({n: i for i, n in enumerate(numbers)}, value=T.c.number, else_=len(numbers)))
    return keys + list(conditions.order(wanted.form, opened, wanted.at.date()))


def _card(wanted: NationalSearch, view: PublicView) -> Card:
    distance = None
    near = wanted.near
    if near and near.latitude is not None and near.longitude is not None and not view.is_national:
        if view.latitude is not None and view.longitude is not None:
            origin = Origin(near.latitude, near.longitude, f"de {near.name}")
            distance = distance_km(origin, view.latitude, view.longitude)
    far = f", à {max(1, round(distance))} km de {near.name}" if near and distance is not None else ""
    return make_card(view, wanted.at, reason=where_words(view) + far, distance_km=distance)


def where_words(view: PublicView) -> str:
    """Say where a listing is, out of any departement's page: "Vannes, Morbihan (56)"."""
    if view.is_national:
        return "Service national"
    if view.is_confidential:
        return "Lieu jamais publié ; accessible depuis " + ", ".join(
            DEPARTEMENTS[code].name for code in view.departements if code in DEPARTEMENTS
        )
    codes = (view.seat_departement,) if view.seat_departement else view.departements[:3]
    names = [f"{DEPARTEMENTS[code].name} ({code})" for code in codes if code in DEPARTEMENTS]
    return ", ".join(([view.commune] if view.commune else []) + names)


def _facets(categories: dict[str, int]) -> Facets:
    groups: dict[str, int] = {}
    for slug, number in categories.items():
        group = group_of(slug).slug
        groups[group] = groups.get(group, 0) + number
    ordered = {slug: categories[slug] for slug in CATEGORIES if slug in categories}
    return Facets(groups, ordered, sum(categories.values()))


def find_crip_line(session: Session, departement: Departement, at: datetime) -> CripLine:
    """Return the CRIP of a departement for its emergency ladder, without a number when none is known."""
    statement = (
        select(T.c.number)
        .where(T.c.departement == departement.code, T.c.category == "crip")
        .order_by(T.c.is_seat.desc(), T.c.rank, T.c.number)
    )
    views = find_views(session, list(session.connection().execute(statement).scalars()))
    with_phone = next((view for view in views if view.phones), None)
    view = with_phone or next(iter(views), None)
    if view is None:
        return CripLine(departement, None, "", None, "")
    state = hours.state(view.hours, view.timezone, at)
    words = ""
    if state.is_open and state.changes_at:
        words = f"jusqu’à {hours.clock(state.changes_at)}"
    elif state.is_open is False:
        words = "fermée à cette heure : 119"
    phone = phone_link(view.phones[0]) if view.phones else None
    return CripLine(departement, phone, words, state.is_open, view.slug, state.changes_at)


def find_similar(session: Session, view: PublicView, at: datetime, limit: int = 3) -> tuple[Card, ...]:
    """Return listings of the same kind: in the same departements first, then the nearest ones."""
    if view.is_national or view.is_confidential or not CATEGORIES[view.category].answers_elsewhere:
        home = view.departements or (NATIONAL,)
        keys: list[ColumnElement[Any]] = [case((T.c.departement.in_(home), 0), else_=1), T.c.rank]
        limit_to = T.c.departement.in_([*home, NATIONAL])
    else:
        latitude, longitude = _point(view)
        home = view.departements
        keys = [
            case((T.c.departement.in_(home), 0), else_=1),
            case((T.c.latitude.is_(None), 1), else_=0),
            conditions.squared_distance(latitude, longitude),
        ]
        limit_to = T.c.latitude.between(latitude - 2, latitude + 2) & T.c.longitude.between(
            longitude - 3, longitude + 3
        ) | T.c.departement.in_(home)
    statement = (
        select(T.c.number)
        .where(T.c.category == view.category, T.c.is_primary, T.c.number != view.number, limit_to)
        .order_by(*keys, T.c.number)
        .limit(limit)
    )
    found = find_views(session, list(session.connection().execute(statement).scalars()))
    return tuple(make_card(other, at, reason=where_words(other)) for other in found)


def _point(view: PublicView) -> tuple[float, float]:
    """The point of a listing, or the label point of the first departement it serves (degrees)."""
    if view.latitude is not None and view.longitude is not None:
        return view.latitude, view.longitude
    place = DEPARTEMENTS.get(next(iter(view.departements), ""), DEPARTEMENTS["75"])
    return place.latitude, place.longitude
