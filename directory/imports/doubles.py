"""Listings that may be one under two references: same phone, same name, or a near name close by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from directory import phones
from directory.communes.text import normalise
from directory.drafts import Draft
from directory.imports.distances import distance_km

MOST_KM = 1.0
LEAST_LIKENESS = 85
#: How many neighbours a row is compared with, so that ten thousand rows on one spot cost no more.
_MOST = 60
_MOST_SHOWN = 3
_CELL = 0.02


@dataclass(frozen=True, slots=True)
class Double:
    """A listing that may be the same: its name, where to see it, and why it is thought so, in French."""

    name: str
    where: str
    why: str


class Known:
    """Listings and rows met so far, by phone, name and place."""

    def __init__(self) -> None:
        self._by_phone: dict[str, list[tuple[Draft, str]]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[tuple[Draft, str]]] = defaultdict(list)
        self._by_cell: dict[tuple[int, int], list[tuple[Draft, str, str]]] = defaultdict(list)

    def add(self, draft: Draft, where: str) -> None:
        """Remember a listing; `where` says where to see it."""
        for number in _numbers(draft):
            self._by_phone[number].append((draft, where))
        key = normalise(draft.name)
        for code in draft.departements or ("FR",):
            self._by_name[key, code].append((draft, where))
        if draft.place:
            self._by_cell[_cell(draft)].append((draft, where, key))

    def find(self, draft: Draft) -> list[Double]:
        """Return those a draft may double, at most three."""
        found: dict[str, Double] = {}
        for other, where, why in self._likely(draft):
            if other.ref != draft.ref and other.ref not in found:
                found[other.ref] = Double(other.name, where, why)
                if len(found) == _MOST_SHOWN:
                    break
        return list(found.values())

    def _likely(self, draft: Draft) -> Iterator[tuple[Draft, str, str]]:
        key = normalise(draft.name)
        for code in draft.departements or ("FR",):
            for other, where in self._by_name.get((key, code), ())[:_MOST]:
                yield other, where, "même nom"
        for number in _numbers(draft):
            for other, where in self._by_phone.get(number, ())[:_MOST]:
                if other.category == draft.category:
                    yield other, where, "même téléphone"
        if draft.place:
            here = draft.place.latitude, draft.place.longitude
            for other, where, name in self._around(draft):
                assert other.place is not None
                far = distance_km(here, (other.place.latitude, other.place.longitude))
                if far <= MOST_KM and fuzz.token_sort_ratio(key, name, score_cutoff=LEAST_LIKENESS):
                    yield other, where, f"nom voisin, à {round(far * 1000, -1):.0f} m"

    def _around(self, draft: Draft) -> Sequence[tuple[Draft, str, str]]:
        row, column = _cell(draft)
        cells = ((row + down, column + right) for down in (0, -1, 1) for right in (0, -1, 1))
        found: list[tuple[Draft, str, str]] = []
        for cell in cells:
            found += self._by_cell.get(cell, ())[: _MOST - len(found)]
        return [one for one in found if one[0].category == draft.category]


def _numbers(draft: Draft) -> Iterable[str]:
    """The ten-digit numbers of a draft: short ones are shared by many."""
    for value, _, _ in draft.phones:
        try:
            number = phones.parse(value)
        except phones.InvalidPhone:
            continue
        if number not in phones.SHORT_NUMBERS:
            yield number


def _cell(draft: Draft) -> tuple[int, int]:
    assert draft.place is not None
    return int(draft.place.latitude // _CELL), int(draft.place.longitude // _CELL)
