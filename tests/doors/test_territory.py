"""A service that also covers another departement: its coordinators are told, see the listing, may decline."""

from __future__ import annotations

from directory.models import AddedTerritory
from directory.publishing.stored import read_draft
from tests.page_client import plain
from tests.team import DESK, Team, inspect, notice, send, typed, typed_of

TOLD = "/coordination/territoires"


def served(team: Team, ref: str = "equipe") -> tuple[str, ...]:
    with team.session() as session:
        return read_draft(session, team.listing(ref)).departements


def add(team: Team, what: str = "Finistère") -> None:
    kim = team.browser("kim")
    path = team.path("equipe")
    assert send(kim, path, typed(kim, path), also_served=what).status_code == 303


def decision(team: Team, name: str, answer: str, code: str = "29") -> str:
    browser = team.browser(name)
    path = f"{TOLD}/{team.listing('equipe').id}/{code}"
    return notice(browser, browser.post(path, {"decision": answer}))


def test_the_other_departement_is_served_at_once_and_its_coordinator_told(team: Team) -> None:
    assert served(team) == ("56",)
    assert team.browser("max").get(team.path("equipe")).status_code == 403
    add(team)
    assert served(team) == ("29", "56")
    max_ = team.browser("max")
    assert "1 service dit couvrir votre département" in plain(max_.get(DESK).text)
    page = plain(inspect(team, max_.get(TOLD)).text)
    assert "D’après Kim Fictive, ce service couvre aussi Finistère (29)" in page
    for name in ("kim", "max"):
        assert team.browser(name).get(team.path("equipe")).status_code == 200
    assert "Finistère" in plain(team.browser("kim").get(team.path("equipe")).text)


def test_declining_takes_the_departement_away_and_the_history_says_it(team: Team) -> None:
    add(team, "29")
    assert "retiré de la fiche" in decision(team, "max", "decliner")
    assert served(team) == ("56",)
    assert team.rows(AddedTerritory) == []
    assert "max@essai.example" in team.browser("kim").get(team.path("equipe", "/historique")).text
    assert "déjà décidé" in decision(team, "max", "garder")


def test_agreeing_keeps_the_listing_shared_and_closes_the_question(team: Team) -> None:
    add(team)
    assert "C’est noté" in decision(team, "max", "garder")
    assert served(team) == ("29", "56")
    assert "Rien n’attend" in team.browser("max").get(TOLD).text


def test_who_added_it_takes_it_back_and_nobody_else_decides(team: Team) -> None:
    add(team)
    path = f"{TOLD}/{team.listing('equipe').id}/29"
    assert team.browser("lou").post(path, {"decision": "decliner"}).status_code == 403
    assert team.browser("kim").post(path, {"decision": "garder"}).status_code == 403
    assert "retiré" in decision(team, "kim", "decliner")
    assert served(team) == ("56",)


def test_what_is_no_departement_is_said_beside_its_field_and_kept(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(kim, team.path("equipe"), typed(kim, team.path("equipe")), also_served="29, Bretonie")
    assert answer.status_code == 422
    assert "Bretonie" in plain(answer.text)
    assert "un code (22) ou un nom" in plain(answer.text)
    assert typed_of(answer)["also_served"] == "29, Bretonie"
    assert served(team) == ("56",)
