"""Situations written in one line, and the plans they get."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from directory.orientation import Plan, make_plan, parse_situation, wanted_needs
from directory.orientation.candidates import find_candidates
from directory.search.crip import find_crip_line

#: A Tuesday, ten in the morning in Paris; and the night after, at two.
DAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 1, tzinfo=UTC)
WEEKDAYS = "Mo-Fr 09:00-17:00"


def arguments(words: str) -> dict[str, list[str]]:
    """Read "dep=56 age=15 besoin=abri" as address parameters."""
    given: dict[str, list[str]] = {}
    for word in words.split():
        name, _, value = word.partition("=")
        given.setdefault(name, []).append(value)
    return given


def plan(session: Session, words: str, at: datetime = DAY) -> Plan:
    """The plan of a situation written in one line."""
    situation = parse_situation(arguments(words))
    needs = wanted_needs(situation)
    candidates = find_candidates(session, situation, needs, at)
    place = situation.where.departement
    crip = find_crip_line(session, place, at) if place else None
    return make_plan(situation, needs, candidates.found, crip, at)


def steps(made: Plan) -> list[str]:
    return [shown.step.slug for shown in made.steps]


def names(made: Plan) -> list[str]:
    """The resources of the place, those that can be called first."""
    return [call.card.view.name for call in (*made.calls, *made.unreachable)]


def why(made: Plan, name: str) -> list[str]:
    """What is said of one resource."""
    found = (*made.calls, *made.unreachable)
    return next([chip.text for chip in call.why] for call in found if call.card.view.name == name)
