"""One listing as machines read it: the allow-list of every JSON, GeoJSON, CSV and XLSX output.

A key absent from `FACTS` is in no output, whatever the models or the public view come to hold. The name of
whoever verified a listing stays on its page: it is not given away under an open licence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, get_type_hints

from msgspec import UNSET, defstruct

from directory.exports.cells import Cell
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONTACT_KINDS
from directory.listings.contacts import CHANNELS, Contact
from directory.listings.fields import FIELDS, Field, Kind
from directory.listings.public_view import PublicView
from directory.listings.sources import ORIGINS, SOURCED, Origin
from directory.places.departements import DEPARTEMENTS

TEXT: Mapping[str, Any] = {"type": "string"}
_YES_NO: Mapping[str, Any] = {"type": "boolean"}
_WHOLE: Mapping[str, Any] = {"type": ["integer", "null"]}
_DEGREES: Mapping[str, Any] = {"type": ["number", "null"]}
#: What is told of each contact; whoever reads these files reads public contacts only.
_CONTACT: Mapping[str, str] = {
    "value": "Numéro (E.164 ou numéro court) ou adresse électronique",
    "label": "Ce qu’il faut demander",
    "kind": "Ce qui répond : " + ", ".join(f"{code} ({word})" for code, word in CONTACT_KINDS.items()),
    "source_url": "Page d’où vient ce contact",
    "source_date": "Date de cette source, parfois incomplète",
    "source_kind": "Nature de cette source",
    "seen_on": "Jour ou mois où cette source a été lue",
    "confirmed_on": "Date à laquelle un service a confirmé ce contact",
    "confirmed_by": "Ce service",
    "source_role": "Fonction de qui l’a dit, quand aucune page ne le dit",
}
CONTACT_KEYS = tuple(_CONTACT)
_CONTACTS: Mapping[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {name: {**TEXT, "description": f"{words}."} for name, words in _CONTACT.items()},
        "required": list(CONTACT_KEYS),
        "additionalProperties": False,
    },
}
#: What is told of a site or of an address whose source is not that of its listing.
_ORIGIN: Mapping[str, Any] = {
    "type": ["object", "null"],
    "properties": {name: {**TEXT, "description": f"{_CONTACT[name]}."} for name in Origin._fields},
    "required": list(Origin._fields),
    "additionalProperties": False,
}


def _one_of(*words: str) -> Mapping[str, Any]:
    return {"type": "string", "enum": list(words)}


def _some_of(*words: str) -> Mapping[str, Any]:
    return {"type": "array", "items": _one_of(*words)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One key of a record: its JSON Schema and, in French, what it says."""

    schema: Mapping[str, Any]
    description: str


_SCHEMAS: Mapping[Kind, Mapping[str, Any]] = {
    Kind.YES_NO: _YES_NO,
    Kind.AGE: _WHOLE,
    Kind.DEPARTEMENTS: _some_of(*DEPARTEMENTS),
    Kind.CONTACTS: _CONTACTS,
    Kind.CLOSURES: {"type": "array", "items": TEXT},
}


def _fact(field: Field) -> Fact:
    """What a published fact of a listing is in a record."""
    if field.kind is Kind.CODE:
        return Fact(_one_of(*field.words), field.published)
    if field.kind is Kind.CODES:
        return Fact(_some_of(*field.words), field.published)
    return Fact(_SCHEMAS.get(field.kind, TEXT), field.published)


