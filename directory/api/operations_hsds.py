"""The HSDS 3.1 addresses under /hsds, as docs.openreferral.org names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.api import JSON_TYPE, Operation, Schema, closed, describe, listed, ref
from directory.api.operations import LINES_TYPE
from directory.api.parameters import Parameter, choice, identifier, instant, text, truth, whole

_TEXT: Schema = {"type": "string"}
_ID: Schema = {"type": "string", "format": "uuid"}
_NUMBER: Schema = {"type": "number"}

_SEARCH = text("search", "Mots cherchés.")
_TAXONOMY = identifier("taxonomy_id", "Taxonomie d’un terme.")
_TERM = identifier("taxonomy_term_id", "Terme d’une taxonomie.")
_ORGANIZATION = identifier("organization_id", "Organisme porteur.")
_MODIFIED = instant("modified_after", "Modifiés à cette date ou depuis.")
_FULL = truth("full", "Avec tout ce qui en dépend.")
_FULL_SERVICE = truth("full_service", "Avec ses services entiers.")
_PAGE = (
    whole("page", "Page.", 1, 100_000, 1),
    whole("per_page", "Nombre par page.", 1, 1000, 50),
    choice(
        "format", "« ndjson » : tout, une ligne par objet, sans pages.", ("json", "ndjson"), default="json"
    ),
)


def _texts(*names: str) -> dict[str, Schema]:
    return dict.fromkeys(names, _TEXT)


def _ids(*names: str) -> dict[str, Schema]:
    return dict.fromkeys(names, _ID)


def _entity(required: str, properties: Mapping[str, Schema]) -> Schema:
    """An entity with these keys at most; the named ones are there."""
    return {**closed(properties), "required": required.split()}


SCHEMAS: Mapping[str, Schema] = {
    "Taxonomy": _entity("id name description", _ids("id") | _texts("name", "description", "uri", "version")),
    "TaxonomyTerm": _entity(
        "id name description",
        _ids("id", "parent_id", "taxonomy_id")
        | _texts("code", "name", "description", "taxonomy", "language")
        | {"taxonomy_detail": ref("Taxonomy")},
    ),
    "Attribute": _entity(
        "id taxonomy_term",
        _ids("id", "link_id", "taxonomy_term_id")
        | _texts("link_entity", "link_type", "value", "label")
        | {"taxonomy_term": ref("TaxonomyTerm")},
    ),
    "Metadata": _entity(
        "id last_action_date last_action_type field_name previous_value replacement_value updated_by",
        _ids("id", "resource_id")
        | _texts(
            "resource_type", "last_action_date", "last_action_type", "field_name", "previous_value",
            "replacement_value", "updated_by",
        ),
    ),
    "Phone": _entity(
        "id number",
        _ids("id", "service_id")
        | _texts("number", "type", "description")
        | {"metadata": listed(ref("Metadata"))},
    ),
    "Contact": _entity(
        "id email",
        _ids("id", "service_id") | _texts("email", "department") | {"metadata": listed(ref("Metadata"))},
    ),
    "Schedule": _entity(
        "id",
        _ids("id", "service_id") | _texts("description", "notes", "freq", "byday", "opens_at", "closes_at"),
    ),
    "ServiceArea": _entity("id name", _ids("id", "service_id") | _texts("name", "description", "uri")),
    "Address": _entity(
        "id address_1 city state_province postal_code country address_type",
        _ids("id", "location_id")
        | _texts("address_1", "city", "state_province", "postal_code", "country", "address_type"),
    ),
    "Location": _entity(
        "id location_type",
        _ids("id")
        | _texts("location_type", "name", "description", "external_identifier", "external_identifier_type")
        | {"latitude": _NUMBER, "longitude": _NUMBER, "addresses": listed(ref("Address"))}
        | {"metadata": listed(ref("Metadata"))},
    ),
    "ServiceAtLocation": _entity(
        "id service_id location_id",
        _ids("id", "service_id", "location_id")
        | {
            "location": ref("Location"),
            "service_areas": listed(ref("ServiceArea")),
            "service": ref("Service"),
        },
    ),
    "Url": _entity("id url", _ids("id", "service_id") | _texts("label", "url")),
    "Organization": _entity(
        "id name description",
        _ids("id") | _texts("name", "description") | {"services": listed(ref("Service"))},
    ),
    "Service": _entity(
        "id name status last_modified",
        _ids("id")
        | _texts(
            "name", "status", "last_modified", "description", "url", "email", "application_process",
            "eligibility_description", "assured_date", "alert",
        )
        | {
            "additional_urls": listed(ref("Url")),
            "minimum_age": _NUMBER,
            "maximum_age": _NUMBER,
            "organization": ref("Organization"),
            "metadata": listed(ref("Metadata")),
            "phones": listed(ref("Phone")),
            "contacts": listed(ref("Contact")),
            "schedules": listed(ref("Schedule")),
            "service_areas": listed(ref("ServiceArea")),
            "service_at_locations": listed(ref("ServiceAtLocation")),
            "attributes": listed(ref("Attribute")),
        },
    ),
}  # fmt: skip


def _page_of(name: str) -> Mapping[str, Schema]:
    figures = {key: {"type": "integer"} for key in ("total_items", "total_pages", "page_number", "size")}
    signs = {key: {"type": "boolean"} for key in ("first_page", "last_page", "empty")}
    return {JSON_TYPE: closed({**figures, **signs, "contents": listed(ref(name))}), LINES_TYPE: _TEXT}


def _many(path: str, summary: str, name: str, *parameters: Parameter) -> Operation:
    return Operation(path, summary, _page_of(name), (*parameters, *_PAGE))


def _one(path: str, summary: str, name: str, *parameters: Parameter) -> Operation:
    return Operation(f"{path}/{{id}}", summary, {JSON_TYPE: ref(name)}, parameters, {"id": _ID})


OPERATIONS: Mapping[str, Operation] = {
    "about": Operation(
        "/", "La version du standard.", {JSON_TYPE: closed(_texts("version", "profile", "openapi_url"))}
    ),
    "services": _many(
        "/services", "Les fiches.", "Service", _SEARCH, _TERM, _TAXONOMY, _ORGANIZATION, _MODIFIED,
        truth("minimal", "Seulement l’identifiant, le nom et la date, tous en une page."), _FULL,
    ),
    "service": _one("/services", "Une fiche entière.", "Service"),
    "organizations": _many(
        "/organizations", "Les organismes.", "Organization", _SEARCH, _TERM, _TAXONOMY, _FULL, _FULL_SERVICE
    ),
    "organization": _one("/organizations", "Un organisme et ses services.", "Organization", _FULL_SERVICE),
    "service_at_locations": _many(
        "/service_at_locations", "Les fiches qui ont un lieu public.", "ServiceAtLocation",
        _SEARCH, _TERM, _TAXONOMY, _ORGANIZATION, _MODIFIED, _FULL,
        text("postcode", "Code postal : ce qui sert son département."),
        whole("proximity", "Avec « postcode » : ce qui est à tant de mètres au plus.", 1, 200_000),
    ),
    "service_at_location": _one("/service_at_locations", "Une fiche et son lieu.", "ServiceAtLocation"),
    "taxonomies": _many("/taxonomies", "Les taxonomies.", "Taxonomy", _SEARCH),
    "taxonomy": _one("/taxonomies", "Une taxonomie.", "Taxonomy"),
    "taxonomy_terms": _many(
        "/taxonomy_terms", "Les termes.", "TaxonomyTerm", _SEARCH, _TAXONOMY,
        truth("top_only", "Seulement ceux qui n’ont pas de terme au-dessus."),
        identifier("parent_id", "Terme au-dessus."),
    ),
    "taxonomy_term": _one("/taxonomy_terms", "Un terme.", "TaxonomyTerm"),
}  # fmt: skip


def document(public_url: str) -> dict[str, Any]:
    """Return the OpenAPI description of the HSDS addresses."""
    return describe(
        OPERATIONS,
        SCHEMAS,
        title="Relais, HSDS 3.1",
        server=f"{public_url}/hsds",
        text="Lecture de l’annuaire au standard Human Services Data Specification 3.1 (Open Referral).",
    )
