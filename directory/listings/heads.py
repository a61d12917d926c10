"""The head of a card: can I call, and what do I ask for.

Four heads, told apart by form as well as colour: a direct line; a switchboard or an operator's front door; a
closed service, with its relay first; no number, with the way to ask for it. No card is a dead end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from directory.french.typography import day_and_month
from directory.listings import hours, phones, usual_week
from directory.listings.codes import PHONE_KINDS
from directory.listings.contacts import MAILBOX, SWITCHBOARD, Contact
from directory.listings.moments import moment
from directory.listings.opening import closure_of, closures_to_come, state_of
from directory.listings.public_view import PublicView
from directory.listings.relays import Relay, find_relays

DIRECT_HEAD, SWITCHBOARD_HEAD, CLOSED_HEAD, NO_HEAD = "direct", "switchboard", "closed", "none"
#: A source older than this shows its year beside the number.
OLD_YEARS = 5
_ASK = re.compile(r"(?:(?P<who>.*?)\s*:\s*)?demande[rz] (?P<ask>.+)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Way:
    """Something to press in a head; `lasting` replaces on paper words that are only true for now."""

    href: str
    name: str
    words: str = ""
    lasting: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What the top of a card says. With a `number` the whole head calls it; else each of `ways` is pressed.

    `state` is who answers and until when, `ask` what to ask for, `year` that of an old source, else empty.
    """

    kind: str
    state: str
    lasting: str = ""
    number: str = ""
    href: str = ""
    ask: str = ""
    year: str = ""
    ways: tuple[Way, ...] = ()


def head_of(view: PublicView, at: datetime, *, any_hour: bool = False) -> Head:
    """Return the head of a listing at an aware instant; `any_hour` when it will be read at other hours."""
    phone = view.best_phone
    if phone is None:
        return Head(NO_HEAD, _without_number(view), ways=tuple(_ways_without_number(view)))
    state = hours.UNKNOWN if any_hour else state_of(view, at)
    usual = _usual(view, at)
    if state.is_open is False:
        change = moment(state.changes_at, at) if state.changes_at else ""
        closure = closure_of(view, at)
        if closure:
            opening = f"Fermé jusqu’au {day_and_month(closure.last)}{closure.why}"
        else:
            opening = f"Fermé, rouvre {change}" if change else "Fermé"
        ways = (*map(_relay_way, _relays(view, phone)), _own_way(view, phone, change, usual))
        return Head(CLOSED_HEAD, opening, lasting=usual, ways=ways, year=old_year(phone, at.date()))
    who, ask = who_and_ask(view, phone)
    until = ""
    if state.is_open:
        until = f"jusqu’à {moment(state.changes_at, at)}" if state.changes_at else hours.WHOLE_DAY
    cost = phones.cost(phone.value)
    return Head(
        SWITCHBOARD_HEAD if phone.kind == SWITCHBOARD else DIRECT_HEAD,
        ", ".join(part for part in (who, until or (usual if any_hour else ""), cost) if part),
        lasting=", ".join(part for part in (who, usual, cost) if part),
        number=phones.display(phone.value),
        href=phones.href(phone.value),
        ask=ask,
        year=old_year(phone, at.date()),
    )


def _usual(view: PublicView, at: datetime) -> str:
    """Its hours of any week and the closures to come, for what is read at another hour."""
    week = usual_week.in_words(view.hours) or view.hours_text
    return " ; ".join(filter(None, (week, *(one.words for one in closures_to_come(view, at)))))


def who_and_ask(view: PublicView, phone: Contact) -> tuple[str, str]:
    """Return who answers at a number ("Standard du CHU d’Amiens") and what to say ("Demandez l’UAPED").

    A confidential listing is reached by the front door of its operator, and that is said.
    """
    usual = PHONE_KINDS.get(phone.kind, PHONE_KINDS["direct"])
    if view.is_confidential:
        usual = "accueil de l’opérateur"
    found = _ASK.fullmatch(phone.label)
    who = (found["who"] or "" if found else phone.label) or usual
    return who[0].upper() + who[1:], f"Demandez {found['ask']}" if found else ""


def old_year(phone: Contact, today: date) -> str:
    """The year of a number whose source is older than five years, else nothing."""
    limit = f"{today.year - OLD_YEARS}-{today:%m-%d}"
    return phone.dated[:4] if phone.dated and phone.dated < limit[: len(phone.dated)] else ""


def _relays(view: PublicView, phone: Contact) -> list[Relay]:
    """Who to call instead, leaving out the number of the listing itself."""
    own = phones.href(phone.value)
    return [relay for relay in find_relays(view.category, _place(view)) if relay.href != own]


def _place(view: PublicView) -> str:
    return view.seat_departement or next(iter(view.departements), "")


def _relay_way(relay: Relay) -> Way:
    return Way(relay.href, relay.display, relay.words)


def _own_way(view: PublicView, phone: Contact, change: str, usual: str) -> Way:
    """Its own number, with the hour it answers again, what it costs and what to ask for.

    On paper its usual hours stand just above it.
    """
    _who, ask = who_and_ask(view, phone)
    cost = phones.cost(phone.value)
    asked = ask[0].lower() + ask[1:] if ask else ""
    words = [f"dès {change}" if change else "à sa réouverture", cost, asked]
    lasting = ", ".join(part for part in ("à ces heures" if usual else "", cost, asked) if part)
    return Way(phones.href(phone.value), phones.display(phone.value), ", ".join(filter(None, words)), lasting)


def _without_number(view: PublicView) -> str:
    return "Contact réservé aux professionnels" if view.has_restricted_contact else "Pas de numéro connu"


def _ways_without_number(view: PublicView) -> list[Way]:
    """The page of the listing for who may read its contact, its site, its address, what to ask the 119."""
    ways = []
    if view.has_restricted_contact:
        ways.append(Way(f"/fiches/{view.slug}", "Voir la fiche"))
    asked = "lui transmet" if view.category == "crip" else "demandez comment joindre ce service"
    ways += [Way(each.href, each.display, asked) for each in find_relays("crip", _place(view))[:1]]
    if view.emails:
        is_general = view.emails[0].kind == MAILBOX
        ways.append(
            Way(f"mailto:{view.emails[0].value}", "Écrire", "sans nom d’enfant" if is_general else "")
        )
    if view.website:
        ways.append(Way(view.website, "Son site"))
    return ways
