"""What an official register says of a service, and what that changes in a listing.

A register knows the switchboard and the general mailbox of an institution, never the direct line of a unit:
it refreshes the former and leaves the latter. It never replaces what is newer, nor what somebody confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from directory.listings.codes import ADDRESS, COMMUNE
from directory.listings.contacts import MAILBOX, PUBLIC, SWITCHBOARD, Contact
from directory.listings.drafts import Draft, DraftPlace
from directory.listings.phones import InvalidPhone, parse
from directory.listings.sources import ORIGINS, Origin, origin_of
from directory.places import communes

MAILBOX_LABEL = "Boîte générale : n’y nommez pas d’enfant"


@dataclass(frozen=True, slots=True)
class Entry:
    """One service of a register; `key` tells which listings it is about, `date` (ISO) how old it is.

    Numbers and addresses are as the register writes them; `commune` is an Insee code, empty when unknown.
    """

    key: tuple[str, ...]
    name: str
    source_url: str
    date: str
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    commune: str = ""
    postcode: str = ""
    address: str = ""


def refresh(draft: Draft, entry: Entry, *, seen_on: str, label: str, moves: bool) -> Draft:
    """Return a draft as an entry of a register leaves it: the same one when it knows nothing newer.

    `label`: what to ask the switchboard for, when the listing had none; `moves`: the listing sits where the
    institution does, so that its address follows.
    """
    numbers = list(_readable(entry.phones))
    place = _place(draft, entry, moves=moves)
    moved = Origin(**_told(entry, seen_on)) if place != draft.place else origin_of(draft, "address")
    return replace(
        draft,
        phones=_renew(draft.phones, numbers, entry, SWITCHBOARD, label, seen_on),
        emails=_renew(draft.emails, entry.emails, entry, MAILBOX, MAILBOX_LABEL, seen_on),
        place=place,
        **dict(zip(ORIGINS["address"], moved or Origin(), strict=True)),
    )


def _told(entry: Entry, seen_on: str) -> dict[str, str]:
    """The source of what an entry says."""
    return {
        "source_url": entry.source_url,
        "source_date": entry.date,
        "source_kind": "official",
        "seen_on": seen_on,
    }


def _readable(numbers: Iterable[str]) -> Iterable[str]:
    """The numbers that may be published, as they are stored."""
    for number in numbers:
        try:
            yield parse(number)
        except InvalidPhone:
            continue


def _renew(
    known: Sequence[Contact], values: Sequence[str], entry: Entry, kind: str, label: str, seen_on: str
) -> tuple[Contact, ...]:
    """Contacts with the first value of an entry in the place of the one of that kind, or alone."""
    if not values:
        return tuple(known)
    value = values[0]
    told = _told(entry, seen_on)
    same = next((one for one in known if one.value == value), None)
    former = same or next((one for one in known if one.kind == kind and one.audience == PUBLIC), None)
    if former is None:
        return tuple(known) if known else (Contact(value, label, PUBLIC, kind, **told),)
    if former.confirmed_on or former.source_date > entry.date or (same and same.source_date == entry.date):
        return tuple(known)
    return tuple(one._replace(value=value, **told) if one is former else one for one in known)


def _place(draft: Draft, entry: Entry, *, moves: bool) -> DraftPlace | None:
    """The place of a draft: that of the entry when there was none, or when it follows the institution.

    One that somebody confirmed, or that a newer source tells, stays.
    """
    if draft.address_confirmed_on or draft.address_source_date > entry.date:
        return draft.place
    commune = communes.find_commune(entry.commune)
    if commune is None or commune.latitude is None or commune.longitude is None:
        return draft.place
    if draft.disclosure not in {ADDRESS, COMMUNE} or draft.is_national or (draft.place and not moves):
        return draft.place
    is_address = draft.disclosure == ADDRESS
    wanted = (entry.commune, entry.postcode, entry.address) if is_address else (entry.commune, "", "")
    if draft.place and (draft.place.code_insee, draft.place.postcode, draft.place.address) == wanted:
        return draft.place
    return DraftPlace(
        departement=commune.departement,
        code_insee=commune.code_insee,
        postcode=wanted[1],
        address=wanted[2],
        latitude=commune.latitude,
        longitude=commune.longitude,
        precision="commune",
    )
