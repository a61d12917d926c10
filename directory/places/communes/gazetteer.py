"""The gazetteer in memory: about 37 000 names kept as columns, loaded at first use.

Rows are in the order of their comparison key, so that exact and prefix look-ups are bisections.
A row is a current commune, an arrondissement municipal, or a former commune (déléguée or associée).
"""

import csv
import gzip
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, NamedTuple

from directory.places.departements import DATA, DEPARTEMENTS

COMMUNE, ARRONDISSEMENT, FORMER_COMMUNE = "commune", "arrondissement", "former_commune"
CITY = 20_000  # inhabitants
_KINDS = ("", ARRONDISSEMENT, FORMER_COMMUNE)
_BEYOND = "\uffff"
_ROWS = 1 << 20
_CODES = tuple(DEPARTEMENTS)
_PLACES = {code: place for place, code in enumerate(_CODES)}


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
    """An Insee code as a number, in the order of codes ("2A004" between "29…" and "30…"); -1 for others."""
    return (
        int(code_insee, 36) if len(code_insee) == 5 and code_insee.isascii() and code_insee.isalnum() else -1
    )


def _head_of(key: str) -> int:
    """The first eight letters of a key as one number, in the order of keys."""
    return int.from_bytes(key.encode("ascii", "replace")[:8].ljust(8, b"\0"))


class TextColumn(Sequence[str]):
    """A column of short lines end to end: 44 000 `str` would each take 50 bytes more than their letters."""

    def __init__(self) -> None:
        self._letters = bytearray()
        self._starts = array("I", [0])

    def append(self, text: str) -> None:
        """Add a row."""
        self._letters += text.encode() + b"\n"
        self._starts.append(len(self._letters))

    def containing(self, part: str) -> Iterator[int]:
        """Yield the rows that contain these letters, in order."""
        letters, place = part.encode(), -1
        while (place := self._letters.find(letters, place + 1)) >= 0:
            row = bisect_right(self._starts, place) - 1
            yield row
            place = self._starts[row + 1] - 1

    def __getitem__(self, row: Any) -> Any:
        return self._letters[self._starts[row] : self._starts[row + 1] - 1].decode()

    def __iter__(self) -> Iterator[str]:
        return iter(self._letters.decode().split("\n")[:-1])

    def __len__(self) -> int:
        return len(self._starts) - 1


class Gazetteer:
    """Columns and their indexes. Read only once built."""

    def __init__(self) -> None:
        self.keys = TextColumn()
        self.names = TextColumn()
        self.codes = TextColumn()
        self._heads = array("Q")
        self._departements = bytearray()
        self.populations = array("i")
        self._postcodes = TextColumn()
        self._points = array("f")
        self._kinds = bytearray()
        with gzip.open(DATA / "communes.csv.gz", "rt", encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            currents = {place: code for place, row in enumerate(rows) if (code := self._append(row))}
        # One integer holds a code, a kind and a row: a former commune may bear the code of today's, which
        # comes first and is the one found.
        packed = sorted(
            (_number_of(code) * len(_KINDS) + kind) * _ROWS + row
            for row, (code, kind) in enumerate(zip(self.codes, self._kinds, strict=True))
        )
        self._rows = array("i", (number % _ROWS for number in packed))
        self._numbers = array("i", (number // _ROWS // len(_KINDS) for number in packed))
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
        for row in range(len(self.codes)):
            if self.kind(row) == COMMUNE:
                self._of_departement.setdefault(self.departement(row), array("i")).append(row)

    def _append(self, row: list[str]) -> str:
        key, name, code, departement, postcodes, latitude, longitude, population, kind, current = row
        self.keys.append(key)
        self._heads.append(_head_of(key))
        self.names.append(name)
        self.codes.append(code)
        self._departements.append(_PLACES[departement])
        self._postcodes.append(postcodes)
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
            self.departement(row),
            tuple(self._postcodes[row].split()),
            *self.point(row),
            self.populations[row],
        )

    def today(self, row: int) -> int:
        """Return the row, or that of the current commune when it is a former one."""
        return self._currents[row] if self.kind(row) == FORMER_COMMUNE else row

    def departement(self, row: int) -> str:
        """Return the code of the departement of a row."""
        return _CODES[self._departements[row]]

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
        own: str = self._postcodes[row] or self._postcodes[self._currents[row]]
        return own.split()

    def by_code(self, code_insee: str) -> int | None:
        """Return the row of an Insee code."""
        number = _number_of(code_insee)
        place = bisect_left(self._numbers, number)
        return self._rows[place] if place < len(self._numbers) and self._numbers[place] == number else None

    def by_key(self, key: str) -> range:
        """Return the rows whose key is exactly this one (normalised, without article)."""
        head = _head_of(key)
        start, heads = bisect_left(self._heads, head), self._heads
        if start + 1 < len(heads) and heads[start + 1] > head:  # nearly always
            return range(start, start + 1 if self.keys[start] == key else start)
        end = bisect_right(heads, head, start)
        start = bisect_left(self.keys, key, start, end)
        return range(start, bisect_right(self.keys, key, start, end))

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
