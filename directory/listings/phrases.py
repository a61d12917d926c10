"""What a confidential listing says besides its name and coded facts: reviewed sentences, never typed ones.

No detector finds every way of saying where a place is. So the facts `fields.PHRASED` of such a listing are
made of phrases alone: those of data/phrases.toml, and those that two national coordinators approved. A draft
holds their words, as of any listing; the database keeps their keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from directory.config import ROOT
from directory.french.text import normalise
from directory.french.typography import NO_BREAK
from directory.listings.codes import CONFIDENTIAL
from directory.listings.fields import FIELDS, PHRASED

SOURCE = ROOT / "data" / "phrases.toml"
#: The hours a confidential listing may have: exact ones could be looked up on the page of a place.
ALL_HOURS = ("", "24/7")
HOURS = (
    "D’une ressource sous secret, seuls sont publiés des horaires permanents (24/7)\u202f: des horaires "
    "exacts la feraient reconnaître. Dites le reste par une phrase."
)


class Phrase(NamedTuple):
    """A sentence, the key that stands for it, and the names of the facts it may fill."""

    key: str
    facts: tuple[str, ...]
    text: str


class Phrases:
    """The phrases that may be published, in the order they are offered."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_key = {phrase.key: phrase for phrase in phrases}

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._by_key.values())

    def offered(self, fact: str) -> list[Phrase]:
        """The phrases that may fill a fact."""
        return [phrase for phrase in self._by_key.values() if fact in phrase.facts]

    def read(self, fact: str, text: str) -> tuple[str, ...] | None:
        """Return the keys of the phrases a text is made of, each once; None when it holds anything else.

        A text may hold keys or exact words; case, accents, punctuation and spaces do not count.
        """
        if not text:
            return ()
        words, keys, at = tuple(normalise(text).split()), list[str](), 0
        while at < len(words):
            for known, key in self._spellings.get((fact, words[at]), ()):
                if words[at : at + len(known)] == known:
                    keys.append(key)
                    at += len(known)
                    break
            else:
                return None
        return tuple(dict.fromkeys(keys))

    def write(self, fact: str, keys: Iterable[str]) -> str:
        """Return the sentences of the phrases of these keys that may fill a fact, one after the other."""
        known = (self._by_key[key] for key in keys if key in self._by_key)
        return " ".join(phrase.text for phrase in known if fact in phrase.facts)

    @cached_property
    def _spellings(self) -> Mapping[tuple[str, str], Sequence[tuple[tuple[str, ...], str]]]:
        """By fact and first word, the words that stand for a phrase and its key, the longest first."""
        found: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        for phrase in self._by_key.values():
            for spelling in (phrase.text, phrase.key):
                words = tuple(normalise(spelling).split())
                for fact in phrase.facts:
                    found.setdefault((fact, words[0]), []).append((words, phrase.key))
        return {first: sorted(each, key=lambda one: -len(one[0])) for first, each in found.items()}


def read_phrases(path: Path = SOURCE) -> tuple[Phrase, ...]:
    """Return the reviewed phrases of a file; raise ValueError for a fact that no phrase may fill."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["phrase"]
    found = tuple(Phrase(entry["key"], tuple(entry["facts"]), entry["text"]) for entry in entries)
    if wrong := {fact for phrase in found for fact in phrase.facts} - set(PHRASED):
        raise ValueError(f"{path}: {sorted(wrong)}")
    return found


#: Those of the file, which every installation has.
REVIEWED = Phrases(read_phrases())


def tell_phrases(fact: str, phrases: Phrases) -> str:
    """Say which phrases may fill a fact; what was written instead is never said again."""
    offered = "\u202f; ".join(f"«{NO_BREAK}{phrase.text}{NO_BREAK}»" for phrase in phrases.offered(fact))
    return (
        f"{FIELDS[fact].label}\u202f: d’une ressource sous secret, seules des phrases relues sont publiées, "
        f"sans un mot de plus. Les phrases possibles{NO_BREAK}: {offered}."
    )


def exact_words(facts: Mapping[str, str], phrases: Phrases) -> dict[str, str]:
    """The facts of a confidential draft that phrases say, in their exact words; other texts are left out."""
    read = {name: phrases.read(name, facts[name]) for name in PHRASED}
    return {name: phrases.write(name, keys) for name, keys in read.items() if keys is not None}


def to_columns(facts: Mapping[str, str], phrases: Phrases) -> dict[str, str]:
    """What the columns of a listing keep of texts: of a confidential one keys, and every text is empty.

    `facts` are those of a draft or of a state, its disclosure among them. What is no phrase is not kept.
    """
    if facts["disclosure"] != CONFIDENTIAL:
        return {"phrases": ""}
    keys = {name: phrases.read(name, facts[name]) or () for name in PHRASED}
    said = [f"{name}={key}" for name in PHRASED for key in keys[name]]
    return {**dict.fromkeys(PHRASED, ""), "phrases": " ".join(said)}


def from_columns(stored: str, phrases: Phrases) -> dict[str, str]:
    """The texts of a confidential listing, from its column `phrases`; what is unknown says nothing."""
    keys: dict[str, list[str]] = {name: [] for name in PHRASED}
    for each in stored.split():
        name, _, key = each.partition("=")
        if name in keys:
            keys[name].append(key)
    return {name: phrases.write(name, keys[name]) for name in PHRASED}
