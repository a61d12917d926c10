"""What interrupts usual hours is told on the pages, on paper and by the filter « ouvert maintenant »."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session

from tests.fictional import RENNES, in_commune, make_draft, store
from tests.page_client import plain

STRASBOURG = "67482"
#: Friday 26 December 2025, ten in the morning in Paris.
SECOND_DAY_OF_CHRISTMAS = datetime(2025, 12, 26, 9, tzinfo=UTC)
OFFICE = "Mo-Fr 09:00-17:00; PH off"
PHONES = (("01 99 00 12 34", "", "public"),)


def read(app: Flask, path: str, at: datetime) -> str:
    answer = FlaskClient(app).get(path, environ_overrides={"relais.now": at})
    assert answer.status_code == 200
    return plain(answer.text)


def put(app: Flask, *drafts: object) -> None:
    with Session(app.extensions["engine"]) as session:
        store(session, *drafts)  # type: ignore[arg-type]


def test_on_26_december_an_office_is_closed_in_strasbourg_and_open_in_rennes(own_app: Flask) -> None:
    put(
        own_app,
        make_draft("alsace", departements=("67",), hours=OFFICE, phones=PHONES, place=in_commune(STRASBOURG)),
        make_draft("bretagne", departements=("35",), hours=OFFICE, phones=PHONES, place=in_commune(RENNES)),
    )
    assert "Ligne directe, jusqu’à 17 h" in read(own_app, "/departements/35", SECOND_DAY_OF_CHRISTMAS)
    closed = read(own_app, "/departements/67", SECOND_DAY_OF_CHRISTMAS)
    assert "Ligne directe, jusqu’à" not in closed
    assert "Fermé, rouvre lundi 9 h" in closed
    asked = read(own_app, "/departements/67?ouvert=1", SECOND_DAY_OF_CHRISTMAS)
    assert "equipe-fictive-alsace" not in asked
    assert "fermé (jour férié)" in read(own_app, "/fiches/equipe-fictive-alsace-67", SECOND_DAY_OF_CHRISTMAS)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        ("24/7; PH off", "Sauf jours fériés."),
        ("Mo-Fr 09:00-17:00; Aug off", "Fermé en août."),
        ("Mo-Fr 09:00-17:00; 2025 Dec 22-2026 Jan 02 off", "Fermé du 22 décembre 2025 au 2 janvier 2026."),
    ],
)
def test_a_listing_tells_what_interrupts_its_hours(own_app: Flask, hours: str, told: str) -> None:
    put(own_app, make_draft("ouverte", hours=hours, phones=PHONES))
    assert told in read(own_app, "/fiches/equipe-fictive-ouverte-56", SECOND_DAY_OF_CHRISTMAS)


def test_what_is_printed_of_a_list_tells_closures_too(own_app: Flask) -> None:
    hours = "Mo-Fr 09:00-17:00; 2025 Dec 22-2026 Jan 02 off"
    put(
        own_app, make_draft("ouverte", hours=hours), make_draft("crip", category="crip", hours="24/7; PH off")
    )
    page = read(own_app, "/departements/56", SECOND_DAY_OF_CHRISTMAS)
    assert "Lundi à vendredi 9 h – 17 h ; fermé du 22 décembre 2025 au 2 janvier 2026" in page
    assert "24 h/24, 7 jours sur 7, sauf jours fériés" in page
