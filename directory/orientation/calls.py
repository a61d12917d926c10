"""Whom to call, in which order, and why: pure functions on candidates already found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from directory.emergency import NUMBERS
from directory.french.typography import join_words
from directory.listings import hours, phones
from directory.listings.cards import CAUTION, GOOD, NEUTRAL, Card, Chip
from directory.listings.codes import DELAY_WORDS, REFERRER_WORDS
from directory.listings.public_view import PublicView
from directory.orientation.rules import UNKNOWN, Need
from directory.orientation.situation import ADULT, Situation
from directory.search.form import PROFESSIONALS, REFERRERS

PER_NEED = 3
ELSEWHERE = 2
_LOCAL = ("here", "covers")
_SHOWN_AS_NUMBERS = {number.href for number in NUMBERS}
#: Words of a condition that supposes a measure of child protection or of a court.
_MEASURES = ("ASE", "judiciaire", "parquet", "juge", "tribunal", "réquisition")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that fits the person; `group` is here, covers, nearby or national. Kilometres."""

    view: PublicView
    group: str
    reason: str
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Candidates:
    """Resources in the order of a call, and the instant at which an opening hour among them changes."""

    found: tuple[Candidate, ...] = ()
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One resource to call: what for, and why it comes here. `is_direct` is False when others must refer."""

    card: Card
    group: str
    needs: tuple[str, ...]
    why: tuple[Chip, ...]
    is_direct: bool


def choose_calls(
    situation: Situation, needs: Sequence[Need], candidates: Sequence[Candidate], at: datetime
) -> tuple[tuple[Call, ...], tuple[str, ...]]:
    """Return the calls of a plan, in order, and the needs for which nothing is known at this place.

    A need nothing here answers is answered by the nearest neighbours, then by national services. A resource
    is there once, with every need it answers.
    """
    usable = [candidate for candidate in candidates if _may_be_proposed(situation, candidate.view)]
    chosen: dict[int, Call] = {}
    gaps: list[str] = []
    for need in needs:
        pool = [each for each in usable if each.view.category in need.categories]
        ordered = sorted(pool, key=lambda each: _order(situation, need, each, at))
        local = [each for each in ordered if each.group in _LOCAL]
        picked = local[:PER_NEED]
        if not local:
            gaps += [] if need.quiet else [need.why]
            picked = [each for each in ordered if each.group == "nearby"][:ELSEWHERE]
            if need.national:
                picked += [each for each in ordered if each.group == "national"][:ELSEWHERE]
        for each in picked:
            call = chosen.get(each.view.number) or _call(situation, each, at)
            chosen[each.view.number] = replace(call, needs=(*call.needs, need.why))
    return tuple(chosen.values()), tuple(gaps)


def _may_be_proposed(situation: Situation, view: PublicView) -> bool:
    """Leave out what the numbers of the plan already say, and what this visitor could not even ask for."""
    if any(phones.href(contact.value) in _SHOWN_AS_NUMBERS for contact in view.phones):
        return False
    asks_alone = situation.answers.get("qui") in {"mineur", "famille"}
    return not asks_alone or _is_direct(situation, view)


def _is_direct(situation: Situation, view: PublicView) -> bool:
    """Whether this visitor may refer, as far as is known."""
    if not view.who_may_refer or "anyone" in view.who_may_refer:
        return True
    fact = REFERRERS[situation.referrer][0] if situation.referrer else ""
    return fact in view.who_may_refer or (fact in PROFESSIONALS and "professionals" in view.who_may_refer)


def _order(situation: Situation, need: Need, each: Candidate, at: datetime) -> tuple[int, int, int]:
    """Those one may call first, then the open ones, then the kind that answers best; the sort is stable."""
    is_open = hours.state(each.view.local_hours, each.view.timezone, at).is_open
    return (
        0 if _is_direct(situation, each.view) else 1,
        {True: 0, None: 1, False: 2}[is_open],
        need.categories.index(each.view.category),
    )


def _call(situation: Situation, each: Candidate, at: datetime) -> Call:
    is_direct = _is_direct(situation, each.view)
    card = Card(each.view, at, reason=each.reason, distance_km=each.distance_km)
    return Call(card, each.group, (), tuple(_why(situation, each.view, at, is_direct=is_direct)), is_direct)


def _why(situation: Situation, view: PublicView, at: datetime, *, is_direct: bool) -> Iterable[Chip]:
    """Say what makes a resource fit, then what to know before calling; an unknown is said as such."""
    asker = situation.answers.get("qui", UNKNOWN)
    if view.hours:
        state = hours.state(view.local_hours, view.timezone, at)
        words = hours.describe(state, at, view.timezone, by_phone=bool(view.phones))
        yield Chip(words, GOOD if state.is_open else CAUTION)
    if view.response_delay:
        yield Chip(DELAY_WORDS[view.response_delay], GOOD if view.response_delay == "now" else NEUTRAL)
    yield from _audience(situation, view)
    if _is_free_of_measures(view):
        yield Chip("Sans mesure ASE", GOOD)
    if situation.answers.get("certitude") == "soupcon" and view.accepts_suspicion == "yes":
        yield Chip("Un doute suffit", GOOD)
    if asker not in {"mineur", "famille"} and view.supports_professionals == "yes":
        yield Chip("Conseille les professionnels", GOOD)
    if not is_direct:
        who = join_words([REFERRER_WORDS[slug] for slug in view.who_may_refer])
        yield Chip(f"Saisi par {who} : passez par ce relais", CAUTION)
    if view.requirement:
        yield Chip(view.requirement, NEUTRAL if _is_free_of_measures(view) else CAUTION)
    if not view.hours:
        yield Chip(f"Horaires : {view.hours_text}" if view.hours_text else "Horaires non renseignés", CAUTION)


def _audience(situation: Situation, view: PublicView) -> Iterable[Chip]:
    """Say whether the age and the gender are taken, in the words of what is known."""
    age = situation.age
    has_ages = view.minimum_age is not None or view.maximum_age is not None
    if age is not None and has_ages:
        yield Chip(f"Accepte {age} ans", GOOD)
    elif view.admits_minors == "yes" and (age is None or age < ADULT):
        yield Chip("Accueille des mineurs", GOOD)
    elif age is not None and age >= ADULT:
        yield Chip("Accueil à cet âge : à vérifier", CAUTION)
    else:
        yield Chip("Accueil des mineurs : à vérifier", CAUTION)
    if view.genders in {"girls", "boys"}:
        words = "Filles" if view.genders == "girls" else "Garçons"
        known = situation.answers.get("genre", UNKNOWN) != UNKNOWN
        yield Chip(words if known else f"{words} seulement", GOOD if known else CAUTION)


def _is_free_of_measures(view: PublicView) -> bool:
    """Whether a listing says that one comes freely: somebody outside the institutions may ask, and its
    condition names no measure. What is not said is not supposed.
    """
    comes_alone = bool({"anyone", "minor", "family"} & set(view.who_may_refer))
    is_open = comes_alone or "libre" in view.requirement.lower()
    return is_open and not any(word in view.requirement for word in _MEASURES)
