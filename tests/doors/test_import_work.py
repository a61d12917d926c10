"""The work around a file: its columns, what it says as a whole, rows corrected in the page, doubles."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlmodel import Session, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from directory.imports import jobs as import_jobs
from directory.models import ImportColumns, ImportJob, Listing
from directory.publishing.stored import read_draft
from tests.fictional import AT, make_draft, store
from tests.messy_file import COLUMNS, messy_file
from tests.page_client import PageClient
from tests.people import BASE, Browser, account, actor_of, browse, find, rows

HOME, VALIDATOR = "/coordination/import", "/valider-un-fichier"
ALL = {"departements": "56", "source_url": "https://departement.example/repertoire", "status": "draft"}
TITLES = "Référence;Nom;Catégorie;Départements servis;Téléphones;Source"
SOUND = "un;Équipe fictive;Maraude;56;01 99 00 11 11;https://source.example/"


@pytest.fixture
def kim(own_app: Flask) -> Browser:
    """Keeps the Morbihan, where one team is known already."""
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("equipe", phones=(("01 99 00 00 99", "", "public"),)))
    return browse(own_app, account(own_app, "kim", "coordinator", "56"))


def upload(browser: Browser, content: bytes) -> str:
    """Send a file; return the path of its page."""
    data = {"fichier": FileStorage(io.BytesIO(content), "fiches")}
    answer = browser.post(HOME, data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def csv(*lines: str) -> bytes:
    return "\r\n".join((TITLES, *lines)).encode()


def text(answer: TestResponse) -> str:
    shown = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(unescape(shown).replace("\u00a0", " ").replace("\u202f", " ").split())


def counts(site: Flask) -> dict[str, int]:
    return rows(site, ImportJob)[-1].counts


def lines_of(browser: Browser, path: str, word: str) -> list[int]:
    """The lines that a page of the report lets decide of."""
    page = browser.get(f"{path}?lignes={word}").text
    return [int(each) for each in re.findall(r"/lignes/(\d+)\" aria", page)]


def decide(browser: Browser, path: str, line: int, **fields: str) -> None:
    answer = browser.post(f"{path}/lignes/{line}", fields)
    assert answer.status_code == 303, answer.text


def apply(site: Flask) -> None:
    with Session(site.extensions["engine"]) as session:
        kim = actor_of(session, find(session, "kim"))
        import_jobs.apply(session, rows(site, ImportJob)[-1].id, by=kim, at=AT)
        session.commit()


def test_a_messy_file_of_38_rows_is_ready_in_one_upload_and_no_row_is_lost(
    own_app: Flask, kim: Browser
) -> None:
    path = upload(kim, messy_file())
    page = text(kim.get(path))
    for sample in ("Alouette (fictif) · Bouvreuil (fictif)", "12/03/2026", "vu en réunion"):
        assert sample in page
    assert kim.post(f"{path}/colonnes", {"column": list(COLUMNS), **ALL}).status_code == 303
    assert sum(counts(own_app)[each] for each in ("new", "changed", "refused", "unchanged", "waiting")) == 38
    refused = text(kim.get(f"{path}?lignes=refusees"))
    for said in ("Équipe aux horaires flous", "Équipe au numéro faux", "selon les jours", "01 99 00 7"):
        assert said in refused
    vague, wrong = lines_of(kim, path, "refusees")
    decide(kim, path, vague, geste="corriger", cell_hours="lundi au vendredi 9h-12h")
    decide(kim, path, wrong, geste="corriger", cell_phone="01 99 00 70 22")
    assert counts(own_app)["refused"] == 0
    twice, known = lines_of(kim, path, "doublons")
    assert "même nom" in text(kim.get(f"{path}/lignes/{twice}"))
    decide(kim, path, twice, geste="creer")
    beside = text(kim.get(f"{path}/lignes/{known}"))
    assert "Sur la fiche : 01 99 00 00 99" in beside
    assert "Dans le fichier : 01 99 00 72 11" in beside
    decide(kim, path, known, geste="fusionner", ref="equipe", garder_phones="deux", garder_place="fichier")
    told = counts(own_app)
    assert (told["new"], told["changed"], told["refused"], told["doubles"]) == (37, 1, 0, 0)
    assert "brouillons à finir" in text(kim.get(path))
    apply(own_app)
    with Session(own_app.extensions["engine"]) as session:
        found = session.exec(select(Listing).where(Listing.ref != "equipe")).all()
        assert len(found) == 37
        assert {(one.status, one.is_dedicated) for one in found} == {("draft", "unknown")}
        assert {read_draft(session, one).departements for one in found} == {("56",)}
        team = session.exec(select(Listing).where(Listing.ref == "equipe")).one()
        phones = [phone.value for phone in read_draft(session, team).phones]
        assert phones == ["+33199000099", "+33199007211"]
        assert team.status == "published"


def test_columns_stay_open_to_change_and_are_remembered_only_under_a_name(
    own_app: Flask, kim: Browser
) -> None:
    content = csv(SOUND).replace(b"Nom;", b"Appellation;")
    path = upload(kim, content)
    named = {"column": ["ref", "name", "category", "departements", "phone", "source_url"]}
    assert kim.post(f"{path}/colonnes", named).status_code == 303
    assert rows(own_app, ImportColumns) == []
    assert counts(own_app)["new"] == 1
    again = text(kim.get(f"{path}/colonnes"))
    assert "Par exemple : Équipe fictive" in again
    named["column"][4] = ""
    kim.post(f"{path}/colonnes", {**named, "nom": "Répertoire fictif"})
    assert "01 99" not in text(kim.get(f"{path}/lignes/2"))
    assert "Colonnes du fichier" not in text(kim.get(upload(kim, content)))
    assert "Répertoire fictif" in text(kim.get(HOME))
    kim.post(f"{HOME}/colonnes/oublier", {"nom": "Répertoire fictif"})
    assert "Colonnes du fichier" in text(kim.get(upload(kim, content)))


def test_the_rows_refused_come_back_as_a_file_to_correct_and_send_again(own_app: Flask, kim: Browser) -> None:
    path = upload(kim, csv(SOUND, "deux;Équipe bis;Maraude;56;01 99;https://source.example/"))
    book = load_workbook(io.BytesIO(kim.get(f"{path}/refusees.xlsx").data))
    sheet = book.active
    titles, row = ([cell.value for cell in line] for line in sheet.iter_rows())
    assert titles[:3] == ["Motif du refus", "Référence", "Catégorie"]
    assert "01 99" in row[0]
    sheet.cell(2, titles.index("Téléphones") + 1).value = "01 99 00 22 22"
    packed = io.BytesIO()
    book.save(packed)
    upload(kim, packed.getvalue())
    assert (counts(own_app)["new"], counts(own_app)["refused"]) == (1, 0)


def test_a_row_is_left_out_and_taken_back(own_app: Flask, kim: Browser) -> None:
    path = upload(kim, csv(SOUND, "deux;Équipe bis;Maraude;56;;https://source.example/"))
    decide(kim, path, 3, geste="ecarter")
    assert (counts(own_app)["new"], counts(own_app)["skipped"]) == (1, 1)
    assert "Laissées de côté : ligne 3" in text(kim.get(path))
    decide(kim, path, 3, geste="reprendre")
    assert counts(own_app)["new"] == 2
    assert kim.post(f"{path}/lignes/99", {"geste": "ecarter"}).status_code == 404
    assert kim.post(f"{path}/lignes/3", {"geste": "autre"}).status_code == 400


def test_what_the_whole_file_says_changes_no_listing_already_there(own_app: Flask, kim: Browser) -> None:
    path = upload(kim, b"ref;nom\r\nequipe;Nouveau nom")
    kim.post(f"{path}/colonnes", {"column": ["ref", "name"], **ALL, "category": "outreach"})
    apply(own_app)
    (team,) = rows(own_app, Listing)
    assert (team.name, team.status, team.category) == ("Nouveau nom", "published", "open_environment")


def check(site: Flask, content: bytes, **fields: Any) -> TestResponse:
    page = PageClient(site).get(VALIDATOR)
    token = page.all("input", name="token")[0].get("value", "")
    data = {"token": token, "fichier": FileStorage(io.BytesIO(content), "fiches"), **fields}
    body, _, boundary = stream_encode_multipart(data, threshold=4_000_000)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return site.test_client().post(VALIDATOR, base_url=BASE, data=body.read(), content_type=kind)


def test_anybody_checks_a_file_against_the_template_and_nothing_is_kept(own_app: Flask) -> None:
    answer = check(own_app, csv(SOUND, "deux;Équipe bis;Maraude;56;01 99;https://source.example/"))
    told = text(answer)
    assert "1 ligne prête sur 2, 1 à corriger" in told
    assert "Ligne 3 : Équipe bis" in told
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert rows(own_app, ImportJob) == rows(own_app, Listing) == []
    assert (
        check(own_app, own_app.test_client().get(f"{VALIDATOR}/modele.csv", base_url=BASE).data).status_code
        == 200
    )


def test_the_validator_bounds_what_a_stranger_sends(own_app: Flask) -> None:
    assert "1 Mo au plus" in text(check(own_app, b"nom\r\n" + b"x" * 1_100_000))
    assert "2 000 au plus" in text(check(own_app, b"nom;source\r\n" + b"x;y\r\n" * 2_001))
    assert "Aucune colonne" in text(check(own_app, b"a;b\r\n1;2\r\n"))
    assert "Choisissez un fichier" in text(check(own_app, b""))
    for _ in range(8):
        last = check(own_app, b"a;b\r\n1;2\r\n")
    assert last.status_code == 429
    assert "Trop de fichiers depuis votre réseau" in text(last)


def test_nothing_of_a_confidential_row_is_said_by_the_validator(own_app: Flask) -> None:
    row = "abri;Abri fictif;Hébergement sous secret;56;01 99 00 11 11;https://source.example/12-rue-quokka"
    told = text(check(own_app, csv(row)))
    assert "1 à corriger" in told
    assert "quokka" not in told.lower()
