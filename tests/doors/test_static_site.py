"""The copy of the site: complete, closed on itself, the same every time, and careful where it is written."""

from __future__ import annotations

import hashlib
import json
import re
from html import unescape
from pathlib import Path

import html5lib
import pytest
from click.testing import Result
from flask import Flask
from sqlmodel import Session

from directory.copies.static_pages import copy_page, file_of
from directory.places.departements import DEPARTEMENTS
from directory.publishing.views import find_slugs
from tests.fictional import LYON, VANNES, in_commune, make_confidential, make_draft, store

DAY = ("--day", "2026-11-24")
OUTSIDE = ("https://", "http://", "tel:", "sms:", "mailto:", "#", "data:")


def export(app: Flask, folder: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["export", "site", str(folder), *DAY, *options])


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def copy(seeded_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    assert export(seeded_app, folder).exit_code == 0
    return folder


def test_the_copy_holds_every_departement_and_every_listing(copy: Path, seeded_session: Session) -> None:
    assert {p.stem for p in (copy / "departements").glob("*.html")} >= set(DEPARTEMENTS)
    assert {p.stem for p in (copy / "fiches").glob("*.html")} == set(find_slugs(seeded_session))
    for name in ("index", "rester-discret", "mentions-legales", "accessibilite", "donnees-personnelles"):
        assert (copy / f"{name}.html").exists()


def test_every_link_leads_to_a_file_of_the_copy_or_out_of_the_site(copy: Path) -> None:
    broken = [
        (page.name, link)
        for page in copy.rglob("*.html")
        for link in re.findall(r'\b(?:href|src)="([^"]*)"', page.read_text("utf-8"))
        if not link.startswith(OUTSIDE)
        and not (page.parent / unescape(link).partition("#")[0]).resolve().is_file()
    ]
    assert broken == []


def test_pages_ask_nothing_of_a_server(copy: Path) -> None:
    for page in copy.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "<form" not in text
        assert "htmx" not in text
        assert "data-hx-" not in text
        assert "Content-Security-Policy" in text


def test_nothing_in_a_copy_is_only_true_for_now(copy: Path) -> None:
    for page in copy.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "data-lasting" not in text
        assert not re.search(r"(Ouvert|Joignable) maintenant|Fermé, |fermée à cette heure", text)
        assert "Copie du 24" in text


def test_every_page_keeps_the_emergency_numbers_and_is_valid_html(copy: Path) -> None:
    for name in ("index", "departements/56", "departements/975", "recherche-groupe-heberger", "couverture"):
        text = (copy / f"{name}.html").read_text("utf-8")
        assert 'href="tel:119"' in text
        html5lib.HTMLParser(strict=True).parse(text)


def test_the_manifest_signs_every_other_file(copy: Path) -> None:
    lines = (copy / "SHA256SUMS").read_text().splitlines()
    signed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {name: hashlib.sha256(body).hexdigest() for name, body in files(copy).items()}
    del found["SHA256SUMS"]
    assert signed == found
    assert list(signed) == sorted(signed)


def test_the_same_data_is_the_same_bytes(copy: Path, seeded_app: Flask, tmp_path: Path) -> None:
    assert export(seeded_app, tmp_path / "again").exit_code == 0
    assert files(tmp_path / "again") == files(copy)


def test_the_map_of_a_departement_finds_all_it_would_fetch(copy: Path) -> None:
    text = (copy / "copie" / "69.js").read_text("utf-8")
    kept = json.loads(text.removeprefix("window.relaisCopy = ").removesuffix(";\n"))
    points = next(value for address, value in kept.items() if address.startswith("/points.json"))
    labels = [value for address, value in kept.items() if re.match(r"/points/\d", address)]
    assert len(labels) == len(points["numbers"]) > 5
    assert all((copy / "departements" / label["href"]).resolve().is_file() for label in labels)


def test_a_copy_holds_the_communes_its_maps_draw(copy: Path) -> None:
    assert "drawCommunes(" in (copy / "carte/69-communes.js").read_text("utf-8")
    assert not (copy / "carte/975-communes.js").exists()


def test_sheets_come_when_asked_for(copy: Path, own_app: Flask, tmp_path: Path) -> None:
    live = 'href="https://relais.example/departements/56/fiche.pdf"'
    assert live in (copy / "departements/56.html").read_text("utf-8")
    assert export(own_app, tmp_path, "--sheets").exit_code == 0
    assert 'href="relais-56.pdf"' in (tmp_path / "departements/56.html").read_text("utf-8")
    assert (tmp_path / "departements/relais-56.pdf").read_bytes().startswith(b"%PDF-")


def test_a_confidential_listing_has_no_place_in_a_copy(own_app: Flask, tmp_path: Path) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_confidential("hidden", name="Hébergement fictif"),
            make_draft("open", name="Équipe visible", place=in_commune(VANNES)),
        )
    export(own_app, tmp_path / "copy")
    kept = json.loads((tmp_path / "copy/copie/56.js").read_text()[len("window.relaisCopy = ") : -2])
    names = [value["name"] for address, value in kept.items() if re.match(r"/points/\d", address)]
    assert names == ["Équipe visible"]
    assert "lieu jamais publié" in (tmp_path / "copy/departements/56.html").read_text("utf-8")


