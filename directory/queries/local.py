"""The answer of one departement: here, covering here, national, then nearest in the neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, Row, and_, case, func, select
from sqlmodel import Session

from directory import hours, search_index
from directory.cards import Card, make_card
from directory.categories import CATEGORIES, group_of
from directory.communes import Commune
from directory.departements import Departement, neighbours
from directory.disclosure import PublicView
from directory.forms import FLAGS, SearchForm
from directory.publication import NATIONAL
from directory.queries import conditions
from directory.queries.conditions import OpenHours, T
from directory.queries.views import find_views
from directory.reasons import Origin, distance_km, far_words, local_reason
from directory.results import Facets, ResultGroup, Results
from directory.search_index import Question
from directory.typography import count
from directory.words import departement_token

PAGE_SIZE = 20
NATIONAL_SHOWN = 5
NEARBY_SHOWN = 5
MOST_POINTS = 20_000


@dataclass(frozen=True, slots=True)
class LocalSearch:
    """One search in one departement at one instant: everything its queries share."""

    session: Session
    departement: Departement
    form: SearchForm
    at: datetime
    near: Commune | None = None
    vocabulary: Sequence[str] = ()

    @property
    def origin(self) -> Origin:
        """The point distances are counted from."""
        if self.near and self.near.latitude is not None and self.near.longitude is not None:
            return Origin(self.near.latitude, self.near.longitude, f"de {self.near.name}")
        place = self.departement
        return Origin(place.latitude, place.longitude, f"du centre {place.genitive}")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A search resolved once: open hours, understood words, and the numbers these words find."""

    opened: OpenHours
    question: Question | None
    numbers: tuple[int, ...] | None


def search(wanted: LocalSearch) -> tuple[Results, Facets]:
    """Answer a search in a departement; every departement gets an answer, if only the national one."""
    plan = _plan(wanted)
    code, form = wanted.departement.code, wanted.form
    counted = _count(wanted, code, plan, filtered=True)
    facets = _facets(counted if not form.is_filtered else _count(wanted, code, plan, filtered=False))
    here, covers = counted["here"], counted["covers"]
    pages = max(1, ceil((here + covers) / PAGE_SIZE))
    page = min(form.page, pages)
    local = _rows(wanted, code, plan, PAGE_SIZE, (page - 1) * PAGE_SIZE)
    is_last = page == pages
    national_total = sum(_count(wanted, NATIONAL, plan, filtered=True)[key] for key in ("here", "covers"))
    national = _rows(wanted, NATIONAL, plan, NATIONAL_SHOWN, 0) if is_last and national_total else []
    nearby = find_nearby_rows(wanted, plan, facets) if is_last else []
    views = {
        view.number: view
        for view in find_views(wanted.session, [row.number for row in [*local, *national, *nearby]])
    }
    groups = [
        _group(wanted, "here", here, [row for row in local if row.is_seat], views),
        _group(wanted, "covers", covers, [row for row in local if not row.is_seat], views),
        _group(wanted, "national", national_total, national, views),
        _group(wanted, "nearby", len(nearby), nearby, views),
    ]
    results = Results(
        groups=tuple(group for group in groups if group.cards),
        total=here + covers,
        page=page,
        pages=pages,
        summary=_summary(here, covers, national_total, counted["fresh"]),
        hidden=counted["hidden"],
        masked=_count_masked(wanted, plan),
        gaps=_gaps(facets),
        corrected=plan.question.corrected if plan.question else "",
        valid_until=_valid_until(wanted, plan, nearby),
    )
    return results, facets


def find_map_rows(wanted: LocalSearch) -> tuple[list[Row[Any]], int]:
    """Return the rows the map draws for a search, and how many confidential listings it only counts.

    The map equals the list: what is here, what covers here, and the nearest ones, when they have a point.
    """
    plan = _plan(wanted)
    counted = _count(wanted, wanted.departement.code, plan, filtered=True)
    facets = _facets(
        counted
        if not wanted.form.is_filtered
        else _count(wanted, wanted.departement.code, plan, filtered=False)
    )
    statement = (
        select(T.c.number, T.c.category, T.c.latitude, T.c.longitude)
        .where(*_where(wanted, wanted.departement.code, plan), T.c.latitude.is_not(None))
        .order_by(T.c.number)
        .limit(MOST_POINTS)
    )
    rows: list[Row[Any]] = list(wanted.session.connection().execute(statement))
    known = {row.number for row in rows}
    rows += [row for row in find_nearby_rows(wanted, plan, facets) if row.number not in known]
    return sorted(rows, key=lambda row: int(row.number)), counted["hidden"]


