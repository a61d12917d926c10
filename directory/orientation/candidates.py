"""The resources a plan may propose: of the place, national, and of the neighbours where nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import islice

from pyroaring import BitMap
from sqlmodel import Session

from directory.french.names import of
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import Origin, distance_km, far_words, local_reason
from directory.listings.standing import FIRST_MUTE
from directory.orientation.calls import ASK_ALONE, Candidate, Candidates
from directory.orientation.rules import Need
from directory.orientation.situation import Situation
from directory.places.departements import DEPARTEMENTS, Departement, nearest, neighbours
from directory.places.distances import geodesic_km
from directory.publishing.search_index import Index
from directory.publishing.search_index import index as read_index
from directory.publishing.tokens import (
    ANSWERS,
    CATEGORY,
    MINORS,
    NATIONAL,
    OWN,
    POINT,
    REFERRER,
    STANDING,
    YOUNGEST,
)
from directory.publishing.views import find_views
from directory.search import matching
from directory.search.matching import ADULT
from directory.search.ordering import Order

PER_CATEGORY, PER_CATEGORY_ELSEWHERE = 4, 2
#: Beyond, a neighbour is no help tonight: it keeps Mayotte from being sent to La Réunion.
FARTHEST_KM = 300


@dataclass(frozen=True, slots=True)
class _Pool:
    """What fits a situation, in the whole country, and the order of a call."""

    index: Index
    fit: BitMap
    order: Order

    def first(self, found: BitMap, categories: Iterable[str], limit: int) -> Iterator[int]:
        """Yield the first of some listings, each category in turn."""
        for slug in categories:
            yield from self.order.take(self.fit & found & self.index.get(CATEGORY, slug), limit)


def find_candidates(
    session: Session, situation: Situation, needs: Sequence[Need], at: datetime
) -> Candidates:
    """Return what may answer some needs at the aware instant `at`, each kind in the order of a call.

    Nothing that excludes the age or the gender, nor, unless the age is 18 or more, anything for adults only.
    """
    place = situation.where.departement
    index = read_index(session)
    national = index.get(ANSWERS, NATIONAL)
    answers = index.get(ANSWERS, place.code) if place else BitMap()
    opened = matching.find_opened(index, answers | national, at)
    pool = _make_pool(session, index, situation, opened.numbers, at)
    categories = sorted({slug for need in needs for slug in need.categories})
    found = [(number, "national") for number in pool.first(national, categories, PER_CATEGORY)]
    if place:
        own = index.get(OWN, place.code)
        local = list(pool.first(answers, categories, PER_CATEGORY))
        found = [(number, "here" if number in own else "covers") for number in local] + found
        answering = pool.fit & answers & _callable(index)
        known = matching.count_categories(index, answering).keys()
        gaps = [need for need in needs if not (need.quiet or known & set(need.categories))]
        for group, codes in (("nearby", _bordering(place.code)), ("beyond", _beyond(place.code))):
            found += [(number, group) for number in _nearby(pool, place, situation, gaps, codes)]
    return Candidates(tuple(_candidates(session, situation, found)), opened.until)


def find_unanswered(session: Session, situation: Situation, needs: Iterable[Need]) -> list[Need]:
    """Return the needs that nothing listed for the place of a situation answers, with or without a number."""
    index, place = read_index(session), situation.where.departement
    here = _fitting(index, situation) & index.get(ANSWERS, place.code if place else NATIONAL)
    return [need for need in needs if not here.intersect(index.any(CATEGORY, need.categories))]


def _make_pool(session: Session, index: Index, situation: Situation, opened: BitMap, at: datetime) -> _Pool:
    form, place = situation.search_form(), situation.where.departement
    direct = _direct(index, situation.referrer)
    order = Order(
        session,
        index,
        form,
        at.date(),
        opened,
        first=[[direct]],
        own=index.get(OWN, place.code) if place else None,
    )
    fit = _fitting(index, situation)
    return _Pool(index, fit & direct if situation.referrer in ASK_ALONE else fit, order)


def _fitting(index: Index, situation: Situation) -> BitMap:
    """Age and gender. An unknown age may be that of a minor; a national service must say it takes them."""
    form = situation.search_form()
    fit = matching.fitting(index, form, BitMap())  # a situation asks for no hour
    if form.age is not None and form.age >= ADULT:
        return fit
    adults = [age for age in index.of(YOUNGEST) if age and int(age) >= ADULT]
    undecided = index.get(ANSWERS, NATIONAL) - index.get(MINORS, "yes")
    return fit - index.get(MINORS, "no") - index.any(YOUNGEST, adults) - undecided


def _direct(index: Index, referrer: str) -> BitMap:
    """What this visitor may refer to, as far as is known, the first to call: all of it while nobody has said
    who asks.
    """
    return index.get(REFERRER, "") | matching.may_refer(index, referrer) if referrer else index.every


def _callable(index: Index) -> BitMap:
    """What can be called, whatever else is known of it."""
    return index.any(STANDING, [token for token in index.of(STANDING) if int(token) < FIRST_MUTE])


def _nearby(
    pool: _Pool, place: Departement, situation: Situation, gaps: Sequence[Need], codes: Sequence[str]
) -> Iterator[int]:
    """Yield the first resources of other departements, the nearest first, for needs nobody here can be
    called for; never a kind that only serves its own departement. One without a point, confidential or not,
    stands where its departement is.
    """
    index = pool.index
    wanted = sorted({c for need in gaps for c in need.categories if CATEGORIES[c].answers_elsewhere})
    origin = _origin(situation, place)
    near = replace(pool.order, own=None, origin=(origin.latitude, origin.longitude))
    placed = index.any(OWN, codes) & index.get(POINT, "")
    yield from replace(pool, order=near).first(placed, wanted, PER_CATEGORY_ELSEWHERE)
    pointless = index.any(ANSWERS, codes) - index.get(POINT, "") - index.get(ANSWERS, place.code)
    for slug in wanted:
        left = pool.fit & pointless & index.get(CATEGORY, slug)
        yield from islice(_by_departement(pool, left, codes), PER_CATEGORY_ELSEWHERE)


def _by_departement(pool: _Pool, left: BitMap, codes: Sequence[str]) -> Iterator[int]:
    """Yield listings without a point, those of the nearest departement first."""
    for code in codes:
        if not left:
            return
        here = left & pool.index.get(ANSWERS, code)
        yield from pool.order.take(here, PER_CATEGORY_ELSEWHERE)
        left -= here


def _origin(situation: Situation, place: Departement) -> Origin:
    """The point distances are counted from: the commune, else the middle of the departement."""
    commune = situation.where.commune
    if commune:
        return Origin(commune.latitude, commune.longitude, of(commune.name))
    return Origin(place.latitude, place.longitude, f"du centre {place.genitive}")


@cache
def _bordering(code: str) -> tuple[str, ...]:
    """Return the neighbours of a departement, the nearest first."""
    return tuple(other.code for other in neighbours(code))


@cache
def _beyond(code: str) -> tuple[str, ...]:
    """Return the departements within reach behind its neighbours, the nearest first."""
    near = nearest(code, len(DEPARTEMENTS))
    return tuple(other.code for other in near if not other.border_km and other.distance_km <= FARTHEST_KM)


def _candidates(
    session: Session, situation: Situation, found: Sequence[tuple[int, str]]
) -> Iterable[Candidate]:
    """Give each number its view, the reason it is there and, where it helps, its distance."""
    views = {view.number: view for view in find_views(session, [number for number, _ in found])}
    place = situation.where.departement
    for number, group in found:
        view = views.get(number)
        if view is None:
            continue
        if place is None:
            yield Candidate(view, group, "Service national")
            continue
        origin = _origin(situation, place)
        is_elsewhere = group in {"nearby", "beyond"}
        measured = is_elsewhere or (situation.where.commune is not None and group != "national")
        distance = distance_km(origin, view) if measured else None
        reason = local_reason(
            place, "nearby" if is_elsewhere else group, view, far_words(origin, view, distance)
        )
        yield Candidate(view, group, reason, distance, _reach(origin, view, distance) if is_elsewhere else 0)


def _reach(origin: Origin, view: PublicView, distance: float | None) -> float:
    """How far to go, in kilometres: the distance, else that of the nearest departement served."""
    if distance is not None:
        return distance
    here = origin.latitude, origin.longitude
    served = [DEPARTEMENTS[code] for code in view.departements]
    return min((geodesic_km(here, (place.latitude, place.longitude)) for place in served), default=0)
