"""The answer: what to do now, whom to call and why, what to have at hand, and what to do later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from directory.emergency import LADDER, CripLine, EmergencyNumber
from directory.french.typography import long_date
from directory.listings.hours import clock
from directory.orientation.calls import Call, Candidate, choose_calls
from directory.orientation.rules import RULES, Need, Rule, Step, holds
from directory.orientation.situation import ADULT, Situation


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step, with the CRIP of the place when it is part of it."""

    step: Step
    crip: CripLine | None


@dataclass(frozen=True, slots=True)
class Plan:
    """An ordered, explained answer. `steps` and `doors` are never empty, whatever is known.

    `gaps` names the needs nothing at the place is known to answer; `missing` what would make the plan
    better; `made_at` is said in local time.
    """

    steps: tuple[ShownStep, ...]
    calls: tuple[Call, ...]
    gaps: tuple[str, ...]
    have: tuple[Rule, ...]
    avoid: tuple[Rule, ...]
    later: tuple[Rule, ...]
    doors: tuple[EmergencyNumber, ...]
    missing: tuple[str, ...]
    known: tuple[str, ...]
    made_at: str
    is_adult: bool


def wanted_needs(situation: Situation) -> tuple[Need, ...]:
    """Return the needs to answer, the most urgent first, without the kinds that exclude the age."""
    facts = situation.facts()
    wanted = [
        need
        for need in RULES.needs
        if (need.slug in facts["besoin"] if need.label else holds(need.when, facts))
    ]
    if _is_adult(situation):
        wanted = [
            replace(need, categories=tuple(c for c in need.categories if c not in RULES.minors_only))
            for need in wanted
        ]
    return tuple(need for need in wanted if need.categories)


def make_plan(
    situation: Situation,
    needs: Sequence[Need],
    candidates: Sequence[Candidate],
    crip: CripLine | None,
    at: datetime,
) -> Plan:
    """Evaluate the rules for a situation at the aware instant `at`; `crip` is that of the place, if any."""
    facts = situation.facts(_crip_fact(crip))
    calls, gaps = choose_calls(situation, needs, candidates, at)
    return Plan(
        steps=tuple(
            ShownStep(step, crip if step.crip else None)
            for step in sorted(RULES.steps, key=lambda step: not step.now)
            if holds(step.when, facts)
        ),
        calls=calls,
        gaps=gaps if situation.where.departement else (),
        have=tuple(rule for rule in RULES.have if holds(rule.when, facts)),
        avoid=tuple(rule for rule in RULES.avoid if holds(rule.when, facts)),
        later=tuple(rule for rule in RULES.later if holds(rule.when, facts)),
        doors=LADDER,
        missing=situation.missing,
        known=tuple(_known_words(situation)),
        made_at=_local_words(situation, at),
        is_adult=_is_adult(situation),
    )


def _is_adult(situation: Situation) -> bool:
    return situation.age is not None and situation.age >= ADULT


def _crip_fact(crip: CripLine | None) -> str:
    if crip is None or crip.is_open is None:
        return "inconnue"
    return "ouverte" if crip.is_open else "fermee"


def _known_words(situation: Situation) -> list[str]:
    """The answers given, in words, for the top of the plan and for paper."""
    found = [situation.where.label] if situation.where.departement else []
    for question in RULES.questions:
        if question.slug == "age" and situation.age is not None:
            found.append(f"{situation.age} ans")
        elif question.slug == "besoin":
            found += [question.answers[need] for need in situation.needs]
        elif situation.answers.get(question.slug, "inconnu") != "inconnu":
            words = question.answers[situation.answers[question.slug]]
            found.append(f"{question.short} : {words.lower()}" if words in {"Oui", "Non"} else words)
    return found


def _local_words(situation: Situation, at: datetime) -> str:
    """ "22 novembre 2026, 22 h 15, heure de Cayenne" is the hour of whoever reads, not that of Paris."""
    place = situation.where.departement
    local = at.astimezone(ZoneInfo(place.timezone if place else "Europe/Paris"))
    words = f"{long_date(local.date())} à {clock(local)}"
    return f"{words}, heure locale" if place and place.timezone != "Europe/Paris" else words
