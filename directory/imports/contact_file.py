"""`data/contacts.csv`, read beside `data/listings.csv`: contacts that have a source of their own.

One line a contact: the `ref` of its listing, its `channel` (phone, email, website or address), its `value`,
and the facts of `directory.listings.contacts.Contact`. A website or an address fills what is empty, and says
where that same value was learnt.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from directory.french.dates import read_date
from directory.imports.rows import ReadRow
from directory.listings.codes import ADDRESS
from directory.listings.contacts import DATES, PUBLIC, Contact, find_faults, merge, settle
from directory.listings.drafts import Draft, Problem, check
from directory.listings.phones import InvalidPhone, parse
from directory.listings.sources import Origin, own_source

NAME = "contacts.csv"
#: The list of contacts each channel goes to; the others are facts of the listing itself.
_LISTS = {"phone": "phones", "email": "emails"}
_CHANNELS = (*_LISTS, "website", "address")
Line = tuple[int, Mapping[str, str]]


def with_contacts(rows: list[ReadRow], listings: Path) -> list[ReadRow]:
    """Add to the rows of a file of listings the contacts of the file beside it, if there is one.

    A line that cannot be used is a row of its own, after the others, that says why. Raise OSError or
    UnicodeDecodeError for the file itself.
    """
    path = listings.with_name(NAME)
    if listings.name != "listings.csv" or not path.is_file():
        return rows
    lines: dict[str, list[Line]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for number, cells in enumerate(csv.DictReader(file), start=2):
            lines[cells["ref"]].append((number, cells))
    refused: list[ReadRow] = []
    added = [_add(row, lines.pop(row.ref, []), refused) for row in rows]
    for ref, left in lines.items():
        refused += [_refuse(number, ref, "Aucune fiche ne porte cette référence.") for number, _ in left]
    return added + sorted(refused, key=lambda row: row.line)


def _add(row: ReadRow, lines: list[Line], refused: list[ReadRow]) -> ReadRow:
    """A row with its contacts; lines left out are added to `refused`."""
    if row.draft is None or not lines:
        return row
    draft, warnings = row.draft, list(row.warnings)
    found: dict[str, list[Contact]] = defaultdict(list)
    for number, cells in lines:
        channel, value = cells["channel"], cells["value"].strip()
        if channel in _LISTS:
            contact = _contact(channel, cells)
            faults = list(find_faults(_LISTS[channel], contact))
            refused += [_refuse(number, row.ref, fault) for fault in faults]
            found[_LISTS[channel]] += [] if faults else [contact]
        elif channel == "website":
            draft = replace(draft, website=draft.website or value)
            draft = _with_origin(draft, "website", cells) if draft.website == value else draft
        elif channel == "address":
            draft = _with_address(draft, value, warnings)
            is_it = draft.place is not None and draft.place.address == value
            draft = _with_origin(draft, "address", cells) if is_it else draft
        else:
            refused.append(_refuse(number, row.ref, f"« channel » attendu : {', '.join(_CHANNELS)}."))
    source = own_source(draft)
    merged: dict[str, Any] = {
        name: merge(settle(name, getattr(draft, name), source), settle(name, contacts, source))
        for name, contacts in found.items()
    }
    draft = replace(draft, **merged)
    return ReadRow(row.line, row.ref, draft, tuple(check(draft)), tuple(warnings))


def _contact(channel: str, cells: Mapping[str, str]) -> Contact:
    """The contact of a line, its number as stored when it can be read."""
    facts = {name: _fact(cells, name) for name in Contact._fields}
    if channel == "phone":
        with suppress(InvalidPhone):  # `find_faults` says why
            facts["value"] = parse(facts["value"])
    return Contact(**facts | {"audience": facts["audience"] or PUBLIC})


def _with_origin(draft: Draft, fact: str, cells: Mapping[str, str]) -> Draft:
    """A draft whose site or address has the source of a line."""
    told = {f"{fact}_{name}": _fact(cells, name) for name in Origin._fields}
    return replace(draft, **told)


def _with_address(draft: Draft, value: str, warnings: list[str]) -> Draft:
    """A draft whose place has this street if it had none; its commune comes with the listing itself."""
    if draft.disclosure != ADDRESS or draft.place is None:
        warnings.append("Adresse de contacts.csv laissée : la fiche ne publie pas d’adresse.")
        return draft
    return draft if draft.place.address else replace(draft, place=replace(draft.place, address=value))


def _fact(cells: Mapping[str, str], name: str) -> str:
    typed = (cells.get(name) or "").strip()
    return read_date(typed) if name in DATES else typed


def _refuse(line: int, ref: str, why: str) -> ReadRow:
    return ReadRow(line, ref, None, (Problem(NAME, why),))
