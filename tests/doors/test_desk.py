"""The coordinators' desk and its lists, over HTTP, without script."""

from __future__ import annotations

import re

from sqlmodel import select

from directory.coverage.tallies import count_changes
from directory.models import Revision
from tests.fictional import VANNES
from tests.team import DESK, LISTINGS, Team, inspect, notice, send, typed


def test_the_desk_says_what_to_confirm_and_a_click_says_it_is_still_true(team: Team) -> None:
    kim = team.browser("kim")
    page = inspect(team, kim.get(DESK))
    assert "À confirmer 3" in page.text
    listing = team.listing("equipe")
    assert listing.name in page.text
    assert team.listing("ailleurs").name not in page.text
    answer = kim.post(team.path("equipe", "/confirmer"), {"how": "telephone", "version": "1"})
    assert "Fiche confirmée." in notice(kim, answer)
    page = inspect(team, kim.get(f"/fiches/{listing.slug}"))
    assert "par téléphone, coordination départementale, Morbihan" in page.text
    assert "kim" not in page.text
    assert "À confirmer 2" in inspect(team, kim.get(DESK)).text
    assert team.listing("equipe").modified_on == listing.modified_on


def test_a_confirmation_counts_as_verified_in_the_figures_until_it_is_undone(team: Team) -> None:
    kim = team.browser("kim")
    kim.post(team.path("equipe", "/confirmer"), {"how": "visite", "version": "1"})
    with team.session() as session:
        assert sum(change.verified for change in count_changes(session)) == 1
        (revision,) = session.exec(select(Revision).where(Revision.verb == "confirm"))
    answer = kim.post(team.path("equipe", "/annuler"), {"revision": str(revision.id)})
    assert "Changement annulé." in notice(kim, answer)
    assert team.listing("equipe").verified_on is None
    with team.session() as session:
        assert sum(change.verified for change in count_changes(session)) == 0


def test_confirming_what_somebody_changed_meanwhile_is_refused(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    send(lou, team.path("equipe"), typed(lou, team.path("equipe")), capacity="4 places")
    answer = kim.post(team.path("equipe", "/confirmer"), {"how": "telephone", "version": "1"})
    assert answer.status_code == 409
    assert team.listing("equipe").verified_on is None


def test_the_national_desk_and_every_list_are_good_pages(team: Team) -> None:
    nour = team.browser("nour")
    for path in (
        DESK,
        f"{DESK}?departement=56",
        LISTINGS,
        f"{LISTINGS}?q=fictive&etat=published&departement=56",
    ):
        inspect(team, nour.get(path))
    page = inspect(team, nour.get(f"{DESK}/problemes"))
    assert "personne ne peut joindre ce service" in page.text
    assert "Accompagnement en milieu ouvert" in nour.get(f"{DESK}?departement=56").text


def test_a_fragment_is_one_row_or_one_preview(team: Team) -> None:
    kim = team.browser("kim")
    unread = {**typed(kim, team.path("equipe")), "source_seen": "", "source_date": ""}
    preview = f"/coordination/brouillons/{team.listing('equipe').number}"
    seen = kim.post(preview, unread, headers={"HX-Request": "true"}).text
    assert seen.lstrip().startswith("<section")
    assert "relevée en" not in seen
    data = {"how": "courriel", "version": "1"}
    answer = kim.post(team.path("equipe", "/confirmer"), data, headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith("<li")
    assert re.search(r'name="revision" value="\d+"', answer.text)
    answer = kim.get("/coordination/communes?commune=vann")
    assert VANNES in answer.text
    assert len(team.rows(Revision)) == 5
