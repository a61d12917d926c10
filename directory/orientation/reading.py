"""The rules of the guided path, read once from data/orientation.toml and checked as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from directory.config import ROOT
from directory.french.typography import nobreak
from directory.listings.categories import CATEGORIES
from directory.listings.national_numbers import OF_FILE
from directory.orientation.rules import (
    DEDUCED,
    UNKNOWN,
    Condition,
    Dialled,
    Link,
    Need,
    Question,
    Rule,
    Rules,
    Source,
    Step,
)
from directory.places.departements import DEPARTEMENTS

SOURCE = ROOT / "data" / "orientation.toml"

Entry = TypeVar("Entry")


class InvalidRules(ValueError):
    """The rules name a fact, an answer, a number, a source or a category that does not exist."""


def read_rules(path: Path = SOURCE) -> Rules:
    """Return the rules of a file.

    Raises `InvalidRules` when they name something that does not exist, `TypeError` for a missing or
    unknown field: a misspelt condition would otherwise be a duty nobody is told about.
    """
    raw = _typeset(tomllib.loads(path.read_text(encoding="utf-8")))
    groups: Mapping[str, list[str]] = raw["groups"]
    sources = {slug: Source(**entry) for slug, entry in raw["sources"].items()}
    links = {slug: Link(**entry) for slug, entry in raw["links"].items()}
    numbers = _numbers(raw["words"])
    needs = {
        entry["slug"]: Need(
            **{**entry, "categories": tuple(entry["categories"]), "when": _conditions(entry, groups)}
        )
        for entry in raw["need"]
    }

    def rules(kind: str) -> tuple[Rule, ...]:
        return tuple(
            Rule(entry["text"], _conditions(entry, groups), _named(entry.get("sources", ()), sources))
            for entry in raw[kind]
        )

    found = Rules(
        reviewed=raw["reviewed"],
        compiled_on=raw["compiled_on"],
        questions=tuple(_question(entry, needs.values()) for entry in raw["question"]),
        needs=tuple(needs.values()),
        steps=tuple(_step(entry, groups, sources, numbers, links) for entry in raw["step"]),
        have=rules("have"),
        avoid=rules("avoid"),
        know=rules("know"),
        later=rules("later"),
        missing=_named(raw["missing"], needs),
        own_rules=frozenset(raw["own_rules"]),
    )
    _check(found)
    return found


def _typeset(raw: Any) -> Any:
    """Give every text its no-break spaces, once for all the pages that will show it."""
    if isinstance(raw, dict):
        return {key: _typeset(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [_typeset(value) for value in raw]
    return nobreak(raw) if isinstance(raw, str) else raw


def _conditions(entry: Mapping[str, Any], groups: Mapping[str, list[str]]) -> tuple[Condition, ...]:
    """The conditions of an entry, each name of a group standing for its values."""
    return tuple(
        {
            fact: frozenset(value for name in values for value in groups.get(name, [name]))
            for fact, values in condition.items()
        }
        for condition in entry.get("when", ())
    )


def _question(entry: Mapping[str, Any], needs: Iterable[Need]) -> Question:
    """A question; that of the needs offers those that have a label."""
    asked = {need.slug: need.label for need in needs if need.label}
    answers = asked if entry["slug"] == "besoin" else entry.get("answers", {})
    return Question(**{**entry, "answers": answers, "narrows": tuple(entry.get("narrows", ()))})


def _step(
    entry: Mapping[str, Any],
    groups: Mapping[str, list[str]],
    sources: Mapping[str, Source],
    numbers: Mapping[str, Dialled],
    links: Mapping[str, Link],
) -> Step:
    return Step(
        **{
            **entry,
            "when": _conditions(entry, groups),
            "sources": _named(entry["sources"], sources),
            "numbers": _named(entry.get("numbers", ()), numbers),
            "links": _named(entry.get("links", ()), links),
        }
    )


def _numbers(words: Mapping[str, str]) -> dict[str, Dialled]:
    """The numbers steps may dial, by their keys, each with its word."""
    return {number.key: Dialled(number.key, words[number.key]) for number in OF_FILE if number.key in words}


def _named(slugs: Iterable[str], known: Mapping[str, Entry]) -> tuple[Entry, ...]:
    """Return what slugs name; raise InvalidRules for one that names nothing."""
    try:
        return tuple(known[slug] for slug in slugs)
    except KeyError as error:
        raise InvalidRules(f"source, numéro, lien ou besoin inconnu : {error.args[0]}") from error


def _check(rules: Rules) -> None:
    """Raise InvalidRules when a condition, a category or a collectivity does not exist."""
    values = dict(DEDUCED) | {
        question.slug: frozenset(question.answers) | {UNKNOWN} for question in rules.questions
    }
    for when in _all_conditions(rules):
        for fact, wanted in when.items():
            if fact not in values or not wanted <= values[fact]:
                raise InvalidRules(f"condition inconnue : {fact} = {sorted(wanted)}")
    used = frozenset().union(*(need.categories for need in rules.needs))
    used = used.union(*(question.narrows for question in rules.questions))
    unknown = (used - set(CATEGORIES)) | (rules.own_rules - set(DEPARTEMENTS))
    if unknown:
        raise InvalidRules(f"catégorie ou territoire inconnu : {sorted(unknown)}")


def _all_conditions(rules: Rules) -> Iterator[Condition]:
    for rule in (*rules.steps, *rules.have, *rules.avoid, *rules.know, *rules.later):
        yield from rule.when
    for need in rules.needs:
        yield from need.when


RULES = read_rules()
