"""The addresses machines read (API v1, files of listings, data·inclusion), declared once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.api import JSON_TYPE, Operation, Schema, closed, describe, listed, ref
from directory.api.parameters import DEPARTEMENT, SEARCH, choice, text, whole
from directory.exports.data_inclusion import SERVICE_KEYS, STRUCTURE_KEYS
from directory.exports.listings import LISTING_FORMATS
from directory.exports.record import FACTS, TEXT, record_schema
from directory.listings.categories import CATEGORIES, GROUPS
from directory.places.departements import DEPARTEMENTS

LINES_TYPE = "application/x-ndjson"
CURSOR = whole("cursor", "Dernier numéro reçu : la suite commence après lui.", 0, 2**31 - 1, 0)
LIMIT = whole("limit", "Nombre de fiches au plus.", 1, 1000, 100)
FORMATS: Mapping[str, str] = {
    "json": JSON_TYPE,
    "geojson": "application/geo+json",
    "csv": "text/csv",
    "columns": JSON_TYPE,
}
_FORMAT = choice("format", "Forme de la réponse.", FORMATS, default="json")
_SLUG: Schema = {"type": "string", "pattern": "^[a-z0-9-]{1,120}$"}
_WHOLE: Schema = {"type": "integer"}
_LINK: Schema = {"type": ["string", "null"]}
_NULLABLE: Schema = {}

_FEATURE = closed(
    {
        "type": {"const": "Feature"},
        "id": _WHOLE,
        "geometry": {
            "anyOf": [
                {"type": "null"},
                closed({"type": {"const": "Point"}, "coordinates": listed({"type": "number"})}),
            ]
        },
        "properties": closed(
            {name: fact.schema for name, fact in FACTS.items() if name not in {"latitude", "longitude"}}
        ),
    }
)
_COLUMNS = closed(
    {
        "number": listed(_WHOLE),
        "slug": listed(TEXT),
        "name": listed(TEXT),
        "category": listed(_WHOLE),
        "latitude": listed({"type": "number"}),
        "longitude": listed({"type": "number"}),
        "next": _LINK,
    }
)
_DEPARTEMENT_FACTS = closed(
    {
        "code": TEXT,
        "name": TEXT,
        "region_code": TEXT,
        "region": TEXT,
        "timezone": TEXT,
        "latitude": {"type": "number"},
        "longitude": {"type": "number"},
        "listings": _WHOLE,
        "neighbours": listed(TEXT),
        "url": TEXT,
    }
)
SCHEMAS: Mapping[str, Schema] = {
    "Listing": record_schema(),
    "Feature": _FEATURE,
    "Departement": _DEPARTEMENT_FACTS,
    "Commune": closed(
        {
            "label": TEXT,
            "detail": TEXT,
            "kind": {"enum": ["departement", "commune", "former_commune", "arrondissement", "postcode"]},
            "departement": TEXT,
            "code_insee": {"type": ["string", "null"]},
            "postcode": {"type": ["string", "null"]},
            "latitude": {"type": "number"},
            "longitude": {"type": "number"},
        }
    ),
    "Category": closed(
        {
            "slug": {"enum": list(CATEGORIES)},
            "path": TEXT,
            "label": TEXT,
            "description": TEXT,
            "group": {"enum": list(GROUPS)},
            "group_label": TEXT,
            "measure": _WHOLE,
            "data_inclusion": listed(TEXT),
        }
    ),
    "CoverageCell": closed(
        {
            "departement": TEXT,
            "category": {"enum": list(CATEGORIES)},
            "state": {"enum": ["verified", "unverified", "covered", "generalist", "unknown"]},
            "known": _WHOLE,
            "own": _WHOLE,
            "verified": _WHOLE,
            "generalist": _WHOLE,
            "last_verified": TEXT,
            "has_confidential": {"type": "boolean"},
        }
    ),
    "Service": closed({name: _NULLABLE for name in SERVICE_KEYS}),
    "Structure": closed({name: _NULLABLE for name in STRUCTURE_KEYS}),
}


def _page_of(name: str) -> Schema:
    """A page of data·inclusion, as its own service answers."""
    return closed(
        {"items": listed(ref(name)), "total": _WHOLE, "page": _WHOLE, "size": _WHOLE, "pages": _WHOLE}
    )


_PAGES = (
    whole("page", "Page.", 1, 100_000, 1),
    whole("size", "Nombre par page.", 1, 1000, 100),
)
_LISTINGS_ANSWERS: Mapping[str, Schema] = {
    JSON_TYPE: {"anyOf": [closed({"listings": listed(ref("Listing")), "next": _LINK}), _COLUMNS]},
    "application/geo+json": closed(
        {"type": {"const": "FeatureCollection"}, "features": listed(ref("Feature")), "next": _LINK}
    ),
    "text/csv": TEXT,
}

OPERATIONS: Mapping[str, Operation] = {
    "listings": Operation(
        "/api/v1/listings",
        "Les fiches publiées, dans l’ordre de leurs numéros.",
        _LISTINGS_ANSWERS,
        (*SEARCH, CURSOR, LIMIT, _FORMAT),
    ),
    "listing": Operation(
        "/api/v1/listings/{key}",
        "Une fiche, par son numéro ou son mot.",
        {JSON_TYPE: ref("Listing"), "application/geo+json": ref("Feature")},
        (choice("format", "Forme de la réponse.", ("json", "geojson"), default="json"),),
        {"key": _SLUG},
        withdrawn=True,
    ),
    "changes": Operation(
        "/api/v1/changes",
        "Ce qui a changé depuis une version : une ligne JSON par fiche, son dernier changement.",
        {LINES_TYPE: TEXT},
        (
            whole("since", "Version de la dernière ligne reçue ; 0 pour tout.", 0, 2**31 - 1, 0),
            whole("limit", "Nombre de lignes au plus.", 1, 10_000, 1000),
        ),
    ),
    "departements": Operation(
        "/api/v1/departements",
        "Les départements, leurs voisins et leur nombre de fiches.",
        {JSON_TYPE: closed({"departements": listed(ref("Departement"))})},
    ),
    "departement": Operation(
        "/api/v1/departements/{code}",
        "Un département.",
        {JSON_TYPE: ref("Departement")},
        (),
        {"code": {"type": "string", "enum": list(DEPARTEMENTS)}},
    ),
    "communes": Operation(
        "/api/v1/communes",
        "Les lieux que désigne un texte, le plus probable d’abord : commune, ancien nom, code postal, CEDEX.",
        {JSON_TYPE: closed({"communes": listed(ref("Commune")), "is_certain": {"type": "boolean"}})},
        (text("q", "Lieu cherché.", required=True),),
    ),
    "categories": Operation(
        "/api/v1/categories",
        "Les catégories, et leurs thématiques data·inclusion.",
        {JSON_TYPE: closed({"categories": listed(ref("Category"))})},
    ),
    "coverage": Operation(
        "/api/v1/coverage",
        "Ce qui est connu par département (« FR » : le pays) et par catégorie.",
        {JSON_TYPE: closed({"coverage": listed(ref("CoverageCell"))})},
    ),
    "export": Operation(
        "/exports/listings.{extension}",
        "Toutes les fiches d’une recherche en un fichier.",
        {
            JSON_TYPE: closed({"licence": TEXT, "listings": listed(ref("Listing"))}),
            "application/geo+json": closed(
                {"type": {"const": "FeatureCollection"}, "features": listed(ref("Feature"))}
            ),
            "text/csv": TEXT,
            LISTING_FORMATS["xlsx"].media_type: {},
        },
        SEARCH,
        {"extension": {"type": "string", "enum": list(LISTING_FORMATS)}},
    ),
    "data_inclusion_services": Operation(
        "/data-inclusion/v1/services",
        "Les fiches au schéma data·inclusion 1.0.",
        {JSON_TYPE: _page_of("Service")},
        (DEPARTEMENT, *_PAGES),
    ),
    "data_inclusion_structures": Operation(
        "/data-inclusion/v1/structures",
        "Les organismes au schéma data·inclusion 1.0.",
        {JSON_TYPE: _page_of("Structure")},
        _PAGES,
    ),
    "data_inclusion_themes": Operation(
        "/data-inclusion/v1/thematiques",
        "La correspondance entre nos catégories et les thématiques data·inclusion.",
        {
            JSON_TYPE: closed(
                {
                    "thematiques": listed(
                        closed({"categorie": TEXT, "libelle": TEXT, "thematiques": listed(TEXT)})
                    )
                }
            )
        },
    ),
}


def document(public_url: str) -> dict[str, Any]:
    """Return the OpenAPI description of everything above."""
    return describe(
        OPERATIONS,
        SCHEMAS,
        title="Relais, API v1",
        server=public_url,
        text="Lecture libre de l’annuaire. Rien de ce qui est réservé ou sous secret n’y figure.",
    )
