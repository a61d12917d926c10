"""What one coordinator proposes and another reads whole, then approves or sends back, without script."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from directory.editing.reappearing import LATEST, publish_due
from directory.models import Listing, PendingChange
from tests.backups import restore, run
from tests.fictional import make_confidential, store
from tests.people import Browser
from tests.team import DESK, LISTINGS, NOW, Team, inspect, notice, send, typed, typed_in

AGREE = {"decision": "approuver", "version": "1"}


def asked(team: Team) -> str:
    """The address of the one change that waits."""
    (pending,) = team.rows(PendingChange)
    return f"{DESK}/changements/{pending.id}"


def propose_a_text(team: Team, browser: Browser, **facts: Any) -> str:
    """Propose other facts for the confidential listing; return where the change is read."""
    send(browser, team.path("discrete"), typed(browser, team.path("discrete")), **facts)
    return asked(team)


def test_two_people_change_the_contacts_of_a_housing_listing(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    answer = send(kim, team.path("foyer"), typed(kim, team.path("foyer")), phone_value="01 99 00 99 99")
    assert "Une autre personne doit l’approuver" in notice(kim, answer)
    assert "01 99 00 99 99" not in kim.get(f"/fiches/{team.listing('foyer').slug}").text
    path = asked(team)
    assert kim.post(path, AGREE).status_code == 403
    assert team.browser("max").post(path, AGREE).status_code == 403
    assert path in lou.get(DESK).text
    assert "approuvé" in notice(lou, lou.post(path, AGREE))
    assert "01\u202f99\u202f00\u202f99\u202f99" in kim.get(f"/fiches/{team.listing('foyer').slug}").text
    assert team.rows(PendingChange) == []


def test_what_waited_when_a_backup_was_made_waits_again_for_somebody_else(team: Team, tmp_path: Path) -> None:
    kim, path = team.browser("kim"), team.path("foyer")
    send(kim, path, typed(kim, path), phone_value="01 99 00 99 99")
    run(team.app, "backup", tmp_path / "copie")
    team.browser("lou").post(asked(team), AGREE)
    restore(team.app, tmp_path / "copie")
    kim, lou = team.browser("kim"), team.browser("lou")
    public = f"/fiches/{team.listing('foyer').slug}"
    assert "99\u202f99" not in kim.get(public).text
    assert kim.post(asked(team), AGREE).status_code == 403
    assert "approuvé" in notice(lou, lou.post(asked(team), AGREE))
    assert "01\u202f99\u202f00\u202f99\u202f99" in kim.get(public).text


def test_a_new_housing_listing_stays_a_draft_until_somebody_else_approves(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    values = typed(kim, f"{LISTINGS}/nouvelle")
    answer = send(
        kim, f"{LISTINGS}/nouvelle", values, name="Foyer inventé", category="adapted_threshold_housing",
        status="published", source_url="https://source.example/foyer",
    )  # fmt: skip
    assert "Une autre personne" in notice(kim, answer)
    assert team.listing(values["ref"]).status == "draft"
    lou.post(asked(team), AGREE)
    assert team.listing(values["ref"]).status == "published"


def test_the_second_person_reads_the_whole_listing_with_the_change_marked(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    values = typed(kim, f"{LISTINGS}/nouvelle")
    send(
        kim, f"{LISTINGS}/nouvelle", values, name="Foyer inventé", category="adapted_threshold_housing",
        status="published", source_url="https://source.example/foyer", disclosure="address",
        commune="Vannes (56)", code_insee="56260", address="12 rue des Tilleuls",
        phone_value="01 99 00 99 99", email_value="foyer@essai.example", website="https://foyer.example",
        summary="Une phrase inventée", description="Un récit inventé", requirement="Une condition inventée",
        capacity="Six places inventées", stay="Un séjour inventé", fallback="Un repli inventé",
        hours_text="Des horaires inventés", caveat="Une réserve inventée",
    )  # fmt: skip
    page = inspect(team, lou.get(asked(team)))
    for said in (
        "Foyer inventé", "Hébergement à seuil adapté", "12 rue des Tilleuls", "Vannes", "99 00 99 99",
        "foyer@essai.example", "https://foyer.example", "Une phrase inventée", "Un récit inventé",
        "Une condition inventée", "Six places inventées", "Un séjour inventé", "Un repli inventé",
        "Des horaires inventés", "Une réserve inventée", "https://source.example/foyer",
    ):  # fmt: skip
        assert said in page.text.replace("\u202f", " ").replace("\xa0", " "), said
    (changed,) = [each for each in page.all("div") if each.get("class") == "changed"]
    assert "État" in "".join(changed.itertext())


def test_what_the_change_replaces_stands_beside_it(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = propose_a_text(team, kim, operator="Autre association fictive")
    page = inspect(team, lou.get(path))
    assert ["".join(each.itertext()) for each in page.all("del")] == ["Association fictive"]
    assert ["".join(each.itertext()) for each in page.all("ins")] == ["Autre association fictive"]
    assert "Aucun lieu n’est enregistré" in page.text


def test_the_name_of_a_confidential_listing_is_asked_about_without_an_answer_in_advance(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = propose_a_text(team, kim, name="Refuge Amarante")
    page = inspect(team, lou.get(path))
    assert "Ce nom dit-il où" in page.text
    answers = [each for each in page.all("input") if each.get("name") == "nom"]
    assert [(each.get("value"), each.get("checked")) for each in answers] == [("non", None), ("doute", None)]
    assert "Dites si ce nom dit où" in inspect(team, lou.post(path, AGREE), 422).text
    assert "Tant que vous hésitez" in inspect(team, lou.post(path, AGREE | {"nom": "doute"}), 422).text
    assert team.listing("discrete").name != "Refuge Amarante"
    assert "approuvé" in notice(lou, lou.post(path, AGREE | {"nom": "non"}))
    assert team.listing("discrete").name == "Refuge Amarante"


def test_a_doubt_sends_the_change_back_and_nothing_is_published(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = propose_a_text(team, kim, name="Refuge Amarante")
    assert "Choisissez pourquoi" in inspect(team, lou.post(path, {"decision": "renvoyer"}), 422).text
    assert "renvoyé" in notice(lou, lou.post(path, {"decision": "renvoyer", "motif": "name"}))
    assert lou.post(path, AGREE | {"nom": "non"}).status_code == 409
    assert team.listing("discrete").name != "Refuge Amarante"
    assert "le nom dit peut-être où" in inspect(team, kim.get(DESK)).text
    assert "Renvoyée par lou@essai.example" in inspect(team, kim.get(path)).text
    propose_a_text(team, kim, name="Refuge Amarante")
    assert "approuvé" in notice(lou, lou.post(path, AGREE | {"nom": "non"}))


def test_nobody_sends_back_or_reads_the_change_of_another_departement(team: Team) -> None:
    kim, path = team.browser("kim"), propose_a_text(team, team.browser("kim"), name="Refuge Amarante")
    assert kim.post(path, {"decision": "renvoyer", "motif": "name"}).status_code == 403
    assert team.browser("max").get(path).status_code == 403


def test_hiding_a_listing_publishes_nothing_that_one_person_wrote(team: Team) -> None:
    kim, lou, path = team.browser("kim"), team.browser("lou"), team.path("foyer")
    answer = send(
        kim, path, typed(kim, path), disclosure="confidential", name="Refuge Amarante", website="https://autre.example",
        summary="Appelez l’équipe inventée", phrases_summary="hebergement-mineurs",
    )  # fmt: skip
    slug = team.listing("foyer").slug
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    assert lou.get(f"/fiches/{slug}").status_code == 410
    assert lou.get(f"/fiches/{team.listing('foyer').slug}").status_code in {404, 410}
    page = inspect(team, lou.get(asked(team)))
    assert "https://autre.example" in page.text
    decision = AGREE | {"nom": "non", "version": str(team.listing("foyer").version)}
    assert "approuvé" in notice(lou, lou.post(asked(team), decision))
    assert lou.get(f"/fiches/{team.listing('foyer').slug}").status_code == 404
    assert lou.get(f"/fiches/{slug}").status_code == 410
    with team.session() as session:
        assert publish_due(session, at=NOW + LATEST + timedelta(hours=1)) == 1
        session.commit()
    (again,) = [one for one in team.rows(Listing) if one.name == "Refuge Amarante"]
    shown = lou.get(f"/fiches/{again.slug}").text
    assert "Hébergement sous secret pour mineurs en situation de prostitution." in shown
    assert "Appelez l’équipe inventée" not in shown


def test_one_person_still_corrects_what_no_number_nor_place_hangs_on(team: Team) -> None:
    with team.session() as session:
        store(session, make_confidential("autre"), at=NOW)
    kim, path = team.browser("kim"), team.path("foyer")
    assert "Fiche enregistrée" in notice(kim, send(kim, path, typed(kim, path), capacity="6 places"))
    path = team.path("autre")
    assert "Fiche enregistrée" in notice(kim, send(kim, path, typed(kim, path), minimum_age="13"))
