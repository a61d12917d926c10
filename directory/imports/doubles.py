"""Listings that may be one under two references: same phone, same name, or a near name close by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from directory.french.text import normalise
from directory.listings import phones
from directory.listings.drafts import Draft
from directory.places.distances import Point, sphere_km

MOST_KM = 1.0
LEAST_LIKENESS = 85
#: How many neighbours of one square, name or number a row is compared with, so that ten thousand rows on one
#: spot cost no more.
_MOST = 60
_MOST_SHOWN = 3
#: The kind of resource of which a departement has one (CASF, art. L226-3).
_ONE_A_DEPARTEMENT = "crip"
SECOND_CRIP = "un département n’a qu’une CRIP : est-ce la même ?"
#: A square of the grid rows are looked for in, and how far `MOST_KM` reaches, all in degrees; a kilometre
#: is the widest in the north, at 51.1°.
_CELL = 0.04
_DOWN, _ACROSS = 0.0091, 0.0145


@dataclass(slots=True)
class Outline:
    """What two listings are compared by: `numbers` as stored, `where` to see it, in French."""

    ref: str
    name: str
    category: str
    departements: Sequence[str]
    numbers: Sequence[str]
    point: Point | None
    where: str
    key: str = ""
    is_stored: bool = False

    def __post_init__(self) -> None:
        self.key = normalise(self.name)
        self.departements = self.departements or ("FR",)
        # Short numbers are shared by many.
        self.numbers = [number for number in self.numbers if number not in phones.SHORT_NUMBERS]


@dataclass(frozen=True, slots=True)
class Double:
    """A listing that may be the same: its name, where to see it, and why it is thought so, in French.

    `ref` is its reference when it is stored, "" for another row of the file.
    """

    name: str
    where: str
    why: str
    ref: str = ""


def outline(draft: Draft, where: str) -> Outline:
    """The outline of a draft whose phones are as stored."""
    point = (draft.place.latitude, draft.place.longitude) if draft.place else None
    numbers = [phone.value for phone in draft.phones]
    return Outline(draft.ref, draft.name, draft.category, draft.departements, numbers, point, where)


class Known:
    """Listings and rows met so far, by phone, name and place."""

    def __init__(self) -> None:
        self._by_phone: dict[str, list[Outline]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Outline]] = defaultdict(list)
        self._by_cell: dict[tuple[str, int, int], list[Outline]] = defaultdict(list)

    def add(self, one: Outline) -> None:
        """Remember a listing."""
        for number in one.numbers:
            self._by_phone[number].append(one)
        for code in one.departements:
            self._by_name[one.key, code].append(one)
            if one.category == _ONE_A_DEPARTEMENT:
                self._by_name[_ONE_A_DEPARTEMENT, code].append(one)
        if one.point:
            north, east = one.point
            self._by_cell[one.category, int(north // _CELL), int(east // _CELL)].append(one)

    def find(self, one: Outline) -> tuple[Double, ...]:
        """Return those a listing may double, at most three."""
        found: dict[str, Double] = {}
        for other, why in self._likely(one):
            if other.ref != one.ref and other.ref not in found:
                found[other.ref] = Double(other.name, other.where, why, other.ref if other.is_stored else "")
                if len(found) == _MOST_SHOWN:
                    break
        return tuple(found.values())

    def _likely(self, one: Outline) -> Iterator[tuple[Outline, str]]:
        for code in one.departements:
            for other in self._by_name.get((one.key, code), ())[:_MOST]:
                yield other, "même nom"
        for number in one.numbers:
            for other in self._by_phone.get(number, ())[:_MOST]:
                if other.category == one.category:
                    yield other, "même téléphone"
        if one.point:
            for other in self._around(one.category, *one.point):
                if other.point:
                    far = sphere_km(one.point, other.point)
                    like = far <= MOST_KM and fuzz.token_sort_ratio(
                        one.key, other.key, score_cutoff=LEAST_LIKENESS
                    )
                    if like:
                        yield other, f"nom voisin, à {round(far * 1000, -1):.0f} m"
        if one.category == _ONE_A_DEPARTEMENT:
            for code in one.departements:
                for other in self._by_name.get((_ONE_A_DEPARTEMENT, code), ())[:_MOST]:
                    yield other, SECOND_CRIP

    def _around(self, category: str, north: float, east: float) -> Sequence[Outline]:
        found: list[Outline] = []
        columns = range(int((east - _ACROSS) // _CELL), int((east + _ACROSS) // _CELL) + 1)
        for row in range(int((north - _DOWN) // _CELL), int((north + _DOWN) // _CELL) + 1):
            for column in columns:
                if near := self._by_cell.get((category, row, column)):
                    found += near[:_MOST]
        return found
