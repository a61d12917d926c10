"""From the cells of one row to a draft, over what is already known: an absent column changes nothing.

Values are the words of the template in French or in code ("oui", "yes"). The texts of our own exports, made
harmless for spreadsheets, come back as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from directory.exports.cells import neutralise
from directory.french.dates import read_date
from directory.french.text import normalise
from directory.imports.columns import AREAS
from directory.imports.hours_cells import read_hours
from directory.imports.phone_cells import SEPARATOR, split_emails, split_phones
from directory.imports.place_cells import read_place
from directory.imports.provenance_cells import with_provenance
from directory.imports.rows import Unread
from directory.imports.words import (
    is_exact_category,
    read_departements,
    read_word,
)
from directory.listings.categories import CATEGORIES, disclosure_of
from directory.listings.contacts import MOST_LABEL, Contact
from directory.listings.dated_closures import read_typed
from directory.listings.drafts import Draft
from directory.listings.fields import CODED, FIELDS, TYPED, Kind, names_of
from directory.listings.hours import InvalidHours

#: The facts of a new listing before its row is read; its disclosure follows from its category.
_BLANK = Draft(ref="", category="", name="", disclosure="")
_FIELDS = Draft.__struct_fields__
_BLANK_FACTS = {name: getattr(_BLANK, name) for name in _FIELDS}


_LISTS = {
    name: {normalise(word): code for code, said in FIELDS[name].words.items() for word in (code, said)}
    for name in names_of(Kind.CODES)
}


def make_draft(
    cells: Mapping[str, str], base: Draft | None, warnings: list[str], *, category: str = ""
) -> Draft:
    """Return the draft of a row over `base`, its listing as known; `category` serves rows without one.

    Add to `warnings` what was left out, and what was understood of words that may mean something else. Raise
    `Unread` when the row cannot be read.
    """
    former = base or _BLANK
    facts: dict[str, Any] = {name: getattr(former, name) for name in _FIELDS} if base else dict(_BLANK_FACTS)
    for name, typed in cells.items():
        if name in _READERS:
            field, read = _READERS[name]
            facts[field] = read(field, typed, facts[field])
    if category_typed := cells.get("category"):
        _tell_category(category_typed, facts["category"], warnings)
    if areas := cells.get(AREAS):
        warnings.append(f"Territoire non reconnu : « {areas[:80]} ». Vérifiez les départements servis.")
    if hours_typed := cells.get("hours"):
        _read_hours(hours_typed, former, facts, warnings)
    elif hours_typed == "":
        facts["hours"] = ""
    facts["category"] = facts["category"] or category
    facts["disclosure"] = facts["disclosure"] or disclosure_of(facts["category"])
    facts["phones"] = _contacts(cells, "phone", former.phones, facts["departements"])
    facts["emails"] = _contacts(cells, "email", former.emails, facts["departements"])
    facts["ref"] = cells.get("ref") or _own_ref(facts["category"], facts["departements"], facts["name"])
    facts["place"] = read_place(cells, facts["disclosure"], facts["departements"], former.place, warnings)
    return Draft(**facts)


def _tell_category(typed: str, found: str, warnings: list[str]) -> None:
    """Say which category was understood of a word that is not quite its name."""
    if found in CATEGORIES and not is_exact_category(typed):
        warnings.append(f"Catégorie « {typed[:60]} » lue comme « {CATEGORIES[found].label} ».")


def _read_hours(typed: str, former: Draft, facts: dict[str, Any], warnings: list[str]) -> None:
    """Put hours in the facts, their comments with the free text, and say what was understood of French."""
    if typed == former.hours:
        return
    try:
        facts["hours"], comments, words = read_hours(typed)
    except InvalidHours as refused:
        raise Unread("hours", str(refused)) from None
    if comments and comments not in facts["hours_text"]:
        facts["hours_text"] = " ; ".join(text for text in (facts["hours_text"], comments) if text)
        warnings.append("Le commentaire des horaires est gardé dans les précisions.")
    if words:
        warnings.append(f"Horaires compris : {words}.")


def own_ref(cells: Mapping[str, str], category: str) -> str:
    """The reference of a row: its own, else one that follows from what it says, always the same."""
    if cells.get("ref"):
        return cells["ref"]
    said = _code("category", cells.get("category", ""), "") or category
    return _own_ref(
        said, read_departements(cells.get("departements", "")), _text("name", cells.get("name", ""), "")
    )


def _own_ref(category: str, departements: Sequence[str], name: str) -> str:
    said = "|".join((category, *departements, normalise(name)))
    return f"ligne-{sha256(said.encode()).hexdigest()[:16]}"


def _text(_name: str, typed: str, former: str) -> str:
    """A text; one that a spreadsheet was kept from running, or that is written as it was, has not changed."""
    if typed == former or (former and typed == str(neutralise(former)).strip()):
        return former
    is_kept_from_running = typed.startswith("'") and typed[1:] != "" and neutralise(typed[1:]) == typed
    return typed[1:] if is_kept_from_running else typed


def _code(name: str, typed: str, former: str) -> str:
    """The code of a word; an unknown one stays as it is and is refused by the check of the draft."""
    if not typed:
        return former if name in {"category", "disclosure", "status"} else _empty(name)
    return read_word(name, typed)


def _empty(name: str) -> str:
    return "" if "" in CODED[name] else "unknown"


def _yes(_name: str, typed: str, former: bool) -> bool:
    return former if not typed else read_word("admits_minors", typed) == "yes"


def _age(name: str, typed: str, _former: int | None) -> int | None:
    found = re.fullmatch(r"(\d{1,3})(?: ?ans)?", typed)
    if typed and not found:
        raise Unread(name, f"Âge illisible : « {typed[:40]} ». Un nombre d’années est attendu.")
    return int(found[1]) if found else None


def _departements(_name: str, typed: str, _former: tuple[str, ...]) -> tuple[str, ...]:
    return read_departements(typed)


def _date(_name: str, typed: str, former: str) -> str:
    """A date; a spreadsheet that makes a month its first day has not changed it."""
    found = read_date(typed)
    return former if former and found in {f"{former}-01", f"{former}-01-01"} else found


def _codes(name: str, typed: str, former: tuple[str, ...]) -> tuple[str, ...]:
    known = _LISTS[name]
    parts = [part for part in re.split(r"[|;,]", typed) if part.strip()]
    if len(parts) == 1 and normalise(parts[0]) not in known:
        parts = parts[0].split()
    said = tuple(dict.fromkeys(known.get(normalise(part), part.strip()) for part in parts))
    return former if set(said) == set(former) else said


def _closures(name: str, typed: str, _former: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(read_typed(part.strip()) for part in re.split(r"[|;]", typed) if part.strip())


_Reader = Callable[[str, str, Any], Any]
#: How a cell is read, by the kind of its fact: (name, what is typed, what was known) give what is known.
_READ_BY: Mapping[Kind, _Reader] = {
    **dict.fromkeys(TYPED, _text),
    Kind.PARTIAL_DATE: _date,
    Kind.CODE: _code,
    Kind.YES_NO: _yes,
    Kind.AGE: _age,
    Kind.DEPARTEMENTS: _departements,
    Kind.CODES: _codes,
    Kind.CLOSURES: _closures,
}
#: By column, the fact it tells and how it is read. References, hours, contacts and places are read apart.
_READERS = {
    field.column_name or name: (name, _READ_BY[field.kind])
    for name, field in FIELDS.items()
    if field.kind in _READ_BY and name != "ref"
}
Contacts = tuple[Contact, ...]
#: The columns of contacts and of their labels, and who reads them.
_CONTACTS = {
    name: (
        (name, f"{name}_label", "public"),
        (f"{name}_restricted", f"{name}_restricted_label", "professionals"),
    )
    for name in ("phone", "email")
}


def _contacts(cells: Mapping[str, str], name: str, former: Contacts, served: Sequence[str]) -> Contacts:
    """Public contacts, then those kept for professionals; an audience without a column keeps its own."""
    said: list[Contact] = []
    for column, labels, audience in _CONTACTS[name]:
        if typed := cells.get(column):
            typed_ones = _split(typed, cells.get(labels, ""), audience, served, former)
            said += with_provenance(cells, column, typed_ones, former)
        elif typed is None:
            said += [one for one in former if one.audience == audience]
    return former if former and sorted(said) == sorted(former) else tuple(said)


def _split(values: str, labels: str, audience: str, served: Sequence[str], former: Contacts) -> list[Contact]:
    """Cut the values of a cell and their labels, "a | b" each, into contacts."""
    if "@" in values:
        said = split_emails(values)
    else:
        said = split_phones(values, served, [one.value for one in former])
    named = [label.strip() for label in labels.split(SEPARATOR)] + [""] * len(said)
    return [
        Contact(value, (label or words)[:MOST_LABEL], audience)
        for (value, words), label in zip(said, named, strict=False)
    ]
