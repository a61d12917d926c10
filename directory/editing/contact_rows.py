"""The rows of phones and e-mails of a form: shown as stored, read as typed, what is wrong beside its row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.french.dates import read_date
from directory.french.typography import partial_date
from directory.listings import phones
from directory.listings.contacts import (
    CHANNELS,
    MOST_LABEL,
    PROFESSIONALS,
    PUBLIC,
    Contact,
    find_faults,
    with_former,
)
from directory.listings.sources import Source, source_in
from directory.permissions import Actor
from directory.places.departements import DEPARTEMENTS

MOST_ROWS = 12
#: Characters of a date as it is typed: « 15 septembre 2026 ».
MOST_DATE = 30
#: What a row asks of a contact, and the most characters read of each.
PARTS = {
    "value": 254, "label": MOST_LABEL, "audience": 15, "kind": 12, "source_url": 1000,
    "source_date": MOST_DATE, "source_kind": 20, "seen_on": MOST_DATE, "source_role": 20,
}  # fmt: skip
_NOTHING = Contact("")


@dataclass(frozen=True, slots=True)
class Row:
    """A contact as typed, its dates as people write them, and what is wrong with it.

    Its source is empty when it is the listing's. `is_confirmed`: this form says that the contact is right.
    """

    typed: Contact = _NOTHING
    is_confirmed: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who says that the contacts ticked are right (a service), and when."""

    by: str
    on: date


def service_name(by: Actor, served: Collection[str]) -> str:
    """Who checks what serves these departements, as the public may read it: never a person's name."""
    kept = sorted(set(served) & by.departements)
    if by.is_national or not kept:
        return "coordination nationale"
    return f"coordination départementale, {DEPARTEMENTS[kept[0]].name}"


def rows_of(contacts: Sequence[Contact], source: Source) -> list[Row]:
    """The rows of stored contacts; `source` is that of their listing."""
    return [_row_of(contact, source) for contact in contacts]


def _row_of(contact: Contact, source: Source) -> Row:
    value = phones.display(contact.value) if "@" not in contact.value else contact.value
    own = source_in(contact)
    shown = own._replace(source_date=partial_date(own.source_date), seen_on=partial_date(own.seen_on))
    return Row(contact._replace(value=value, **(Source() if own == source else shown)._asdict()))


def read_contacts(
    typed: Mapping[str, Sequence[str]],
    channel: str,
    former: Sequence[Contact],
    confirmation: Confirmation,
    served: Collection[str] = (),
) -> tuple[list[Row], tuple[Contact, ...]]:
    """The rows of a channel as typed, and the contacts they make; one with a problem makes none.

    `former`: the contacts stored, which keep what the form does not ask; `served`: the departements, for a
    number written without the country code of a territory. A row without a source has that of
    its listing.
    """
    name = channel.removesuffix("s")
    rows, contacts = [], []
    for row in _typed_rows(typed, name):
        contact = _contact(row, channel, former, confirmation, served, is_whole=f"{name}_kind" in typed)
        faults = list(find_faults(channel, contact))
        typed_row = row.typed._replace(confirmed_on=contact.confirmed_on)
        rows.append(Row(typed_row, row.is_confirmed, " ".join(faults)))
        contacts += [] if faults else [contact]
    return rows, tuple(contacts)


def _typed_rows(typed: Mapping[str, Sequence[str]], name: str) -> list[Row]:
    columns = {part: typed.get(f"{name}_{part}", ()) for part in PARTS}
    confirmed = set(typed.get(f"{name}_confirmed", ()))
    rows = []
    for place in range(min(len(columns["value"]), MOST_ROWS)):
        facts = {
            part: column[place].strip()[: PARTS[part]] if place < len(column) else ""
            for part, column in columns.items()
        }
        facts["audience"] = facts["audience"] if facts["audience"] == PROFESSIONALS else PUBLIC
        if facts["value"]:
            rows.append(Row(Contact(**facts), is_confirmed=str(place) in confirmed))
    return rows


def _contact(
    row: Row,
    channel: str,
    former: Sequence[Contact],
    confirmation: Confirmation,
    served: Collection[str],
    *,
    is_whole: bool,
) -> Contact:
    wanted = row.typed
    value = wanted.value
    if channel == "phones":
        try:
            value = phones.parse(value, served)
        except phones.InvalidPhone:
            return Contact(value)
    known = with_former(Contact(value, wanted.label, wanted.audience), former)
    if is_whole:
        kind = wanted.kind if wanted.kind in CHANNELS[channel] else ""
        known = known._replace(
            kind=kind, source_url=wanted.source_url, source_date=read_date(wanted.source_date),
            source_kind=wanted.source_kind, seen_on=read_date(wanted.seen_on), source_role=wanted.source_role,
        )  # fmt: skip
    if row.is_confirmed:
        known = known._replace(confirmed_on=confirmation.on.isoformat(), confirmed_by=confirmation.by)
    return known
