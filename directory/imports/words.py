"""What people write in the cells of a file, read as the codes of a listing: words, departements.

What cannot be read comes back as it was typed, and is refused by the check of the draft.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from directory.french.text import normalise
from directory.listings import codes
from directory.listings.categories import CATEGORIES
from directory.listings.fields import CODED
from directory.places.communes.query import named_departements


def _known(words: Mapping[str, str], **more: str) -> dict[str, str]:
    """The code of each spelling of some words."""
    spelled = {normalise(code): code for code in words}
    spelled |= {normalise(word): code for code, word in words.items() if word}
    return spelled | {normalise(word.replace("_", " ")): code for word, code in more.items()}


#: Spellings of yes, no and unknown besides their own; « ? » and « - » are no words at all.
_YES_NO = {
    **dict.fromkeys(("true", "vrai", "x", "o", "y", "ok", "1"), "yes"),
    **dict.fromkeys(("false", "faux", "n", "0"), "no"),
    **dict.fromkeys(("", "inconnu", "nsp", "ne_sait_pas", "non_renseigne", "a_verifier"), "unknown"),
}
#: Spellings of other codes besides their own and their words.
_ALSO_SPELLED: Mapping[str, Mapping[str, str]] = {
    "disclosure": {"adresse": codes.ADDRESS, **dict.fromkeys(("confidentiel", "secret"), codes.CONFIDENTIAL)},
    "status": {"publie": "published", "archive": "archived"},
    "genders": {"tous": "all", "mixte": "all", "fille": "girls", "garcon": "boys", "inconnu": "unknown"},
    "response_delay": {"immediate": "now", "immediat": "now"},
    **{name: _YES_NO for name, words in CODED.items() if words == codes.TERNARY_WORDS},
}
_WORDS = {name: _known(words, **_ALSO_SPELLED.get(name, {})) for name, words in CODED.items()}
_LABELS = _known({slug: one.label for slug, one in CATEGORIES.items()})
_BEFORE_A_NAME = re.compile(
    r"^(?:departement|conseil departemental|collectivite europeenne) (?:de la|de l|du|des|de|d) "
)
_CODE = re.compile(r"d?(\d{1,3}|2[ab])[dm]?")
_BEFORE_A_CODE = re.compile(r"\b(?:fr|d|dpt|dep|dept|departement) (?=\d|2[ab])")


@lru_cache(maxsize=1024)
def read_word(name: str, typed: str) -> str:
    """The code of a word of a column; `typed` itself when it is none."""
    return read_category(typed) if name == "category" else _WORDS[name].get(normalise(typed), typed)


@lru_cache(maxsize=256)
def read_category(typed: str) -> str:
    """The category a word means: its label, a part of it, a synonym, when no other may be meant."""
    key = normalise(typed)
    if key in _LABELS:
        return _LABELS[key]
    for spellings in (_parts, _synonyms):
        meant = {slug for slug in CATEGORIES if key in spellings(slug)}
        if meant:
            return meant.pop() if len(meant) == 1 else typed
    words = set(key.split())
    meant = {slug for slug, one in CATEGORIES.items() if words <= set(normalise(one.label).split())}
    return meant.pop() if words and len(meant) == 1 else typed


@lru_cache(maxsize=256)
def is_exact_category(typed: str) -> bool:
    """Whether a word is the name or the code of a category, and not only something like it."""
    return normalise(typed) in _LABELS


def _parts(slug: str) -> set[str]:
    one = CATEGORIES[slug]
    return {normalise(part) for part in (*one.label.split(","), one.plural)}


def _synonyms(slug: str) -> set[str]:
    return {normalise(word) for word in CATEGORIES[slug].synonyms}


@lru_cache(maxsize=1024)
def read_departements(typed: str) -> tuple[str, ...]:
    """The codes in a cell: "56 29", "56/29/35", "56 - Morbihan", "Morbihan", "69M", "Bretagne"."""
    return tuple(sorted(set(_departements(typed))))


def _departements(typed: str) -> Iterator[str]:
    for piece in re.split(r"[,;|/\n]+", typed):
        key = _BEFORE_A_CODE.sub("", normalise(piece))
        if key:
            yield from _named(key) or _codes(key) or [piece.strip().upper()]


def _named(key: str) -> tuple[str, ...]:
    """The departements of a name, its code beside it or not, or of several names joined by "et"."""
    words = [word for word in key.split() if not _CODE.fullmatch(word)]
    codes_beside = _codes(" ".join(word for word in key.split() if _CODE.fullmatch(word)))
    name = _BEFORE_A_NAME.sub("", " ".join(words))
    found = named_departements(name) or _joined(name)
    # « 56 - Finistère » says two things: neither is believed.
    return found if not codes_beside or set(codes_beside) == set(found) else ()


def _joined(name: str) -> tuple[str, ...]:
    """The departements of "ille et vilaine et morbihan": names that have "et" inside them are kept whole."""
    for link in re.finditer(" et ", name):
        first, others = named_departements(name[: link.start()]), name[link.end() :]
        if first and (rest := named_departements(others) or _joined(others)):
            return (*first, *rest)
    return ()


def _codes(key: str) -> tuple[str, ...]:
    """The codes of a text of nothing else; spreadsheets take the first zero of "01" away."""
    found = [_CODE.fullmatch(word) for word in key.split()]
    if not found or not all(found):
        return ()
    return tuple(one[1].upper().zfill(2) for one in found if one)
