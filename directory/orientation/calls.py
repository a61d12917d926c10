"""Whom to call, in which order, and why: pure functions on candidates already found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from directory.french.typography import join_words
from directory.listings import phones
from directory.listings.cards import CAUTION, GOOD, NEUTRAL, Card, Chip
from directory.listings.codes import DELAY_WORDS, REFERRER_WORDS
from directory.listings.national_numbers import in_force
from directory.listings.public_view import PublicView, can_be_called
from directory.listings.relays import Relay, find_relays
from directory.listings.standing import standing
from directory.orientation.rules import UNKNOWN, Need
from directory.orientation.situation import ADULT, Situation
from directory.search.form import PROFESSIONALS, REFERRERS

PER_NEED = 2
MOST_CALLS, MOST_GAPS = 4, 4
#: Visitors nobody stands behind: what only an institution may ask for is not shown to them.
ASK_ALONE = frozenset({"mineur", "famille", "parent_loin"})
_LOCAL = ("here", "covers")
_ELSEWHERE = ("nearby", "beyond")
#: Words of a condition that supposes a measure of child protection or of a court.
_MEASURES = ("ASE", "judiciaire", "parquet", "juge", "tribunal", "réquisition")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that fits the person; `group` is here, covers, nearby (a neighbour),
    beyond or national. Kilometres.

    `reach_km` puts neighbours in order: their distance, or for one without a point that of its departement,
    which is never shown.
    """

    view: PublicView
    group: str
    reason: str
    distance_km: float | None = None
    reach_km: float = 0


