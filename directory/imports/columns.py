"""The columns of the template: their names in French, other names people give them, and which is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.french.text import normalise
from directory.listings.fields import FIELDS, Field

#: What the columns beside contacts tell of each, and how their titles begin.
_OF_CONTACTS = {
    "label": "Libellés des",
    "kind": "Nature des",
    "source_url": "Sources des",
    "source_date": "Dates des sources des",
    "source_kind": "Nature des sources des",
    "seen_on": "Date de lecture des sources des",
    "confirmed_on": "Date de confirmation des",
    "confirmed_by": "Service qui a confirmé les",
    "source_role": "Fonction de qui a donné les",
}


def _contact_columns(name: str, title: str, owners: str) -> dict[str, str]:
    """The columns of one list of contacts, several of them in a cell."""
    return {name: title} | {f"{name}_{fact}": f"{words} {owners}" for fact, words in _OF_CONTACTS.items()}


#: A contact and a place take several columns each: by the fact they make, the title of each.
_SEVERAL: Mapping[str, Mapping[str, str]] = {
    "phones": {
        **_contact_columns("phone", "Téléphones", "téléphones"),
        **_contact_columns(
            "phone_restricted", "Téléphones réservés aux professionnels", "téléphones réservés"
        ),
    },
    "emails": {
        **_contact_columns("email", "Courriels", "courriels"),
        **_contact_columns("email_restricted", "Courriels réservés aux professionnels", "courriels réservés"),
    },
    "place": {
        "commune": "Commune",
        "code_insee": "Code Insee",
        "postcode": "Code postal",
        "address": "Adresse",
        "latitude": "Latitude",
        "longitude": "Longitude",
    },
}


def _columns(field: Field) -> Mapping[str, str]:
    return _SEVERAL.get(field.name) or {field.column_name or field.name: field.title}


#: Every column by its name in code, in the order of the template.
COLUMNS: Mapping[str, str] = {
    name: title for field in FIELDS.values() for name, title in _columns(field).items()
}
#: The columns of each fact.
FACT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    field.name: tuple(_columns(field)) for field in FIELDS.values()
}
#: In the file of the rows refused, why each was: it is left out when that file comes back.
WHY_REFUSED = "Motif du refus"
_ALSO: Mapping[str, Sequence[str]] = {
    **{field.column_name or field.name: field.also for field in FIELDS.values()},
    # In our public files, which hold no restricted contact.
    **{f"{name}_{fact}": (f"{name}s_{fact}",) for name in ("phone", "email") for fact in _OF_CONTACTS},
    "phone": ("phones", "téléphone", "tel", "tél", "numéro", "numéro de téléphone"),
    "email": ("emails", "courriel", "e-mail", "mail", "mel", "adresse électronique", "adresse mail"),
    "commune": ("ville",),
    "code_insee": ("insee", "code commune"),
    "postcode": ("cp",),
    "address": ("rue", "adresse postale"),
    "latitude": ("lat",),
    "longitude": ("lon", "lng"),
}
_KNOWN = {
    normalise(name): field
    for field, label in COLUMNS.items()
    for name in (field, label, *_ALSO.get(field, ()))
}


#: Titles that only the file we publish has.
_OUR_OWN = {"slug", "url", "category_label"}
#: The address of the page of a listing here: by it our own answers are known when they come back.
PAGE = "relais:page"
#: The areas served that nobody could read, in the services of a standard.
AREAS = "relais:areas"


def is_our_own(titles: Sequence[str]) -> bool:
    """Whether these are the titles of a file we publish."""
    return set(titles) >= _OUR_OWN


def column_key(title: str) -> str:
    """The words of a column title, by which a person's choices are remembered."""
    return normalise(title[:200])


def count_known(titles: Sequence[str]) -> int:
    """How many of some cells are titles we know."""
    return sum(column_key(title) in _KNOWN for title in titles)


def match_columns(titles: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """Return the column each title stands for: of the template, `PAGE` or `AREAS`, "" for those to leave out.

    What somebody chose before (`remembered`, by `column_key`) wins; a column serves once.
    """
    found: list[str] = []
    is_ours = is_our_own(titles)
    for title in titles:
        key = column_key(title)
        if title in {PAGE, AREAS}:
            found.append(title)
            continue
        if is_ours and title == "url":  # the page of the listing here, and not its site
            found.append(PAGE)
            continue
        field = "" if title == WHY_REFUSED else remembered.get(key, _KNOWN.get(key, ""))
        found.append(field if field in COLUMNS and field not in found else "")
    return found
