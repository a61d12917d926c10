"""Places found by what people call them (`said`): neighbourhoods with a capital, the rest however written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from directory.places.clues.names import is_close, names
from directory.places.clues.said import INHABITANTS, NEIGHBOURHOODS, NICKNAMES, OTHER_LANGUAGES, SHORT
from directory.places.clues.text import Word
from directory.places.clues.words import ORDINARY_WORDS

_MOST = 5
_ANYHOW = NICKNAMES | OTHER_LANGUAGES | SHORT | INHABITANTS


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(name.split()[0] for name in NEIGHBOURHOODS | _ANYHOW)


def find_called(words: Sequence[Word], *, is_name: bool) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of such places in folded words, and "locality" or "commune".

    In a name (`is_name`) a neighbourhood that is also a word of every day counts as well.
    """
    for index, word in enumerate(words):
        if word.text in _beginnings():
            for length in range(1, min(_MOST, len(words) - index) + 1):
                part = words[index : index + length]
                if length > 1 and not part[-1].follows:
                    break
                said = " ".join(one.text for one in part)
                if said in _ANYHOW or (said in NEIGHBOURHOODS and _is_capital(part, is_name=is_name)):
                    yield part[0].start, part[-1].end, "locality"
        turned = word.text[::-1]
        if len(turned) > 4 and word.text not in ORDINARY_WORDS and names().get(turned, 0) >= _TURNED:
            yield word.start, word.end, "commune"
    yield from _find_misspelt(words)


#: Inhabitants of a town that somebody would turn round to hide.
_TURNED = 20_000


def _is_capital(part: Sequence[Word], *, is_name: bool) -> bool:
    """Whether a neighbourhood is written as one; a lone ordinary word is only one in a name."""
    if len(part) == 1 and part[0].text in ORDINARY_WORDS and not is_name:
        return False
    return any(one.capital for one in part)


def _find_misspelt(words: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
    """Yield compounds that are nearly the name of a town: "La Gurche-de-Bretagne", "ré-nne"."""
    for index, word in enumerate(words):
        part = [word]
        while index + len(part) < len(words) and words[index + len(part)].follows and len(part) < _MOST:
            part.append(words[index + len(part)])
            is_a_name = len(part) > 2 and part[0].capital and part[-1].capital and _is_linked(part)
            if is_a_name and is_close(" ".join(one.text for one in part), True):
                yield part[0].start, part[-1].end, "commune"


def _is_linked(part: Sequence[Word]) -> bool:
    """Whether words are written as one name: with hyphens, each a letter after the last."""
    return all(after.start - before.end == 1 for before, after in pairwise(part))
