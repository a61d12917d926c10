"""Text folded for comparison with places, its letters still knowing where they were written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from directory.french.text import LIGATURES, SAINTS

_WORD = re.compile(r"[a-z]+|\d+")
_BEGINNING = re.compile(r"[.!?\n:•;(«\"]")
_PLAIN = str.maketrans(
    dict.fromkeys("\u2019\u2018\u02bc\u2032`\u00b4", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u00ba": "\u00b0"}
)
#: Letters of other alphabets, and small capitals, that are read as ours.
_ALIKE = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0432\u043d\u043a\u043c\u0442\u0433\u043b\u0438\u0434\u0431\u043f"
    "\u03b1\u03b5\u03bf\u03c1\u03c4\u03c5\u03c7\u03b9\u03ba\u03bd\u03bc\u03b2\u03b7"
    "\u1d00\u0299\u1d04\u1d05\u1d07\ua730\u0262\u029c\u026a\u1d0a\u1d0b\u029f\u1d0d\u0274\u1d0f\u1d18\u0280\ua731\u1d1b\u1d1c\u1d20\u1d21\u028f\u1d22",
    "aeopcyxijsbnkmtrlidbp" + "aeoptyxiknmbn" + "abcdefghijklmnoprstuvwyz",
)
#: Flags are made of these: "🇷🇪" are the letters r and e.
_ALIKE |= str.maketrans("".join(map(chr, range(0x1F1E6, 0x1F200))), "abcdefghijklmnopqrstuvwxyz")
#: What leaves no mark on a page, besides format characters (Unicode Cf): fillers, blanks, variation marks.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(map(chr, range(0xFE00, 0xFE10)))
)


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
    if letter in _UNSEEN:
        return ""
    plain = letter.translate(_PLAIN).lower().translate(_ALIKE)
    plain = LIGATURES.get(plain, plain)
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
        spelled = SAINTS.get(match[0], match[0])
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
