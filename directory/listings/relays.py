"""Who answers when a listing is closed, by what it does: the one place for this rule.

Immediate danger is never a listing's: it is the 17 or the 112, on the first line of every page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from directory.listings import phones
from directory.listings.categories import CATEGORIES
from directory.listings.local_lines import LOCAL_LINES
from directory.listings.national_numbers import in_force


@dataclass(frozen=True, slots=True)
class Relay:
    """A number to call instead: as it is read, the address that dials it, and what it does."""

    display: str
    href: str
    words: str


#: By `Category.relay`, the keys of national numbers and what each does, the first to call first.
RELAYS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "reporting": (("119", "jour et nuit, transmet à la CRIP"),),
        "child": (("119", "jour et nuit, conseille et oriente"),),
        "care": (("15", "ou les urgences de l’hôpital"),),
        "runaway": (("17", "déclarer la fugue"), ("116000", "conseil, fugues et disparitions")),
        "digital": (("3018", "violences en ligne"), ("119", "jour et nuit, conseille et oriente")),
    }
)


def is_answering(href: str, departement: str) -> bool:
    """Whether a national number, as the address that dials it, is sourced as answering in a departement."""
    lines = LOCAL_LINES.get(departement)
    if lines is None or lines.numbers is None:
        return True
    own = {line.href for line in (lines.now, lines.listening) if line and line.href}
    return href in own | {phones.href(number) for number in lines.numbers}


def find_relays(category: str, departement: str = "") -> tuple[Relay, ...]:
    """Who to call out of hours instead of a listing of a category (a slug), in a departement if one is known.

    Where national numbers are not sourced, the territory's own line takes their place.
    """
    named = ((in_force()[key], words) for key, words in RELAYS[CATEGORIES[category].relay])
    relays = (Relay(each.number, each.href, words) for each, words in named if not each.is_retired)
    kept = tuple(relay for relay in relays if is_answering(relay.href, departement))
    listening = LOCAL_LINES[departement].listening if departement in LOCAL_LINES else None
    if kept or listening is None:
        return kept
    return (Relay(listening.number, listening.href, listening.words),)


def find_listening(departement: str = "") -> tuple[Relay, ...]:
    """Who listens to anybody about a child, day and night, in a departement: the 119, or its own line."""
    return find_relays("listening_line", departement)[:1]
