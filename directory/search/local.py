"""The answer of one departement: here, covering here, national, then nearest in the neighbours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from math import ceil
from typing import Any
from urllib.parse import quote

from sqlalchemy import Row, Select, func, or_, select
from sqlmodel import Session

from directory.french.names import of
from directory.french.typography import count
from directory.french.words import departement_token
from directory.listings import hours
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import Origin, distance_km, far_words, local_reason
from directory.places.communes import Commune
from directory.places.departements import Departement, neighbours
from directory.publishing import search_index
from directory.publishing.publication import NATIONAL, read_view
from directory.publishing.search_index import Question
from directory.publishing.tables import T
from directory.publishing.views import find_views
from directory.search import conditions, statements
from directory.search.conditions import OpenHours
from directory.search.departement_facts import Counts, DepartementFacts, add_up, departement_facts
from directory.search.form import FLAGS, SearchForm
from directory.search.results import Facets, ResultGroup, Results
from directory.search.statements import Point

#: With the national ones after them, twenty cards: one page for nearly every departement, and light.
PAGE_SIZE = 15
NATIONAL_SHOWN = 5
NEARBY_SHOWN = 5
MOST_POINTS = 20_000


@dataclass(frozen=True)
class LocalSearch:
    """One search in one departement at one instant: everything its queries share."""

    session: Session
    departement: Departement
    form: SearchForm
    at: datetime
    near: Commune | None = None
    vocabulary: Sequence[str] = ()
    any_hour: bool = False  # the answer will be read at other hours than `at`

    @cached_property
    def facts(self) -> DepartementFacts:
        """What every search of this departement needs."""
        return departement_facts(self.session, self.departement.code, self.at.date())

    @property
    def origin(self) -> Origin:
        """The point distances are counted from."""
        if self.near and self.near.latitude is not None and self.near.longitude is not None:
            return Origin(self.near.latitude, self.near.longitude, of(self.near.name))
        place = self.departement
        return Origin(place.latitude, place.longitude, f"du centre {place.genitive}")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A search resolved once: open hours, understood words, and the numbers these words find."""

    code: str
    form: SearchForm
    today: date
    near: Point | None
    opened: OpenHours
    question: Question | None
    ranks: dict[int, int] | None  # how well each listing found answers the words

    @property
    def has_words(self) -> bool:
        """Whether words limit the search to the listings they find."""
        return self.ranks is not None

    def values(self, **others: object) -> dict[str, object]:
        """The parameters of a statement about the departement."""
        known = {"code": self.code, "opened": self.opened.keys, "numbers": list(self.ranks or ())}
        return known | others


def search(wanted: LocalSearch) -> tuple[Results, Facets]:
    """Answer a search in a departement; every departement gets an answer, if only the national one."""
    plan = _plan(wanted)
    code, form = wanted.departement.code, wanted.form
    counted = _count(wanted, plan)
    facets = _facets_of(wanted, plan, counted[code])
    here, covers = counted[code]["here"], counted[code]["covers"]
    national_total = counted[NATIONAL]["here"] + counted[NATIONAL]["covers"]
    pages = max(1, ceil((here + covers) / PAGE_SIZE))
    page = min(form.page, pages)
    is_last = page == pages
    offset = (page - 1) * PAGE_SIZE
    # The national ones follow the last of the departement.
    limit = here + covers - offset + NATIONAL_SHOWN if is_last else PAGE_SIZE
    rows, views = _rows(wanted, plan, limit, offset)
    nearby = [row.number for row in find_nearby_rows(wanted, plan, facets)] if is_last else []
    views |= {view.number: view for view in find_views(wanted.session, nearby)}
    local = [row for row in rows if row.departement != NATIONAL]
    groups = [
        _group(wanted, "here", here, [row.number for row in local if row.is_seat], views),
        _group(wanted, "covers", covers, [row.number for row in local if not row.is_seat], views),
        _group(
            wanted, "national", national_total, [r.number for r in rows if r.departement == NATIONAL], views
        ),
        _group(wanted, "nearby", len(nearby), nearby, views),
    ]
    results = Results(
        groups=tuple(group for group in groups if group.cards),
        total=here + covers,
        page=page,
        pages=pages,
        summary=_summary(here, covers, national_total, counted[code]["fresh"]),
        hidden=counted[code]["hidden"],
        masked=_count_masked(wanted, plan),
        gaps=facets.gaps,
        corrected=plan.question.corrected if plan.question else "",
        valid_until=_valid_until(wanted, plan, [views[number] for number in nearby if number in views]),
    )
    return results, facets


