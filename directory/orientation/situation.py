"""A situation: the answers given so far, as one value parsed from an address and never stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from directory.orientation.place import Asked, find_place
from directory.orientation.rules import NO, RULES, UNKNOWN, YES, Facts
from directory.search.form import MAX_AGE, MAX_TEXT, MAX_VALUES, OversizedParameter, SearchForm

ADULT = 18
CHILD = 15  # below, consent is never a question (code pénal, art. 222-23-1 and 222-29-2)
PLAN = "plan"
#: Who asks, as in a search form; a hotel keeper asks as a professional.
REFERRERS = {
    "ecole": "ecole",
    "sante": "sante",
    "police": "police",
    "justice": "justice",
    "ase": "ase",
    "hotel": "professionnels",
    "famille": "famille",
    "mineur": "mineur",
}
_PLACE = ("lieu", "dep", "pres", "choix")
_STEPS = (*(question.slug for question in RULES.questions), PLAN)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known. `answers` holds the closed questions answered, "inconnu" included.

    `step` is the question a page without script shows, or "plan"; `notes` says, in French, what was
    dropped and what is doubtful.
    """

    where: Asked = field(default_factory=Asked)
    age: int | None = None
    needs: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    step: str = "lieu"
    notes: tuple[str, ...] = ()

    @property
    def is_shareable(self) -> bool:
        """Whether nothing but place and needs has been said: then its address tells nothing of anybody."""
        return self.age is None and not self.answers

    @property
    def missing(self) -> tuple[str, ...]:
        """What would make the plan better, in the order of the questions."""
        return tuple(q.better for q in RULES.questions if self.facts()[q.slug] == frozenset({UNKNOWN}))

    def facts(self, crip: str = "inconnue") -> Facts:
        """Return every fact rules may ask about; whatever is not known is "inconnu"."""
        known = {question.slug: self.answers.get(question.slug, UNKNOWN) for question in RULES.questions}
        place = self.where.departement
        known["lieu"] = place.code if place else UNKNOWN
        known["age"] = UNKNOWN if self.age is None else str(self.age)
        known["majeur"] = _yes_no(None if self.age is None else self.age >= ADULT)
        known["moins_de_15"] = _yes_no(None if self.age is None else self.age < CHILD)
        known["crip"] = crip
        known["territoire"] = UNKNOWN
        if place:
            known["territoire"] = "particulier" if place.code in RULES.own_rules else "departement"
        several = {"besoin": frozenset(self.needs or (UNKNOWN,))}
        return {fact: frozenset({value}) for fact, value in known.items()} | several

    def search_form(self) -> SearchForm:
        """Return the conditions every resource of the plan must meet: age and gender."""
        gender = self.answers.get("genre", "")
        return SearchForm(age=self.age, gender=gender if gender != UNKNOWN else "")

    @property
    def referrer(self) -> str:
        """Who asks, as in a search form; empty when unknown."""
        return REFERRERS.get(self.answers.get("qui", ""), "")

    def share_pairs(self) -> list[tuple[str, str]]:
        """Return the address parameters that may be shared: place and needs, nothing of the person."""
        return self.where.pairs + [("besoin", need) for need in self.needs]

    def query(self, step: str = "") -> str:
        """Return the query string of this situation, every answer included, at a step."""
        pairs = self.share_pairs() + list(self.answers.items())
        pairs += [("age", str(self.age))] if self.age is not None else []
        pairs += [("etape", step)] if step else []
        return "?" + urlencode(pairs) if pairs else ""

    @property
    def share_query(self) -> str:
        """Return the query string that may be shared."""
        pairs = self.share_pairs()
        return "?" + urlencode(pairs) if pairs else ""


def parse_situation(arguments: Mapping[str, Sequence[str]]) -> Situation:
    """Parse address parameters (name → values) into a `Situation`; whatever is wrong is said and dropped.

    Raise `OversizedParameter` for a parameter longer than 100 characters or given more than 30 times.
    """
    for name, values in arguments.items():
        if len(name) > MAX_TEXT or len(values) > MAX_VALUES or any(len(value) > MAX_TEXT for value in values):
            raise OversizedParameter(
                f"Le paramètre « {name[:30]} » est trop long : {MAX_TEXT} caractères au plus."
            )
    given = {name: [_clean(value) for value in values] for name, values in arguments.items()}
    given = {name: [value for value in values if value] for name, values in given.items()}
    last = {name: values[-1] for name, values in given.items() if values}
    where = find_place({name: last[name] for name in _PLACE if name in last})
    notes = [where.note] if where.note else []
    answers = {}
    for question in RULES.questions:
        value = last.get(question.slug, "")
        if not question.answers or question.several or not value:
            continue
        if value in question.answers:
            answers[question.slug] = value
        else:
            notes.append(f"{question.title} Réponse « {value[:20]} » : inconnue, question laissée de côté.")
    age = _age(last.get("age", ""))
    if last.get("age") and age is None:
        notes.append(
            f"Âge « {last['age'][:20]} » : indiquez un nombre de 0 à {MAX_AGE} ans. Plan fait sans l’âge."
        )
    asked = given.get("besoin", [])
    known = RULES.question("besoin").answers
    notes += [f"Besoin « {value[:20]} » : inconnu, laissé de côté." for value in asked if value not in known]
    step = last.get("etape", "")
    if step and step not in _STEPS:
        notes.append("Cette étape n’existe pas : reprenez où vous voulez.")
        step = ""
    needs = tuple(need for need in known if need in asked)
    if not step:
        step = PLAN if where.departement or needs or answers or age is not None else "lieu"
    if where.departement is None and (where.note or where.choices):
        step = "lieu"
    return Situation(where, age, needs, answers, step, tuple(dict.fromkeys(notes)))


def next_step(step: str) -> str:
    """The step after one; the plan comes last."""
    return _STEPS[min(_STEPS.index(step) + 1, len(_STEPS) - 1)]


def previous_step(step: str) -> str:
    """The step before one."""
    return _STEPS[max(_STEPS.index(step) - 1, 0)]


def _yes_no(is_true: bool | None) -> str:
    """A fact in the words of the rules; None is unknown."""
    return UNKNOWN if is_true is None else YES if is_true else NO


def _age(text: str) -> int | None:
    """Return an age of 0 to 25 years, or None."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return None
    return int(text) if int(text) <= MAX_AGE else None


def _clean(text: str) -> str:
    """Drop control characters and the spaces around."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
