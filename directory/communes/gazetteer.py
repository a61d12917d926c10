"""The gazetteer in memory: about 37 000 names kept as columns, loaded at first use.

Rows are in the order of their comparison key, so that exact and prefix look-ups are bisections.
A row is a current commune, an arrondissement municipal, or a former commune (déléguée or associée).
"""

import csv
import gzip
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from sys import intern
from threading import Lock
from typing import NamedTuple

from directory.departements import DATA

COMMUNE, ARRONDISSEMENT, FORMER_COMMUNE = "commune", "arrondissement", "former_commune"
CITY = 20_000  # inhabitants
_KINDS = ("", ARRONDISSEMENT, FORMER_COMMUNE)
_BEYOND = "\uffff"
_ROWS = 1 << 20


class Commune(NamedTuple):
    """A current commune or an arrondissement municipal; the point (degrees) is its town hall or inside it."""

    code_insee: str
    name: str
    departement: str
    postcodes: tuple[str, ...]
    latitude: float
    longitude: float
    population: int


def _number_of(code_insee: str) -> int:
    """An Insee code as a number, in the order of codes: "2A004" falls between "29…" and "30…"; -1 for others."""
    return (
        int(code_insee, 36) if len(code_insee) == 5 and code_insee.isascii() and code_insee.isalnum() else -1
    )


class TextColumn:
    """A column of short texts end to end: 37 000 `str` would each take 50 bytes more than their letters."""

    def __init__(self) -> None:
        self._letters = bytearray()
        self._ends = array("I", [0])

    def append(self, text: str) -> None:
        """Add a row."""
        self._letters += text.encode()
        self._ends.append(len(self._letters))

    def __getitem__(self, row: int) -> str:
        return self._letters[self._ends[row] : self._ends[row + 1]].decode()

    def __len__(self) -> int:
        return len(self._ends) - 1


class Gazetteer:
    """Columns and their indexes. Read only once built."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.names = TextColumn()
        self.codes = TextColumn()
        self.departements: list[str] = []
        self.populations = array("i")
        self._postcodes: list[str] = []
        self._points = array("f")
        self._kinds = bytearray()
        with gzip.open(DATA / "communes.csv.gz", "rt", encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            currents = {place: code for place, row in enumerate(rows) if (code := self._append(row))}
        # A former commune may bear the code of today's: sorted by kind first, today's is the one found.
        by_kind = sorted(range(len(self.codes)), key=self._kinds.__getitem__)
        self._rows = array("i", sorted(by_kind, key=self.codes.__getitem__))
        self._numbers = array("i", (_number_of(self.codes[row]) for row in self._rows))
        self._currents = array("i", range(len(self.codes)))
        for row, code in currents.items():
            self._currents[row] = self.by_code(code) or 0
        self.cities = [
            row
            for row, population in enumerate(self.populations)
            if population >= CITY and self.kind(row) == COMMUNE
        ]
        self._index_postcodes()
        self._of_departement: dict[str, array[int]] = {}
        for row, departement in enumerate(self.departements):
            if self.kind(row) == COMMUNE:
                self._of_departement.setdefault(departement, array("i")).append(row)

    def _append(self, row: list[str]) -> str:
        key, name, code, departement, postcodes, latitude, longitude, population, kind, current = row
        self.keys.append(key)
        self.names.append(name)
        self.codes.append(code)
        self.departements.append(intern(departement))
        self._postcodes.append(intern(postcodes))
        self._points.extend((float(latitude), float(longitude)))
        self.populations.append(int(population or 0))
        self._kinds.append(_KINDS.index(kind))
        return current

    def _index_postcodes(self) -> None:
        # One integer holds a postcode and its row, sorted by postcode.
        self._by_postcode = array(
            "q",
            sorted(
                int(postcode) * _ROWS + row
                for row, postcodes in enumerate(self._postcodes)
                for postcode in postcodes.split()
            ),
        )

    def commune(self, row: int) -> Commune:
        """Return the row, or the current commune when the row is a former one."""
        row = self.today(row)
        return Commune(
            self.codes[row],
            self.names[row],
            self.departements[row],
            tuple(self._postcodes[row].split()),
            *self.point(row),
            self.populations[row],
        )

    def today(self, row: int) -> int:
        """Return the row, or that of the current commune when it is a former one."""
        return self._currents[row] if self.kind(row) == FORMER_COMMUNE else row

    def kind(self, row: int) -> str:
        """Return `commune`, `arrondissement` or `former_commune`."""
        return _KINDS[self._kinds[row]] or COMMUNE

    def current(self, row: int) -> int:
        """Return the row of the commune this one is now part of (itself when current)."""
        return self._currents[row]

    def point(self, row: int) -> tuple[float, float]:
        """Return latitude and longitude in degrees, four decimals (11 m)."""
        return round(self._points[2 * row], 4), round(self._points[2 * row + 1], 4)

    def postcodes(self, row: int) -> list[str]:
        """Return the postcodes of the row; of the current commune when it is a former one."""
        return self._postcodes[row if self._postcodes[row] else self._currents[row]].split()

    def by_code(self, code_insee: str) -> int | None:
        """Return the row of an Insee code."""
        number = _number_of(code_insee)
        place = bisect_left(self._numbers, number)
        return self._rows[place] if place < len(self._numbers) and self._numbers[place] == number else None

    def by_key(self, key: str) -> range:
        """Return the rows whose key is exactly this one (normalised, without article)."""
        start = end = bisect_left(self.keys, key)
        while end < len(self.keys) and self.keys[end] == key:
            end += 1
        return range(start, end)

    def by_key_prefix(self, prefix: str) -> range:
        """Return the rows whose key begins so."""
        return range(bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + _BEYOND))

    def by_postcode_prefix(self, digits: str) -> list[int]:
        """Return the rows having a postcode that begins with these one to five digits, most people first.

        Paris, Lyon and Marseille give way to their arrondissements.
        """
        width = 10 ** (5 - len(digits)) * _ROWS
        low = bisect_left(self._by_postcode, int(digits) * width)
        high = bisect_left(self._by_postcode, (int(digits) + 1) * width)
        found = {value % _ROWS for value in self._by_postcode[low:high]}
        found -= {self._currents[row] for row in found if self._currents[row] != row}
        return sorted(found, key=lambda row: (-self.populations[row], row))

    def of_departement(self, departement: str) -> Sequence[int]:
        """Return the rows of the current communes of a departement, arrondissements excepted."""
        return self._of_departement.get(departement, ())


_lock = Lock()
_loaded: list[Gazetteer] = []


def gazetteer() -> Gazetteer:
    """Return the one gazetteer of the process, loading it at the first call (thread-safe)."""
    if not _loaded:
        with _lock:
            if not _loaded:
                _loaded.append(Gazetteer())
    return _loaded[0]