def find_map_rows(wanted: LocalSearch) -> tuple[list[Row[Any]], int]:
    """Return the rows the map draws for a search, and how many confidential listings it only counts.

    The map equals the list: what is here, what covers here, and the nearest ones, when they have a point.
    """
    plan = _plan(wanted)
    code = wanted.departement.code
    counted = _count(wanted, plan)[code]
    statement = statements.points(plan.form, has_words=plan.has_words)
    rows: list[Row[Any]] = _execute(wanted, statement, plan.values(limit=MOST_POINTS))
    known = {row.number for row in rows}
    nearby = find_nearby_rows(wanted, plan, _facets_of(wanted, plan, counted))
    rows += [row for row in nearby if row.number not in known]
    return sorted(rows, key=lambda row: int(row.number)), counted["hidden"]


def find_nearby_rows(wanted: LocalSearch, plan: _Plan, facets: Facets) -> list[Row[Any]]:
    """The nearest listings that sit in neighbouring departements, options missing here first.

    Distances never touch a confidential listing: it has no point. Kinds that only serve their own
    departement (a CRIP) are left out.
    """
    around = [neighbour.code for neighbour in neighbours(wanted.departement.code)]
    if not around or facets.total > PAGE_SIZE:
        return []
    useful = [c.slug for c in CATEGORIES.values() if c.answers_elsewhere]
    missing = tuple(c for c in useful if CATEGORIES[c].counts_in_plan and not facets.categories.get(c))
    origin = wanted.origin
    statement = statements.nearest(
        plan.form, (origin.latitude, origin.longitude), missing, has_words=plan.has_words
    )
    values = plan.values(around=around, useful=useful, limit=NEARBY_SHOWN)
    if wanted.form.open_now:
        values["opened"] = conditions.find_open_hours(wanted.session, around, wanted.at).keys
    return _execute(wanted, statement, values)


def _valid_until(wanted: LocalSearch, plan: _Plan, nearby: Sequence[PublicView]) -> datetime | None:
    """The first instant at which anything this page says of opening hours changes."""
    states = [hours.state(view.local_hours, view.timezone, wanted.at) for view in nearby]
    changes = [plan.opened.until, *(state.changes_at for state in states)]
    return min((instant for instant in changes if instant), default=None)


def _plan(wanted: LocalSearch) -> _Plan:
    """Evaluate opening hours and find the words of the question, once for all groups."""
    code = wanted.departement.code
    today = wanted.at.date()
    opened = conditions.evaluate(wanted.facts.hours, wanted.at, any_hour=wanted.any_hour)
    # What the words and the page say is in other parameters: one statement serves all their values.
    form = wanted.form
    if form.q or form.near or form.page > 1:
        form = replace(form, q="", near="", page=1)
    origin = wanted.origin
    near = (origin.latitude, origin.longitude) if wanted.near else None
    if not wanted.form.q:
        return _Plan(code, form, today, near, opened, None, None)
    question = search_index.understand(wanted.form.q, wanted.vocabulary)
    places = [code, NATIONAL, *(neighbour.code for neighbour in neighbours(code))]
    tokens = [departement_token(place) for place in places]
    ranks = search_index.find_ranks(wanted.session, question, tokens)
    return _Plan(code, form, today, near, opened, question, ranks)


