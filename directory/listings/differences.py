"""What changed between two states of a listing, in the words and the order of its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from directory.french.typography import nobreak, partial_date
from directory.listings import phones, usual_week
from directory.listings.codes import AUDIENCE_WORDS, CONTACT_KINDS, ROLE_WORDS, SOURCE_KINDS
from directory.listings.contacts import CHANNELS, Contact
from directory.listings.dated_closures import say_closure
from directory.listings.fields import FIELDS, Field, Kind
from directory.listings.old_states import as_today
from directory.places import communes
from directory.places.departements import DEPARTEMENTS

NONE = "non renseigné"
#: A direct line goes without saying.
_KIND_WORDS = CONTACT_KINDS | {"direct": ""}
State = Mapping[str, Any]
_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact of a listing before and after, in French; `field` is its name in a draft."""

    field: str
    label: str
    before: str
    after: str


def compare(before: State | None, after: State | None) -> list[Difference]:
    """Return the facts that read differently in two states; None is a listing that is not there."""
    found = []
    before, after = (as_today(state) if state else None for state in (before, after))
    for name, (label, write) in READINGS.items():
        held = [state.get(name, _NOTHING) if state else _NOTHING for state in (before, after)]
        if held[0] == held[1]:  # nearly always, and much cheaper than to write both
            continue
        old, new = ("" if value is _NOTHING else write(value) for value in held)
        if old == new and name in CHANNELS:
            old, new = ("" if value is _NOTHING else _in_full(value) for value in held)
        if " ".join(old.split()) != " ".join(new.split()):
            found.append(Difference(name, label, old or NONE, new or NONE))
    return found


def word_of(name: str, value: Any) -> str:
    """Write one fact as a state holds it; empty when it says nothing."""
    return READINGS[name][1](value)


def _text(value: Any) -> str:
    return nobreak(str(value)) if value not in (None, "") else ""


def _words(known: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda value: nobreak(known.get(str(value), str(value)))


def _yes(value: Any) -> str:
    return "oui" if value else "non"


def _list(known: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda values: ", ".join(sorted(known.get(value, value) for value in values))


def _contacts(values: Any) -> str:
    return " ; ".join(_contact(Contact(*value)) for value in values)


def _in_full(values: Any) -> str:
    """Contacts with where they come from and who confirmed them, for what differs in that alone."""
    return " ; ".join(f"{_contact(one)} [{_provenance(one)}]" for one in map(Contact._make, values))


def _contact(contact: Contact) -> str:
    """A contact, what answers there, what to ask for, and who may read it."""
    parts = (
        _number(contact.value),
        f"({contact.label})" if contact.label else "",
        _KIND_WORDS[contact.kind or "direct"],
        AUDIENCE_WORDS[contact.audience],
    )
    return " ".join(part for part in parts if part)


def _provenance(contact: Contact) -> str:
    parts = (
        SOURCE_KINDS.get(contact.source_kind, ""),
        contact.source_url,
        partial_date(contact.source_date) if contact.source_date else "",
        f"lue le {partial_date(contact.seen_on)}" if contact.seen_on else "",
        ROLE_WORDS.get(contact.source_role, ""),
        f"confirmé le {partial_date(contact.confirmed_on)}" if contact.confirmed_on else "",
        contact.confirmed_by,
    )
    return ", ".join(part for part in parts if part)


def _number(value: str) -> str:
    """A phone number as it is read; an address or an unreadable number as it is."""
    try:
        return phones.display(phones.parse(value))
    except phones.InvalidPhone:
        return value


def _place(value: Any) -> str:
    if not value:
        return ""
    commune = communes.find_commune(value["code_insee"])
    town = " ".join(part for part in (value["postcode"], commune.name if commune else "") if part)
    point = f"point {value['latitude']:.4f} {value['longitude']:.4f}"
    is_exact = value["precision"] == "address"
    return ", ".join(part for part in (value["address"], town, point if is_exact else "") if part)


def _closures(values: Any) -> str:
    return " ; ".join(say_closure(one) for one in values)


def _hours(value: Any) -> str:
    return usual_week.in_words(value) or str(value)


_NAMES = {code: f"{found.name} ({code})" for code, found in DEPARTEMENTS.items()}


def _writer(field: Field) -> Callable[[Any], str]:
    match field.kind:
        case Kind.CODE:
            return _words(field.words)
        case Kind.CODES:
            return _list(field.words)
        case Kind.DEPARTEMENTS:
            return _list(_NAMES)
    return _WRITERS.get(field.kind, _text)


def _date(value: Any) -> str:
    return partial_date(value) if value else ""


_WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.YES_NO: _yes,
    Kind.HOURS: _hours,
    Kind.PARTIAL_DATE: _date,
    Kind.CONTACTS: _contacts,
    Kind.CLOSURES: _closures,
    Kind.PLACE: _place,
}
#: Every fact a state of the history holds, in the order a professional asks: its label, and how it reads.
READINGS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    **{name: (field.label, _writer(field)) for name, field in FIELDS.items() if name != "ref"},
    "verified_on": ("Vérifiée le", _date),
    "verified_how": ("Vérifiée", _text),
    "verified_by": ("Vérifiée par", _text),
}
