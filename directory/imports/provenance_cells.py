"""What the columns beside the phones and the e-mails of a row say of each: its kind, its source, its check.

Each such cell holds one value for each contact, in their order, separated by "|".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from directory.french.dates import read_date
from directory.french.text import normalise
from directory.imports.rows import Unread
from directory.listings.codes import EMAIL_KINDS, PHONE_KINDS, ROLE_WORDS, SOURCE_KINDS
from directory.listings.contacts import DATES, PROVENANCE, Contact, with_former

SEPARATOR = "|"
#: By column of contacts, the columns beside it and the fact each tells.
_BESIDE = {
    column: {f"{column}_{name}": name for name in PROVENANCE}
    for column in ("phone", "phone_restricted", "email", "email_restricted")
}
#: By fact told in words, the code of each of its spellings.
_WORDS: Mapping[str, Mapping[str, str]] = {
    name: {normalise(spelling): code for code, word in known for spelling in (code, word)}
    for name, known in (
        ("kind", (*PHONE_KINDS.items(), *EMAIL_KINDS.items())),
        ("source_kind", SOURCE_KINDS.items()),
        ("source_role", ROLE_WORDS.items()),
    )
}


def with_provenance(
    cells: Mapping[str, str], column: str, contacts: Sequence[Contact], former: Iterable[Contact]
) -> list[Contact]:
    """The contacts of a column, each with what the row tells of it, else what was known of its value.

    Raise `Unread` when more is told than there are contacts.
    """
    known = tuple(former)
    if not known and _BESIDE[column].keys().isdisjoint(cells):
        return list(contacts)
    told = {name: _parts(cells, beside) for beside, name in _BESIDE[column].items() if cells.get(beside)}
    if any(len(parts) > len(contacts) for parts in told.values()):
        raise Unread(
            column,
            "Les colonnes d’un contact (nature, source, dates) ont plus de valeurs que de contacts : "
            "une par contact, dans le même ordre, séparées par « | ».",
        )
    found = []
    for place, contact in enumerate(contacts):
        facts = {name: parts[place] for name, parts in told.items() if place < len(parts) and parts[place]}
        whole = with_former(contact, known)
        if {"source_url", "source_kind"} & facts.keys():
            # Another source than the one known: none of its dates is kept.
            whole = contact._replace(kind=whole.kind)
        found.append(whole._replace(**facts))
    return found


def _parts(cells: Mapping[str, str], column: str) -> list[str]:
    name = column.partition("_")[2].removeprefix("restricted_")
    parts = [part.strip().removeprefix("'") for part in cells[column].split(SEPARATOR)]
    if name in DATES:
        return [read_date(part) for part in parts]
    words = _WORDS.get(name, {})
    return [words.get(normalise(part), part) for part in parts]
