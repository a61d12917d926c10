"""Errors are pages too: what happened, where to go, the emergency numbers, and nothing of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session

from directory import create_app
from directory.config import Config
from tests.conftest import SERVER
from tests.fictional import make_draft, store
from tests.page_client import PageClient, plain

#: What an answer never says.
INSIDE = (
    "Traceback",
    "sqlalchemy",
    "sqlite",
    "psycopg",
    "SELECT ",
    "/directory/",
    ".py",
    "Werkzeug",
    "Flask",
)


def check_says_nothing_of_the_machine(body: str) -> None:
    assert [word for word in INSIDE if word in body.lower()] == []


@pytest.fixture(scope="module")
def client(seeded_app: Flask) -> PageClient:
    return PageClient(seeded_app)


def test_an_unknown_departement_proposes_the_nearest_names(client: PageClient) -> None:
    page = client.get("/departements/morbian", 404)
    assert "/departements/56" in page.links()
    assert "/departements/01" not in page.links()
    assert "morbian" in page.text
    assert "/departements/56" in client.get("/departements/vannes", 404).links()


def test_a_mistyped_listing_proposes_those_that_look_like_it(client: PageClient) -> None:
    page = client.get("/fiches/uaped-de-vanes", 404)
    assert "/fiches/uaped-vannes-56" in page.links()


@pytest.mark.parametrize("address", ["/nulle-part", "/departements/", "/fiches/", "/carte/99.js", "/.env"])
def test_what_does_not_exist_leads_back_to_the_search(client: PageClient, address: str) -> None:
    page = client.get(address, 404)
    assert "/" in page.links()
    assert page.all("input", name="lieu")
    check_says_nothing_of_the_machine(page.answer.text)


@pytest.mark.parametrize("address", ["//departements/56", "/departements//56", "/static//style.css"])
def test_a_doubled_slash_is_not_redirected_to_whatever_host_was_named(
    seeded_app: Flask, address: str
) -> None:
    answer = seeded_app.test_client().get(address, base_url="https://evil.example")
    assert answer.status_code == 404
    assert "Location" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("address", ["/", "/departements/56", "/recherche", "/points.json", "/healthz"])
def test_an_address_to_read_receives_nothing(client: PageClient, method: str, address: str) -> None:
    answer = client.send(method, address, 405).answer
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_methods_nobody_needs_are_refused(seeded_app: Flask, method: str) -> None:
    assert seeded_app.test_client().open("/", method=method).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        f"/recherche?q={'x' * 101}",
        f"/departements/56?age={'1' * 101}",
        f"/departements/56?{'n' * 101}=1",
        f"/ou?lieu={'x' * 101}",
        "/recherche?" + "&".join(["categorie=crip"] * 31),
    ],
)
def test_an_oversized_parameter_is_refused_in_french(client: PageClient, address: str) -> None:
    page = client.get(address, 400)
    assert "trop long" in page.text


def test_a_withdrawn_listing_says_so_and_a_draft_was_never_there(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_draft("one", name="Maison retirée", status="archived"),
            make_draft("two", name="Maison brouillon", status="draft"),
        )
    client = PageClient(own_app)
    gone = client.get("/fiches/maison-retiree-56", 410)
    assert "n’est plus publiée" in gone.text
    assert "Maison retirée" not in gone.text
    never = client.get("/fiches/maison-brouillon-56", 404)
    assert "Maison brouillon" not in never.text


def test_an_unforeseen_error_is_a_calm_page(own_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    own_app.testing = False
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("one"))
        session.connection().execute(text("UPDATE publication SET view = '{}'"))
        session.commit()
    page = PageClient(own_app).get("/fiches/equipe-fictive-one-56?q=recherche-intime", 500)
    assert page.answer.headers["Cache-Control"] == "no-store"
    check_says_nothing_of_the_machine(page.answer.text)
    assert "recherche-intime" not in caplog.text


def test_a_broken_database_is_a_calm_page_and_the_log_says_nothing_of_the_search(
    own_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    own_app.testing = False
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("one", name="Équipe intime"))
        session.connection().execute(text("DROP TABLE search_token"))
        session.commit()
    page = PageClient(own_app).get("/recherche?q=intime", 500, 503)
    check_says_nothing_of_the_machine(page.answer.text)
    assert caplog.records
    assert "intime" not in caplog.text


@pytest.fixture
def unreachable(make_config: object, tmp_path: Path) -> Flask:
    """The site with its database away."""
    address = (
        "postgresql+psycopg://relais@127.0.0.1:1/relais"
        if SERVER
        else f"sqlite:///{tmp_path / 'no' / 'such' / 'file.sqlite'}"
    )
    config: Config = make_config(address)  # type: ignore[operator]
    app = create_app(config)
    app.testing = False
    return app


@pytest.mark.parametrize("address", ["/", "/departements/56", "/recherche", "/fiches/x", "/points/1.json"])
def test_with_the_database_away_the_ladder_still_answers(unreachable: Flask, address: str) -> None:
    page = PageClient(unreachable).get(address, 503)
    assert page.answer.headers["Retry-After"] == "30"
    assert "119" in plain(page.answer.text)
    check_says_nothing_of_the_machine(page.answer.text)


@pytest.mark.parametrize(
    "address", ["/rester-discret", "/healthz", "/static/style.css", "/contours/56.geojson"]
)
def test_what_needs_no_database_answers_without_it(unreachable: Flask, address: str) -> None:
    PageClient(unreachable).get(address)


def test_not_ready_is_said_without_the_reason(unreachable: Flask, databases: object) -> None:
    assert unreachable.test_client().get("/readyz").status_code == 503
    assert unreachable.test_client().get("/readyz").text == "not ready\n"


def test_a_database_of_another_schema_is_not_ready(databases: object, make_config: object) -> None:
    app = create_app(make_config(databases.make()))  # type: ignore[operator, attr-defined]
    assert app.test_client().get("/readyz").status_code == 503
    app.extensions["engine"].dispose()


@pytest.mark.parametrize(
    ("address", "note"),
    [
        ("/recherche?portee=galaxie", "Portée « galaxie » : inconnue, filtre ignoré."),
        ("/recherche?page=vingt", "Page « vingt » : inconnue, retour à la première."),
        ("/departements/56?groupe=zut", "Besoin « zut » : inconnu, filtre ignoré."),
        ("/departements/56?ouvert=peut-etre", "Filtre « ouvert » : « peut-etre » est inconnu"),
    ],
)
def test_an_unknown_value_is_dropped_and_said(client: PageClient, address: str, note: str) -> None:
    page = client.get(address)
    assert page.cards()
    assert any(note in plain("".join(said.itertext())) for said in page.all("p", class_="notice"))


@pytest.mark.parametrize("path", ["/departements/29/", "/recherche/?q=fugue", "/orientation/"])
def test_an_address_typed_with_a_slash_at_its_end_leads_to_its_page(seeded_app: Flask, path: str) -> None:
    answer = seeded_app.test_client().get(path)
    assert answer.status_code == 301
    assert answer.headers["Location"] == path.replace("/?", "?").removesuffix("/")


@pytest.mark.parametrize("path", ["/inconnu/", "/departements/29//evil.example/"])
def test_a_slash_at_the_end_leads_nowhere_else(seeded_app: Flask, path: str) -> None:
    assert seeded_app.test_client().get(path).status_code == 404
