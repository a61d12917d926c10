"""The columns of the template: their names in French, other names people give them, and which is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.french.text import normalise
from directory.listings.fields import FIELDS, Field

#: A contact and a place take several columns each: by the fact they make, the title of each.
_SEVERAL: Mapping[str, Mapping[str, str]] = {
    "phones": {
        "phone": "Téléphones",
        "phone_label": "Libellés des téléphones",
        "phone_restricted": "Téléphones réservés aux professionnels",
        "phone_restricted_label": "Libellés des téléphones réservés",
    },
    "emails": {
        "email": "Courriels",
        "email_label": "Libellés des courriels",
        "email_restricted": "Courriels réservés aux professionnels",
        "email_restricted_label": "Libellés des courriels réservés",
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
_ALSO: Mapping[str, Sequence[str]] = {
    **{field.column_name or field.name: field.also for field in FIELDS.values()},
    "phone": ("téléphone", "tel", "tél", "numéro", "numéro de téléphone"),
    "email": ("courriel", "e-mail", "mail", "mel", "adresse électronique", "adresse mail"),
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


def column_key(title: str) -> str:
    """The words of a column title, by which a person's choices are remembered."""
    return normalise(title[:200])


def match_columns(titles: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """Return the column of the template each title stands for, "" for those to leave out.

    What somebody chose before (`remembered`, by `column_key`) wins; a column serves once.
    """
    found: list[str] = []
    for title in titles:
        key = column_key(title)
        field = remembered.get(key, _KNOWN.get(key, ""))
        found.append(field if field in COLUMNS and field not in found else "")
    return found
