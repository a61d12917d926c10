"""What the rules want done and looked for in a situation."""

from __future__ import annotations

from dataclasses import replace

from directory.listings.relays import is_answering
from directory.orientation.reading import RULES
from directory.orientation.rules import Need, Step, holds
from directory.orientation.situation import LISTENING, Situation


def wanted_steps(situation: Situation, crip: str = "inconnue") -> tuple[Step, ...]:
    """Return every step that holds, in the order of the rules; `crip` is ouverte, fermee or inconnue."""
    facts = situation.facts(crip)
    return tuple(
        step
        for step in RULES.steps
        if (step.adults or not situation.is_adult)
        and holds(step.when, facts)
        and _is_reachable(step, situation)
    )


def wanted_needs(situation: Situation) -> tuple[Need, ...]:
    """Return the needs to answer, the most urgent first, without the kinds that exclude the age."""
    facts = situation.facts()
    wanted = [
        need
        for need in RULES.needs
        if holds(need.when, facts) and (not need.label or need.slug in facts["besoin"])
    ]
    if situation.is_adult:
        wanted = [
            replace(need, categories=tuple(c for c in need.categories if c not in RULES.minors_only))
            for need in wanted
        ]
    return tuple(need for need in wanted if need.categories)


def _is_reachable(step: Step, situation: Situation) -> bool:
    """Whether what a step dials first is known to answer in this place."""
    place = situation.where.departement
    dialled = [number.href for number in step.numbers[:1]] + ([LISTENING] if step.crip else [])
    return place is None or all(is_answering(href, place.code) for href in dialled)