FACTS: Mapping[str, Fact] = {
    "number": Fact({"type": "integer"}, "Numéro de la fiche ; ne change jamais."),
    "slug": Fact(TEXT, "Mot de la fiche dans les adresses."),
    "url": Fact({"type": "string", "format": "uri"}, "Adresse de la fiche."),
    "category_label": Fact(TEXT, "Catégorie, en français."),
    **{name: _fact(field) for name, field in FIELDS.items() if field.published},
    "is_confidential": Fact(_YES_NO, "Lieu sous secret : ni adresse, ni commune, ni position n’existent."),
    "website_origin": Fact(_ORIGIN, "Source du site, quand ce n’est pas celle de la fiche."),
    "address_origin": Fact(_ORIGIN, "Source de l’adresse, quand ce n’est pas celle de la fiche."),
    "seat_departement": Fact(TEXT, "Code du département où elle siège."),
    "commune": Fact(TEXT, "Commune."),
    "code_insee": Fact(TEXT, "Code Insee de la commune."),
    "postcode": Fact(TEXT, "Code postal."),
    "address": Fact(TEXT, "Voie et numéro, quand ils sont publics."),
    "latitude": Fact(_DEGREES, "Latitude, degrés WGS 84."),
    "longitude": Fact(_DEGREES, "Longitude, degrés WGS 84."),
    "precision": Fact(_one_of("", "address", "commune"), "Ce que la position désigne."),
    "timezone": Fact(TEXT, "Fuseau horaire des horaires (IANA)."),
    "has_restricted_contact": Fact(_YES_NO, "Un contact existe pour les professionnels connectés au site."),
    "verified_on": Fact(TEXT, "Date de vérification ; vide tant que personne n’a vérifié."),
    "verified_how": Fact(TEXT, "Moyen de la vérification."),
    "review_due_on": Fact(TEXT, "Date de la prochaine vérification."),
    "modified_on": Fact({"type": "string", "format": "date"}, "Date de la dernière modification."),
}
#: By key of a record, the fact whose origin it is: in a table, it takes a column for each thing it tells.
_ORIGINS = {f"{fact}_origin": fact for fact in SOURCED}
_NO_ORIGIN = Origin()
_NO_CONTACT = ("",) * len(CONTACT_KEYS)
#: A record and one of its contacts, as values written once: keys in their order, as any of `FACTS` says them.
_Record = defstruct("_Record", tuple(FACTS), gc=False)
_Contact = defstruct("_Contact", CONTACT_KEYS, gc=False)
_Origin = defstruct("_Origin", Origin._fields, gc=False)
#: Keys computed here, whose place the number holds; every other one is the field of this name in the view.
_COMPUTED = ("url", "category_label")
_URL, _LABEL = map(list(FACTS).index, _COMPUTED)
_fields = attrgetter(*("number" if name in _COMPUTED else name for name in FACTS))
_contact = attrgetter(*CONTACT_KEYS)
#: Where, among `FACTS`, the values are that one cell does not hold as they are: texts, a yes or no, and what
#: takes several columns, the last first.
_KINDS = get_type_hints(PublicView)
_SEVERAL = [place for place, name in enumerate(FACTS) if _KINDS.get(name) == tuple[str, ...]]
_TRUTHS = [place for place, name in enumerate(FACTS) if _KINDS.get(name) is bool]
_SPREAD = [place for place, name in enumerate(FACTS) if name in CHANNELS or name in _ORIGINS][::-1]


def _columns() -> Iterator[tuple[str, Fact]]:
    """The columns of a table: the facts, and beside the contacts what is told of each."""
    for name, fact in FACTS.items():
        if name not in _ORIGINS:
            yield name, fact
        if name in CHANNELS:
            for key in CONTACT_KEYS[1:]:
                yield f"{name}_{key}", Fact(TEXT, f"{_CONTACT[key]}, pour chaque valeur de « {name} ».")
        if name in _ORIGINS:
            for column, key in zip(ORIGINS[_ORIGINS[name]], Origin._fields, strict=True):
                yield column, Fact(TEXT, f"{_CONTACT[key]}, pour « {_ORIGINS[name]} ».")


TABLE: Mapping[str, Fact] = dict(_columns())
HEADER = tuple(TABLE)


def _values(view: PublicView, public_url: str) -> list[Any]:
    """The values under the keys of `FACTS`, in their order; contacts and origins as the view has them."""
    values: list[Any] = [*_fields(view)]
    values[_URL] = f"{public_url}/fiches/{view.slug}"
    values[_LABEL] = CATEGORIES[view.category].label
    return values


def make_record(view: PublicView, public_url: str) -> Any:
    """Return the facts of a listing under the keys of `FACTS`, in their order, for `msgspec.json.encode`."""
    record: Any = _Record(*_values(view, public_url))
    record.phones = [_Contact(*_contact(phone)) for phone in view.phones]
    record.emails = [_Contact(*_contact(email)) for email in view.emails]
    record.website_origin = view.website_origin and _Origin(*view.website_origin)
    record.address_origin = view.address_origin and _Origin(*view.address_origin)
    return record


def make_feature(view: PublicView, public_url: str) -> dict[str, Any]:
    """Return a listing as a GeoJSON feature (RFC 7946); without a point its geometry is null."""
    record = make_record(view, public_url)
    record.latitude = record.longitude = UNSET  # not written: the point says it
    placed = view.latitude is not None
    point = {"type": "Point", "coordinates": [view.longitude, view.latitude]} if placed else None
    return {"type": "Feature", "id": view.number, "geometry": point, "properties": record}


def make_row(view: PublicView, public_url: str) -> list[Cell]:
    """Return a listing as cells under `HEADER`: several values are separated by " | "."""
    cells = _values(view, public_url)
    for place in _SEVERAL:
        cells[place] = _join(cells[place])
    for place in _TRUTHS:
        cells[place] = "true" if cells[place] else "false"
    for place in _SPREAD:  # from the last to the first: none moves those that follow
        cells[place : place + 1] = _spread(cells[place])
    return cells


def _spread(told: Origin | tuple[Contact, ...] | None) -> Iterable[str]:
    """The columns of an origin, or of contacts."""
    if not told:
        return _NO_ORIGIN if told is None else _NO_CONTACT
    if isinstance(told, Origin):
        return told
    contacts = map(_contact, told)
    return next(contacts) if len(told) == 1 else map(_join, zip(*contacts, strict=True))


def _join(values: Sequence[str]) -> str:
    return " | ".join(values) if any(values) else ""


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema of a record."""
    return {
        "type": "object",
        "properties": {
            name: dict(fact.schema) | {"description": fact.description} for name, fact in FACTS.items()
        },
        "required": list(FACTS),
        "additionalProperties": False,
    }
