"""API v1: same filters as the pages, no gap and no double from page to page."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from msgspec.structs import replace
from sqlmodel import Session
from werkzeug.test import Client

from directory import create_app
from directory.api.operations import FORMATS, OPERATIONS
from directory.front import Front
from directory.listings.categories import CATEGORIES, POSITIONS
from directory.places.departements import DEPARTEMENTS
from tests.allowed_keys import LISTING_KEYS
from tests.fictional import make_draft, store
from tests.invented import KNOWN, ask, ask_json, follow, validate

NOWHERE = ("seat_departement", "commune", "code_insee", "postcode", "address", "precision")


def test_every_listing_is_read_once_whatever_the_size_of_a_page(invented: Flask) -> None:
    numbers = [listing["number"] for listing in follow(invented, "/api/v1/listings?limit=7")]
    assert numbers == list(range(1, 61))
    assert numbers == [one["number"] for one in follow(invented, "/api/v1/listings?limit=1000")]


def test_a_listing_has_the_allowed_keys_and_no_other(invented: Flask) -> None:
    for listing in follow(invented, "/api/v1/listings"):
        assert set(listing) == LISTING_KEYS
        validate("Listing", listing)
    features = ask_json(invented, "/api/v1/listings.geojson")["features"]
    for feature in features:
        assert set(feature["properties"]) == LISTING_KEYS - {"latitude", "longitude"}
        validate("Feature", feature)
    header = ask(invented, "/api/v1/listings.csv").text.lstrip("\ufeff").splitlines()[0]
    told = "source_url source_date source_kind source_role seen_on confirmed_on confirmed_by".split()
    contacts = {f"{name}_{key}" for name in ("phones", "emails") for key in ("label", "kind", *told)}
    origins = {f"{name}_{key}" for name in ("website", "address") for key in told}
    assert set(header.split(";")) == LISTING_KEYS - {"website_origin", "address_origin"} | contacts | origins


def test_a_confidential_listing_is_a_name_and_the_departements_it_serves(invented: Flask) -> None:
    listing = ask_json(invented, "/api/v1/listings/2")
    assert (listing["name"], listing["departements"]) == ("Refuge Belladone", ["35", "56"])
    assert [listing[name] for name in NOWHERE] == [""] * len(NOWHERE)
    assert (listing["latitude"], listing["longitude"]) == (None, None)
    assert ask_json(invented, "/api/v1/listings/2?format=geojson")["geometry"] is None
    assert 2 not in ask_json(invented, "/api/v1/listings.columns")["number"]


def test_a_contact_for_professionals_is_said_to_exist_and_never_given(invented: Flask) -> None:
    listing = ask_json(invented, "/api/v1/listings/1")
    assert listing["has_restricted_contact"] is True
    assert [(phone["value"], phone["label"]) for phone in listing["phones"]] == [("+33199001111", "accueil")]
    for form in FORMATS:
        assert "9999" not in ask(invented, f"/api/v1/listings.{form}?limit=1").text


def test_a_listing_is_found_by_its_number_and_by_its_slug(invented: Flask) -> None:
    listing = ask_json(invented, "/api/v1/listings/1")
    assert ask_json(invented, f"/api/v1/listings/{listing['slug']}") == listing
    assert listing["url"] == f"https://relais.example/fiches/{listing['slug']}"


def test_paging_misses_and_repeats_nothing_while_listings_change(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, *(make_draft(f"fiche-{n:02}") for n in range(1, 31)))
        read: list[int] = []
        following: str | None = "/api/v1/listings?limit=4"
        while following:
            page = ask_json(own_app, following.removeprefix("https://relais.example"))
            read += [listing["number"] for listing in page["listings"]]
            following = page["next"]
            last = read[-1]
            store(
                session,
                replace(make_draft(f"fiche-{max(1, last - 2):02}"), status="archived"),
                make_draft(f"nouvelle-{last:02}"),
                make_draft(f"fiche-{min(30, last + 2):02}", summary=f"Modifiée après {last}."),
            )
    assert len(read) == len(set(read))
    assert set(range(1, 31)) <= set(read)


@pytest.mark.parametrize(
    ("query", "keeps"),
    [
        (
            "departement=56",
            lambda one: not one["is_national"] and "56" in [*one["departements"], one["seat_departement"]],
        ),
        ("portee=nationale", lambda one: one["is_national"]),
        ("categorie=crip&categorie=uaped", lambda one: one["category"] in {"crip", "uaped"}),
        ("groupe=heberger", lambda one: CATEGORIES[one["category"]].group == "heberger"),
        ("sans-rdv=1", lambda one: one["walk_in"] == "yes"),
        ("mineurs=1", lambda one: one["admits_minors"] == "yes"),
        ("conseil=1", lambda one: one["supports_professionals"] == "yes"),
        ("genre=fille", lambda one: one["genders"] != "boys"),
        ("pres=56260&rayon=20", lambda one: one["commune"] == "Vannes" and not one["is_national"]),
        ("modified_after=2026-11-24", lambda one: True),
        ("modified_after=2026-11-25T00:00:00Z", lambda one: False),
    ],
)  # fmt: skip
def test_a_filter_keeps_what_it_says_and_all_of_it(invented: Flask, query: str, keeps: Any) -> None:
    everything = follow(invented, "/api/v1/listings")
    found = follow(invented, f"/api/v1/listings?{query}")
    assert [one["number"] for one in found] == [one["number"] for one in everything if keeps(one)]


def test_words_are_understood_as_on_the_pages(invented: Flask) -> None:
    found = follow(invented, "/api/v1/listings?q=belladonne&departement=35")
    assert "Refuge Belladone" in [one["name"] for one in found]


def test_what_is_open_is_open_at_this_instant(invented: Flask) -> None:
    at = {"relais.now": datetime(2026, 11, 24, 9, tzinfo=UTC)}
    night = {"relais.now": datetime(2026, 11, 24, 2, tzinfo=UTC)}
    client = invented.test_client()
    by_day = client.get("/api/v1/listings?ouvert=1", environ_overrides=at).get_json()["listings"]
    by_night = client.get("/api/v1/listings?ouvert=1", environ_overrides=night).get_json()["listings"]
    assert 1 in [one["number"] for one in by_day]
    assert {one["hours"] for one in by_night} <= {"24/7", "Mo-Su 20:00-23:59"}


def test_columns_hold_the_listings_that_have_a_point(invented: Flask) -> None:
    columns = ask_json(invented, "/api/v1/listings?format=columns&limit=1000")
    shown = [one for one in follow(invented, "/api/v1/listings") if one["latitude"] is not None]
    assert columns["number"] == [one["number"] for one in shown]
    assert columns["latitude"] == [one["latitude"] for one in shown]
    assert columns["category"] == [POSITIONS[one["category"]] for one in shown]


def test_the_change_feed_tells_each_listing_once_with_its_last_change(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("rose"), make_draft("iris"), make_draft("lilas"))
        first = read_changes(own_app, 0)
        assert [change["verb"] for change in first] == ["published"] * 3
        assert all(set(change) == {"version", "number", "verb", "slug"} for change in first)
        store(session, make_draft("rose", summary="Autre."), replace(make_draft("iris"), status="archived"))
    assert read_changes(own_app, first[-1]["version"]) == [
        {"version": 4, "number": 1, "verb": "changed", "slug": "equipe-fictive-rose-56"},
        {"version": 5, "number": 2, "verb": "withdrawn"},
    ]
    assert read_changes(own_app, 5) == []
    ask(own_app, "/api/v1/listings/equipe-fictive-iris-56", 410)


def test_a_reader_who_has_the_present_answer_is_told_so_without_reading_it_again(
    own_app: Flask, tmp_path: Path
) -> None:
    config = own_app.config["RELAIS"]
    front = Front(lambda: own_app.wsgi_app, database_url=config.database_url, folder=tmp_path, build="essai")
    client = Client(front)
    for address in ("/api/v1/listings", "/api/v1/changes", "/hsds/services", "/exports/listings.csv"):
        with Session(own_app.extensions["engine"]) as session:
            store(session, make_draft("rose", summary="Avant."))
        first = client.get(address)
        has_it = {"If-None-Match": first.headers["ETag"]}
        again = client.get(address, headers=has_it)
        assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        with Session(own_app.extensions["engine"]) as session:
            store(session, make_draft("rose", summary="Après."))
        assert client.get(address, headers=has_it).status_code == 200
    front.close()


def test_a_file_is_sent_while_it_is_read_and_no_page_of_it_is_kept(own_app: Flask, tmp_path: Path) -> None:
    config = own_app.config["RELAIS"]
    front = Front(lambda: own_app.wsgi_app, database_url=config.database_url, folder=tmp_path, build="essai")
    with Session(own_app.extensions["engine"]) as session:
        store(session, *(make_draft(f"f{number:04}") for number in range(600)))
    answer = Client(front).get("/exports/listings.json", buffered=False)
    assert "Content-Length" not in answer.headers
    pieces = list(answer.iter_encoded())
    assert len(pieces) > 3
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 2
    assert len(json.loads(b"".join(pieces))["listings"]) == 600
    answer.close()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    front.close()


def read_changes(app: Flask, since: int) -> list[Any]:
    return [json.loads(line) for line in ask(app, f"/api/v1/changes?since={since}").text.splitlines()]


def test_departements_categories_communes_and_coverage_answer_as_documented(invented: Flask) -> None:
    departements = ask_json(invented, "/api/v1/departements")["departements"]
    assert [one["code"] for one in departements] == list(DEPARTEMENTS)
    assert ask_json(invented, "/api/v1/departements/56") == next(d for d in departements if d["code"] == "56")
    communes = ask_json(invented, "/api/v1/communes?q=vanes")
    assert communes["communes"][0]["label"] == "Vannes"
    categories = ask_json(invented, "/api/v1/categories")["categories"]
    cells = ask_json(invented, "/api/v1/coverage")["coverage"]
    assert len(cells) == (len(DEPARTEMENTS) + 1) * len(CATEGORIES)
    found = {"Departement": departements, "Commune": communes["communes"], "Category": categories}
    for name, records in (found | {"CoverageCell": cells}).items():
        for record in records[:200]:
            validate(name, record)


def test_coverage_never_counts_confidential_options(own_app: Flask) -> None:
    def cell() -> Any:
        cells = ask_json(own_app, "/api/v1/coverage")["coverage"]
        return next(c for c in cells if (c["departement"], c["category"]) == ("56", "confidential_housing"))

    with Session(own_app.extensions["engine"]) as session:
        store(session, KNOWN[1])
        one = cell()
        store(session, replace(KNOWN[1], ref="autre"))
    assert one == cell()
    assert one["has_confidential"] is True
    assert one["known"] == 0


def test_the_documentation_names_every_address_and_every_parameter(invented: Flask) -> None:
    page = ask(invented, "/api").text
    described = ask_json(invented, "/api/v1/openapi.json")["paths"]
    for operation in OPERATIONS.values():
        assert operation.path in page
        assert {p["name"] for p in described[operation.path]["get"]["parameters"]} == {
            *operation.places, *(parameter.name for parameter in operation.parameters)
        }  # fmt: skip
        for parameter in operation.parameters:
            assert f"<code>{parameter.name}</code>" in page


def test_a_file_of_listings_is_the_same_bytes_twice_and_runs_nothing(invented: Flask) -> None:
    for extension in ("json", "geojson", "csv", "xlsx"):
        address = f"/exports/listings.{extension}?departement=56"
        assert ask(invented, address).data == ask(invented, address).data
    text = ask(invented, "/exports/listings.csv?departement=56").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert rows[0]["summary"].startswith("'=1+1")
    assert rows[0]["phones"] == "+33199001111"


@pytest.mark.parametrize("extension", ["json", "geojson", "csv", "xlsx"])
def test_a_file_read_whole_in_part_or_not_at_all_leaves_no_connection_open(
    invented: Flask, extension: str
) -> None:
    address, client = f"/exports/listings.{extension}", invented.test_client()
    client.get(address).get_data()
    partly = client.get(address, buffered=False)
    next(partly.iter_encoded())
    partly.close()
    client.head(address).close()
    assert invented.extensions["engine"].pool.checkedout() == 0


def test_without_its_database_a_file_is_refused_and_not_begun(make_config: Any, tmp_path: Path) -> None:
    away = create_app(make_config(f"sqlite:///{tmp_path / 'nothing' / 'away.sqlite'}"))
    answer = ask(away, "/exports/listings.json", 503)
    assert (answer.mimetype, answer.headers["Retry-After"]) == ("application/problem+json", "30")
    away.extensions["engine"].dispose()


def test_a_file_of_listings_holds_all_of_them(invented: Flask) -> None:
    listings = follow(invented, "/api/v1/listings")
    assert ask_json(invented, "/exports/listings.json")["listings"] == listings
    features = ask_json(invented, "/exports/listings.geojson")["features"]
    assert [feature["id"] for feature in features] == [listing["number"] for listing in listings]