def find_nearby_rows(wanted: LocalSearch, plan: _Plan, facets: Facets) -> list[Row[Any]]:
    """The nearest listings that sit in neighbouring departements, options missing here first.

    Distances never touch a confidential listing: it has no point. Kinds that only serve their own
    departement (a CRIP) are left out.
    """
    around = [neighbour.code for neighbour in neighbours(wanted.departement.code)]
    useful = [c.slug for c in CATEGORIES.values() if c.answers_elsewhere]
    missing = [c for c in useful if CATEGORIES[c].counts_in_plan and not facets.categories.get(c)]
    if not around or facets.total > PAGE_SIZE:
        return []
    own = select(T.c.number).where(T.c.departement == wanted.departement.code)
    distance = conditions.squared_distance(wanted.origin.latitude, wanted.origin.longitude)
    statement = (
        select(T)
        .where(
            T.c.departement.in_(around),
            T.c.is_seat,
            T.c.latitude.is_not(None),
            T.c.category.in_(useful),
            T.c.number.not_in(own),
            *conditions.filters(wanted.form, _nearby_hours(wanted, around)),
            *([T.c.number.in_(plan.numbers)] if plan.numbers is not None else []),
        )
        .order_by(case((T.c.category.in_(missing), 0), else_=1), distance, T.c.number)
        .limit(NEARBY_SHOWN)
    )
    return list(wanted.session.connection().execute(statement))


def _nearby_hours(wanted: LocalSearch, around: Sequence[str]) -> OpenHours:
    """Opening hours of the neighbours, only evaluated when the search asks for them."""
    if not wanted.form.open_now:
        return OpenHours(())
    return conditions.find_open_hours(wanted.session, around, wanted.at)


def _valid_until(wanted: LocalSearch, plan: _Plan, nearby: Sequence[Row[Any]]) -> datetime | None:
    """The first instant at which anything this page says of opening hours changes."""
    states = [hours.state(row.hours, row.timezone, wanted.at) for row in nearby]
    changes = [plan.opened.until, *(state.changes_at for state in states)]
    return min((instant for instant in changes if instant), default=None)


def _plan(wanted: LocalSearch) -> _Plan:
    """Evaluate opening hours and find the words of the question, once for all groups."""
    code = wanted.departement.code
    opened = conditions.find_open_hours(wanted.session, (code, NATIONAL), wanted.at)
    if not wanted.form.q:
        return _Plan(opened, None, None)
    question = search_index.understand(wanted.form.q, wanted.vocabulary)
    places = [code, NATIONAL, *(neighbour.code for neighbour in neighbours(code))]
    tokens = [departement_token(place) for place in places]
    return _Plan(opened, question, tuple(search_index.find_numbers(wanted.session, question, tokens)))


def _where(wanted: LocalSearch, code: str, plan: _Plan) -> list[ColumnElement[bool]]:
    """The conditions of a search among the rows of one departement (or "FR")."""
    found = [T.c.departement == code, *conditions.filters(wanted.form, plan.opened)]
    if plan.numbers is not None:
        found.append(T.c.number.in_(plan.numbers))
    return found


def _rows(wanted: LocalSearch, code: str, plan: _Plan, limit: int, offset: int) -> list[Row[Any]]:
    """One page of the rows of a departement, in the order of the list."""
    keys: list[ColumnElement[Any]] = [T.c.is_seat.desc()]
    if plan.numbers:
        places = {number: place for place, number in enumerate(plan.numbers)}
        keys.append(case(places, value=T.c.number, else_=len(places)))
    keys += conditions.order(wanted.form, plan.opened, wanted.at.date())
    if wanted.near:
        keys.append(conditions.squared_distance(wanted.origin.latitude, wanted.origin.longitude))
    statement = select(T).where(*_where(wanted, code, plan)).order_by(*keys, T.c.number)
    return list(wanted.session.connection().execute(statement.limit(limit).offset(offset)))


