"""What an address of data refuses: by a sentence that names the parameter, by its count, by its method."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from flask import Flask

from directory.api import operations_hsds
from directory.api.operations import OPERATIONS
from directory.api.parameters import Parameter
from directory.database.engine import make_engine
from directory.web.machine import Limiter, _costly
from tests.addresses import NOBODY
from tests.conftest import Databases
from tests.invented import ask, ask_json, validate

PLACES = {"extension": "json", "key": "1", "code": "56", "id": NOBODY}


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/v1/listings?age=400", "age"),
        ("/api/v1/listings?age=", "age"),
        ("/api/v1/listings?age=1&age=2", "age"),
        ("/api/v1/listings?categorie=inconnue", "categorie"),
        ("/api/v1/listings?departement=100", "departement"),
        ("/api/v1/listings?limit=0", "limit"),
        ("/api/v1/listings?limit=1001", "limit"),
        ("/api/v1/listings?cursor=-1", "cursor"),
        ("/api/v1/listings?cursor=%D9%A3", "cursor"),
        ("/api/v1/listings?ouvert=peut-etre", "ouvert"),
        ("/api/v1/listings?modified_after=hier", "modified_after"),
        ("/api/v1/listings?modified_after=2026-02-30", "modified_after"),
        ("/api/v1/listings?format=xml", "format"),
        ("/api/v1/listings?page=2", "page"),
        ("/api/v1/listings?q=" + "x" * 101, "q"),
        ("/api/v1/listings/1?format=csv", "format"),
        ("/api/v1/changes?since=abc", "since"),
        ("/api/v1/communes", "q"),
        ("/api/v1/categories?x=1", "x"),
        ("/exports/listings.csv?limit=3", "limit"),
        ("/data-inclusion/v1/services?size=0", "size"),
        ("/hsds/services?page=zero", "page"),
        ("/hsds/services?organization_id=12", "organization_id"),
    ],
)  # fmt: skip
def test_a_malformed_parameter_is_refused_by_a_sentence_that_names_it(
    invented: Flask, address: str, parameter: str
) -> None:
    answer = ask(invented, address, 400)
    told = orjson.loads(answer.data)
    assert answer.mimetype == "application/problem+json"
    assert (told["status"], told["parameter"]) == (400, parameter)
    assert f"« {parameter} »" in told["detail"]
    validate("Problem", told)


#: Outside the descriptions: what pages, partners' pages, newsletters and readers load. In the path, a code.
_SEARCHED = ("/points.json?departement=56&", "/points.js?region=53&", "/points.geojson?departement=56&",
             "/images/56.svg?", "/images/region-53.png?")  # fmt: skip
_FILTERS = ("categorie=x", "groupe=x", "age=99", "age=x", "genre=x", "saisine=x", "ouvert=x", "page=0",
            "pres=00000", "q=" + "x" * 101, "inconnu=1", "genre=fille&genre=garcon")  # fmt: skip
_OTHERS = (
    "/points.json departement", "/points.json?departement=zz departement", "/points.js?region=zz region",
    "/points.geojson departement", "/points.geojson?region=53 region", "/points/0.json number",
    "/images/zz.svg code", "/contours/zz.geojson code", "/couverture.csv?region=zz region",
    "/couverture.csv?categorie=x categorie", "/couverture.xlsx?mesure=11&categorie=crip mesure",
    "/couverture.csv?mesure=x mesure", "/couverture.csv?age=15 age",
    "/changements.atom?departement=56 departement", "/departements/56/changements.atom?x=1 x",
    "/exports/listings.csv?categorie=x categorie",
    "/oembed?url=https://relais.example/departements/56&maxheight=-1 maxheight",
)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "name"),
    [(path + query, query.partition("=")[0]) for path in _SEARCHED for query in _FILTERS]
    + [tuple(other.split()) for other in _OTHERS],
)
def test_an_address_of_data_refuses_by_name_what_a_page_would_drop(
    invented: Flask, address: str, name: str
) -> None:
    status = 404 if name in {"pres", "code", "number"} else 400
    told = ask_json(invented, address, status)
    assert (told["parameter"], f"« {name} »" in told["detail"] or name == "maxheight") == (name, True)


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        (base + re.sub(r"{(\w+)}", lambda place: PLACES[place[1]], operation.path), operation.parameters)
        for base, known in (("", OPERATIONS), ("/hsds", operations_hsds.OPERATIONS))
        for operation in known.values()
    ],
)
def test_every_parameter_of_every_address_refuses_what_it_cannot_be(
    invented: Flask, path: str, parameters: Sequence[Parameter]
) -> None:
    """A text may be anything but long; given twice, only what takes many is understood."""
    wrong = [(one.name, f"{one.name}={'x' * 101}") for one in parameters]
    wrong += [(one.name, f"{one.name}=1&{one.name}=1") for one in parameters if not one.many]
    for name, query in [*wrong, ("inconnu", "inconnu=1")]:
        told = ask_json(invented, f"{path}?{query}", 400)
        assert (told["parameter"], f"« {name} »" in told["detail"]) == (name, True)


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("/api/v1/listings?pres=99999", "pres"),
        ("/hsds/service_at_locations?postcode=99999", "postcode"),
        ("/hsds/service_at_locations?proximity=500", "proximity"),
    ],
)
def test_a_place_that_does_not_exist_is_said_not_to(invented: Flask, address: str, parameter: str) -> None:
    told = ask_json(invented, address, 404)
    assert told["parameter"] == parameter
    assert f"« {parameter} »" in told["detail"]


@pytest.mark.parametrize(
    "address", ["/api/v1/listings/9999", "/api/v1/listings/rien", "/api/v1/rien", "/hsds/x"]
)
def test_what_is_not_there_is_a_problem_and_not_a_page(invented: Flask, address: str) -> None:
    answer = ask(invented, address, 404)
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_the_addresses_of_machines_are_open_to_other_sites(invented: Flask) -> None:
    for address in (
        "/api/v1/categories",
        "/hsds/",
        "/data-inclusion/v1/thematiques",
        "/exports/listings.json",
    ):
        headers = ask(invented, address).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert headers["RateLimit-Policy"].startswith('"default";q=')
    for address in ("/", "/departements/56", "/api"):
        headers = ask(invented, address).headers
        assert "Access-Control-Allow-Origin" not in headers
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_nothing_can_be_written(invented: Flask) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = invented.test_client().open("/api/v1/listings", method=method)
        assert answer.status_code in {403, 405}
        assert answer.mimetype == "application/problem+json"


def test_workers_count_together_and_a_disk_that_fails_refuses_nobody(tmp_path: Path) -> None:
    at = datetime(2026, 11, 24, 9, 0, 50, tzinfo=UTC)
    workers = [Limiter(3, tmp_path / "asked.sqlite") for _ in range(2)]
    assert [workers[turn % 2].refuse_for("one", at) for turn in range(5)] == [0, 0, 0, 10, 10]
    assert workers[0].refuse_for("other", at) == workers[1].refuse_for("one", at + timedelta(seconds=10)) == 0
    assert Limiter(0, tmp_path / "absent" / "asked.sqlite").refuse_for("one", at) == 0


def test_machines_count_together_through_their_database(databases: Databases, empty_database: str) -> None:
    at = datetime(2026, 11, 24, 9, 0, 50, tzinfo=UTC)
    engine = make_engine(databases.make(empty_database))
    if engine.dialect.name == "postgresql":
        machines = [Limiter(3, engine=engine) for _ in range(2)]
        assert [machines[turn % 2].refuse_for("one", at) for turn in range(5)] == [0, 0, 0, 10, 10]
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE asked")  # a backup was put back meanwhile
        assert [machines[0].refuse_for("one", at) for _ in range(5)] == [0, 0, 0, 0, 10]
    engine.dispose()


@pytest.mark.parametrize("path", ["/departements/56/fiche.pdf", "/images/56.png", "/couverture.xlsx"])
def test_what_is_costly_to_draw_counts_for_ten_and_is_refused_with_the_emergency_numbers(
    own_app: Flask, path: str
) -> None:
    own_app.extensions["limiter"] = Limiter(19)
    at = {"relais.now": datetime(2026, 11, 24, 9, 0, 50, tzinfo=UTC)}
    first, second = (own_app.test_client().get(path, environ_overrides=at) for _ in range(2))
    assert (first.status_code, second.status_code, second.headers["Retry-After"]) == (200, 429, "10")
    assert "119" in second.text
    elsewhere = at | {"REMOTE_ADDR": "192.0.2.7"}
    assert own_app.test_client().get(path, environ_overrides=elsewhere).status_code == 200


def test_a_third_costly_answer_at_once_is_asked_to_come_back(own_app: Flask) -> None:
    with _costly, _costly:
        refused = own_app.test_client().get("/departements/56/fiche.pdf")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert "119" in refused.text
    assert own_app.test_client().get("/departements/56/fiche.pdf").status_code == 200


def test_a_network_that_searches_without_end_is_slowed_and_others_are_not(own_app: Flask) -> None:
    own_app.extensions["limiter"] = Limiter(2)
    client, at = own_app.test_client(), {"relais.now": datetime(2026, 11, 24, 9, 0, 50, tzinfo=UTC)}
    codes = [client.get(f"/recherche?q=mot{n}", environ_overrides=at).status_code for n in range(3)]
    assert codes == [200, 200, 429]
    assert client.get("/departements/56", environ_overrides=at).status_code == 200


def test_who_asks_too_often_is_told_when_to_come_back(own_app: Flask) -> None:
    own_app.extensions["limiter"] = Limiter(2)
    at = {"relais.now": datetime(2026, 11, 24, 9, 0, 50, tzinfo=UTC)}
    client = own_app.test_client()
    codes = [client.get("/api/v1/categories", environ_overrides=at).status_code for _ in range(3)]
    refused = client.get("/api/v1/categories", environ_overrides=at)
    assert (codes, refused.headers["Retry-After"]) == ([200, 200, 429], "10")
    assert refused.headers["RateLimit"] == '"default";r=0;t=10'
    elsewhere = client.get("/api/v1/categories", environ_overrides=at | {"REMOTE_ADDR": "192.0.2.7"})
    later = {"relais.now": datetime(2026, 11, 24, 9, 1, tzinfo=UTC)}
    assert (
        elsewhere.status_code == client.get("/api/v1/categories", environ_overrides=later).status_code == 200
    )
