"""What the rules of the guided path are: questions, steps, needs, and the conditions that choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from directory.french.typography import nobreak
from directory.listings.national_numbers import in_force

YES, NO, UNKNOWN = "oui", "non", "inconnu"
_YES_NO = frozenset({YES, NO, UNKNOWN})
#: Facts that no question asks: deduced from the answers, the place and the hour.
DEDUCED: Mapping[str, frozenset[str]] = {
    "majeur": _YES_NO,
    "moins_de_15": _YES_NO,
    "territoire": frozenset({"departement", "particulier", "sans_119", UNKNOWN}),
    "crip": frozenset({"ouverte", "fermee", "inconnue"}),
    "venu_de": frozenset({"ici", "ailleurs", UNKNOWN}),
}

#: What is known of a situation: the values of each fact (one, or several for the needs), never none.
Facts = Mapping[str, frozenset[str]]
Condition = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A text of law or a professional reference: its short name and what it says, in our words.

    `read_on` is the day it was read at `url`; both are empty for one that is still to be read again.
    """

    label: str
    says: str
    url: str = ""
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A way to reach somebody, a number or a page: as it is read, the address, and a word beside it."""

    label: str
    href: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Dialled:
    """A national number that a step dials, by its key, and a word beside it."""

    key: str
    words: str

    @property
    def link(self) -> Link:
        """The number in force; a retired one has no address."""
        number = in_force()[self.key]
        return Link(nobreak(number.number), "" if number.is_retired else number.href, self.words)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `answers` is value → words; empty for the place, the age and the origin, which are typed
    or chosen in a list. `known` is value → words of the sentence that sums a situation up.

    `narrows` names the kinds of resource that are reserved by its answer.
    """

    slug: str
    title: str
    hint: str = ""
    several: bool = False
    answers: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, str] = field(default_factory=dict)
    narrows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A text shown when one of its conditions holds (always, without any)."""

    text: str
    when: tuple[Condition, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Step(Rule):
    """Something to do. `crip` shows the CRIP of the place, `origin` that of the departement the minor comes
    from, `local` the lines of a territory of its own; `adults`: it holds from 18 too.
    """

    slug: str = ""
    title: str = ""
    crip: bool = False
    origin: bool = False
    local: bool = False
    adults: bool = False
    numbers: tuple[Dialled, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """What may be looked for, and the categories that answer it, the best first.

    Without a `label` nobody asks for it: it is added when its conditions hold. `national` tells whether a
    service without a place may answer it (nobody sleeps there tonight); a `quiet` one is not missed aloud.
    `gap` names it where nothing is known, and `ask` is what to say to the 119 then.
    """

    slug: str
    why: str
    categories: tuple[str, ...]
    label: str = ""
    gap: str = ""
    ask: str = ""
    when: tuple[Condition, ...] = ()
    national: bool = True
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything the path asks and says. `reviewed` is empty until a lawyer has read it."""

    reviewed: str
    compiled_on: date
    questions: tuple[Question, ...]
    needs: tuple[Need, ...]
    steps: tuple[Step, ...]
    have: tuple[Rule, ...]
    avoid: tuple[Rule, ...]
    know: tuple[Rule, ...]
    later: tuple[Rule, ...]
    missing: tuple[Need, ...]
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