def _count(wanted: LocalSearch, code: str, plan: _Plan, *, filtered: bool) -> Counter[str]:
    """Count the rows of a departement: by group of the list, by category, hidden from the map, fresh."""
    where = _where(wanted, code, plan) if filtered else [T.c.departement == code]
    fresh = case((conditions.is_fresh(wanted.at.date()), 1), else_=0)
    statement = (
        select(T.c.is_seat, T.c.category, T.c.is_confidential, func.count(), func.sum(fresh))
        .where(*where)
        .group_by(T.c.is_seat, T.c.category, T.c.is_confidential)
    )
    counted: Counter[str] = Counter()
    for is_seat, category, is_confidential, number, verified in wanted.session.connection().execute(
        statement
    ):
        counted["here" if is_seat else "covers"] += number
        counted[f"category:{category}"] += number
        counted["hidden"] += number if is_confidential else 0
        counted["fresh"] += verified or 0
    return counted


def _count_masked(wanted: LocalSearch, plan: _Plan) -> int:
    """How many listings the strict filters leave out because the fact is unknown."""
    lenient = conditions.without_strict(wanted.form)
    if lenient == wanted.form:
        return 0
    unknown = {"walk_in", "admits_minors", "supports_professionals"}
    asked = [name for name in FLAGS.values() if getattr(wanted.form, name)]
    facts = [T.c[name] == "unknown" if name in unknown else T.c.hours == "" for name in asked]
    where = [T.c.departement == wanted.departement.code, *conditions.filters(lenient, plan.opened)]
    if plan.numbers is not None:
        where.append(T.c.number.in_(plan.numbers))
    statement = select(func.count()).where(*where, and_(*facts))
    return int(wanted.session.connection().execute(statement).scalar_one())


def _facets(counted: Counter[str]) -> Facets:
    categories = {slug: counted[f"category:{slug}"] for slug in CATEGORIES if counted[f"category:{slug}"]}
    groups: Counter[str] = Counter()
    for slug, number in categories.items():
        groups[group_of(slug).slug] += number
    return Facets(groups, categories, sum(categories.values()))


def _gaps(facets: Facets) -> tuple[str, ...]:
    """The options the plan promises everywhere that nobody has reported here."""
    return tuple(c.label for c in CATEGORIES.values() if c.counts_in_plan and c.slug not in facets.categories)


def _group(
    wanted: LocalSearch, key: str, total: int, rows: Sequence[Row[Any]], views: dict[int, PublicView]
) -> ResultGroup:
    place = wanted.departement
    title, note = {
        "here": (f"Ici, {place.locative}", ""),
        "covers": ("Intervient ici", "sans y siéger"),
        "national": ("Partout en France", "lignes et dispositifs nationaux"),
        "nearby": ("Au plus près", "dans les départements voisins"),
    }[key]
    cards = tuple(_card(wanted, key, views[row.number]) for row in rows if row.number in views)
    more = f"/recherche?portee=nationale&pour={quote(place.code)}" if key == "national" else ""
    return ResultGroup(key, title, note, total, cards, more if total > len(cards) else "")


def _card(wanted: LocalSearch, key: str, view: PublicView) -> Card:
    """A card with the reason it is in this list, and its distance when that helps."""
    origin = wanted.origin
    distance = distance_km(origin, view) if wanted.near or key == "nearby" else None
    reason = local_reason(wanted.departement, key, view, far_words(origin, distance))
    return make_card(view, wanted.at, reason=reason, distance_km=distance)


def _summary(here: int, covers: int, national: int, fresh: int) -> str:
    """ "4 ressources ici, 3 interviennent ici, 10 nationales. 1 vérifiée depuis moins de 6 mois."."""
    parts = [count(here, "ressource", "ressources") + " ici"]
    if covers:
        parts.append(count(covers, "intervient", "interviennent") + " ici")
    parts.append(count(national, "nationale", "nationales"))
    listed = ", ".join(parts)
    if not here + covers:
        return listed + "."
    checked = "aucune encore vérifiée par un coordinateur"
    if fresh:
        checked = count(fresh, "vérifiée", "vérifiées") + " depuis moins de 6 mois"
    return f"{listed} ; {checked}."
