"""Importing and exporting as a coordinator does it: template, file, report, apply, undo."""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlmodel import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import stream_encode_multipart

from directory.imports import read_table
from directory.imports.columns import COLUMNS
from directory.models import AccessRecord, ImportJob, Listing, Revision
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.hostile_files import hostile_files
from tests.people import BASE, Browser, account, browse, rows

PATH = "/coordination/import"
HOSTILE = hostile_files()
ONE = "ref;nom;catégorie;départements;état;source\r\nun;Équipe fictive;CRIP;56;publiée;https://source.example/\r\n"


@pytest.fixture
def kim(own_app: Flask) -> Browser:
    """Keeps the Morbihan."""
    return browse(own_app, account(own_app, "kim", "coordinator", "56"))


def send(browser: Browser, content: bytes | str, **fields: Any) -> Any:
    read = content.encode() if isinstance(content, str) else content
    file = FileStorage(io.BytesIO(read), "fiches.csv")
    data = {"csrf": browser.csrf_token(), "fichier": file, **fields}
    body, _, boundary = stream_encode_multipart(data, threshold=4_000_000)
    kind = f'multipart/form-data; boundary="{boundary}"'
    return browser.client.post(PATH, base_url=BASE, data=body.read(), content_type=kind)


def finish() -> None:
    """Wait for the file that is being applied."""
    for thread in threading.enumerate():
        if "run" in thread.name:
            thread.join(30)


def test_a_file_is_read_applied_and_undone(own_app: Flask, kim: Browser) -> None:
    path = send(kim, ONE).location
    page = kim.get(path).text
    assert "Enregistrer 1 fiche" in page
    assert "Équipe fictive" in page
    assert rows(own_app, Listing) == []
    assert kim.post(f"{path}/appliquer").location == path
    finish()
    assert "Fiches nouvelles\u00a0: 1," in kim.get(path).text
    assert kim.get(f"{path}/avancement").headers["HX-Redirect"] == path
    assert kim.get("/fiches/equipe-fictive-56").status_code == 200
    assert kim.post(f"{path}/appliquer").status_code == 409
    assert kim.post(f"{path}/annuler").location == f"{path}?fait=import-annule"
    assert kim.get("/fiches/equipe-fictive-56").status_code in {404, 410}
    assert kim.post(f"{path}/annuler").status_code == 409
    [listing] = rows(own_app, Listing)
    history = kim.get(f"/coordination/fiches/{listing.number}/historique").text
    assert "remise comme avant l’import" in history
    assert "undo" not in history


def test_unknown_columns_are_asked_for_and_remembered(own_app: Flask, kim: Browser) -> None:
    content = ONE.replace("nom;", "Appellation;")
    path = send(kim, content).location
    page = kim.get(path).text
    assert "Appellation" in page
    fields = {"column": ["ref", "", "category", "departements", "status", "source_url"]}
    assert kim.post(f"{path}/colonnes", {"column": ["ref"]}).status_code == 422
    fields |= {"nom": "Fichier fictif"}
    fields["column"][1] = "name"
    assert kim.post(f"{path}/colonnes", fields).location == path
    assert "Enregistrer 1 fiche" in kim.get(path).text
    assert "Enregistrer 1 fiche" in kim.get(send(kim, content).location).text


def test_another_account_finds_no_such_file(own_app: Flask, kim: Browser) -> None:
    path = send(kim, ONE).location
    other = browse(own_app, account(own_app, "lou", "coordinator", "56"))
    assert other.get(path).status_code == 404
    for verb in ("appliquer", "annuler", "oublier", "colonnes"):
        assert other.post(f"{path}/{verb}").status_code == 404
    assert kim.post(f"{path}/oublier").status_code == 303
    assert rows(own_app, ImportJob) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(kim: Browser, kind: str) -> None:
    content, words = HOSTILE[kind]
    answer = send(kim, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_more_than_two_mebibytes_are_refused(kim: Browser) -> None:
    assert send(kim, b"x" * (2 * 1024 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_an_export_is_recorded_and_sent_back_it_changes_nothing(
    own_app: Flask, kim: Browser, extension: str
) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_draft("a", place=in_commune(VANNES, "3 rue Fictive"), disclosure="address", minimum_age=12),
            make_draft("b", name="=1+1", summary="+33 mal", who_may_refer=("school", "anyone"),
                       phones=(("01 99 00 11 11", "garde", "professionals"), ("119", "", "public")),
                       emails=(("x@fictif.example", "accueil", "public"),), hours="Mo-Fr 09:00-17:00"),
            make_confidential("c", response_delay="48h"),
            make_draft("d", departements=("29",)),
        )  # fmt: skip
    exported = kim.get(f"/coordination/export.{extension}")
    assert exported.headers["Cache-Control"] == "no-store"
    if extension == "csv":
        assert "+33199001111" in exported.text
        assert ";=1" not in exported.text
        assert "Équipe fictive d" not in exported.text
    [seen] = rows(own_app, AccessRecord)
    assert [one.ref for one in rows(own_app, Listing) if one.id == seen.listing_id] == ["b"]
    page = kim.get(send(kim, exported.data).location).text
    assert "Inchangées (3)" in page
    assert "Enregistrer" not in page
    assert len(rows(own_app, Revision)) == 4


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_the_template_can_be_sent_back_as_it_is(kim: Browser, extension: str) -> None:
    template = kim.get(f"{PATH}/modele.{extension}")
    assert f"modele.{extension}" in template.headers["Content-Disposition"]
    page = kim.get(send(kim, template.data).location).text
    assert "Nouvelles (1)" in page
    assert read_table(template.data).titles == tuple(COLUMNS.values())


def test_our_own_standard_exports_are_read_as_listings(own_app: Flask, kim: Browser) -> None:
    service = {
        "id": "s--1", "structure_id": "p--1", "nom": "Point d’écoute fictif", "description": "Un accueil.",
        "zone_eligibilite": ["56"], "telephone": "+33199001111", "code_insee": VANNES, "commune": "Vannes",
        "lien_source": "https://source.example/1", "date_maj": "2026-10-01",
    }  # fmt: skip
    structures = [{"id": "p--1", "nom": "Association fictive"}]
    content = orjson.dumps({"structures": structures, "services": [service]})
    page = kim.get(send(kim, content, category="open_environment").location).text
    assert "Nouvelles (1)" in page
    hsds = {
        "id": "h-1", "name": "Service fictif", "organization": {"name": "Association fictive"},
        "phones": [{"number": "+33199001111"}], "url": "https://source.example/h",
        "service_areas": [{"uri": "http://id.insee.fr/geo/departement/56"}],
    }  # fmt: skip
    path = send(kim, orjson.dumps({"contents": [hsds]}), category="listening_line").location
    assert "Nouvelles (1)" in kim.get(path).text
    assert "Refusées (1)" in kim.get(send(kim, orjson.dumps([hsds])).location).text


def test_the_name_of_a_file_is_kept_nowhere(own_app: Flask, kim: Browser, tmp_path: Path) -> None:
    data = {"fichier": (io.BytesIO(ONE.encode()), "12-rue-quokka.csv")}
    path = kim.post(PATH, data, content_type="multipart/form-data").location
    assert "quokka" not in kim.get(path).text
    assert "quokka" not in str(rows(own_app, ImportJob))
