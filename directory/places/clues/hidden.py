"""Other readings of a text: coded, cut, or with digits for letters, as some write what is refused.

Each reading is a text of its own, without the positions of the first: a clue in it is one of the whole text.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

_CODED = re.compile(
    r"(?<![A-Za-z0-9+/])(?=[A-Za-z0-9+/]{0,40}[A-Z])[A-Za-z0-9+/]{8,400}={0,2}(?![A-Za-z0-9+/=])"
)
_DIGITS = str.maketrans("013457", "oieast")
_MIXED = re.compile(r"(?<![^\W_])(?=[^\W_]{0,30}[0134578])(?=[^\W_]{0,30}[a-zA-Z]{2})[^\W_]{4,30}(?![^\W_])")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_CUT = re.compile(r"(?<=[^\W\d_]{2})-?[ \t]{0,3}\r?\n[ \t]{0,3}(?=[a-zà-ÿ]{2})")
_MARKED = re.compile(r"(?<=\w)[*_~|·]+(?=\w)")


def readings(text: str) -> Iterator[str]:
    """Yield what else a text may be read as, each different from it; a few, whatever its length."""
    plain = text
    for _ in range(2):
        plain = unescape(unquote(plain))
    if plain != text:
        yield plain
    for change in (
        _CAMEL.sub(" ", plain),
        _MARKED.sub("", plain),
        plain.replace("_", " "),
        _CUT.sub("", plain),
    ):
        if change != plain:
            yield change
    spelled = _MIXED.sub(lambda found: found[0].translate(_DIGITS), plain)
    if spelled != plain:
        yield spelled
    for found in _CODED.finditer(plain):
        if said := _decode(found[0]):
            yield said


def is_foreign(text: str) -> bool:
    """Whether a text has letters of another alphabet than ours, which nobody here can review."""
    return any(
        not letter.isascii()
        and letter.isalpha()
        and not unicodedata.name(letter, "LATIN").startswith(("LATIN", "MODIFIER", "MASCULINE", "FEMININE"))
        for letter in text
    )


def _decode(coded: str) -> str:
    """What base64 says, when it is text."""
    try:
        said = base64.b64decode(coded + "=" * (-len(coded) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return said if said.isprintable() and said.isascii() and " " in f"{said} " else ""
