"""What the rules want done and looked for in a situation."""

from __future__ import annotations

from dataclasses import replace

from directory.listings.categories import MINORS_ONLY
from directory.listings.national_numbers import in_force
from directory.listings.relays import is_answering
from directory.orientation.reading import RULES
from directory.orientation.rules import YES, Facts, Need, Step, holds
from directory.orientation.situation import LISTENING, Situation


def is_wanted(rule: Step | Need, facts: Facts) -> bool:
    """Whether a step is to be done, or a need looked for, as far as some facts are known."""
    if not holds(rule.when, facts):
        return False
    if isinstance(rule, Step):
        return rule.adults or YES not in facts["majeur"]
    return not rule.label or rule.slug in facts["besoin"]


def wanted_steps(situation: Situation, crip: str = "inconnue") -> tuple[Step, ...]:
    """Return every step that holds, in the order of the rules; `crip` is ouverte, fermee or inconnue."""
    facts = situation.facts(crip)
    return tuple(step for step in RULES.steps if is_wanted(step, facts) and is_reachable(step, situation))


def wanted_needs(situation: Situation) -> tuple[Need, ...]:
    """Return the needs to answer, the most urgent first, without the kinds that exclude the age."""
    facts = situation.facts()
    wanted = [need for need in RULES.needs if is_wanted(need, facts)]
    if situation.is_adult:
        wanted = [
            replace(need, categories=tuple(c for c in need.categories if c not in MINORS_ONLY))
            for need in wanted
        ]
    return tuple(need for need in wanted if need.categories)


def is_reachable(step: Step, situation: Situation) -> bool:
    """Whether what a step dials first is known to answer in this place."""
    place = situation.where.departement
    dialled = [number.link.href for number in step.numbers[:1]]
    dialled += [in_force()[LISTENING].href] if step.crip else []
    return place is None or all(is_answering(href, place.code) for href in dialled)
