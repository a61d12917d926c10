"""Which questions are asked: those an answer of which would change what to do or whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from directory.orientation.reading import RULES
from directory.orientation.rules import NO, UNKNOWN, YES, Facts, Need, Question, Step
from directory.orientation.situation import PLAN, Situation
from directory.orientation.wanted import is_reachable, is_wanted, wanted_needs

#: A closing question has few answers: one tap each.
MOST_ANSWERS = 4
#: What the answers of a question that is typed or chosen in a list may change.
_DEDUCED: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "age": ({"majeur": NO, "moins_de_15": YES}, {"majeur": NO, "moins_de_15": NO}, {"majeur": YES}),
    "origine": ({"venu_de": "ailleurs"},),
    "lieu": (),
}


@dataclass(frozen=True, slots=True)
class Path:
    """The questions of a situation: those asked, in order, and the one that closes its plan.

    `step` is the question a page without script shows.
    """

    asked: tuple[Question, ...]
    closing: Question | None
    step: str

    @property
    def next_step(self) -> str:
        """The question after the one shown; the plan comes last."""
        steps = self._steps()
        return steps[min(steps.index(self.step) + 1, len(steps) - 1)]

    @property
    def previous_step(self) -> str:
        """The question before the one shown."""
        steps = self._steps()
        return steps[max(steps.index(self.step) - 1, 0)]

    def _steps(self) -> list[str]:
        asked = {question.slug for question in self.asked} | {self.step}
        return [question.slug for question in RULES.questions if question.slug in asked] + [PLAN]


def find_path(situation: Situation) -> Path:
    """Return the questions worth asking in a situation; one that was answered stays."""
    facts = situation.facts()
    weights = {question.slug: _weigh(question, situation, facts) for question in RULES.questions}
    asked = tuple(
        question
        for question in RULES.questions
        if question.slug == "lieu" or weights[question.slug] or situation.is_answered(question.slug)
    )
    left = [
        question
        for question in asked
        if 0 < len(question.answers) <= MOST_ANSWERS
        and not (question.several or question.narrows or situation.is_answered(question.slug))
    ]
    closing = max(left, key=lambda question: weights[question.slug], default=None)
    return Path(asked, closing, situation.step)


def _weigh(question: Question, situation: Situation, facts: Facts) -> int:
    """How many things to do or to look for the answers of a question would change; 0 for none."""
    if question.narrows:
        looked_for = {slug for need in wanted_needs(situation) for slug in need.categories}
        return len(looked_for & {*question.narrows})
    if question.slug == "origine" and situation.where.departement is None:
        return 0
    return sum(
        is_wanted(rule, facts) != is_wanted(rule, {**facts, **answer})
        for answer in _answers(question)
        for rule in _rules_about(*answer)
        if isinstance(rule, Need) or is_reachable(rule, situation)
    )


def _answers(question: Question) -> Iterator[Facts]:
    """Yield what each answer one may give to a question makes known."""
    if question.slug in _DEDUCED:
        for deduced in _DEDUCED[question.slug]:
            yield {fact: frozenset({value}) for fact, value in deduced.items()}
        return
    for value in question.answers:
        if value != UNKNOWN:
            yield {question.slug: frozenset({value})}


@cache
def _rules_about(*names: str) -> tuple[Step | Need, ...]:
    """The steps and the needs that depend on one of some facts."""
    if "majeur" in names:
        return (*RULES.steps, *RULES.needs)
    steps = [step for step in RULES.steps if any(set(names) & set(one) for one in step.when)]
    needs = [
        need
        for need in RULES.needs
        if any(set(names) & set(one) for one in need.when) or (need.label and "besoin" in names)
    ]
    return (*steps, *needs)
