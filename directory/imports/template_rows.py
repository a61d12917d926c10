"""Listings as rows of the import template: sent back unchanged, they change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from directory.exports.cells import Cell
from directory.imports.columns import COLUMNS
from directory.listings.categories import CATEGORIES
from directory.listings.codes import ROLE_WORDS, SOURCE_KINDS
from directory.listings.contacts import PROVENANCE, Contact
from directory.listings.drafts import Draft
from directory.listings.fields import CODED, FIELDS, Kind, names_of
from directory.places import communes

HEADER = tuple(COLUMNS.values())
SEPARATOR = " | "
#: Listings shown in the template to be filled in: they exist nowhere.
EXAMPLE: Mapping[str, str] = {
    "ref": "exemple-1", "category": CATEGORIES["open_environment"].label,
    "name": "Équipe fictive (à effacer)",
    "departements": "56",
    "disclosure": "commune seule publiée", "status": "brouillon",
    "summary": "Une phrase qui dit ce que fait l’équipe.", "phone": "01 99 00 00 00", "commune": "Vannes",
    "source_url": "https://source.example/",
}  # fmt: skip


def make_rows(drafts: Iterable[Draft]) -> Iterable[tuple[Cell, ...]]:
    """Yield the cells of listings under `HEADER`, contacts kept for professionals included."""
    for draft in drafts:
        cells = _cells(draft)
        yield tuple(cells[name] for name in COLUMNS)


_FIELDS = frozenset(Draft.__struct_fields__)


def example_row() -> tuple[Cell, ...]:
    """The row of the empty template that shows what is expected."""
    return tuple(EXAMPLE.get(name, "") for name in COLUMNS)


def _cells(draft: Draft) -> Mapping[str, Cell]:
    place = draft.place
    commune = communes.find_commune(place.code_insee) if place else None
    is_exact = place is not None and place.precision == "address"
    cells: dict[str, Cell] = {
        name: getattr(draft, name) for name in COLUMNS if name in _FIELDS and name not in CODED
    }
    cells |= {FIELDS[name].column_name or name: words[getattr(draft, name)] for name, words in CODED.items()}
    cells |= {
        "is_national": _yes(draft.is_national),
        "departements": " ".join(draft.departements),
        **{
            name: SEPARATOR.join(FIELDS[name].words[word] for word in getattr(draft, name))
            for name in names_of(Kind.CODES)
        },
        "closures": SEPARATOR.join(draft.closures),
        "commune": commune.name if commune else "",
        "code_insee": place.code_insee if place else "",
        "postcode": place.postcode if place else "",
        "address": place.address if place else "",
        "latitude": place.latitude if place and is_exact else "",
        "longitude": place.longitude if place and is_exact else "",
    }
    for column, contacts in (("phone", draft.phones), ("email", draft.emails)):
        for name, audience in ((column, "public"), (f"{column}_restricted", "professionals")):
            kept = [one for one in contacts if one.audience == audience]
            cells[name] = SEPARATOR.join(one.value for one in kept)
            for fact in ("label", *PROVENANCE):
                told = [_told(one, fact) for one in kept]
                cells[f"{name}_{fact}"] = SEPARATOR.join(told) if any(told) else ""
    return cells


_WORDS = {"source_kind": SOURCE_KINDS, "source_role": ROLE_WORDS}


def _told(contact: Contact, fact: str) -> str:
    """A fact of a contact, in words where it has some."""
    said: str = contact.kind_word if fact == "kind" else getattr(contact, fact)
    return _WORDS[fact].get(said, said) if fact in _WORDS else said


def _yes(value: bool) -> str:
    return "oui" if value else "non"
