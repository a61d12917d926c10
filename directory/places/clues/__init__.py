"""Finds in a text the words that say where a shelter is: streets, communes, coordinates, stations.

One function serves forms, imports and the API. It needs no database and no network; the gazetteer of
communes is read at first use.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from types import MappingProxyType
from urllib.parse import unquote

from directory.french.text import normalise, without_article
from directory.places.clues.called import find_called
from directory.places.clues.glued import find_glued
from directory.places.clues.hidden import is_foreign, readings
from directory.places.clues.names import TOWN, beginnings, is_close, names
from directory.places.clues.patterns import BEFORE_A_NAME, MAP_ADDRESS, PATTERNS
from directory.places.clues.text import Word, fold, read_words
from directory.places.clues.words import (
    ALWAYS_ALLOWED,
    INSTITUTIONS,
    ORDINARY_PHRASES,
    ORDINARY_WORDS,
    TOWARDS,
)
from directory.places.departements import DEPARTEMENTS

#: What each kind of clue is called, for the person who typed it.
KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "street": "une voie ou un numéro",
        "postcode": "un code postal",
        "postal_box": "une boîte postale",
        "commune": "une commune",
        "departement": "un département ou une région non desservis",
        "locality": "un quartier ou un lieu-dit",
        "coordinates": "des coordonnées",
        "map_link": "un lien vers une carte",
        "transport": "une gare, une station ou une ligne",
        "landmark": "un repère voisin",
        "phone": "un téléphone fixe",
        "identifier": "un numéro d’établissement",
        "link": "un lien",
        "script": "des lettres d’un autre alphabet",
        "number": "un nombre",
        "sign": "un signe qui n’a pas sa place dans un nom",
    }
)
_SPELLED = re.compile(r"(?<![a-z0-9])(?:[a-z][ .\-_]){3,}[a-z](?![a-z0-9])")
_COMPOUND = re.compile(r"\b[a-z]{3,}-(?:sur|sous|les|lez|en)-(?:la-|le-|l')?[a-z]{3,}\b")
_LINKS = frozenset(("de", "d", "du", "des", "la", "le", "les", "l", "en", "sur"))
_NOT_SAINTS = frozenset(("sylvestre", "valentin", "esprit", "famille", "glinglin", "pere"))
_MOST_WORDS = 7


@dataclass(frozen=True, slots=True, order=True)
class Clue:
    """`text[start:end]` says where something is; `kind` is a key of `KIND_WORDS`."""

    start: int
    end: int
    kind: str


def find_clues(text: str, served: Collection[str], *, is_name: bool = False) -> tuple[Clue, ...]:
    """Return what in a text says where something is, in order, without overlap.

    `served`: Insee codes of the departements served, whose names and regions may be said. France, Europe
    and the overseas may always be. `is_name`: of a name less may be said (`titles`). What is only found in
    another reading of the text (`hidden`) is the whole of it. Any text is accepted.
    """
    if not text:
        return ()
    if clues := _find_clues(text, served, is_name=is_name):
        return clues
    if is_foreign(text):
        return (Clue(0, len(text), "script"),)
    for reading in readings(text):
        if clues := _find_clues(reading, served, is_name=is_name):
            return (Clue(0, len(text), clues[0].kind),)
    return ()


def _find_clues(text: str, served: Collection[str], *, is_name: bool) -> tuple[Clue, ...]:
    """The clues of one reading of a text."""
    folded, origin = fold(text)
    found = [
        (match.start(), match.end(), kind)
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(folded)
    ]
    found += _find_names(text, folded, origin, served, is_name=is_name)
    return _merge((origin[start], origin[end - 1] + 1, kind) for start, end, kind in found if end > start)


def merge_clues(clues: Iterable[Clue]) -> tuple[Clue, ...]:
    """Put clues in order; of those that overlap keep one, from the first to the last letter."""
    return _merge((clue.start, clue.end, clue.kind) for clue in clues)


def find_clues_in_address(address: str, served: Collection[str]) -> tuple[Clue, ...]:
    """Return the clues of a web address: its words count, its numbers do not (articles have numbers).

    What is encoded is read too, and then the whole address is the clue.
    """
    if not address:
        return ()
    decoded = unquote(unquote(address))
    if decoded != address and find_clues_in_address(decoded, served):
        return (Clue(0, len(address), "commune"),)
    named = [(start, end, "commune") for start, end in find_glued(address)]
    worded = re.sub(r"%[0-9a-fA-F]{2}|[\W\d_]", lambda found: " " * len(found[0]), address)
    folded, origin = fold(worded)
    named += [
        (origin[start], origin[end - 1] + 1, kind)
        for start, end, kind in _find_names(worded, folded, origin, served)
        if kind in {"commune", "departement", "locality"}
    ]
    return _merge(chain(named, ((*match.span(), "map_link") for match in MAP_ADDRESS.finditer(address))))


@lru_cache(maxsize=256)
def _allowed(served: frozenset[str]) -> Mapping[str, str]:
    """Names of departements and regions: "" for those that may be said, "departement" for the others."""
    said = (DEPARTEMENTS[code] for code in served & DEPARTEMENTS.keys())
    return _named() | {normalise(name): "" for place in said for name in (place.name, place.region)}


@cache
def _named() -> dict[str, str]:
    """The same when none is served."""
    named = (name for place in DEPARTEMENTS.values() for name in (place.name, place.region))
    return {normalise(name): "departement" for name in named} | {
        normalise(name): "" for name in ALWAYS_ALLOWED
    }


def _find_names(
    text: str, folded: str, origin: Sequence[int], served: Collection[str], *, is_name: bool = False
) -> Iterator[tuple[int, int, str]]:
    """Yield the names of places: longest first, known to the gazetteer or written like no other word."""
    words = read_words(text, folded, origin)
    allowed = _allowed(frozenset(served))
    introduced = {match.end() for match in BEFORE_A_NAME.finditer(folded)}
    index = 0
    while index < len(words):
        length, kind = _match(words, index, allowed, introduced)
        if kind:
            yield words[index].start, words[index + length - 1].end, kind
        index += length
    yield from find_called(words, is_name=is_name)
    for match in _SPELLED.finditer(folded):
        if re.sub(r"[^a-z]", "", match[0]) in names():
            yield *match.span(), "commune"
    for match in _COMPOUND.finditer(folded):
        if (said := normalise(match[0])) not in allowed and said not in ORDINARY_PHRASES:
            yield *match.span(), "commune"


def _match(
    words: Sequence[Word],
    index: int,
    allowed: Mapping[str, str],
    introduced: Collection[int],
) -> tuple[int, str]:
    """Return how many words from here make one name, and the kind of clue it is ("" when it may be said)."""
    word = words[index]
    run = 1
    most = _MOST_WORDS if _may_begin(words, index) else 1
    while run < most and index + run < len(words) and words[index + run].follows:
        run += 1
    for length in range(run, 0, -1):
        phrase = " ".join(part.text for part in words[index : index + length])
        if phrase in allowed:
            # "cher", "lot", "nord" are words; with a capital inside a sentence they are departements.
            is_said = length > 1 or (word.capital and not word.begins and _before(words, index, _LINKS))
            return length, allowed[phrase] if is_said else ""
        if phrase in ORDINARY_PHRASES:
            return length, ""
        bare = without_article(phrase)
        if " " in bare and bare in names() and _is_name(words[index : index + length]):
            return length, "commune"
    is_saint = word.text in {"saint", "sainte"} and index + 1 < len(words) and words[index + 1].follows
    if is_saint and words[index + 1].text not in _NOT_SAINTS:
        return 2, "commune"
    return 1, _judge(words, index, introduced)


def _may_begin(words: Sequence[Word], index: int) -> bool:
    """Whether a name of several words may begin here, an article aside."""
    pair = tuple(word.text for word in words[index : index + 3])
    return (
        pair[:2] in beginnings()
        or (pair[0] in {"la", "le", "les", "l", "los", "las"} and pair[1:] in beginnings())
        or " ".join(pair[:2]) in _allowed_beginnings()
    )


@cache
def _allowed_beginnings() -> frozenset[str]:
    """The first two words of departements, regions and phrases that are no place."""
    return frozenset(
        " ".join(name.split()[:2]) for name in (*_allowed(frozenset()), *ORDINARY_PHRASES) if " " in name
    )


def _is_name(part: Sequence[Word]) -> bool:
    """Several ordinary words without a capital are no name."""
    return any(word.capital for word in part) or not all(
        word.text in ORDINARY_WORDS or word.text in _LINKS or len(word.text) < 3 for word in part
    )


def _judge(words: Sequence[Word], index: int, introduced: Collection[int]) -> str:
    """Return the kind of clue one word is, with what stands before it."""
    word = words[index]
    people = names().get(word.text, -1)
    towards = _before(words, index, TOWARDS) or (
        index > 1 and words[index - 1].text == "au" and words[index - 1].follows and word.capital
    )
    institution = _institution_before(words, index)
    if word.text.isdigit() or len(word.text) < 2:
        return ""
    if people >= 0:
        if word.text in ORDINARY_WORDS or len(word.text) < 4:
            named = word.capital and not word.shouted
            told = institution and (word.capital or words[index - 1].text in {"de", "d"})
            return "commune" if told or (named and towards and not word.begins) else ""
        acronym = word.shouted and len(word.text) < 6 and people < TOWN
        return "" if acronym and not (towards or institution) else "commune"
    if word.capital and word.start in introduced and word.text not in ORDINARY_WORDS and not word.shouted:
        return "landmark"
    if word.text in ORDINARY_WORDS:
        return ""
    if (towards or institution) and word.capital:
        # Nothing but a place, or the name of somebody known, stands there with a capital.
        named = len(word.text) > 3 and not word.shouted
        return "commune" if named or is_close(word.text, True) else ""
    if (word.capital and not word.begins) or towards or institution:
        return "commune" if is_close(word.text, institution) else ""
    return ""


def _before(words: Sequence[Word], index: int, expected: Collection[str]) -> bool:
    """Whether one of these words stands just before, an article aside."""
    if not index or not words[index].follows:
        return False
    before = words[index - 1]
    if (
        before.text in {"la", "le", "les", "l"}
        and before.follows
        and index > 1
        and words[index - 2].text in expected
    ):
        return True
    return before.text in expected


def _institution_before(words: Sequence[Word], index: int) -> bool:
    """Whether "commune de", "mairie du", "à la gare de"… stands just before."""
    linked = 0
    while (
        linked < 3
        and linked < index
        and words[index - linked].follows
        and words[index - linked - 1].text in _LINKS
    ):
        linked += 1
    before = index - linked - 1
    return linked > 0 and before >= 0 and words[before + 1].follows and words[before].text in INSTITUTIONS


def _merge(found: Iterable[tuple[int, int, str]]) -> tuple[Clue, ...]:
    """Sort spans; of those that overlap keep one, from the first to the last letter."""
    kept: list[Clue] = []
    for start, end, kind in sorted(found, key=lambda span: (span[0], -span[1])):
        if kept and start < kept[-1].end:
            kept[-1] = Clue(kept[-1].start, max(end, kept[-1].end), kept[-1].kind)
        else:
            kept.append(Clue(start, end, kind))
    return tuple(kept)
