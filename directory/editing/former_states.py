"""Going back to a state of the history: what it was, and why a listing may not be brought back to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, Problem, check
from directory.listings.phrases import REVIEWED, Phrases
from directory.permissions import Actor
from directory.storing.listing import Refused
from directory.storing.states import draft_of_state

LOST = "Son lieu, ses contacts et ses textes ont été effacés quand la fiche est passée sous secret."
ELSEWHERE = "Un département tenu par d’autres serait retiré : demandez à la coordination nationale."
HIDING = "Remettre sous secret se fait depuis la fiche, pour effacer le lieu."


def read_former(state: Mapping[str, Any]) -> Draft:
    """Return what a state of the history says; raise `Refused` when hiding the listing erased part of it."""
    try:
        return draft_of_state(state)
    except KeyError:
        raise Refused([Problem("", LOST)]) from None


def find_obstacle(state: Mapping[str, Any], stored: Draft, by: Actor, phrases: Phrases = REVIEWED) -> str:
    """Return why somebody may not bring a listing, as stored, back to a state; empty when they may."""
    try:
        former = read_former(state)
    except Refused:
        return LOST
    if not may_move(stored, former, by):
        return ELSEWHERE
    if former.disclosure == CONFIDENTIAL != stored.disclosure:
        return HIDING
    return " ".join(problem.message for problem in check(former, phrases))


def may_move(before: Draft | None, after: Draft, by: Actor) -> bool:
    """Whether somebody keeps every departement that a change removes, the whole country included.

    One may say that a listing also serves others: those who keep them are told, and may decline.
    """
    former = set(before.departements) if before else set()
    was_national = before.is_national if before else False
    is_theirs = all(by.keeps(code) for code in former - set(after.departements))
    return is_theirs and (by.is_national or after.is_national == was_national)