def _execute(wanted: LocalSearch, statement: Select[Any], values: dict[str, object]) -> list[Any]:
    return list(wanted.session.connection().execute(statement, values).all())


def _rows(
    wanted: LocalSearch, plan: _Plan, limit: int, offset: int
) -> tuple[list[Row[Any]], dict[int, PublicView]]:
    """Rows of the departement then of the country, in the order of the list, and their views by number."""
    if plan.ranks is None:
        statement = statements.page_of_rows(plan.form, plan.today, plan.near)
        rows = _execute(wanted, statement, plan.values(limit=limit, offset=offset))
        return rows, {row.number: read_view(row.view) for row in rows}
    ranks = plan.ranks
    found = _execute(wanted, statements.found_rows(plan.form, plan.today, plan.near), plan.values())
    found.sort(key=lambda row: (row.departement == NATIONAL, not row.is_seat, ranks[row.number]))
    shown = found[offset : offset + limit]
    return shown, {view.number: view for view in find_views(wanted.session, [row.number for row in shown])}


def _count(wanted: LocalSearch, plan: _Plan) -> Counts:
    """Count the rows of here and of the country, as `departement_facts.add_up` does."""
    if plan.form == SearchForm() and not plan.has_words:
        return wanted.facts.counts
    statement = statements.counts(plan.form, plan.today, has_words=plan.has_words)
    return add_up(plan.code, _execute(wanted, statement, plan.values()))


def _count_masked(wanted: LocalSearch, plan: _Plan) -> int:
    """How many listings the strict filters leave out only because a fact is unknown: none of them says no."""
    lenient = conditions.without_strict(wanted.form)
    if lenient == wanted.form:
        return 0
    asked = [name for name in FLAGS.values() if getattr(wanted.form, name)]
    unknown = {name: T.c.hours == "" if name == "open_now" else T.c[name] == "unknown" for name in asked}
    known = {name: plan.opened.condition if name == "open_now" else T.c[name] == "yes" for name in asked}
    where = [T.c.departement == wanted.departement.code, *conditions.filters(lenient, plan.opened)]
    where += [or_(known[name], unknown[name]) for name in asked]
    if plan.ranks is not None:
        where.append(T.c.number.in_(plan.ranks))
    statement = select(func.count()).where(*where, or_(*unknown.values()))
    return int(wanted.session.connection().execute(statement).scalar_one())


def _facets_of(wanted: LocalSearch, plan: _Plan, counted: Counter[str]) -> Facets:
    """The facets of a departement, filters aside; `counted` is reused when there is no filter."""
    if not wanted.form.is_filtered:
        return Facets.count(counted)
    code = wanted.departement.code
    return Facets.count(_count(wanted, replace(plan, form=SearchForm(), ranks=None))[code])


def _group(
    wanted: LocalSearch, key: str, total: int, numbers: Sequence[int], views: dict[int, PublicView]
) -> ResultGroup:
    place = wanted.departement
    title, note = {
        "here": (f"Ici, {place.locative}", ""),
        "covers": ("Intervient ici", "sans y siéger"),
        "national": ("Partout en France", "lignes et dispositifs nationaux"),
        "nearby": ("Au plus près", "dans les départements voisins"),
    }[key]
    cards = tuple(_card(wanted, key, views[number]) for number in numbers if number in views)
    more = f"/recherche?portee=nationale&pour={quote(place.code)}" if key == "national" else ""
    return ResultGroup(key, title, note, total, cards, more if total > len(cards) else "")


def _card(wanted: LocalSearch, key: str, view: PublicView) -> Card:
    """A card with the reason it is in this list, and its distance when that helps."""
    origin = wanted.origin
    distance = distance_km(origin, view) if wanted.near or key == "nearby" else None
    reason = local_reason(wanted.departement, key, view, far_words(origin, view, distance))
    return Card(view, wanted.at, reason=reason, distance_km=distance)


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
