"""The phones and e-mails of a cell: several, as people write them, with what they say of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from directory.listings.phones import TERRITORY_CODES, InvalidPhone, parse

SEPARATOR = "|"
_BETWEEN_DIGITS = re.compile(r"[\s.-]")
_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")
_BETWEEN = re.compile(r"\s*(?:[/,;\n]|\bou\b|\bet\b)\s*", re.IGNORECASE)
_BEFORE_ADDRESS = re.compile(r"[,;\s]+(?=\S+@)")
_CUT_BY_SLASHES = re.compile(r"(?:\d\d/){4}\d\d")
_NUMBER = re.compile(r"\+?\(?\d[\d\s.()‐‑–-]*\d")
_NAMES_A_PHONE = re.compile(r"^(?:t[ée]l(?:[ée]phone)?|t|portable|mobile|fixe)\b\.?\s*:?\s*", re.IGNORECASE)
Said = tuple[str, str]  # a number or an address, and what is said of it


def split_phones(cell: str, served: Sequence[str], known: Sequence[str]) -> list[Said]:
    """The numbers of a cell as stored, each with its words; what is not one stays as it is, to be refused.

    `served`: departements, for numbers without a country code; `known`: those the listing has.
    """
    if SEPARATOR in cell:
        return [one for part in cell.split(SEPARATOR) if part.strip() for one in _read(part, served, known)]
    return _read(cell, served, known)


def split_emails(cell: str) -> list[Said]:
    """The addresses of a cell."""
    parts = cell.split(SEPARATOR) if SEPARATOR in cell else _BEFORE_ADDRESS.split(cell)
    return [(part.strip().removeprefix("'"), "") for part in parts if part.strip()]


def _read(part: str, served: Sequence[str], known: Sequence[str]) -> list[Said]:
    """One number, else several when every part is one."""
    whole = part.strip().removeprefix("'")
    if _CUT_BY_SLASHES.fullmatch(whole):
        whole = whole.replace("/", " ")
    if found := read_number(whole, served, known):
        return [(found, "")]
    pieces = [_with_words(piece, served, known) for piece in _BETWEEN.split(whole) if piece]
    return [piece for piece in pieces if piece] if all(pieces) else [(whole, "")]


def _with_words(piece: str, served: Sequence[str], known: Sequence[str]) -> Said | None:
    """A number among words: « Tél : 01 99 00 12 34 poste 12 »; None when it is none."""
    words = _NAMES_A_PHONE.sub("", piece.strip())
    found = _NUMBER.search(words)
    number = read_number(found[0], served, known) if found else ""
    if not found or not number:
        return None
    label = f"{words[: found.start()]} {words[found.end() :]}".strip(" :().-–")
    return number, " ".join(label.split())


def read_number(value: str, served: Sequence[str], known: Sequence[str]) -> str:
    """The stored form of a number, "" for none. Spreadsheets take the first zero and the "+" away."""
    digits = _BETWEEN_DIGITS.sub("", value)
    if f"+{digits}" in known:
        return f"+{digits}"
    tried = [f"0{value}" if _WITHOUT_ZERO.fullmatch(value) else value]
    countries = tuple(TERRITORY_CODES[code] for code in served if code in TERRITORY_CODES)
    if countries and len(digits) > 8 and digits.startswith(countries):
        tried.insert(0, f"+{digits}")
    if digits.isdecimal() and len(digits) >= 9:
        tried.append(f"+{digits}")
    for one in tried:
        try:
            return parse(one, served)
        except InvalidPhone:
            continue
    return ""
