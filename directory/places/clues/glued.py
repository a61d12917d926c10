"""Places in a web address: glued to other words, before a departement's number, coded, or in a register."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from directory.french.text import normalise
from directory.places.clues.names import TOWN, names
from directory.places.clues.words import ORDINARY_WORDS
from directory.places.departements import DEPARTEMENTS

_WORD = re.compile(r"[^\W\d_]{3,40}")
_NUMBERED = re.compile(r"([^\W\d_]{3,40})(\d{2,3}|2[abAB])(?!\d)")
#: A plus code, a point, a short link, who signs in, and a company in a register that gives its seat.
_TELLING = re.compile(
    r"-?\d{1,2}\.\d{3,12} ?[,;/] ?-?\d{1,3}\.\d{3,12}|//[^/@\s]{1,80}@"
    r"|//(?:bit\.ly|tinyurl\.com|frama\.link|urlr\.me|is\.gd|t\.co|goo\.gl|lc\.cx|cutt\.ly|rb\.gy)/"
    r"|[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}"
    r"|(?:societe\.com|pappers\.fr|infogreffe|verif\.com|manageo\.fr|annuaire-entreprises|sirene\.fr)\S*\d{9}",
    re.IGNORECASE,
)
#: A landline, its ten digits together.
_LANDLINE = re.compile(r"(?<!\d)0[1-5]\d{8}(?!\d)")


@cache
def _short() -> frozenset[str]:
    """Words that are glued before or after the name of a town."""
    return ORDINARY_WORDS | {"asso", "aide", "foyers", "mecs", "cite", "ville", "info", "infos", "site"}


def find_glued(address: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a decoded web address that say where something is."""
    yield from (match.span() for pattern in (_TELLING, _LANDLINE) for match in pattern.finditer(address))
    for match in _NUMBERED.finditer(address):
        if match[2].upper() in DEPARTEMENTS and names().get(normalise(match[1]), 0) >= TOWN:
            yield match.span()
    for match in _WORD.finditer(address):
        word = normalise(match[0])
        if match[0][0].isupper() and names().get(word, 0) >= TOWN and _is_alone(address, match):
            yield match.span()
        if len(word) > 7 and word not in ORDINARY_WORDS and _is_glued(word):
            yield match.span()


def _is_alone(address: str, match: re.Match[str]) -> bool:
    """Whether a word is a whole part of a path."""
    return address[match.start() - 1 : match.start()] == "/" and address[match.end() : match.end() + 1] in {
        "", "/", ".", "?",
    }  # fmt: skip


def _is_glued(word: str) -> bool:
    """Whether a word is a town behind, or before, an ordinary word: "foyerfougeres"."""
    for at in range(3, len(word) - 2):
        first, second = word[:at], word[at:]
        for town, other in ((first, second), (second, first)):
            is_told = len(town) > 4 and other in _short() and town not in ORDINARY_WORDS
            if is_told and names().get(town, 0) >= TOWN:
                return True
    return False
