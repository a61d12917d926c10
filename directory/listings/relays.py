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


@dataclass(frozen=True, slots=True)
class Relay:
    """A number to call instead: as it is read, the address that dials it, and what it does."""

    display: str
    href: str
    words: str


def _relay(value: str, words: str) -> Relay:
    return Relay(phones.display(value), phones.href(value), words)


DANGER = (_relay("17", "danger immédiat"), _relay("112", "danger immédiat"))

#: By `Category.relay`, the first to call first.
RELAYS: Mapping[str, tuple[Relay, ...]] = MappingProxyType(
    {
        "reporting": (_relay("119", "jour et nuit, transmet à la CRIP"),),
        "child": (_relay("119", "jour et nuit, conseille et oriente"),),
        "care": (_relay("15", "ou les urgences de l’hôpital"),),
        "runaway": (_relay("17", "déclarer la fugue"), _relay("116000", "conseil, fugues et disparitions")),
        "digital": (
            _relay("3018", "violences en ligne"),
            _relay("119", "jour et nuit, conseille et oriente"),
        ),
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
    relays = RELAYS[CATEGORIES[category].relay]
    kept = tuple(relay for relay in relays if is_answering(relay.href, departement))
    listening = LOCAL_LINES[departement].listening if departement in LOCAL_LINES else None
    if kept or listening is None:
        return kept
    return (Relay(listening.number, listening.href, listening.words),)


def find_listening(departement: str = "") -> tuple[Relay, ...]:
    """Who listens to anybody about a child, day and night, in a departement: the 119, or its own line."""
    return find_relays("listening_line", departement)[:1]