def test_a_second_copy_replaces_the_first_and_drops_what_is_gone(own_app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("first", name="Équipe première", place=in_commune(LYON)))
        export(own_app, folder)
        assert (folder / "fiches").is_dir()
        store(session, make_draft("first", name="Équipe première", status="archived", place=in_commune(LYON)))
    (folder / "notes.txt").write_text("gardé")
    answer = export(own_app, folder)
    assert answer.exit_code == 0
    assert list((folder / "fiches").glob("*")) == []
    assert (folder / "notes.txt").read_text() == "gardé"


def test_a_folder_with_somebody_s_files_is_refused_untouched(own_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  thesis.odt\n")
    (tmp_path / "thesis.odt").write_text("précieux")
    answer = export(own_app, tmp_path)
    assert answer.exit_code == 1
    assert "n’est pas vide" in answer.output
    assert sorted(files(tmp_path)) == ["SHA256SUMS", "thesis.odt"]


def test_a_manifest_cannot_have_a_file_outside_the_folder_removed(own_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("dehors")
    export(own_app, tmp_path / "copy")
    with (tmp_path / "copy" / "SHA256SUMS").open("a") as manifest:
        manifest.write(f"{'0' * 64}  ../outside.txt\n")
    assert export(own_app, tmp_path / "copy").exit_code == 0
    assert (tmp_path / "outside.txt").read_text() == "dehors"


def test_every_departement_gets_its_sheet(own_app: Flask, tmp_path: Path) -> None:
    answer = own_app.test_cli_runner().invoke(args=["export", "sheets", str(tmp_path), *DAY])
    assert answer.exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {f"relais-{code}.pdf" for code in DEPARTEMENTS}
    assert "107 fiches écrites" in answer.output


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/departements/2A", "departements/2A.html"),
        ("/departements/59?page=2", "departements/59-page-2.html"),
        ("/departements/59?page=1", "departements/59.html"),
        ("/recherche?page=2&groupe=alerter", "recherche-groupe-alerter-page-2.html"),
        ("/recherche?portee=nationale&pour=56", "recherche-portee-nationale.html"),
        ("/static/style.css?v=abc", "static/style.css"),
        ("/departements/971/fiche.pdf", "departements/relais-971.pdf"),
    ],
)
def test_addresses_have_readable_file_names(address: str, name: str) -> None:
    found = file_of(address)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "address",
    ["/orientation", "/ou?lieu=Vannes", "/recherche?q=fugue", "/recherche?groupe=../x", "/static/../secret",
     "/connexion", "/couverture?region=53", "/homologue?de=56", "/departements/56?age=15"],
)  # fmt: skip
def test_what_only_a_server_answers_has_no_file(address: str) -> None:
    found = file_of(address)
    assert found is None or found.name == "departements/56.html"


def test_words_that_look_like_a_link_are_left_alone() -> None:
    html = (
        '<p>Voir href=&#34;/fiches/x&#34; ici</p><a href="/fiches/x#haut"></a><a href="//autre.example/"></a>'
    )
    made, found = copy_page(html, "departements/56.html", "https://relais.example", has_sheets=False)
    assert "href=&#34;/fiches/x&#34; ici" in made
    assert '<a href="../fiches/x.html#haut">' in made
    assert '<a href="//autre.example/">' in made
    assert found == ["/fiches/x"]
