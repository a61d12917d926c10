"""The desk of phrases and the private note, over HTTP, without script."""

from __future__ import annotations

from directory.models import PrivateNote, ProposedPhrase
from tests.people import make_account
from tests.team import NOW, Team, inspect, notice, send, typed, typed_in

PHRASES = "/coordination/phrases"
SAID = "Les animaux de compagnie sont reçus."


def test_a_phrase_proposed_by_one_national_person_serves_once_another_approved_it(team: Team) -> None:
    with team.session() as session:
        make_account(session, "omar", "national", at=NOW)
    nour, omar, kim = team.browser("nour"), team.browser("omar"), team.browser("kim")
    assert "Proposer une phrase" not in inspect(team, kim.get(PHRASES)).text
    answer = nour.post(PHRASES, {"text": SAID, "facts": "description"})
    assert "une autre personne" in notice(nour, answer)
    (phrase,) = team.rows(ProposedPhrase)
    assert SAID not in kim.get(team.path("discrete")).text
    approve = f"{PHRASES}/{phrase.id}/approuver"
    assert nour.post(approve, {"ou": "non"}).status_code == 403
    assert "Dites si cette phrase" in inspect(team, omar.post(approve, {}), 422).text
    assert "approuvée" in notice(omar, omar.post(approve, {"ou": "non"}))
    page = inspect(team, kim.get(team.path("discrete")))
    assert SAID in page.text.replace("\u00a0", " ")
    send(kim, team.path("discrete"), typed(kim, team.path("discrete")), phrases_description=f"p{phrase.id}")
    assert "retirée" in notice(nour, nour.post(f"{PHRASES}/{phrase.id}/retirer"))
    assert SAID not in kim.get(team.path("discrete")).text


def test_a_phrase_that_says_where_is_refused_and_not_sent_back(team: Team) -> None:
    nour = team.browser("nour")
    answer = nour.post(PHRASES, {"text": "Au 12 rue des Tilleuls.", "facts": "description"})
    page = inspect(team, answer, 422)
    assert "dit où se trouve" in page.text
    assert "Tilleuls" not in page.text
    assert "au moins un fait" in inspect(team, nour.post(PHRASES, {"text": SAID}), 422).text


def test_what_a_hidden_listing_said_is_read_by_two_people_and_no_third(team: Team) -> None:
    with team.session() as session:
        make_account(session, "zoe", "coordinator", "56", at=NOW)
    kim, lou, zoe = team.browser("kim"), team.browser("lou"), team.browser("zoe")
    path, note = team.path("equipe"), team.path("equipe", "/note")
    answer = send(kim, path, typed(kim, path), disclosure="confidential", name="Refuge Amarante")
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    said = "Une équipe inventée pour les essais."
    assert said in inspect(team, kim.get(note)).text
    assert said not in inspect(team, lou.get(note)).text
    lou.post(note, {"action": "lire"})
    assert said in lou.get(note).text
    assert zoe.get(note).status_code == 404
    assert zoe.post(note, {"action": "lire"}).status_code == 403
    assert team.browser("nour").get(note).status_code == 404
    assert "effacée" in notice(lou, lou.post(note, {"action": "effacer"}))
    assert team.rows(PrivateNote) == []
