"""The category « Hébergement sous secret » keeps its place secret, whatever the door and whoever insists."""

from __future__ import annotations

from werkzeug.test import TestResponse

from directory.models import FormSave, Listing, PendingChange, Phone, Place
from tests.people import browse
from tests.team import LISTINGS, Team, inspect, notice, send, typed, typed_in, typed_of

NEW = f"{LISTINGS}/nouvelle"
SECRET = {
    "name": "Refuge inventé", "category": "confidential_housing", "status": "published",
    "source_url": "https://source.example/refuge", "departements": "56",
}  # fmt: skip
TYPED = {"disclosure": "commune", "commune": "Vannes", "code_insee": "56260", "phone_value": "01 99 00 77 77"}


def propose(team: Team, **facts: str) -> TestResponse:
    """Send the form of a new listing of the category, its place choice left where it stood."""
    kim = team.browser("kim")
    return send(kim, NEW, typed(kim, NEW), **(SECRET | TYPED | facts))


def test_a_new_secret_listing_publishes_nothing_of_what_was_typed_of_its_place(team: Team) -> None:
    refused = propose(team, summary="Foyer à Vannes, 12 rue des Tilleuls")
    page = inspect(team, refused, 422)
    assert "Tilleuls" not in page.text
    assert "toujours sous secret" in page.text
    kim, again = team.browser("kim"), typed_of(refused)
    assert again["disclosure"] == "confidential"
    assert "Une autre personne" in notice(kim, send(kim, NEW, again, phrases_summary="hebergement-mineurs"))
    (pending,) = team.rows(PendingChange)
    team.browser("lou").post(
        f"/coordination/changements/{pending.id}", {"decision": "approuver", "version": "1", "nom": "non"}
    )
    made = team.listing(again["ref"])
    assert (made.disclosure, made.status) == ("confidential", "published")
    shown = browse(team.app).get(f"/fiches/{made.slug}").text
    assert "Hébergement sous secret pour mineurs en situation de prostitution." in shown
    assert not [word for word in ("Vannes", "Tilleuls", "77\u202f77", "77 77") if word in shown]
    assert not [row for row in (*team.rows(Phone), *team.rows(Place)) if row.listing_id == made.id]


def test_the_form_says_that_what_was_typed_of_the_place_was_taken_out(team: Team) -> None:
    page = inspect(team, propose(team), 422)
    assert "le lieu et les contacts que vous aviez écrits sont retirés" in page.text
    assert "Vannes (56)" not in page.text
    assert "77 77" not in page.text


def test_a_secret_listing_is_made_in_one_go_where_nothing_was_typed_of_its_place(team: Team) -> None:
    answer = propose(team, commune="", code_insee="", phone_value="")
    assert "Une autre personne" in notice(team.browser("kim"), answer)


def test_nothing_typed_of_a_secret_listing_is_kept_while_it_is_typed(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(kim, "/coordination/brouillons/0", typed(kim, NEW), **(SECRET | TYPED))
    assert "Vannes" not in answer.text
    assert team.rows(FormSave) == []


def test_changing_to_the_category_erases_the_place_as_hiding_does(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    answer = send(kim, path, typed(kim, path), category="confidential_housing", name="Refuge Amarante")
    assert "sans retour possible" in inspect(team, answer).text
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    made = team.listing("equipe")
    assert (made.category, made.disclosure) == ("confidential_housing", "confidential")
    assert not [row for row in (*team.rows(Phone), *team.rows(Place)) if row.listing_id == made.id]


def test_leaving_the_category_takes_two_people(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("discrete")
    answer = send(kim, path, typed(kim, path), category="open_environment", status="draft")
    assert "Une autre personne" in notice(kim, answer)
    assert team.listing("discrete").category == "confidential_housing"


def test_a_listing_of_the_category_cannot_be_given_another_disclosure(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("discrete")
    send(kim, path, typed(kim, path), disclosure="commune", commune="Vannes", code_insee="56260")
    kept = [listing for listing in team.rows(Listing) if listing.category == "confidential_housing"]
    assert [listing.disclosure for listing in kept] == ["confidential"]
    assert team.rows(PendingChange) == []


def test_the_source_of_a_confidential_listing_is_for_those_who_publish_it(team: Team) -> None:
    shown = browse(team.app)
    for path in (
        f"/fiches/{team.listing('discrete').slug}",
        "/api/v1/listings?departement=56",
        "/exports/listings.csv",
    ):
        assert "https://source.example/discrete" not in shown.get(path).text, path
    assert "https://source.example/discrete" in team.browser("kim").get(team.path("discrete")).text
