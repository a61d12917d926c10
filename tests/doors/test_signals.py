"""« Vous avez appelé ? »: one word of a stranger, which changes nothing in public and brings a call."""

from __future__ import annotations

import re
from typing import Any

from sqlmodel import Session

from directory.config import ROOT
from directory.models import CallerSignal, Throttle
from directory.suggestions.signals import KINDS
from tests.page_client import plain, read
from tests.people import BASE, account, browse, rows
from tests.team import Team


def path(team: Team, ref: str = "equipe") -> str:
    """The public address of a listing."""
    return f"/fiches/{team.listing(ref).slug}"


def say(team: Team, word: str, network: str, about: str = "") -> Any:
    where = {"base_url": BASE, "environ_overrides": {"REMOTE_ADDR": network}}
    return team.app.test_client().post(f"{about or path(team)}/appel", data={"resultat": word}, **where)


def public(team: Team) -> list[bytes]:
    """What anybody reads of the departement and of the listing."""
    read_by_anybody = (path(team), "/departements/56", "/api/v1/listings")
    return [team.app.test_client().get(each, base_url=BASE).data for each in read_by_anybody]


def test_several_words_of_one_kind_put_the_listing_first_and_change_nothing_in_public(team: Team) -> None:
    before = public(team)
    for number in range(3):
        answer = say(team, "no_answer", f"192.0.2.{number}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/appel-signale")
    assert public(team) == before
    page = plain(team.browser("kim").get("/coordination/campagne").text)
    assert "3 appels sans réponse cette semaine, jamais vérifiée" in page
    kim = team.browser("kim")
    first = kim.post("/coordination/campagne/suivante").headers["Location"]
    assert f"/fiches/{team.listing('equipe').number}" in first


def test_a_network_says_one_word_a_day_about_a_listing_and_no_address_is_kept(team: Team) -> None:
    answers = {say(team, "wrong_number", "192.0.2.7").headers["Location"] for _ in range(5)}
    assert answers == {"/appel-signale"}
    assert [signal.kind for signal in team.rows(CallerSignal)] == ["wrong_number"]
    assert not any("192.0.2" in row.subject for row in team.rows(Throttle))
    assert "faux numéro" not in team.browser("kim").get("/coordination/campagne").text


def test_being_reached_calls_for_nothing_and_an_unknown_word_is_refused(team: Team) -> None:
    for number in range(4):
        say(team, "reached", f"192.0.2.{number}")
    assert "cette semaine" not in plain(team.browser("kim").get("/coordination/campagne").text)
    assert say(team, "autre", "192.0.2.9").status_code == 400
    assert say(team, "full", "192.0.2.9", "/fiches/inconnue").status_code == 404


def test_what_professionals_found_is_said_to_professionals_alone(team: Team) -> None:
    paul = account(team.app, "paul", "national")
    with Session(team.app.extensions["engine"]) as session:
        listing = team.listing("equipe")
        session.add_all(
            CallerSignal(listing_id=listing.id, kind="full", day=listing.modified_on, from_professional=True)
            for _ in range(3)
        )
        session.commit()
    assert "dit complet 3 fois" in plain(browse(team.app, paul).get(path(team)).text)
    assert "dit complet" not in plain(browse(team.app).get(path(team)).text)


def test_the_script_of_cards_asks_with_the_same_words() -> None:
    script = (ROOT / "directory" / "static" / "called.js").read_text("utf-8")
    asked = script.partition("const outcomes = {")[2].partition("}")[0]
    assert re.findall(r'(\w+): "([^"]+)"', asked) == [(kind, words[0]) for kind, words in KINDS.items()]


def test_the_four_buttons_stand_where_there_is_a_number(team: Team) -> None:
    root = read(browse(team.app).get(path(team)))
    assert root is not None
    buttons = [b.text for b in root.iter("button") if b.get("name") == "resultat"]
    assert buttons == ["Joint", "Pas de réponse", "Complet", "Faux numéro"]
    assert rows(team.app, CallerSignal) == []
    assert "Vous avez appelé" not in browse(team.app).get(path(team, "ailleurs")).text
