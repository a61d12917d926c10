"""The answer: what to do now, whom to call and why, what to have at hand, and what to do later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from directory.emergency import CripLine
from directory.french.typography import long_date
from directory.listings.hours import clock
from directory.listings.local_lines import LOCAL_LINES
from directory.listings.relays import Relay, find_listening, is_answering
from directory.orientation.asking import Path, find_path
from directory.orientation.calls import Call, Candidate, Gap, choose_calls
from directory.orientation.reading import RULES
from directory.orientation.rules import Link, Need, Rule, Step, holds
from directory.orientation.situation import Situation
from directory.orientation.wanted import wanted_steps

#: What is read in a minute on a phone; further steps are folded, never dropped.
SHOWN_STEPS = 6


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step, whom it dials here among the numbers that answer in this place, the CRIP of the place and that
    of the departement the minor comes from.
    """

    step: Step
    dials: tuple[Link, ...]
    crip: CripLine | None
    origin: CripLine | None


@dataclass(frozen=True, slots=True)
class Plan:
    """An ordered, explained answer. `steps` is never empty, whatever is known.

    `folded` are the steps that may wait; `calls` can be called, `unreachable` have no known number; `gaps`
    are the needs nobody here can be called for, and `listening` who may know then; `path` the questions
    asked, with the one that would change the order most; `known` sums the situation up; `made_at` is said in
    local time.
    """

    steps: tuple[ShownStep, ...]
    folded: tuple[ShownStep, ...]
    calls: tuple[Call, ...]
    unreachable: tuple[Call, ...]
    gaps: tuple[Gap, ...]
    have: tuple[Rule, ...]
    avoid: tuple[Rule, ...]
    know: tuple[Rule, ...]
    later: tuple[Rule, ...]
    listening: tuple[Relay, ...]
    path: Path
    known: tuple[str, ...]
    made_at: str


def make_plan(
    situation: Situation,
    needs: Sequence[Need],
    candidates: Sequence[Candidate],
    crip: CripLine | None,
    at: datetime,
    origin: CripLine | None = None,
) -> Plan:
    """Evaluate the rules for a situation at the aware instant `at`.

    `crip` is that of the place, `origin` that of the departement the minor comes from, if any.
    """
    place = situation.where.departement
    state = _crip_fact(crip)
    facts = situation.facts(state)
    steps = tuple(_shown(step, situation, crip, origin) for step in wanted_steps(situation, state))
    said = {shown.crip.slug for shown in steps if shown.crip}
    chosen = choose_calls(situation, needs, [each for each in candidates if each.view.slug not in said], at)

    def kept(rules: Sequence[Rule]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if holds(rule.when, facts))

    return Plan(
        steps=steps[:SHOWN_STEPS],
        folded=steps[SHOWN_STEPS:],
        calls=chosen.calls,
        unreachable=chosen.unreachable,
        gaps=chosen.gaps,
        have=kept(RULES.have),
        avoid=kept(RULES.avoid),
        know=kept(RULES.know),
        later=kept(RULES.later),
        listening=find_listening(place.code if place else ""),
        path=find_path(situation),
        known=tuple(_known_words(situation)),
        made_at=_local_words(situation, at),
    )


def _shown(step: Step, situation: Situation, crip: CripLine | None, origin: CripLine | None) -> ShownStep:
    """A step with what it dials here; where no CRIP has a number in a territory of its own, none is named."""
    place = situation.where.departement
    code = place.code if place else ""
    if crip and not crip.phone and code in RULES.own_rules:
        crip = None
    links = (number.link for number in step.numbers)
    numbers = tuple(link for link in links if link.href and is_answering(link.href, code))
    return ShownStep(
        step,
        (*(_own_lines(code) if step.local else ()), *numbers, *step.links),
        crip if step.crip else None,
        origin if step.origin else None,
    )


def _own_lines(code: str) -> Iterator[Link]:
    """The lines of a territory that has its own, each number once."""
    lines = LOCAL_LINES[code]
    by_number = {line.href: line for line in (lines.reporting, lines.listening, lines.now) if line}
    for href, line in reversed(by_number.items()):
        if href:
            yield Link(line.number, href, line.title)


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
            found += [question.answers[need].lower() for need in situation.needs]
        elif question.slug == "precisions":
            found += [question.known[detail] for detail in situation.details]
        elif question.slug == "origine" and situation.came_from:
            found.append(f"venu {situation.came_from.genitive}")
        elif situation.answers.get(question.slug, "") in question.known:
            found.append(question.known[situation.answers[question.slug]])
    return found


def _local_words(situation: Situation, at: datetime) -> str:
    """ "22 novembre 2026, 22 h 15, heure de Cayenne" is the hour of whoever reads, not that of Paris."""
    place = situation.where.departement
    local = at.astimezone(ZoneInfo(place.timezone if place else "Europe/Paris"))
    words = f"{long_date(local.date())} à {clock(local)}"
    return f"{words}, heure locale" if place and place.timezone != "Europe/Paris" else words
