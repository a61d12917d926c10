"""From what somebody types to words of the search index: beginnings of words, and typing errors mended.

Mending happens here, against the index's own words, so that every database answers alike.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from directory.french.words import question_words, words
from directory.places.departements import DATA

_PREFIX_WORDS = 40
_CLOSE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words of the index: each entry holds the alternatives of one typed word.

    `corrected` is the question as it was understood, when a word had to be mended; empty otherwise.
    """

    alternatives: tuple[tuple[str, ...], ...]
    corrected: str = ""


def understand(typed: str, vocabulary: Sequence[str]) -> Question:
    """Turn typed text into words of the index (`vocabulary`, sorted).

    Each word stands for itself, for the words it begins and for what it means in listings (`_meanings`). A
    word the index does not know is replaced by its meaning, else by the closest ones, one error up to seven
    letters and two beyond. A word close to nothing stays, and will find nothing.
    """
    alternatives: list[tuple[str, ...]] = []
    shown: list[str] = []
    mended = False
    for word in question_words(typed):
        exact, meant = _beginning_with(word, vocabulary), _meanings().get(word, ())
        close = () if exact or meant or len(word) < 4 else _close_to(word, vocabulary)
        mended = mended or bool(close) or bool(meant and not exact)
        alternatives.append((*exact, *meant) or close or (word,))
        shown.append(close[0] if close else meant[0] if meant and not exact else word)
    return Question(tuple(alternatives), " ".join(shown) if mended else "")


@cache
def _meanings() -> dict[str, tuple[str, ...]]:
    """What words that people type mean in words of listings: `data/search_words.toml`."""
    said = tomllib.loads((DATA / "search_words.toml").read_text("utf-8"))["means"]
    meant: dict[str, tuple[str, ...]] = {}
    for meaning, typed in said.items():
        for word in chain.from_iterable(map(words, typed)):
            meant[word] = (*meant.get(word, ()), words(meaning)[-1])
    return meant


def _beginning_with(word: str, vocabulary: Sequence[str]) -> tuple[str, ...]:
    """The word itself when known, and the words it begins (from three letters on)."""
    start = bisect_left(vocabulary, word)
    if len(word) < 3:
        return (word,) if start < len(vocabulary) and vocabulary[start] == word else ()
    found = []
    for candidate in vocabulary[start : start + _PREFIX_WORDS]:
        if not candidate.startswith(word):
            break
        found.append(candidate)
    return tuple(found)


def _close_to(word: str, vocabulary: Sequence[str]) -> tuple[str, ...]:
    """The words at the smallest edit distance within the tolerance, at most six."""
    tolerance = 1 if len(word) < 8 else 2
    scored = process.extract(
        word, vocabulary, scorer=OSA.distance, score_cutoff=tolerance, limit=_CLOSE_WORDS * 4
    )
    if not scored:
        return ()
    least = min(distance for _, distance, _ in scored)
    return tuple(sorted(found for found, distance, _ in scored if distance == least)[:_CLOSE_WORDS])
