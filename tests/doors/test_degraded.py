"""With the disk full or read-only, or the mail away: reading goes on, writing says no clearly."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlmodel import Session

from directory import create_app
from directory.mail import sending
from directory.models import Account, Listing
from tests.conftest import SERVER
from tests.fictional import make_draft, store
from tests.hanging import hanging_server
from tests.page_client import PageClient, read
from tests.people import PASSWORD, Browser, account, browse, rows, sign_in
from tests.team import send, typed

READ_ONLY = "SET default_transaction_read_only = on" if SERVER else "PRAGMA query_only = ON"
#: PostgreSQL reports a full disk as SQLite does: an OperationalError.
STATES = [READ_ONLY] if SERVER else [READ_ONLY, "PRAGMA max_page_count = 1"]
LONG = "Une équipe inventée, décrite très longuement. " * 60


class Breakdown:
    """A site whose every connection is, until `end`, in a state where nothing can be written."""

    def __init__(self, app: Flask, statement: str) -> None:
        self._engine, self._statement = app.extensions["engine"], statement
        if not SERVER:  # a full disk still lets the free pages of the file be used
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM"))
        event.listen(self._engine, "connect", self._break)
        self._engine.dispose()

    def _break(self, connection: Any, _record: Any) -> None:
        connection.execute(self._statement)
        connection.commit()

    def end(self) -> None:
        event.remove(self._engine, "connect", self._break)
        self._engine.dispose()


@pytest.fixture
def site(own_app: Flask) -> Flask:
    own_app.testing = False
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("one"))
    return own_app


def check_refusal(browser: Browser, answer: Any) -> None:
    """The page says that nothing was stored, and names the numbers that answer."""
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Rien n’a été enregistré" in answer.text
    assert "tel:119" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("state", STATES)
def test_pages_are_read_while_nothing_can_be_written(site: Flask, state: str) -> None:
    Breakdown(site, state)
    client = PageClient(site)
    for address in (
        "/",
        "/departements/56",
        "/fiches/equipe-fictive-one-56",
        "/recherche?q=fictive",
        "/readyz",
    ):
        client.get(address)


@pytest.mark.parametrize("state", STATES)
def test_a_form_that_cannot_be_stored_is_kept_in_the_page_and_sent_again_later(
    site: Flask, state: str
) -> None:
    browser = browse(site, account(site, "kim", "coordinator", "56"))
    number = rows(site, Listing)[0].number
    path = f"/coordination/fiches/{number}"
    form = typed(browser, path)
    breakdown = Breakdown(site, state)
    answer = send(browser, path, form, description=LONG)
    check_refusal(browser, answer)
    breakdown.end()
    root = read(answer)
    assert root is not None
    again = next(form for form in root.iter("form") if form.get("method") == "post")
    fields = [(field.get("name"), field.get("value")) for field in again.iter("input")]
    assert again.get("action") == path
    stored = browser.client.post(
        path, base_url="https://localhost", data={name: value for name, value in fields}
    )
    assert stored.status_code == 303
    assert rows(site, Listing)[0].description == LONG.strip()


def test_a_public_form_that_cannot_be_stored_is_kept_too(site: Flask) -> None:
    browser = browse(site)
    page = browser.get("/fiches/equipe-fictive-one-56/erreur").text
    token = page.split('name="token" value="')[1].split('"')[0]
    Breakdown(site, READ_ONLY)
    fields = {"token": token, "kind": "closed", "text": "Le service a fermé en octobre."}
    answer = browser.client.post(
        "/fiches/equipe-fictive-one-56/erreur", base_url="https://localhost", data=fields
    )
    check_refusal(browser, answer)
    assert answer.text.count("Le service a fermé en octobre.") == 2


def test_a_password_is_never_in_the_page_that_says_no(site: Flask) -> None:
    account(site, "kim", "coordinator", "56")
    browser = browse(site)
    browser.csrf_token()
    Breakdown(site, READ_ONLY)
    answer = sign_in(browser, "kim")
    check_refusal(browser, answer)
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 503), (errno.EROFS, 503), (errno.ENOENT, 500)])
def test_a_full_disk_is_not_a_mistake_of_the_program(site: Flask, number: int, status: int) -> None:
    @site.get("/essai")
    def write() -> str:
        raise OSError(number, "essai")

    page = PageClient(site).get("/essai", status)
    assert "essai" not in page.text


def test_maps_are_drawn_although_their_folder_cannot_be_written(
    site: Flask, tmp_path: Any, make_config: Callable[..., Any]
) -> None:
    config = site.config["RELAIS"]
    (config.instance_path / "maps").write_text("un fichier à la place du dossier")
    assert PageClient(site).get("/carte/56.js").answer.mimetype == "text/javascript"


@pytest.fixture
def without_mail(databases: Any, empty_database: str, make_config: Any) -> Iterator[Flask]:
    """A site whose mail server refuses every connection."""
    app = create_app(make_config(databases.make(empty_database), mail_url="smtp+plain://127.0.0.1:1"))
    yield app
    app.extensions["mail"].finish()
    app.extensions["engine"].dispose()


def test_with_the_mail_server_away_an_invitation_is_kept_and_its_link_shown(without_mail: Flask) -> None:
    admin = browse(without_mail, account(without_mail, "ada", "admin"))
    fields = {"name": "Camille", "email": "camille@essai.example", "role": "national"}
    answer = admin.post("/administration/comptes", fields)
    assert answer.status_code == 200
    assert "https://relais.example/invitation/" in answer.text
    assert [one.status for one in rows(without_mail, Account)] == ["active", "invited"]


def test_with_the_mail_server_away_whoever_waits_for_a_letter_is_told(without_mail: Flask) -> None:
    account(without_mail, "kim", "coordinator", "56")
    guest = browse(without_mail)
    assert "ne partent pas" not in guest.get("/courriel-envoye").text
    assert guest.post("/mot-de-passe-oublie", {"email": "kim@essai.example"}).status_code == 303
    without_mail.extensions["mail"].finish()
    assert "ne partent pas" in guest.get("/courriel-envoye").text


def test_a_mail_server_that_never_answers_makes_no_page_wait(
    databases: Any, empty_database: str, make_config: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PAGE_SECONDS", 0.1)
    with hanging_server() as port:
        url = f"smtp+plain://127.0.0.1:{port}"
        app = create_app(make_config(databases.make(empty_database), mail_url=url))
        admin = browse(app, account(app, "ada", "admin"))
        began = monotonic()
        for name in ("camille", "sacha", "noa"):
            fields = {"name": name.title(), "email": f"{name}@essai.example", "role": "national"}
            answer = admin.post("/administration/comptes", fields)
            assert "https://relais.example/invitation/" in answer.text
        assert monotonic() - began < sending.TIMEOUT_SECONDS
    app.extensions["mail"].finish()
    app.extensions["engine"].dispose()


def test_with_tiles_and_mail_away_every_page_is_the_same(
    databases: Any, seeded_database: str, make_config: Any
) -> None:
    away = create_app(
        make_config(
            seeded_database, tiles_url="https://127.0.0.1:1/{z}/{x}/{y}.png", mail_url="smtp://127.0.0.1:1"
        )
    )
    client = PageClient(away)
    assert client.get("/departements/56").all("a", href="tel:119")
    client.get("/fond/8/125/89.png", 404)
    client.get("/departements/56")
    away.extensions["engine"].dispose()


if not SERVER:

    def test_a_database_nothing_can_be_written_beside_is_read_as_it_stands(site: Flask) -> None:
        """SQLite needs two files beside its own; on a read-only disk it can make neither."""
        browser = browse(site, account(site, "kim", "coordinator", "56"))
        path = f"/coordination/fiches/{rows(site, Listing)[0].number}"
        form = typed(browser, path)
        site.extensions["engine"].dispose()
        obstacle = Path(f"{site.extensions['engine'].url.database}-wal")
        obstacle.mkdir()
        PageClient(site).get("/fiches/equipe-fictive-one-56")
        check_refusal(browser, send(browser, path, form, summary="Un autre résumé."))
        obstacle.rmdir()
        assert send(browser, path, form, summary="Un autre résumé.").status_code == 303
        assert "Un autre résumé." in PageClient(site).get("/fiches/equipe-fictive-one-56").text
