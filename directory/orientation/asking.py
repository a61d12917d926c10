"""Which questions are asked: those an answer of which would change what to do or whom to call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from directory.orientation.reading import RULES
from directory.orientation.rules import UNKNOWN, Question
from directory.orientation.situation import ADULT, CHILD, PLAN, Situation
from directory.orientation.wanted import wanted_needs, wanted_steps

#: A closing question has few answers: one tap each.
MOST_ANSWERS = 4
_AGES = (CHILD - 1, ADULT - 1, ADULT)
_ELSEWHERE = ("75", "59")


def asked_questions(situation: Situation) -> tuple[Question, ...]:
    """Return the questions worth asking, in the order of the rules; one that was answered stays."""
    return tuple(
        question
        for question in RULES.questions
        if question.slug == "lieu" or situation.is_answered(question.slug) or _weight(question, situation)
    )


def closing_question(situation: Situation) -> Question | None:
    """Return the question nobody answered that would change the order most, if one tap answers it."""
    weighed = [
        (_weight(question, situation), question)
        for question in RULES.questions
        if 0 < len(question.answers) <= MOST_ANSWERS
        and not question.several
        and not situation.is_answered(question.slug)
    ]
    weight, question = max(weighed, key=lambda pair: pair[0], default=(0, None))
    return question if weight else None


def next_step(situation: Situation) -> str:
    """The question after the one a page without script shows; the plan comes last."""
    steps = _steps(situation)
    return steps[min(steps.index(situation.step) + 1, len(steps) - 1)]


def previous_step(situation: Situation) -> str:
    """The question before the one a page without script shows."""
    steps = _steps(situation)
    return steps[max(steps.index(situation.step) - 1, 0)]


def _steps(situation: Situation) -> list[str]:
    asked = {question.slug for question in asked_questions(situation)} | {situation.step}
    return [question.slug for question in RULES.questions if question.slug in asked] + [PLAN]


def _weight(question: Question, situation: Situation) -> int:
    """How many places of the plan the answers of a question would change; 0 for none."""
    if question.narrows:
        looked_for = {slug for need in wanted_needs(situation) for slug in need.categories}
        return len(looked_for & {*question.narrows})
    before = _outcome(situation)
    return sum(
        sum(a != b for a, b in zip_longest(before, _outcome(answered)))
        for answered in _answered(question, situation)
    )


def _outcome(situation: Situation) -> tuple[str, ...]:
    """What is done, then looked for, in order."""
    done = [step.slug for step in wanted_steps(situation)]
    return (*done, *(need.why for need in wanted_needs(situation)))


def _answered(question: Question, situation: Situation) -> Iterator[Situation]:
    """Yield the situation with each answer one may give to a question."""
    match question.slug:
        case "age":
            yield from (replace(situation, age=age) for age in _AGES)
        case "origine":
            yield from (replace(situation, origin=code) for code in _ELSEWHERE)
        case "besoin":
            yield from (replace(situation, needs=(value,)) for value in question.answers)
        case "precisions":
            yield from (replace(situation, details=(value,)) for value in question.answers)
        case slug:
            for value in question.answers:
                if value != UNKNOWN:
                    yield replace(situation, answers={**situation.answers, slug: value})
