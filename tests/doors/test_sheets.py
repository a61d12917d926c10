"""The sheet as the site gives it: its address, its name, its headers, its link."""

from __future__ import annotations

from flask import Flask


def test_a_departement_gives_a_pdf_with_a_neutral_name(seeded_app: Flask) -> None:
    answer = seeded_app.test_client().get("/departements/56/fiche.pdf")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "inline; filename=relais-56.pdf"
    assert answer.data.startswith(b"%PDF-")
    assert "s-maxage" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_the_page_of_a_departement_links_to_its_sheet(seeded_app: Flask) -> None:
    page = seeded_app.test_client().get("/departements/2A").text
    assert '<a href="/departements/2A/fiche.pdf">Fiche à imprimer (PDF)</a>' in page


def test_a_code_in_small_letters_leads_to_the_sheet(seeded_app: Flask) -> None:
    answer = seeded_app.test_client().get("/departements/2a/fiche.pdf")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/departements/2A/fiche.pdf")


def test_an_unknown_code_proposes_departements(seeded_app: Flask) -> None:
    answer = seeded_app.test_client().get("/departements/morbian/fiche.pdf")
    assert answer.status_code == 404
    assert "Morbihan (56)" in answer.text
    assert "<b>119</b>" in answer.text