@dataclass(frozen=True, slots=True)
class Candidates:
    """Resources in the order of a call, and the instant at which an opening hour among them changes."""

    found: tuple[Candidate, ...] = ()
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One resource to call: what for, and why it comes here. `is_direct` is False when others must refer.

    `relays` is who answers instead while it is closed; empty when it is open or its hours are unknown.
    """

    card: Card
    group: str
    needs: tuple[str, ...]
    why: tuple[Chip, ...]
    is_direct: bool
    relays: tuple[Relay, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A need nobody here can be called for: the nearest elsewhere, the national door, and what to ask.

    `is_known` when something is listed here all the same, without a number.
    """

    need: Need
    is_known: bool
    nearest: tuple[Call, ...]
    door: Call | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whom to call, in order; those without a number; and the needs that are left, the most urgent first."""

    calls: tuple[Call, ...]
    unreachable: tuple[Call, ...]
    gaps: tuple[Gap, ...]


def choose_calls(
    situation: Situation, needs: Sequence[Need], candidates: Sequence[Candidate], at: datetime
) -> Chosen:
    """Return the calls of a plan, in order. A resource is there once, with every need it answers.

    Where the place is known, a need nobody here can be called for is a gap; where it is not, national
    services are the calls.
    """
    usable = [candidate for candidate in candidates if _may_be_proposed(situation, candidate.view)]
    groups = _LOCAL if situation.where.departement else ("national",)
    chosen: dict[int, Call] = {}
    gaps: list[Gap] = []
    for need in needs:
        pool = [each for each in usable if each.view.category in need.categories]
        pool.sort(key=lambda each: _order(situation, need, each))
        here = [each for each in pool if each.group in groups]
        for each in here[:PER_NEED]:
            call = chosen.get(each.view.number) or _call(situation, each, at)
            chosen[each.view.number] = replace(call, needs=(*call.needs, need.why))
        if (
            situation.where.departement
            and not need.quiet
            and not any(can_be_called(each.view) for each in here)
        ):
            door = _door(situation, pool, at) if need.national else None
            gaps.append(Gap(need, bool(here), _nearest(situation, pool, at), door))
    calls = tuple(call for call in chosen.values() if call.card.phone)
    unreachable = tuple(call for call in chosen.values() if not call.card.phone)
    return Chosen(calls[:MOST_CALLS], unreachable, tuple(gaps[:MOST_GAPS]))


def _nearest(situation: Situation, pool: Sequence[Candidate], at: datetime) -> tuple[Call, ...]:
    """The best answer elsewhere, a neighbour before what is farther; then, if nobody can call it, the best
    one that can be called.
    """
    found = [each for each in pool if each.group in _ELSEWHERE]
    found.sort(
        key=lambda each: (_ELSEWHERE.index(each.group), *_standing(situation, each.view), each.reach_km)
    )
    first = found[:1]
    if first and not can_be_called(first[0].view):
        first += [each for each in found[1:] if can_be_called(each.view)][:1]
    return tuple(_call(situation, each, at) for each in first)


def _door(situation: Situation, pool: Sequence[Candidate], at: datetime) -> Call | None:
    """The first national service that can be called."""
    found = (each for each in pool if each.group == "national" and can_be_called(each.view))
    return next((_call(situation, each, at) for each in found), None)


def _may_be_proposed(situation: Situation, view: PublicView) -> bool:
    """Leave out the lines of the ladder themselves, and what this visitor could not even ask for.

    A minor who asks alone is never sent to a service that is not known to take minors.
    """
    numbers = {phones.href(contact.value) for contact in view.phones}
    if view.category == "listening_line" and numbers and numbers <= {number.href for number in in_force()}:
        return False
    asker = situation.answers.get("qui")
    if asker == "mineur" and not situation.is_adult and view.admits_minors != "yes":
        return False
    return asker not in ASK_ALONE or _is_direct(situation, view)


def _is_direct(situation: Situation, view: PublicView) -> bool:
    """Whether this visitor may refer, as far as is known; nobody is turned away who has not said who asks."""
    if not (situation.referrer and view.who_may_refer) or "anyone" in view.who_may_refer:
        return True
    fact = REFERRERS[situation.referrer][0]
    return fact in view.who_may_refer or (fact in PROFESSIONALS and "professionals" in view.who_may_refer)


def _standing(situation: Situation, view: PublicView) -> tuple[int, int]:
    """Who may be asked, then the order of every list."""
    return 0 if _is_direct(situation, view) else 1, standing(view)


def _order(situation: Situation, need: Need, each: Candidate) -> tuple[int, int, int]:
    """The standing, then the kind that answers best; the order of the list decides of the rest."""
    return (*_standing(situation, each.view), need.categories.index(each.view.category))


def _call(situation: Situation, each: Candidate, at: datetime) -> Call:
    is_direct = _is_direct(situation, each.view)
    card = Card(each.view, at, reason=each.reason, distance_km=each.distance_km)
    place = situation.where.departement
    is_closed = card.opening is not None and card.opening.tone != GOOD
    relays = find_relays(each.view.category, place.code if place else "") if is_closed else ()
    why = tuple(_why(situation, each.view, is_direct=is_direct))
    return Call(card, each.group, (), why, is_direct, relays)


def _why(situation: Situation, view: PublicView, *, is_direct: bool) -> Iterable[Chip]:
    """Say what makes a resource fit, then what to know before calling; an unknown is said as such."""
    asker = situation.answers.get("qui", UNKNOWN)
    if view.response_delay:
        yield Chip(DELAY_WORDS[view.response_delay], GOOD if view.response_delay == "now" else NEUTRAL)
    yield from _audience(situation, view)
    if _is_free_of_measures(view):
        yield Chip("Sans mesure ASE", GOOD)
    if situation.answers.get("certitude") == "soupcon" and view.accepts_suspicion == "yes":
        yield Chip("Un doute suffit", GOOD)
    if asker not in ASK_ALONE and view.supports_professionals == "yes":
        yield Chip("Conseille les professionnels", GOOD)
    if not is_direct:
        who = join_words([REFERRER_WORDS[slug] for slug in view.who_may_refer])
        yield Chip(f"Saisi par {who} : passez par ce relais", CAUTION)
    elif view.who_may_refer and not situation.referrer and "anyone" not in view.who_may_refer:
        yield Chip(f"Saisi par {join_words([REFERRER_WORDS[slug] for slug in view.who_may_refer])}", NEUTRAL)
    if view.requirement:
        yield Chip(view.requirement, NEUTRAL if _is_free_of_measures(view) else CAUTION)


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
