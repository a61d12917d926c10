"""Who checked a listing, when and how: kept beside its facts, in the same states of its history.

Checking is not changing: a confirmation leaves the date of modification alone, an edit leaves this alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter, itemgetter
from typing import Any

from directory.listings.codes import ROLE_WORDS
from directory.models import Listing

#: A listing is to be checked again half a year after it was, which is how long a check is called recent.
REVIEW_AFTER = FRESH_WITHIN = timedelta(days=183)
#: Unchecked for longer, a listing is ranked last and says so.
STALE_AFTER = timedelta(days=365)
#: How somebody checked: word of the form, words of the card, short words of the button.
WAYS = {
    "telephone": ("par téléphone", "Téléphone"),
    "courriel": ("par courriel", "Courriel"),
    "visite": ("lors d’une visite", "Visite"),
    "lettre": ("par lettre", "Lettre"),
}
#: Who answered, by what they do and never by name: words of the form, words of the card.
ANSWERERS = {
    role: (words, ROLE_WORDS[role])
    for role, words in {
        "accueil": "Accueil, standard",
        "secretariat": "Secrétariat",
        "equipe": "Équipe du service",
        "direction": "Direction",
    }.items()
}


#: Said of a listing without a number that somebody says to have checked by telephone.
NO_NUMBER = "Vérifiée par téléphone, sans numéro : ajoutez celui que vous avez appelé, ou dites comment."


@dataclass(frozen=True, slots=True)
class Verification:
    """The last check of a listing; dates are ISO text, everything is empty when nobody checked it."""

    verified_on: str = ""
    verified_by: str = ""
    verified_how: str = ""
    review_due_on: str = ""

    def as_facts(self) -> dict[str, str]:
        """These four keys of a state, as `directory.coverage` counts them."""
        return {name: getattr(self, name) for name in self.__slots__}


_attributes, _items = attrgetter(*Verification.__slots__), itemgetter(*Verification.__slots__)


def make_verification(on: date, by: str, how: str, answered_by: str = "") -> Verification:
    """A check made on a day, by whom the public may read, in one of `WAYS`, with one of `ANSWERERS` or "".

    Raise KeyError for another way, or for somebody else.
    """
    way = f"{WAYS[how][0]} {ANSWERERS[answered_by][1]}" if answered_by else WAYS[how][0]
    return Verification(on.isoformat(), by[:200], way, (on + REVIEW_AFTER).isoformat())


def verification_of(listing: Listing) -> Verification:
    """The check a listing carries."""
    return _from_columns(*_attributes(listing))


def verification_of_row(row: Mapping[str, Any]) -> Verification:
    """The check that a row of the table of listings carries."""
    return _from_columns(*_items(row))


def read_verification(state: Mapping[str, Any]) -> Verification:
    """The check a state of the history carries; states older than any check have none."""
    return Verification(**{name: state.get(name) or "" for name in Verification.__slots__})


def columns_of(verification: Verification) -> dict[str, Any]:
    """A check as the columns of a listing hold it: days are dates, None when there is none."""
    facts: dict[str, Any] = verification.as_facts()
    return facts | {name: _day(facts[name]) for name in ("verified_on", "review_due_on")}


def _from_columns(on: date | None, by: str, how: str, due_on: date | None) -> Verification:
    return Verification(on.isoformat() if on else "", by, how, due_on.isoformat() if due_on else "")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
