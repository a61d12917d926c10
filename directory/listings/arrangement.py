"""The local cards of a page under headings that say who can be called: now, later, or not yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from directory.listings.cards import Card
from directory.listings.public_view import can_be_called


@dataclass(frozen=True, slots=True)
class Section:
    """One heading: its anchor, its words, its whole cards, then those shown as lines."""

    key: str
    title: str
    cards: tuple[Card, ...]
    lines: tuple[Card, ...] = ()

    @property
    def total(self) -> int:
        """How many listings it holds."""
        return len(self.cards) + len(self.lines)


def arrange(cards: Iterable[Card], *, any_hour: bool = False) -> tuple[Section, ...]:
    """Put cards, already in their order, under headings; `any_hour` for what is read at other hours.

    When most of those whose hours are known are closed, who answers comes first. Those without a number
    follow: one whole card, then lines.
    """
    known = list(cards)
    callable_ = [card for card in known if can_be_called(card.view)]
    others = [card for card in known if not can_be_called(card.view)]
    sections = [Section("appeler", "Vous pouvez appeler", _led(callable_))]
    if not any_hour:
        closed = [card for card in callable_ if card.is_open is False]
        silent = [card for card in callable_ if not card.view.hours]
        answering = [card for card in callable_ if card.view.hours and card.is_open is not False]
        if len(closed) > len(answering):
            sections = [
                Section("maintenant", "Répond maintenant", _led(answering)),
                Section("a-verifier", "Horaires non renseignés", _led(silent)),
                Section("plus-tard", _later(closed), _led(closed)),
            ]
    sections.append(Section("sans-numero", "Sans numéro connu", tuple(others[:1]), tuple(others[1:])))
    return tuple(section for section in sections if section.total)


def _led(cards: Sequence[Card]) -> tuple[Card, ...]:
    """A generalist never leads a group that holds a dedicated one."""
    first = next((card for card in cards if card.view.is_dedicated == "yes"), None)
    return tuple(cards) if first is None else (first, *(card for card in cards if card is not first))


def _later(closed: Sequence[Card]) -> str:
    """ "Demain" when all of them answer again the next day, else "Plus tard"."""
    found = set()
    for card in closed:
        change = card.state.changes_at
        tomorrow = card.at.astimezone(change.tzinfo).date() + timedelta(days=1) if change else None
        found.add(bool(change and change.date() == tomorrow))
    return "Demain" if found == {True} else "Plus tard"
