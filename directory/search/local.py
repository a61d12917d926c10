"""The answer of one departement: here, covering here, national, then nearest in the neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from urllib.parse import quote

from pyroaring import BitMap
from sqlmodel import Session

from directory.french.names import of
from directory.french.typography import count
from directory.listings import hours
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import Origin, distance_km, far_words, local_reason
from directory.places.communes import Commune
from directory.places.departements import Departement, neighbours
from directory.publishing.search_index import Index
from directory.publishing.tokens import ANSWERS, CATEGORY, CONFIDENTIAL, NATIONAL, OWN, POINT
from directory.publishing.views import find_views
from directory.search import matching
from directory.search.form import SearchForm
from directory.search.ordering import Order
from directory.search.resolving import Resolved, Scope, resolve
from directory.search.results import Drawn, Facets, ResultGroup, Results

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
    any_hour: bool = False  # the answer will be read at other hours than `at`

    @property
    def origin(self) -> Origin:
        """The point distances are counted from."""
        if self.near and self.near.latitude is not None and self.near.longitude is not None:
            return Origin(self.near.latitude, self.near.longitude, of(self.near.name))
        place = self.departement
        return Origin(place.latitude, place.longitude, f"du centre {place.genitive}")


@dataclass(frozen=True, slots=True)
class _Groups:
    """What a search found, cut into the groups of the list; what is shown of each comes in `order`.

    `answers` are all the listings of the departement, filters aside; `around` those of the neighbours that
    fit, with or without a point.
    """

    resolved: Resolved
    order: Order
    answers: BitMap
    here: BitMap
    covers: BitMap
    national: BitMap
    around: BitMap

    @property
    def index(self) -> Index:
        """The index they were read from."""
        return self.resolved.index

    @property
    def listed(self) -> BitMap:
        """What is here or covers here."""
        return self.here | self.covers


def search(wanted: LocalSearch) -> Results:
    """Answer a search in a departement; every departement gets an answer, if only the national one."""
    found = _find(wanted)
    resolved, index, order = found.resolved, found.index, found.order
    facets = matching.count_facets(index, found.answers)
    here, covers, national_total = len(found.here), len(found.covers), len(found.national)
    pages = max(1, ceil((here + covers) / PAGE_SIZE))
    page = min(wanted.form.page, pages)
    offset = (page - 1) * PAGE_SIZE
    of_here = order.take(found.here, PAGE_SIZE, offset) if offset < here else []
    covering = order.take(found.covers, PAGE_SIZE - len(of_here), max(0, offset - here))
    # The national ones follow the last of the departement.
    national = order.take(found.national, NATIONAL_SHOWN) if page == pages else []
    nearby = _nearby(wanted, found, facets) if page == pages else []
    numbers = [*of_here, *covering, *national, *nearby]
    views = {view.number: view for view in find_views(wanted.session, numbers)}
    groups = [
        _group(wanted, "here", here, of_here, views),
        _group(wanted, "covers", covers, covering, views),
        _group(wanted, "national", national_total, national, views),
        _group(wanted, "nearby", len(nearby), nearby, views),
    ]
    listed = found.listed
    fresh = listed.intersection_cardinality(matching.fresh(index, wanted.at.date()))
    return Results(
        groups=tuple(group for group in groups if group.cards),
        facets=facets,
        total=here + covers,
        page=page,
        pages=pages,
        summary=_summary(here, covers, national_total, fresh),
        hidden=listed.intersection_cardinality(index.get(CONFIDENTIAL, "")),
        masked=matching.count_masked(
            index, wanted.form, resolved.opened.numbers, found.answers & resolved.said
        ),
        gaps=facets.gaps,
        corrected=resolved.corrected,
        relaxed=resolved.relaxed,
        valid_until=_valid_until(wanted, found, [views[number] for number in nearby if number in views]),
    )


def find_map_numbers(wanted: LocalSearch) -> Drawn:
    """Return what the map draws of a search.

    The map equals the list: what is here, what covers here, and the nearest ones, when they have a point.
    """
    found = _find(wanted)
    facets = matching.count_facets(found.index, found.answers)
    listed = found.listed
    placed = found.index.get(POINT, "")
    hidden = listed.intersection_cardinality(found.index.get(CONFIDENTIAL, ""))
    nearby = BitMap(_nearby(wanted, found, facets))
    return Drawn((listed & placed)[:MOST_POINTS] | (nearby & placed), hidden)


def _find(wanted: LocalSearch) -> _Groups:
    """Find what fits, once for all groups."""
    code = wanted.departement.code
    around = [neighbour.code for neighbour in neighbours(code)]

    def of_neighbours(index: Index) -> BitMap:
        return index.any(OWN, around) | (index.any(ANSWERS, around) - index.get(POINT, ""))

    def scope(index: Index) -> Scope:
        answering = index.get(ANSWERS, code) | index.get(ANSWERS, NATIONAL)
        # What is open next door is only asked for when nothing else is shown.
        timed = answering | of_neighbours(index) if wanted.form.open_now else answering
        return Scope(answering | index.any(ANSWERS, around), timed)

    found = resolve(wanted.session, wanted.form, wanted.at, scope, any_hour=wanted.any_hour)
    index, origin = found.index, wanted.origin
    answers, own = index.get(ANSWERS, code), index.get(OWN, code)
    return _Groups(
        found,
        found.order(origin=(origin.latitude, origin.longitude) if wanted.near else None),
        answers,
        here=found.numbers & answers & own,
        covers=(found.numbers & answers) - own,
        national=found.numbers & index.get(ANSWERS, NATIONAL),
        around=(found.numbers & of_neighbours(index)) - answers,
    )


def _nearby(wanted: LocalSearch, found: _Groups, facets: Facets) -> list[int]:
    """The first listings of neighbouring departements, options missing here before the others.

    One without a point, confidential or not, comes after those that have one: it is never measured. Kinds
    that only serve their own departement (a CRIP, a training course) are left out.
    """
    if not found.around or facets.total > PAGE_SIZE:
        return []
    index, origin = found.index, wanted.origin
    useful = [c.slug for c in CATEGORIES.values() if c.answers_elsewhere]
    lacking = index.any(CATEGORY, [slug for slug in facets.missing if slug in useful])
    order = replace(found.order, first=[[lacking]], origin=(origin.latitude, origin.longitude))
    return order.take(found.around & index.any(CATEGORY, useful), NEARBY_SHOWN)


def _valid_until(wanted: LocalSearch, found: _Groups, nearby: Sequence[PublicView]) -> datetime | None:
    """The first instant at which anything this page says of opening hours changes."""
    states = [hours.state(view.local_hours, view.timezone, wanted.at) for view in nearby]
    changes = [found.resolved.until, *(state.changes_at for state in states)]
    return min((instant for instant in changes if instant), default=None)


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
    return Card(view, wanted.at, reason=reason, distance_km=distance, age=wanted.form.age)


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
