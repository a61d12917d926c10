"""A situation: the answers given so far, as one value that is never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from directory.listings.national_numbers import in_force
from directory.listings.relays import is_answering
from directory.orientation.place import Asked
from directory.orientation.reading import RULES
from directory.orientation.rules import NO, UNKNOWN, YES, Facts
from directory.places.departements import Departement, find_departement
from directory.search.form import SearchForm

ADULT = 18
CHILD = 15  # below, consent is never a question (code pénal, art. 222-23-1 and 222-29-2)
PLAN = "plan"
LISTENING = "119"
#: Who asks, as in a search form; whoever has no word of their own there asks as a professional.
REFERRERS = {
    "educateur": "professionnels",
    "association": "professionnels",
    "ecole": "ecole",
    "sante": "sante",
    "police": "police",
    "justice": "justice",
    "ase": "ase",
    "hotel": "professionnels",
    "famille": "famille",
    "parent_loin": "famille",
    "mineur": "mineur",
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known. `answers` holds the closed questions answered, "inconnu" included; `details` what else
    was said; `origin` the code of the departement the minor comes from, or "non" for none other.

    `step` is the question a page without script shows, or "plan"; `notes` says, in French, what was
    dropped and what is doubtful.
    """

    where: Asked = field(default_factory=Asked)
    age: int | None = None
    needs: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""
    step: str = "lieu"
    notes: tuple[str, ...] = ()

    @property
    def is_shareable(self) -> bool:
        """Whether nothing but place and needs has been said: then its address tells nothing of anybody."""
        return self.age is None and not (self.answers or self.details or self.origin)

    @property
    def is_adult(self) -> bool:
        """Whether the person is known to be 18 or more."""
        return self.age is not None and self.age >= ADULT

    @property
    def came_from(self) -> Departement | None:
        """The other departement the minor comes from, if one is known."""
        place = self.where.departement
        found = find_departement(self.origin) if self.origin else None
        return found if found and place and found != place else None

    def is_answered(self, slug: str) -> bool:
        """Whether a question has an answer, "je ne sais pas" included."""
        given = {
            "lieu": self.where.departement is not None,
            "age": self.age is not None,
            "besoin": bool(self.needs),
            "precisions": bool(self.details),
            "origine": bool(self.origin),
        }
        return given.get(slug, slug in self.answers)

    def facts(self, crip: str = "inconnue") -> Facts:
        """Return every fact rules may ask about; whatever is not known is "inconnu"."""
        known = {question.slug: self.answers.get(question.slug, UNKNOWN) for question in RULES.questions}
        place = self.where.departement
        known["lieu"] = place.code if place else UNKNOWN
        known["age"] = UNKNOWN if self.age is None else str(self.age)
        known["majeur"] = _yes_no(None if self.age is None else self.age >= ADULT)
        known["moins_de_15"] = _yes_no(None if self.age is None else self.age < CHILD)
        known["crip"] = crip
        known["territoire"] = _territory(place)
        known["origine"] = UNKNOWN
        known["venu_de"] = "ailleurs" if self.came_from else "ici" if self.origin else UNKNOWN
        several = {
            "besoin": frozenset(self.needs or (UNKNOWN,)),
            "precisions": frozenset(self.details or (UNKNOWN,)),
        }
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
        pairs += [("precisions", detail) for detail in self.details]
        pairs += [("origine", self.origin)] if self.origin else []
        pairs += [("age", str(self.age))] if self.age is not None else []
        pairs += [("etape", step)] if step else []
        return "?" + urlencode(pairs) if pairs else ""

    @property
    def share_query(self) -> str:
        """Return the query string that may be shared."""
        pairs = self.share_pairs()
        return "?" + urlencode(pairs) if pairs else ""


def _territory(place: Departement | None) -> str:
    """Whose rules hold in a place, and whether the 119 is known to answer there."""
    if place is None:
        return UNKNOWN
    if not is_answering(in_force()[LISTENING].href, place.code):
        return "sans_119"
    return "particulier" if place.code in RULES.own_rules else "departement"


def _yes_no(is_true: bool | None) -> str:
    """A fact in the words of the rules; None is unknown."""
    return UNKNOWN if is_true is None else YES if is_true else NO
