"""The words a coded fact may take, told to whoever wrote another: the nearest first, then all of them."""

from __future__ import annotations

from directory.french.text import normalise
from directory.listings.fields import FIELDS

_ALIKE = 60


def tell_unknown(fact: str, typed: str) -> str:
    """Say that a word is none of those of a fact, which is the nearest, and which there are."""
    from rapidfuzz import fuzz, process  # needed only where something is refused

    words = [word or "inconnu" for code, word in FIELDS[fact].words.items() if code]
    known = [normalise(word) for word in words]
    near = process.extractOne(normalise(typed), known, scorer=fuzz.WRatio, score_cutoff=_ALIKE)
    proposed = f" Le plus proche : « {words[near[2]]} »." if near else ""
    return f"Valeur inconnue : « {typed[:40]} ».{proposed} Valeurs admises : {', '.join(words)}."
