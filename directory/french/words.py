"""From French text to the words of the index: the same on both databases, for texts and questions.

Folding happens here, in one place, instead of in each database's own analyser, so that SQLite and
PostgreSQL find the same listings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from directory.french.text import normalise

MAX_WORDS = 12
MAX_LENGTH = 40
_STOP = frozenset(
    "a au aux avec ce ces d dans de des du elle en et il ils je l la le les leur ma mes mon n ne nos notre"
    " on ou par pas pour qu que qui s sa se ses son sur un une vos votre y".split()
)
#: The European social numbers (116 000, 116 006…) are one word, however they are typed.
_EUROPEAN = re.compile(r"\b116 (?=\d{3}\b)")


#: An acronym written with dots: « C.R.I.P. », « M.N.A ».
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")


def _without_dots(found: re.Match[str]) -> str:
    return found[0].replace(".", "") + " "


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text in order, each once: lower case, no accent, no plural mark,
    no article. "Accueils d’urgence" gives ("accueil", "urgence").
    """
    folded = normalise(_DOTTED.sub(_without_dots, text) if "." in text else text)
    if "116 " in folded:
        folded = _EUROPEAN.sub("116", folded)
    kept = [word for word in folded.split() if word not in _STOP]
    if len(folded) > MAX_LENGTH:
        kept = [word[:MAX_LENGTH] for word in kept]
    # The plural mark of a word of five letters or more.
    return tuple(dict.fromkeys([word[:-1] if word[-1] in "sx" and len(word) > 4 else word for word in kept]))


def spelled_words(text: str) -> tuple[str, ...]:
    """Return the same words with their plural marks: what an address spells."""
    return tuple(dict.fromkeys([word for word in normalise(text).split() if word not in _STOP]))


def question_words(text: str) -> tuple[str, ...]:
    """Return the words of a question, at most 12."""
    return words(text)[:MAX_WORDS]


def join(*texts: str | Iterable[str]) -> str:
    """Return the words of several texts, each once, separated by spaces."""
    found: dict[str, None] = {}
    for text in texts:
        for part in (text,) if isinstance(text, str) else text:
            found.update(dict.fromkeys(words(part)))
    return " ".join(found)
