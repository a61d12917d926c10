"""How close a name is to what was typed: beginnings, words inside, misspellings, and size to decide."""

import math
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from heapq import nlargest

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from directory.french.text import normalise, without_article
from directory.places.communes.gazetteer import COMMUNE, FORMER_COMMUNE, Gazetteer
from directory.places.communes.query import Query, squash
from directory.places.departements import DEPARTEMENTS

EXACT = 110.0
_FIRST_WORD, _MISSPELT_CITY = 108.0, 90.0
_BEGINNING, _INSIDE, _SAME_SOUND = 88.0, 80.0, 6.0
_FORMER, _HERE, _ELSEWHERE = -3.0, 15.0, -25.0
_CUTOFF = 62
#: Inhabitants from which a city is called by its first words: « Le Puy », « Lons ».
_CALLED = 10_000
#: Inhabitants from which a commune is worth finding among other words, many of which are names of villages.
_WORTH_FINDING = 5_000
_MOST_WORDS = 12
_BEFORE_A_PLACE = frozenset(("a", "au", "aux", "d", "de", "des", "du", "vers", "pres"))
_LEAST = 4
_LONG_WORD = 6  # letters; shorter ones are one letter away from too many
_KEPT = 40
_DOUBLED = re.compile(r"(.)\1")
_DEPARTEMENTS = {code: without_article(normalise(d.name)) for code, d in DEPARTEMENTS.items()}


def prior(population: int) -> float:
    """Return what size adds to a score: 1.7 for a hamlet, about 11 for Paris."""
    return 1.7 * math.log10(population + 10)


def likeness(typed: str, key: str) -> float:
    """Return how alike two normalised names are, 0 to 100."""
    similarity = max(
        80 * OSA.normalized_similarity(typed, key) + 20 * JaroWinkler.similarity(typed, key),
        0.95 * fuzz.token_sort_ratio(typed, key),
        0.95 * fuzz.ratio(squash(typed), squash(key)),
    )
    if _undouble(typed) == _undouble(key):
        similarity += _SAME_SOUND
    if key.startswith(typed):
        return max(similarity, _BEGINNING + 8 * len(typed) / len(key))
    if f" {typed}" in key:
        return max(similarity, _INSIDE + 8 * len(typed) / len(key))
    return similarity


def cities_called(places: Gazetteer, query: Query) -> list[int]:
    """Return the cities people call by the words typed: « Aix », « Clermont », « Bourg »."""
    if query.departement or query.digits:
        return []
    return [
        row
        for row in places.by_key_prefix(f"{query.key} ")
        if places.populations[row] >= _CALLED and places.kind(row) == COMMUNE
    ]


def communes_within(places: Gazetteer, key: str) -> list[int]:
    """Return the communes whose whole name stands among the words typed, the longest name first, then the
    largest: « commissariat de nice », « lille fives ».

    A small one counts only when a word says that a place follows (« gare de Creil », « à Bu »).
    """
    words = key.split()[:_MOST_WORDS]
    found: dict[int, int] = {}
    for first in range(len(words)):
        for last in range(len(words), first, -1):
            row = _largest(places, " ".join(words[first:last]))
            is_said = first > 0 and words[first - 1] in _BEFORE_A_PLACE
            if row is not None and places.populations[row] >= (1 if is_said else _WORTH_FINDING):
                found.setdefault(row, last - first)
                break
    return sorted(found, key=lambda row: (-found[row], -places.populations[row]))


def _largest(places: Gazetteer, name: str) -> int | None:
    rows = (row for row in places.by_key(without_article(name)) if places.kind(row) == COMMUNE)
    return max(rows, key=places.populations.__getitem__, default=None)


def cities_misspelt(places: Gazetteer, key: str) -> list[int]:
    """Return the cities one letter away from what was typed, doubled letters aside: « rene » for Rennes."""
    typed = _undouble(key)
    if len(typed) < _LEAST:
        return []
    return [row for row, name, _ in _cities(places) if OSA.distance(typed, name, score_cutoff=1) <= 1]


def cities_called_misspelt(places: Gazetteer, key: str) -> list[int]:
    """Return the cities whose first word is one letter away: « vilfranche » for Villefranche-sur-Saône."""
    typed = _undouble(key)
    if len(typed) < _LONG_WORD or " " in typed:
        return []
    return [
        row for row, _, first in _cities(places) if first and OSA.distance(typed, first, score_cutoff=1) <= 1
    ]


@cache
def _cities(places: Gazetteer) -> tuple[tuple[int, str, str], ...]:
    """The row of each city, its name and, of a name of several words, the first, without doubled letters."""
    named = ((row, places.keys[row]) for row in places.cities)
    return tuple(
        (row, _undouble(name), _undouble(name.partition(" ")[0]) if " " in name else "")
        for row, name in named
    )


@lru_cache(maxsize=256)  # what is typed and the names of departements, over and over
def _undouble(key: str) -> str:
    return _DOUBLED.sub(r"\1", key)


def close_departements(key: str) -> list[tuple[str, float]]:
    """Return the departements whose name begins like, contains or resembles the typed one, with scores."""
    scored = ((code, likeness(key, name)) for code, name in _DEPARTEMENTS.items())
    return [
        (code, score + prior(DEPARTEMENTS[code].population)) for code, score in scored if score >= _INSIDE
    ]


def close_rows(places: Gazetteer, query: Query) -> list[tuple[int, float]]:
    """Return the rows of the gazetteer closest to what was typed, with scores, best first."""
    scores = {row: _score(places, query, row) for row in _candidates(places, query)}
    if not query.departement and not query.digits:
        for row in (*cities_misspelt(places, query.key), *cities_called_misspelt(places, query.key)):
            scores[row] = max(scores.get(row, 0), _MISSPELT_CITY + prior(places.populations[row]))
    for row in cities_called(places, query):
        scores[row] = _FIRST_WORD + prior(places.populations[row])
    return nlargest(_KEPT, scores.items(), key=lambda pair: pair[1])


def _score(places: Gazetteer, query: Query, row: int) -> float:
    score = likeness(query.key, places.keys[row]) + prior(places.populations[row])
    if places.kind(row) == FORMER_COMMUNE:
        score += _FORMER
    if query.departement:
        score += _HERE if places.departement(row) == query.departement else _ELSEWHERE
    if query.digits:
        near = any(postcode.startswith(query.digits[:2]) for postcode in places.postcodes(row))
        score += _HERE * (1 + (query.digits in places.postcodes(row))) if near else _ELSEWHERE
    return score


def _candidates(places: Gazetteer, query: Query) -> Iterable[int]:
    key = query.key
    rows = set(nlargest(_KEPT, places.by_key_prefix(key), key=places.populations.__getitem__))
    if len(key) > 2:
        word = f" {key}"
        inside = places.keys.containing(word)
        rows.update(nlargest(_KEPT, inside, key=places.populations.__getitem__))
        names = list(places.keys)
        alike = process.extract(key, names, scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=2 * _KEPT)
        rows.update(row for _, _, row in alike)
    if query.departement:
        local = places.of_departement(query.departement)
        rows.update(row for row in local if places.kind(row) == COMMUNE and key in places.keys[row])
    return rows
