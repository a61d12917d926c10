"""data·inclusion 1.0: valid with the package of the standard, of good quality, silent on what is hidden."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from data_inclusion.schema.v1 import Service, Structure, Thematique
from data_inclusion.schema.v1.score_qualite import score
from flask import Flask

from directory.listings.categories import CATEGORIES
from tests.allowed_keys import SERVICE_KEYS, STRUCTURE_KEYS
from tests.invented import ask_json

PLACE = ("adresse", "code_postal", "code_insee", "commune", "latitude", "longitude")
LEAST_QUALITY = 0.8


def today(record: dict[str, Any]) -> dict[str, Any]:
    """The record as if modified today: the standard refuses the future, and marks down what is old."""
    assert date.fromisoformat(record["date_maj"])
    return record | {"date_maj": date.today().isoformat()}


def read_all(app: Flask, kind: str) -> list[dict[str, Any]]:
    """Read every page of a list."""
    found: list[dict[str, Any]] = []
    pages = 1
    while len(found) == 0 or pages > len(found) // 50:
        page = ask_json(app, f"/data-inclusion/v1/{kind}?size=50&page={len(found) // 50 + 1}")
        found += page["items"]
        pages = page["pages"]
        if len(found) == page["total"]:
            return found
    raise AssertionError("pages do not add up")


@pytest.fixture(params=["invented", "seeded_app"])
def site(request: pytest.FixtureRequest) -> Flask:
    """Invented listings, then the real seed."""
    app: Flask = request.getfixturevalue(request.param)
    return app


def test_every_service_and_structure_is_valid_and_has_the_allowed_keys(site: Flask) -> None:
    structures = {one["id"]: one for one in read_all(site, "structures")}
    services = read_all(site, "services")
    for structure in structures.values():
        assert set(structure) == STRUCTURE_KEYS
        Structure.model_validate(today(structure), context={"ignore_warnings": False})
    for service in services:
        assert set(service) == SERVICE_KEYS
        Service.model_validate(today(service), context={"ignore_warnings": False})
        assert service["structure_id"] in structures
    assert len({service["id"] for service in services}) == len(services)


def test_listings_that_have_the_facts_score_high(site: Flask) -> None:
    """The facts: a contact, who may refer, and two sentences of description."""
    scores = [
        score(Service.model_validate(today(service)))[0]
        for service in read_all(site, "services")
        if (service["telephone"] or service["courriel"])
        and service["mobilisable_par"]
        and len(service["description"]) >= 200
    ]
    assert scores
    assert sum(scores) / len(scores) >= LEAST_QUALITY


def test_a_confidential_service_has_no_place_and_says_whom_it_serves(invented: Flask) -> None:
    (service,) = [one for one in read_all(invented, "services") if one["nom"] == "Refuge Belladone"]
    assert [service[name] for name in PLACE] == [None] * len(PLACE)
    assert service["zone_eligibilite"] == ["35", "56"]
    (structure,) = [one for one in read_all(invented, "structures") if one["id"] == service["structure_id"]]
    assert [structure[name] for name in PLACE] == [None] * len(PLACE)


def test_what_is_unknown_is_not_supposed(invented: Flask) -> None:
    named = {one["nom"]: one for one in read_all(invented, "services")}
    assert named["Maison Amarante"]["frais"] is None
    assert named["Maison Amarante"]["mobilisable_par"] == ["usagers", "professionnels"]
    assert named["Refuge Belladone"]["mobilisable_par"] is None
    assert named["Refuge Belladone"]["modes_accueil"] is None


def test_services_of_a_departement_are_those_that_answer_for_it(invented: Flask) -> None:
    items = ask_json(invented, "/data-inclusion/v1/services?departement=974&size=1000")["items"]
    assert items
    listings = ask_json(invented, "/exports/listings.json?departement=974")["listings"]
    assert [one["id"] for one in items] == [f"relais--{listing['number']}" for listing in listings]


def test_each_category_has_themes_the_standard_knows(invented: Flask) -> None:
    published = ask_json(invented, "/data-inclusion/v1/thematiques")["thematiques"]
    assert [one["categorie"] for one in published] == list(CATEGORIES)
    for one in published:
        assert one["thematiques"]
        assert all(Thematique(theme) for theme in one["thematiques"])
