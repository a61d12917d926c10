"""A listing put under secrecy, and one that is, over HTTP, without script."""

from __future__ import annotations

import re

from directory.models import FormSave, PendingChange, Place, Revision
from tests.fictional import make_draft, store
from tests.team import DESK, Team, inspect, notice, send, typed, typed_in, typed_of


def test_hiding_a_listing_meanwhile_drops_what_a_form_still_says_of_its_place(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path, number = team.path("equipe"), team.listing("equipe").number
    read_by_lou = typed(lou, path)
    answer = send(kim, path, typed(kim, path), disclosure="confidential", name="Refuge Amarante")
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    preview = f"/coordination/brouillons/{number}"
    assert "Vannes" not in lou.post(preview, read_by_lou, headers={"HX-Request": "true"}).text
    assert "Vannes" not in inspect(team, send(lou, preview, read_by_lou), 409).text
    assert team.rows(FormSave) == []
    answer = send(lou, path, read_by_lou, capacity="4 places", summary="Au 12 rue des Lilas")
    inspect(team, answer, 409)
    assert "Vannes" not in answer.text
    assert "Lilas" not in answer.text
    assert "99 00 12 34" not in answer.text.replace("\u202f", " ")
    send(lou, path, typed_of(answer), phrases_capacity="places-4")
    stored = team.listing("equipe")
    assert (stored.disclosure, stored.status) == ("confidential", "draft")
    # What each wrote is published by another.
    assert [each.changes for each in team.rows(PendingChange)] == [
        {"status": "published"},
        {"status": "published", "capacity": "4\u00a0places"},
    ]


def test_the_second_person_is_told_when_the_operator_alone_would_make_it_recognised(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = team.path("equipe")
    secret = {"disclosure": "confidential", "name": "Refuge Amarante", "operator": "Association Belladone"}
    answer = send(kim, path, typed(kim, path), **secret)
    assert "laissez-le vide" in answer.text
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    (waiting,) = team.rows(PendingChange)
    review = f"/coordination/changements/{waiting.id}"
    assert "reconnaîtrait celle-ci" in inspect(team, lou.get(review)).text
    with team.session() as session:
        store(session, make_draft("autre", operator="Association Belladone"))
    assert "reconnaîtrait celle-ci" not in inspect(team, lou.get(review)).text


def test_a_state_that_lost_its_place_is_not_offered_again(team: Team) -> None:
    kim = team.browser("kim")
    path = team.path("equipe")
    answer = send(kim, path, typed(kim, path), disclosure="confidential", name="Refuge Amarante")
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    send(kim, path, typed(kim, path), capacity="4 places")
    page = inspect(team, kim.get(f"{path}/historique"))
    assert "ont été effacés" in page.text
    history = [r for r in team.rows(Revision) if r.listing_id == team.listing("equipe").id]
    assert [r.verb for r in history] == ["create", "protect", "edit"]
    offered = re.findall(r'name="revision" value="(\d+)"', kim.get(f"{path}/historique").text)
    assert {int(each) for each in offered} == {history[1].id, history[2].id}
    assert kim.post(f"{path}/revenir", {"revision": str(history[0].id)}).status_code == 422
    kim.post(f"{path}/annuler", {"revision": str(history[2].id)})
    assert team.listing("equipe").capacity == ""


def test_hiding_a_listing_is_not_undone_by_a_click(team: Team) -> None:
    kim = team.browser("kim")
    path = team.path("equipe")
    answer = send(kim, path, typed(kim, path), disclosure="confidential", name="Refuge Amarante")
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    last = max(r.id for r in team.rows(Revision) if r.verb == "protect")
    for page in (f"{path}/historique", DESK):
        assert f'value="{last}"' not in kim.get(page).text
    assert kim.post(f"{path}/annuler", {"revision": str(last)}).status_code == 422
    assert team.listing("equipe").disclosure == "confidential"


def test_nothing_typed_about_a_confidential_listing_is_kept(team: Team) -> None:
    kim = team.browser("kim")
    number = team.listing("discrete").number
    values = typed(kim, team.path("discrete"))
    changes = {"address": "3 rue Introuvable", "commune": "Vannes", "phone_value": "01 99 00 77 77"}
    answer = send(kim, f"/coordination/brouillons/{number}", values, **changes)
    answer_again = send(kim, team.path("discrete"), values, minimum_age="13", **changes)
    assert team.rows(FormSave) == []
    for text in (answer.text, answer_again.text, kim.get(team.path("discrete", "/historique")).text):
        assert "Introuvable" not in text
        assert "77 77" not in text
    assert team.listing("discrete").minimum_age == 13
    assert {place.listing_id for place in team.rows(Place)} == {team.listing("equipe").id}


def test_hiding_a_listing_says_first_what_disappears(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(
        kim,
        team.path("equipe"),
        typed(kim, team.path("equipe")),
        disclosure="confidential",
        name="Refuge Amarante",
    )
    page = inspect(team, answer)
    assert "sans retour possible" in page.text
    assert "Vannes" not in answer.text
    assert team.listing("equipe").disclosure == "commune"


def test_a_listing_made_confidential_keeps_nothing_of_where_it_was(team: Team) -> None:
    kim = team.browser("kim")
    before = typed(kim, team.path("equipe"))
    answer = send(kim, team.path("equipe"), before, disclosure="confidential", name="Refuge Amarante")
    carried = typed_in(answer, "/protection")
    refused = send(kim, team.path("equipe", "/protection"), carried, confirme=[])
    assert refused.status_code == 422
    assert team.listing("equipe").disclosure == "commune"
    answer = send(kim, team.path("equipe", "/protection"), carried, confirme="1")
    assert "sous secret" in notice(kim, answer)
    stored = team.listing("equipe")
    assert stored.disclosure == "confidential"
    for path in ("", "/historique"):
        text = kim.get(team.path("equipe", path)).text
        assert "Vannes" not in text
        assert "00\u202f12\u202f34" not in text
    assert team.rows(Place) == []


def test_what_says_where_a_confidential_listing_is_stays_in_its_field_and_is_not_sent_back(
    team: Team,
) -> None:
    kim, path = team.browser("kim"), team.path("discrete")
    values = typed(kim, path)
    said = {"operator": "Entraide, 12 rue des Lilas", "hours": "12 rue des Lilas", "stay": "Au 3 rue Fictive"}
    answer = send(kim, path, values, **said)
    page = inspect(team, answer, 422)
    (problem,) = page.all("p", id="operator-problem")
    assert "une voie ou un numéro (mots\u00a02\u00a0à\u00a05)" in "".join(problem.itertext())
    assert problem.get("data-clues") == "10-26"
    (picks,) = page.all("fieldset", id="stay")
    assert "seules des phrases relues sont publiées" in "".join(picks.itertext())
    preview = f"/coordination/brouillons/{team.listing('discrete').number}"
    seen = kim.post(preview, {**values, **said}, headers={"HX-Request": "true"})
    assert 'data-clues="10-26"' in seen.text
    for text in (answer.text, seen.text, send(kim, preview, values, **said).text, kim.get(path).text):
        assert "Lilas" not in text
        assert "Fictive" not in text.replace("Association fictive", "")
    assert team.listing("discrete").phrases.count("=") == 1
