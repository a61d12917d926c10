"""Closures and places of the night, as a coordinator and a structure say them, without script."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlmodel import Session

from tests.fictional import make_draft, store
from tests.page_client import PageClient
from tests.reminded import answer, path_to
from tests.reminded import send as send_reminders
from tests.team import LISTINGS, NOW, Team, inspect, notice, send, typed, typed_of

NEXT_WEEK = (NOW + timedelta(days=7)).date()
LAST = NEXT_WEEK + timedelta(days=9)


def test_a_coordinator_says_a_closure_and_everyone_reads_it(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    page = inspect(team, kim.get(path))
    assert len(page.all("input", name="closure_first")) == 1
    saved = send(
        kim, path, typed(kim, path), closure_first=NEXT_WEEK.isoformat(), closure_last=f"{LAST:%d/%m/%Y}",
        closure_reason="leave", languages=["ro", "fsl"], step_free="yes",
    )  # fmt: skip
    assert "Fiche enregistrée." in notice(kim, saved)
    stored = team.listing("equipe")
    assert stored.closures == f"{NEXT_WEEK}/{LAST}/leave"
    assert len(inspect(team, kim.get(path)).all("input", name="closure_first")) == 2  # a row to add another
    assert "Rien n’a changé" in notice(kim, send(kim, path, typed(kim, path)))
    listing = inspect(team, kim.get(f"/fiches/{stored.slug}"))
    assert listing.text.count("(congés)") == 2  # under the name, and with the hours
    assert "Langue des signes, roumain" in listing.text
    assert "(congés)" in inspect(team, kim.get("/departements/56")).text
    assert (
        "Fermetures non renseigné fermé du" in inspect(team, kim.get(team.path("equipe", "/historique"))).text
    )


def test_a_closure_that_cannot_be_read_is_told_beside_its_row_and_kept_as_typed(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    refused = send(
        kim, path, typed(kim, path), closure_first="à Noël", closure_last="", name="Équipe renommée"
    )
    page = inspect(team, refused, 422)
    assert "Date illisible" in page.text
    values = typed_of(refused)
    assert (values["closure_first"], values["name"]) == ("à Noël", "Équipe renommée")
    values = typed(kim, path)
    backwards = send(kim, path, values, closure_first=LAST.isoformat(), closure_last=NEXT_WEEK.isoformat())
    assert "avant le premier" in inspect(team, backwards, 422).text
    assert team.listing("equipe").closures == ""


def test_a_coordinator_says_places_of_a_housing_option_alone(team: Team) -> None:
    kim = team.browser("kim")
    assert not inspect(team, kim.get(team.path("equipe"))).all("input", name="places")
    assert not inspect(team, kim.get(team.path("discrete"))).all("input", name="places")
    places = team.path("foyer", "/places")
    refused = inspect(team, kim.post(places, {"places": "quelques-unes"}), 422)
    assert "de 0 à 99" in refused.text
    [field] = refused.all("input", name="places")
    assert field.get("value") == "quelques-unes"
    assert "Places de ce soir publiées" in notice(kim, kim.post(places, {"places": "2"}))
    assert "2 places ce soir, dit à" in inspect(team, kim.get("/departements/56")).text
    assert kim.post(team.path("discrete", "/places"), {"places": "2"}).status_code == 422
    assert team.browser("max").post(f"{LISTINGS}/{team.listing('foyer').number}/places").status_code == 403


def test_a_structure_says_its_places_by_the_link_of_its_reminder(mailed: Flask) -> None:
    with Session(mailed.extensions["engine"]) as session:
        store(
            session,
            make_draft(
                "foyer", category="emergency_reception", emails=(("foyer@structure.example", "", "public"),)
            ),
        )
    send_reminders(mailed)
    link, public = path_to(mailed, "foyer@structure.example"), PageClient(mailed)
    assert public.get(link).all("input", name="places")
    assert answer(mailed, link, decision="places", places="trois").status_code == 422
    assert answer(mailed, link, decision="places", places="3").status_code == 303
    assert "3 places ce soir" in public.get("/departements/56").text
    assert answer(mailed, link, decision="places", places="0").status_code == 303  # again, the same night
    assert "Complet ce soir" in public.get("/departements/56").text
