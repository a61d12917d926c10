"""Names of communes as people write and misspell them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.places.clues.words import ORDINARY_WORDS
from directory.places.communes.gazetteer import gazetteer

_SHORT, _LONG = 5, 8
TOWN, CITY = 1_500, 10_000


@cache
def names() -> Mapping[str, int]:
    """Every name of a commune, without article, with the most inhabitants it stands for."""
    known = gazetteer()
    found: dict[str, int] = {}
    for row, key in enumerate(known.keys):
        people = known.populations[known.current(row)]
        found[key] = max(people, found.get(key, 0))
        if " " not in key:
            continue
        if people >= TOWN:
            found.setdefault(key.replace(" ", ""), people)
        head = key.split()[0]
        if people >= CITY and len(head) > 3 and head not in ORDINARY_WORDS and not head.startswith("saint"):
            found.setdefault(head, people)
    return found


@cache
def beginnings() -> frozenset[tuple[str, str]]:
    """The first two words of every name that has more than one."""
    return frozenset((first, second) for first, second, *_ in (n.split() for n in names() if " " in n))


@cache
def _close() -> Mapping[tuple[bool, int], tuple[str, ...]]:
    """Names a misspelt word is compared with, by (city or not, length)."""
    shelves: dict[tuple[bool, int], list[str]] = {}
    for name, people in names().items():
        if people >= TOWN and len(name) >= _SHORT and name not in ORDINARY_WORDS:
            shelves.setdefault((people >= CITY, len(name)), []).append(name)
    return {shelf: tuple(kept) for shelf, kept in shelves.items()}


@lru_cache(maxsize=8192)
def is_close(word: str, towns: bool) -> bool:
    """Whether a word is one error (two from eight letters on) from a city, or a town if `towns`."""
    if len(word) < _SHORT:
        return False
    tolerance = 1 if len(word) < _LONG else 2
    for city in (True, False) if towns else (True,):
        for length in range(len(word) - tolerance, len(word) + tolerance + 1):
            shelf = _close().get((city, length), ())
            if shelf and process.extractOne(word, shelf, scorer=OSA.distance, score_cutoff=tolerance):
                return True
    return False
