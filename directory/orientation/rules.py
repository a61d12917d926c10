"""The rules of the guided path, read once from data/orientation.toml and checked as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from directory.config import ROOT
from directory.emergency import NUMBERS, EmergencyNumber
from directory.french.typography import nobreak
from directory.listings.categories import CATEGORIES
from directory.places.departements import DEPARTEMENTS

SOURCE = ROOT / "data" / "orientation.toml"
YES, NO, UNKNOWN = "oui", "non", "inconnu"
_YES_NO = frozenset({YES, NO, UNKNOWN})
#: Facts that no question asks: deduced from the answers, the place and the hour.
DEDUCED: Mapping[str, frozenset[str]] = {
    "majeur": _YES_NO,
    "moins_de_15": _YES_NO,
    "territoire": frozenset({"departement", "particulier", UNKNOWN}),
    "crip": frozenset({"ouverte", "fermee", "inconnue"}),
}

T = TypeVar("T")
#: What is known of a situation: the values of each fact (one, or several for the needs), never none.
Facts = Mapping[str, frozenset[str]]
Condition = Mapping[str, frozenset[str]]


class InvalidRules(ValueError):
    """The rules name a fact, an answer, a number, a source or a category that does not exist."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text of law: its short reference and what it says, in our words."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Question:
    """One screen. `answers` is value → words; empty for the place and the age, which are typed."""

    slug: str
    short: str
    title: str
    better: str
    hint: str = ""
    several: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """A text shown when one of its conditions holds (always, without any)."""

    text: str
    when: tuple[Condition, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Step(Rule):
    """Something to do; `now` before anything else. `crip` shows the CRIP of the place."""

    slug: str = ""
    title: str = ""
    now: bool = False
    crip: bool = False
    numbers: tuple[EmergencyNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What may be looked for, and the categories that answer it, the best first.

    Without a `label` nobody asks for it: it is added when its conditions hold. `national` tells whether a
    service without a place may answer it (nobody sleeps there tonight); a `quiet` one is not missed aloud.
    """

    slug: str
    why: str
    categories: tuple[str, ...]
    label: str = ""
    when: tuple[Condition, ...] = ()
    national: bool = True
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the path asks and says. `reviewed` is empty until a lawyer has read it."""

    reviewed: str
    questions: tuple[Question, ...]
    needs: tuple[Need, ...]
    steps: tuple[Step, ...]
    have: tuple[Rule, ...]
    avoid: tuple[Rule, ...]
    later: tuple[Rule, ...]
    minors_only: frozenset[str]
    own_rules: frozenset[str]

    def question(self, slug: str) -> Question:
        """Return a question; raise KeyError for an unknown slug."""
        return {question.slug: question for question in self.questions}[slug]


def holds(when: Iterable[Condition], facts: Facts) -> bool:
    """Whether one of several conditions holds: each of its facts has one of the values it lists."""
    alternatives = tuple(when)
    return not alternatives or any(
        all(facts[fact] & values for fact, values in condition.items()) for condition in alternatives
    )


def read_rules(path: Path = SOURCE) -> Rules:
    """Return the rules of a file.

    Raises `InvalidRules` when they name something that does not exist, `TypeError` for a missing or
    unknown field: a misspelt condition would otherwise be a duty nobody is told about.
    """
    raw = _typeset(tomllib.loads(path.read_text(encoding="utf-8")))
    needs = tuple(
        Need(**{**entry, "categories": tuple(entry["categories"]), "when": _conditions(entry)})
        for entry in raw["need"]
    )
    asked = {need.slug: need.label for need in needs if need.label}
    questions = tuple(
        Question(**{**entry, "answers": asked if entry.get("several") else entry.get("answers", {})})
        for entry in raw["question"]
    )
    sources = {slug: Source(**entry) for slug, entry in raw["sources"].items()}
    rules = Rules(
        reviewed=raw["reviewed"],
        questions=questions,
        needs=needs,
        steps=tuple(_step(entry, sources) for entry in raw["step"]),
        have=tuple(_rule(entry, sources) for entry in raw["have"]),
        avoid=tuple(_rule(entry, sources) for entry in raw["avoid"]),
        later=tuple(_rule(entry, sources) for entry in raw["later"]),
        minors_only=frozenset(raw["minors_only"]),
        own_rules=frozenset(raw["own_rules"]),
    )
    _check(rules)
    return rules


def _typeset(raw: Any) -> Any:
    """Give every text its no-break spaces, once for all the pages that will show it."""
    if isinstance(raw, dict):
        return {key: _typeset(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_typeset(value) for value in raw]
    return nobreak(raw) if isinstance(raw, str) else raw


def _conditions(entry: Mapping[str, Any]) -> tuple[Condition, ...]:
    return tuple(
        {fact: frozenset(values) for fact, values in condition.items()} for condition in entry.get("when", ())
    )


def _rule(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Rule:
    return Rule(entry["text"], _conditions(entry), _named(entry.get("sources", ()), sources, "source"))


def _step(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> Step:
    numbers = {number.href.partition(":")[2]: number for number in NUMBERS}
    return Step(
        **{
            **entry,
            "when": _conditions(entry),
            "sources": _named(entry["sources"], sources, "source"),
            "numbers": _named(entry.get("numbers", ()), numbers, "numéro"),
        }
    )


def _named(slugs: Iterable[str], known: Mapping[str, T], kind: str) -> tuple[T, ...]:
    """Return what slugs name; raise InvalidRules for one that names nothing."""
    try:
        return tuple(known[slug] for slug in slugs)
    except KeyError as error:
        raise InvalidRules(f"{kind} inconnu : {error.args[0]}") from error


def _check(rules: Rules) -> None:
    """Raise InvalidRules when a condition, a category or a collectivity does not exist."""
    values = dict(DEDUCED) | {
        question.slug: frozenset(question.answers) | {UNKNOWN} for question in rules.questions
    }
    for when in _all_conditions(rules):
        for fact, wanted in when.items():
            if fact not in values or not wanted <= values[fact]:
                raise InvalidRules(f"condition inconnue : {fact} = {sorted(wanted)}")
    used = rules.minors_only.union(*(need.categories for need in rules.needs))
    unknown = (used - set(CATEGORIES)) | (rules.own_rules - set(DEPARTEMENTS))
    if unknown:
        raise InvalidRules(f"catégorie ou territoire inconnu : {sorted(unknown)}")


def _all_conditions(rules: Rules) -> Iterator[Condition]:
    for rule in (*rules.steps, *rules.have, *rules.avoid, *rules.later):
        yield from rule.when
    for need in rules.needs:
        yield from need.when


RULES = read_rules()
