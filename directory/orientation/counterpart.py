"""The counterpart in another departement, when a minor moves: same missions, what admission changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from directory.french import typography
from directory.listings import usual_week
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES, Category
from directory.listings.codes import DELAY_WORDS, REFERRER_WORDS
from directory.listings.opening import next_change
from directory.listings.public_view import PublicView
from directory.orientation.counterpart_candidates import Known
from directory.places.departements import Departement, find_departement
from directory.search.form import MAX_TEXT, OversizedParameter

UNKNOWN = "non renseigné"
_NOTHING = Known(0, ())


@dataclass(frozen=True, slots=True)
class Move:
    """From a departement to another. `errors` says, by parameter and in French, what is wrong."""

    origin: Departement | None
    arrival: Departement | None
    errors: Mapping[str, str]

    @property
    def is_complete(self) -> bool:
        """Whether both departements are known and differ."""
        return bool(self.origin and self.arrival and not self.errors)


def parse_move(arguments: Mapping[str, Sequence[str]]) -> Move:
    """Read `de` and `vers`; raise `OversizedParameter` beyond 100 characters."""
    errors: dict[str, str] = {}
    places: dict[str, Departement | None] = {}
    for name in ("de", "vers"):
        typed = (arguments.get(name) or [""])[-1].strip()
        if len(typed) > MAX_TEXT:
            raise OversizedParameter(f"Le paramètre « {name} » est trop long.")
        places[name] = find_departement(typed) if typed else None
        if typed and places[name] is None:
            errors[name] = f"Aucun département ne porte le code « {typed[:40]} ». Choisissez dans la liste."
    origin, arrival = places["de"], places["vers"]
    if origin and origin == arrival:
        errors["vers"] = "Choisissez un autre département que celui de départ."
    return Move(origin, arrival, errors)


@dataclass(frozen=True, slots=True)
class Side:
    """What one departement has for a mission: the first cards, of `total`."""

    total: int
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One condition of admission that is not the same, in words, for each side."""

    label: str
    origin: str
    arrival: str


@dataclass(frozen=True, slots=True)
class Mission:
    """One category, side by side. `differences` compare the first listing of each side."""

    category: Category
    origin: Side
    arrival: Side
    differences: tuple[Difference, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Missions known at the departure, those known at the arrival alone, and labels known in neither.

    What it says of opening hours holds until the earliest of `changes`.
    """

    kept: tuple[Mission, ...]
    gained: tuple[Mission, ...]
    unknown: tuple[str, ...]
    changes: tuple[datetime | None, ...]


def compare(
    known: Mapping[tuple[str, str], Known], origin: Departement, arrival: Departement, at: datetime
) -> Comparison:
    """Put what two departements have side by side, category by category, as of the aware instant `at`."""
    missions = [
        _mission(
            category,
            known.get((origin.code, category.slug), _NOTHING),
            known.get((arrival.code, category.slug), _NOTHING),
            at,
        )
        for category in CATEGORIES.values()
    ]
    views = [view for some in known.values() for view in some.views if view.hours]
    return Comparison(
        kept=tuple(m for m in missions if m.origin.total),
        gained=tuple(m for m in missions if m.arrival.total and not m.origin.total),
        unknown=tuple(m.category.label for m in missions if not m.origin.total and not m.arrival.total),
        changes=tuple(next_change(view, at) for view in views),
    )


def _mission(category: Category, origin: Known, arrival: Known, at: datetime) -> Mission:
    differences: tuple[Difference, ...] = ()
    unknown: tuple[str, ...] = ()
    if origin.views and arrival.views and origin.views[0] != arrival.views[0]:
        differences, unknown = differences_between(origin.views[0], arrival.views[0])
    return Mission(category, _side(origin, at), _side(arrival, at), differences, unknown)


def _side(known: Known, at: datetime) -> Side:
    return Side(known.total, tuple(Card(view, at) for view in known.views))


def differences_between(
    origin: PublicView, arrival: PublicView
) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """Return what differs in admission between two listings, and the facts that neither of them tells."""
    said = [(label, tell(origin), tell(arrival)) for label, tell in FACTS.items()]
    return (
        tuple(Difference(label, a or UNKNOWN, b or UNKNOWN) for label, a, b in said if a != b),
        tuple(label for label, a, b in said if not a and not b),
    )


def _ages(view: PublicView) -> str:
    if view.minimum_age is not None and view.maximum_age is not None:
        return f"de {view.minimum_age} à {view.maximum_age} ans"
    if view.minimum_age is not None:
        return f"à partir de {view.minimum_age} ans"
    return f"jusqu’à {view.maximum_age} ans" if view.maximum_age is not None else ""


def _yes_no(name: str, yes: str = "oui", no: str = "non") -> Callable[[PublicView], str]:
    return lambda view: {"yes": yes, "no": no}.get(getattr(view, name), "")


#: The conditions compared, in the order of a listing; an unknown one is told by an empty text.
FACTS: Mapping[str, Callable[[PublicView], str]] = {
    "Réponse": lambda view: DELAY_WORDS.get(view.response_delay, "").lower(),
    "Venir sans rendez-vous": _yes_no("walk_in"),
    "Horaires": lambda view: usual_week.in_words(view.hours) or view.hours_text,
    "Âges": _ages,
    "Public": lambda view: {"all": "filles et garçons", "girls": "filles", "boys": "garçons"}.get(
        view.genders, ""
    ),
    "Mineurs": _yes_no("admits_minors", "accueillis", "non accueillis"),
    "Simple suspicion": _yes_no("accepts_suspicion", "suffit", "ne suffit pas"),
    "Qui peut orienter": lambda view: typography.join_words(
        [REFERRER_WORDS[slug] for slug in view.who_may_refer]
    ),
    "Condition": lambda view: view.requirement,
    "Conseil aux professionnels": _yes_no("supports_professionals"),
    "Public principal": _yes_no("is_dedicated", "dédié à ces situations", "généraliste"),
}
