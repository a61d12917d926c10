"""Text folded for comparison with places, its letters still knowing where they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[a-z]+|\d+")
_BEGINNING = re.compile(r"[.!?\n:•;(«\"]")
_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_PLAIN = str.maketrans(
    dict.fromkeys("\u2019\u2018\u02bc\u2032`\u00b4", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u00ba": "\u00b0"}
)
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l"}


class Word(NamedTuple):
    """A folded word: its span in the folded text, how it was written, and whether it follows the last one."""

    text: str
    start: int
    end: int
    capital: bool
    shouted: bool
    begins: bool
    follows: bool


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the text folded for the patterns, and for each of its letters the index it comes from."""
    letters = list(map(_fold_letter, text))
    sizes = list(map(len, letters))
    if sizes.count(1) == len(sizes):
        return "".join(letters), range(len(sizes))
    return "".join(letters), [index for index, size in enumerate(sizes) for _ in range(size)]


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    """One letter in lower case without accent; nothing for what is not seen; one space for any space."""
    if letter in "\n\r\v\f\u2028\u2029":
        return "\n"
    plain = letter.translate(_PLAIN).lower()
    plain = _LIGATURES.get(plain, plain)
    if plain.isspace():
        return " "
    if len(plain) == 1 and plain in "°'-":
        return plain
    return "".join(
        " " if part.isspace() else part
        for part in unicodedata.normalize("NFKD", plain).lower()
        if not unicodedata.combining(part) and unicodedata.category(part) != "Cf"
    )


def read_words(text: str, folded: str, origin: Sequence[int]) -> list[Word]:
    """Return the words of a folded text in order, "st" and "ste" written out; `origin` is that of `fold`."""
    words: list[Word] = []
    last = 0
    for match in _WORD.finditer(folded):
        start, end = match.span()
        gap = folded[last:start]
        written = text[origin[start] : origin[end - 1] + 1]
        spelled = _SAINTS.get(match[0], match[0])
        if match[0] == "s" and folded[end : end + 1] == "/":
            spelled = "sur"
        follows = (
            bool(words)
            and len(gap) < 4
            and not gap.strip(" -'/" + ("." if words[-1].text == "saint" else ""))
        )
        begins = not words or bool(gap != " " and _BEGINNING.search(gap))
        words.append(
            Word(
                spelled,
                start,
                end,
                written[:1].isupper(),
                written.isupper() and len(written) > 1,
                begins,
                follows,
            )
        )
        last = end
    return words
