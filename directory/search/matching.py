"""From a `SearchForm` to the exact set of listings it finds, read from the search index.

Age, gender, who refers and language keep a listing whose fact is unknown, after those that fit; "open now",
"without appointment", "step-free", "admits minors" and "advises professionals" ask for a known yes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from pyroaring import BitMap

from directory.listings import hours
from directory.listings.categories import CATEGORIES, MINORS_ONLY
from directory.listings.codes import LANGUAGE_WORDS
from directory.listings.standing import GENERALIST
from directory.listings.verification import FRESH_WITHIN, STALE_AFTER
from directory.publishing.search_index import Index
from directory.publishing.tokens import (
    CATEGORY,
    GENDER,
    HOURS,
    LANGUAGE,
    MINORS,
    OLDEST,
    REFERRER,
    STANDING,
    TONIGHT,
    VERIFIED,
    YOUNGEST,
)
from directory.search.form import FLAGS, GENDERS, PROFESSIONALS, REFERRERS, SearchForm
from directory.search.results import Facets

ADULT = 18


@dataclass(frozen=True, slots=True)
class Opened:
    """The listings open at an instant, and the next one at which what is said of any of them changes: it
    opens, it closes, its places of the night are over.
    """

    numbers: BitMap
    until: datetime | None = None


def find_opened(index: Index, scope: BitMap, at: datetime, *, any_hour: bool = False) -> Opened:
    """Evaluate each distinct opening hours text met in a scope once, at `at`.

    `any_hour` counts all of them as open, for an order that no hour changes.
    """
    known = index.of(HOURS)
    met = tuple(sorted(text for text, numbers in known.items() if text and numbers.intersect(scope)))
    opened, until = _evaluate(met, int(at.timestamp()) // 60, any_hour)
    nights = [
        datetime.fromisoformat(end)
        for end, numbers in index.of(TONIGHT).items()
        if end and numbers.intersect(scope)
    ]
    ends = [instant for instant in (until, *nights) if instant and instant > at]
    return Opened(index.any(HOURS, opened), min(ends, default=None))


@lru_cache(maxsize=256)
def _evaluate(texts: tuple[str, ...], minute: int, any_hour: bool) -> tuple[tuple[str, ...], datetime | None]:
    """Which opening hours ("Europe/Paris Mo-Fr 09:00-17:00") are open at a minute, and the next change."""
    at = datetime.fromtimestamp(minute * 60, UTC)
    states = {}
    for text in texts:
        zone, _, opened = text.partition(" ")
        states[text] = hours.state(opened, zone, at)
    changes = [state.changes_at for state in states.values() if state.changes_at]
    opened_texts = tuple(text for text, state in states.items() if state.is_open or any_hour)
    return opened_texts, min(changes, default=None)


def fitting(index: Index, form: SearchForm, opened: BitMap) -> BitMap:
    """Return the listings that fit a form, its words and its place aside."""
    found = index.every
    for fit in _lenient(index, form):
        found = found & fit
    for flag in FLAGS.values():
        if flag.fact and getattr(form, flag.attribute):
            found = found & index.get(flag.fact, "yes")
    if form.open_now:
        found = found & opened
    if form.wanted_categories:
        found = found & index.any(CATEGORY, form.wanted_categories)
    return found


def count_masked(index: Index, form: SearchForm, opened: BitMap, scope: BitMap) -> int:
    """How many listings of a scope the strict filters leave out only because a fact is unknown: none of
    them says no.
    """
    asked = [flag.fact for flag in FLAGS.values() if getattr(form, flag.attribute)]
    if not asked:
        return 0
    found = scope & fitting(index, without_strict(form), opened)
    unknown = BitMap()
    for fact in asked:
        silent = index.get(fact, "unknown") if fact else index.get(HOURS, "")
        known = index.get(fact, "yes") if fact else opened
        found &= known | silent
        unknown |= silent
    return found.intersection_cardinality(unknown)


def without_strict(form: SearchForm) -> SearchForm:
    """The same search without the filters that need a known yes."""
    changes: dict[str, Any] = {flag.attribute: False for flag in FLAGS.values()}
    return replace(form, **changes)


def _lenient(index: Index, form: SearchForm) -> Iterator[BitMap]:
    if form.age is not None:
        yield _of_age(index, form.age)
        excluded = index.get(MINORS, "no") if form.age < ADULT else index.any(CATEGORY, MINORS_ONLY)
        yield index.every - excluded
    if form.gender:
        yield index.any(GENDER, ("all", "unknown", GENDERS[form.gender][0]))
    if form.referrer:
        yield index.get(REFERRER, "") | may_refer(index, form.referrer)
    if form.language:
        yield index.any(LANGUAGE, ("", "interpreter", form.language))


def _of_age(index: Index, age: int) -> BitMap:
    def make() -> BitMap:
        youngest = [known for known in index.of(YOUNGEST) if not known or int(known) <= age]
        oldest = [known for known in index.of(OLDEST) if not known or int(known) >= age]
        return index.any(YOUNGEST, youngest) & index.any(OLDEST, oldest)

    return index.once(("age", age), make)


def may_refer(index: Index, referrer: str) -> BitMap:
    """The listings known to accept this referrer; a school is a professional too."""
    fact = REFERRERS[referrer][0]
    return index.any(REFERRER, {"anyone", fact} | ({"professionals"} if fact in PROFESSIONALS else set()))


def unknowns(index: Index, form: SearchForm) -> list[BitMap]:
    """For each fact a form asks for, the listings that leave it unknown."""
    found = []
    if form.age is not None:
        found.append(index.get(YOUNGEST, "") & index.get(OLDEST, ""))
    if form.gender:
        found.append(index.get(GENDER, "unknown"))
    if form.referrer:
        found.append(index.get(REFERRER, ""))
    if form.language:
        found.append(index.get(LANGUAGE, ""))
    return found


def stale(index: Index, today: date) -> BitMap:
    """The listings nobody has checked again for twelve months."""
    limit = (today - STALE_AFTER).isoformat()
    return index.once(
        ("stale", limit), lambda: index.any(VERIFIED, [day for day in index.of(VERIFIED) if "" < day < limit])
    )


def fresh(index: Index, today: date) -> BitMap:
    """The listings verified within six months."""
    limit = (today - FRESH_WITHIN).isoformat()
    return index.once(
        ("fresh", limit), lambda: index.any(VERIFIED, [day for day in index.of(VERIFIED) if day >= limit])
    )


def count_categories(index: Index, found: BitMap) -> dict[str, int]:
    """How many of some listings are of each category that has any, in the order of categories."""
    known = index.of(CATEGORY)
    counted = ((slug, found.intersection_cardinality(known[slug])) for slug in CATEGORIES if slug in known)
    return {slug: number for slug, number in counted if number}


def count_facets(index: Index, found: BitMap) -> Facets:
    """Count some listings by category, and say which categories more than generalist doors answer."""
    dedicated = found - index.any(STANDING, [f"{rank:02}" for rank in GENERALIST])
    return Facets.count(
        count_categories(index, found), count_categories(index, dedicated), find_languages(index, found)
    )


def find_languages(index: Index, found: BitMap) -> tuple[str, ...]:
    """The languages, as coded, that some of these listings speak."""
    known = index.of(LANGUAGE)
    return tuple(code for code in LANGUAGE_WORDS if code in known and known[code].intersect(found))


def union(sets: Sequence[BitMap]) -> BitMap:
    """Return what is in any of some sets."""
    return BitMap.union(BitMap(), *sets)
