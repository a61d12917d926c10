"""HSDS 3.1: valid, stable, paged, and silent on confidential places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from directory.api.operations_hsds import OPERATIONS, document
from directory.exports.hsds_terms import PUBLICATION
from tests.invented import ask, ask_json

SCHEMAS = Path(__file__).parent.parent / "schemas" / "hsds-3.1"
ENTITIES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.glob("*.json")}
REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{name}.json", DRAFT202012.create_resource(schema)) for name, schema in ENTITIES.items()
)
PAGE = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}
WHERE = ("latitude", "longitude", "address", "postal", "location", "5 rue", "Vannes", "56260")


def validate(entity: str, value: Any) -> None:
    """Check an entity against the standard and against our own, narrower, description."""
    Draft202012Validator(ENTITIES[entity], registry=REGISTRY, format_checker=FormatChecker()).validate(value)
    ours = "".join(part.capitalize() for part in entity.split("_"))
    described = document("https://relais.example")
    Draft202012Validator(described | {"$ref": f"#/components/schemas/{ours}"}).validate(value)


def read_all(app: Flask, address: str) -> list[Any]:
    """Read every page of a list, checking what a page says of itself."""
    found: list[Any] = []
    joint = "&" if "?" in address else "?"
    for number in range(1, 1000):
        page = ask_json(app, f"{address}{joint}per_page=13&page={number}")
        assert set(page) == PAGE
        assert page["size"] == len(page["contents"]) <= 13
        assert (page["page_number"], page["first_page"]) == (number, number == 1)
        assert page["empty"] is (page["contents"] == [])
        found += page["contents"]
        if page["last_page"]:
            assert page["total_items"] == len(found)
            assert page["total_pages"] == -(-len(found) // 13)
            return found
    raise AssertionError("no last page")


@pytest.mark.parametrize(
    ("address", "entity"),
    [
        ("services", "service"),
        ("services?full=true", "service"),
        ("services?minimal=true", "service"),
        ("organizations", "organization"),
        ("organizations?full=true", "organization"),
        ("organizations?full_service=true", "organization"),
        ("service_at_locations", "service_at_location"),
        ("service_at_locations?full=true", "service_at_location"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)  # fmt: skip
def test_every_entity_is_valid_and_has_only_the_keys_described(
    invented: Flask, address: str, entity: str
) -> None:
    found = ask_json(invented, f"/hsds/{address}")["contents"]
    assert found
    for one in found:
        validate(entity, one)


@pytest.mark.parametrize(
    "kind", ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]
)
def test_every_page_is_counted_and_every_entity_has_an_address_of_its_own(invented: Flask, kind: str) -> None:
    found = read_all(invented, f"/hsds/{kind}")
    ids = [one["id"] for one in found]
    assert len(ids) == len(set(ids))
    for one in found[:20]:
        assert ask_json(invented, f"/hsds/{kind}/{one['id']}")["id"] == one["id"]
    lines = ask(invented, f"/hsds/{kind}?format=ndjson").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids


def test_all_listings_are_services_and_keep_their_identifiers(invented: Flask) -> None:
    services = read_all(invented, "/hsds/services")
    assert len(services) == 60
    assert services == read_all(invented, "/hsds/services")
    minimal = ask_json(invented, "/hsds/services?minimal=true")
    assert minimal["total_pages"] == 1
    assert [set(one) for one in minimal["contents"]] == [{"id", "name", "status", "last_modified"}] * 60


def test_a_full_service_tells_what_the_listing_tells(invented: Flask) -> None:
    (service,) = ask_json(invented, "/hsds/services?search=amarante&full=true&per_page=1")["contents"]
    assert service["organization"]["name"] == "Association Amarante"
    assert [phone["number"] for phone in service["phones"]] == ["+33199001111"]
    (schedule,) = service["schedules"]
    assert (schedule["byday"], schedule["opens_at"], schedule["closes_at"]) == (
        "MO,TU,WE,TH,FR",
        "09:00",
        "17:00",
    )
    (at,) = service["service_at_locations"]
    assert at["location"]["addresses"][0]["address_1"] == "5 rue Fictive"
    assert (service["minimum_age"], service["maximum_age"]) == (12, 21)
    assert "9999" not in json.dumps(service)


def test_a_confidential_service_has_territories_a_reason_and_no_place(invented: Flask) -> None:
    listing = ask_json(invented, "/hsds/services?search=refuge+belladone&full=true&per_page=1")["contents"][0]
    assert listing["name"] == "Refuge Belladone"
    assert {area["name"] for area in listing["service_areas"]} == {"Ille-et-Vilaine", "Morbihan"}
    reasons = [attribute for attribute in listing["attributes"] if attribute["link_type"] == PUBLICATION]
    assert [reason["taxonomy_term"]["code"] for reason in reasons] == ["confidential"]
    assert not [word for word in WHERE if word in json.dumps(listing, ensure_ascii=False)]
    hidden = {one["id"] for one in read_all(invented, "/hsds/services") if one["name"] == "Refuge Belladone"}
    assert not hidden & {one["service_id"] for one in read_all(invented, "/hsds/service_at_locations")}


def test_each_confidential_listing_is_found_by_its_reason_alone(invented: Flask) -> None:
    listings = ask_json(invented, "/exports/listings.json")["listings"]
    terms = read_all(invented, "/hsds/taxonomy_terms")
    for code, expected in {
        "confidential": [one for one in listings if one["is_confidential"]],
        "address": [one for one in listings if one["address"] and not one["is_national"]],
    }.items():
        (term,) = [term["id"] for term in terms if term["code"] == code]
        found = read_all(invented, f"/hsds/services?taxonomy_term_id={term}")
        assert [one["name"] for one in found] == [one["name"] for one in expected]


def test_services_are_filtered_by_kind_need_organization_and_date(invented: Flask) -> None:
    listings = ask_json(invented, "/exports/listings.json")["listings"]
    terms = {term["name"]: term for term in read_all(invented, "/hsds/taxonomy_terms")}
    crips = read_all(invented, f"/hsds/services?taxonomy_term_id={terms['CRIP']['id']}")
    assert [one["name"] for one in crips] == [one["name"] for one in listings if one["category"] == "crip"]
    need = read_all(invented, f"/hsds/services?taxonomy_term_id={terms['Alerter']['id']}")
    assert {one["id"] for one in crips} < {one["id"] for one in need}
    below = read_all(invented, f"/hsds/taxonomy_terms?parent_id={terms['Alerter']['id']}")
    assert "CRIP" in [term["name"] for term in below]
    (organization,) = read_all(invented, "/hsds/organizations?search=amarante")
    (service,) = read_all(invented, f"/hsds/services?organization_id={organization['id']}")
    assert service["name"] == "Maison Amarante"
    assert len(read_all(invented, "/hsds/services?modified_after=2026-11-24T00:00:00Z")) == 60
    assert read_all(invented, "/hsds/services?modified_after=2026-11-25") == []


def test_places_are_found_by_postcode_and_distance(invented: Flask) -> None:
    near = read_all(invented, "/hsds/service_at_locations?postcode=56000&proximity=5000&full=true")
    assert near
    assert {one["location"]["name"] for one in near} == {"Vannes"}
    served = read_all(invented, "/hsds/service_at_locations?postcode=56000")
    assert {one["id"] for one in near} <= {one["id"] for one in served}


def test_what_is_not_known_is_an_empty_page_or_a_404(invented: Flask) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    for parameter in ("organization_id", "taxonomy_term_id", "taxonomy_id"):
        page = ask_json(invented, f"/hsds/services?{parameter}={nobody}")
        assert (page["empty"], page["total_items"]) == (True, 0)
    beyond = ask_json(invented, "/hsds/services?page=99")
    assert (beyond["empty"], beyond["last_page"], beyond["total_items"]) == (True, True, 60)
    for kind in ("services", "organizations", "taxonomies"):
        assert ask(invented, f"/hsds/{kind}/{nobody}", 404).mimetype == "application/problem+json"
    assert ask_json(invented, "/hsds/services?search=" + quote("zzz inconnu"))["empty"] is True


def test_the_root_tells_the_version_and_where_the_description_is(invented: Flask) -> None:
    about = ask_json(invented, "/hsds/")
    assert about["version"] == "3.1"
    described = ask_json(invented, about["openapi_url"].removeprefix("https://relais.example"))
    assert set(described["paths"]) == {operation.path for operation in OPERATIONS.values()}
