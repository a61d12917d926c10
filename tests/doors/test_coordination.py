"""The coordinators' desk and the form of a listing, over HTTP, without script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlmodel import Session, select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from directory.models import FormSave, Listing, PendingChange, Place, Revision
from directory.queries.coverage import count_changes
from tests.fictional import LORIENT, VANNES, in_commune, make_confidential, make_draft, store
from tests.page_client import Page, check_headers, check_markup, check_page, read
from tests.people import Browser, browse, find, make_account

NOW = datetime.now(UTC)
PHONE = ("01 99 00 12 34", "", "public")
DESK, LISTINGS = "/coordination", "/coordination/fiches"


@dataclass
class Team:
    """A site with a coordinator of the Morbihan, another, one of the Finistère, and a national one."""

    app: Flask

    def browser(self, name: str) -> Browser:
        """The browser of a member of the team."""
        with self.session() as session:
            return browse(self.app, find(session, name))

    def session(self) -> Session:
        """A session on the database."""
        return Session(self.app.extensions["engine"], expire_on_commit=False)

    def listing(self, ref: str) -> Listing:
        """A listing as it is stored."""
        with self.session() as session:
            return session.exec(select(Listing).where(Listing.ref == ref)).one()

    def path(self, ref: str, after: str = "") -> str:
        """The address of the form of a listing."""
        return f"{LISTINGS}/{self.listing(ref).number}{after}"

    def rows(self, model: Any) -> list[Any]:
        """Every row of a table."""
        with self.session() as session:
            return list(session.exec(select(model)))


@pytest.fixture
def team(own_app: Flask) -> Team:
    made = Team(own_app)
    with made.session() as session:
        for name, role, *codes in (
            ("kim", "coordinator", "56"), ("lou", "coordinator", "56"), ("max", "coordinator", "29"),
            ("nour", "national"),
        ):  # fmt: skip
            make_account(session, name, role, *codes)
        store(
            session,
            make_draft("equipe", phones=(PHONE,), place=in_commune(VANNES), hours="Mo-Fr 09:00-17:00"),
            make_draft("foyer", category="emergency_reception", phones=(PHONE,)),
            make_draft("ailleurs", departements=("29",)),
            make_confidential("discrete"),
            at=NOW,
        )
    return made


def inspect(team: Team, answer: TestResponse, status: int = 200) -> Page:
    """Check an answer as every public page is checked."""
    assert answer.status_code == status, answer.text[:300]
    config = team.app.config["RELAIS"]
    check_headers(answer)
    page = Page(answer, read(answer))
    check_page(page, config.exit_url)
    check_markup(page, urlsplit(config.public_url).netloc)
    return page


def typed(browser: Browser, path: str) -> MultiDict[str, str]:
    """What the form of a page holds, as a browser would send it."""
    answer = browser.get(path)
    root = read(answer)
    assert root is not None
    form = next(each for each in root.iter("form") if each.get("id") == "listing-form")
    values = MultiDict[str, str]()
    for control in form.iter():
        name = control.get("name")
        if not name or control.tag == "button":
            continue
        if control.tag == "select":
            chosen = [o for o in control.iter("option") if o.get("selected") is not None]
            options = chosen or list(control.iter("option"))[:1]
            values.add(name, options[0].get("value", ""))
        elif control.tag == "textarea":
            values.add(name, "".join(control.itertext()))
        elif control.get("type") not in {"checkbox", "radio"} or control.get("checked") is not None:
            values.add(name, control.get("value", ""))
    return values


def send(
    browser: Browser, path: str, values: MultiDict[str, str], **changes: str | list[str]
) -> TestResponse:
    """Send a form with some fields changed."""
    data = MultiDict(values)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    data["csrf"] = browser.csrf_token()
    return browser.client.post(path, base_url="https://localhost", data=data, buffered=True)


def notice(browser: Browser, answer: TestResponse) -> str:
    """What the page after an action says."""
    assert answer.status_code == 303, answer.text[:500]
    page = Page(after := browser.get(answer.headers["Location"]), read(after))
    return " ".join("".join(p.itertext()) for p in page.all("p", role="status"))


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


def test_a_form_sent_back_as_it_came_changes_nothing(team: Team) -> None:
    kim = team.browser("kim")
    for ref in ("equipe", "foyer", "discrete"):
        inspect(team, kim.get(team.path(ref)))
        answer = send(kim, team.path(ref), typed(kim, team.path(ref)))
        assert "Rien n’a changé" in notice(kim, answer)
    assert len(team.rows(Revision)) == 4


def test_an_edit_is_published_and_its_history_reads_as_a_difference(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(
        kim, team.path("equipe"), typed(kim, team.path("equipe")), name="Équipe renommée",
        hours="du mardi au jeudi de 10h à 12h30, samedi 9h-12h", capacity="6 places",
        phone_value=["01 99 00 56 78", ""],
    )  # fmt: skip
    assert "Fiche enregistrée." in notice(kim, answer)
    stored = team.listing("equipe")
    assert stored.hours == "Tu-Th 10:00-12:30; Sa 09:00-12:00"
    assert "Équipe renommée" in inspect(team, kim.get(f"/fiches/{stored.slug}")).text
    page = inspect(team, kim.get(team.path("equipe", "/historique")))
    assert "Capacité non renseigné 6 places" in page.text
    assert "01 99 00 12 34 01 99 00 56 78" in page.text
    first = min(r.id for r in team.rows(Revision) if r.listing_id == stored.id)
    kim.post(team.path("equipe", "/revenir"), {"revision": str(first)})
    assert team.listing("equipe").name != "Équipe renommée"
    assert team.listing("equipe").hours == "Mo-Fr 09:00-17:00"


def test_mistakes_are_said_beside_their_fields_and_nothing_typed_is_lost(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(
        kim, team.path("equipe"), typed(kim, team.path("equipe")), name="", hours="quand on peut",
        phone_value=["douze trente", ""], minimum_age="douze", commune="Zzqqxxkk", code_insee="",
    )  # fmt: skip
    page = inspect(team, answer, 422)
    for sentence in (
        "Le nom manque.",
        "Horaires non compris",
        "Écrivez un seul numéro",
        "un nombre d’années",
        "Commune inconnue.",
    ):
        assert sentence in page.text
    for value in ("quand on peut", "douze trente", "Zzqqxxkk", "douze"):
        assert f'value="{value}"' in answer.text
    assert team.listing("equipe").version == 1


def test_an_ambiguous_commune_is_a_choice_and_not_a_guess(team: Team) -> None:
    kim = team.browser("kim")
    values = typed(kim, team.path("equipe"))
    answer = send(kim, team.path("equipe"), values, commune="Saint-Martin", code_insee="")
    page = inspect(team, answer, 422)
    offered = [each.get("value") for each in page.all("input", type="radio", name="code_insee")]
    assert len(offered) > 1
    answer = send(kim, team.path("equipe"), values, commune="Lorient", code_insee=LORIENT)
    assert "enregistrée" in notice(kim, answer)
    assert team.rows(Place)[0].code_insee == LORIENT


def test_the_second_writer_sees_both_texts_and_nothing_is_lost(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = team.path("equipe")
    read_by_lou = typed(lou, path)
    send(kim, path, typed(kim, path), capacity="4 places", summary="Le texte de Kim", stay="Trois mois")
    answer = send(lou, path, read_by_lou, summary="Le texte de Lou", fallback="Appeler le 119")
    page = inspect(team, answer, 409)
    assert "Votre texte : Le texte de Lou" in page.text
    assert "Texte enregistré : Le texte de Kim" in page.text
    assert "Durée du séjour non renseigné Trois mois" in page.text
    merged = typed_of(answer)
    assert (merged["capacity"], merged["summary"]) == ("4 places", "Le texte de Lou")
    assert "enregistrée" in notice(lou, send(lou, path, merged))
    stored = team.listing("equipe")
    assert (stored.capacity, stored.summary, stored.fallback) == (
        "4 places",
        "Le texte de Lou",
        "Appeler le 119",
    )


def test_the_second_writer_keeps_either_text_fact_by_fact(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = team.path("equipe")
    read_by_lou = typed(lou, path)
    send(
        kim,
        path,
        typed(kim, path),
        capacity="4 places",
        summary="Le texte de Kim",
        phone_value="01 99 00 56 78",
    )
    answer = send(
        lou, path, read_by_lou, capacity="5 places", summary="Le texte de Lou", phone_value="01 99 00 99 99"
    )
    assert answer.status_code == 409
    choices = {"keep_summary": "theirs", "keep_phones": "theirs", "keep_capacity": "mine"}
    assert all(f'name="{name}"' in answer.text for name in choices)
    send(lou, path, typed_of(answer), **choices)
    stored = team.listing("equipe")
    assert (stored.capacity, stored.summary) == ("5 places", "Le texte de Kim")
    assert "01\u202f99\u202f00\u202f56\u202f78" in lou.get(f"/fiches/{stored.slug}").text


def test_hiding_a_listing_meanwhile_drops_what_a_form_still_says_of_its_place(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path, number = team.path("equipe"), team.listing("equipe").number
    read_by_lou = typed(lou, path)
    answer = send(kim, path, typed(kim, path), disclosure="confidential")
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    preview = f"/coordination/brouillons/{number}"
    assert "Vannes" not in lou.post(preview, read_by_lou, headers={"HX-Request": "true"}).text
    assert "Vannes" not in inspect(team, send(lou, preview, read_by_lou), 409).text
    assert team.rows(FormSave) == []
    answer = send(lou, path, read_by_lou, capacity="4 places", summary="Au 12 rue des Lilas")
    inspect(team, answer, 409)
    assert "Vannes" not in answer.text
    assert "Lilas" not in answer.text
    assert 'id="summary-problem" data-field="summary" data-clues="3-19"' in answer.text
    assert "99 00 12 34" not in answer.text.replace("\u202f", " ")
    send(lou, path, typed_of(answer), keep_summary="theirs")
    stored = team.listing("equipe")
    assert (stored.disclosure, stored.capacity, team.rows(PendingChange)) == ("confidential", "4 places", [])


def test_a_state_that_lost_its_place_is_not_offered_again(team: Team) -> None:
    kim = team.browser("kim")
    path = team.path("equipe")
    answer = send(kim, path, typed(kim, path), disclosure="confidential")
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
    answer = send(kim, path, typed(kim, path), disclosure="confidential")
    send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")
    last = max(r.id for r in team.rows(Revision) if r.verb == "protect")
    for page in (f"{path}/historique", DESK):
        assert f'value="{last}"' not in kim.get(page).text
    assert kim.post(f"{path}/annuler", {"revision": str(last)}).status_code == 422
    assert team.listing("equipe").disclosure == "confidential"


def typed_of(answer: TestResponse) -> MultiDict[str, str]:
    """What the form of an answer holds."""

    class Once:
        def get(self, _path: str) -> TestResponse:
            return answer

    return typed(Once(), "")  # type: ignore[arg-type]


def test_two_people_publish_a_housing_listing_and_change_its_contacts(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    answer = send(kim, team.path("foyer"), typed(kim, team.path("foyer")), phone_value="01 99 00 99 99")
    assert "Une autre personne doit l’approuver" in notice(kim, answer)
    assert "01 99 00 99 99" not in kim.get(f"/fiches/{team.listing('foyer').slug}").text
    (pending,) = team.rows(PendingChange)
    path = f"/coordination/changements/{pending.id}"
    decision = {"decision": "approuver", "version": "1"}
    assert kim.post(path, decision).status_code == 403
    assert team.browser("max").post(path, decision).status_code == 403
    page = inspect(team, lou.get(DESK))
    assert "01 99 00 12 34 01 99 00 99 99" in page.text
    assert "approuvé" in notice(lou, lou.post(path, decision))
    assert "01\u202f99\u202f00\u202f99\u202f99" in kim.get(f"/fiches/{team.listing('foyer').slug}").text
    assert team.rows(PendingChange) == []


def test_a_new_housing_listing_stays_a_draft_until_somebody_else_approves(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    values = typed(kim, f"{LISTINGS}/nouvelle")
    answer = send(
        kim, f"{LISTINGS}/nouvelle", values, name="Foyer inventé", category="adapted_threshold_housing",
        status="published", source_url="https://source.example/foyer",
    )  # fmt: skip
    assert "Une autre personne" in notice(kim, answer)
    made = team.listing(values["ref"])
    assert made.status == "draft"
    (pending,) = team.rows(PendingChange)
    lou.post(f"/coordination/changements/{pending.id}", {"decision": "approuver", "version": "1"})
    assert team.listing(values["ref"]).status == "published"


def test_a_new_listing_sent_twice_is_one_listing(team: Team) -> None:
    kim = team.browser("kim")
    values = typed(kim, f"{LISTINGS}/nouvelle")
    inspect(team, kim.get(f"{LISTINGS}/nouvelle"))
    facts = {"name": "Équipe inventée", "source_url": "https://source.example/x", "status": "published"}
    assert "enregistrée" in notice(kim, send(kim, f"{LISTINGS}/nouvelle", values, **facts))
    before = len(team.rows(Listing))
    assert send(kim, f"{LISTINGS}/nouvelle", values, **facts).status_code in {303, 409}
    assert len(team.rows(Listing)) == before


def test_fields_one_has_no_right_to_change_nothing(team: Team) -> None:
    kim = team.browser("kim")
    values = typed(kim, team.path("equipe"))
    send(
        kim, team.path("equipe"), values, is_national="1", departements=["56", "29", "75"], ref="foyer",
        verified_on="2026-11-01", number="99", role="admin", status="supprimee", capacity="4 places",
    )  # fmt: skip
    stored = team.listing("equipe")
    assert (stored.is_national, stored.verified_on, stored.status) == (False, None, "published")
    assert stored.capacity == "4 places"
    page = inspect(team, kim.get(f"/fiches/{stored.slug}"))
    assert "/departements/29" not in page.links()


def test_the_listings_of_others_are_out_of_reach(team: Team) -> None:
    max_ = team.browser("max")
    assert max_.get(team.path("equipe")).status_code == 403
    assert max_.get(team.path("equipe", "/historique")).status_code == 403
    for after in ("", "/confirmer", "/annuler", "/archiver", "/retablir", "/revenir", "/protection"):
        answer = max_.post(team.path("equipe", after), {"how": "visite", "version": "1", "revision": "1"})
        assert answer.status_code == 403, after
    assert team.listing("equipe").version == 1


def test_an_archived_listing_leaves_the_public_and_comes_back(team: Team) -> None:
    kim = team.browser("kim")
    slug = team.listing("equipe").slug
    assert "archivée" in notice(kim, kim.post(team.path("equipe", "/archiver")))
    assert kim.get(f"/fiches/{slug}").status_code == 410
    assert "rétablie" in notice(kim, kim.post(team.path("equipe", "/retablir")))
    assert kim.get(f"/fiches/{slug}").status_code == 200
    kim.post(team.path("foyer", "/archiver"))
    assert "Une autre personne" in notice(kim, kim.post(team.path("foyer", "/retablir")))


def test_what_is_being_typed_is_kept_and_may_be_taken_up_again(team: Team) -> None:
    kim = team.browser("kim")
    number = team.listing("equipe").number
    values = typed(kim, team.path("equipe"))
    answer = send(kim, f"/coordination/brouillons/{number}", values, name="Équipe en cours")
    assert "Équipe en cours" in inspect(team, answer).text
    assert "Un brouillon" in inspect(team, kim.get(team.path("equipe"))).text
    assert "Un brouillon" not in team.browser("lou").get(team.path("equipe")).text
    resumed = typed(kim, team.path("equipe", "?brouillon=1"))
    assert resumed["name"] == "Équipe en cours"
    send(kim, team.path("equipe"), resumed)
    assert team.listing("equipe").name == "Équipe en cours"
    assert team.rows(FormSave) == []


def test_nothing_typed_about_a_confidential_listing_is_kept(team: Team) -> None:
    kim = team.browser("kim")
    number = team.listing("discrete").number
    values = typed(kim, team.path("discrete"))
    changes = {"address": "3 rue Introuvable", "commune": "Vannes", "phone_value": "01 99 00 77 77"}
    answer = send(kim, f"/coordination/brouillons/{number}", values, **changes)
    answer_again = send(kim, team.path("discrete"), values, capacity="4 places", **changes)
    assert team.rows(FormSave) == []
    for text in (answer.text, answer_again.text, kim.get(team.path("discrete", "/historique")).text):
        assert "Introuvable" not in text
        assert "77 77" not in text
    assert team.listing("discrete").capacity == "4 places"
    assert {place.listing_id for place in team.rows(Place)} == {team.listing("equipe").id}


def test_hiding_a_listing_says_first_what_disappears(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(kim, team.path("equipe"), typed(kim, team.path("equipe")), disclosure="confidential")
    page = inspect(team, answer)
    assert "sans retour possible" in page.text
    assert "Vannes" not in answer.text
    assert team.listing("equipe").disclosure == "commune"


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


def test_a_listing_made_confidential_keeps_nothing_of_where_it_was(team: Team) -> None:
    kim = team.browser("kim")
    before = typed(kim, team.path("equipe"))
    answer = send(kim, team.path("equipe"), before, disclosure="confidential")
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
    said = {"capacity": "Six places, 12 rue des Lilas", "hours": "12 rue des Lilas", "stay": "Trois mois"}
    answer = send(kim, path, values, **said)
    page = inspect(team, answer, 422)
    (problem,) = page.all("p", id="capacity-problem")
    assert "une voie ou un numéro (mots\u00a03\u00a0à\u00a06)" in "".join(problem.itertext())
    assert problem.get("data-clues") == "12-28"
    assert typed_of(answer)["stay"] == "Trois mois"
    preview = f"/coordination/brouillons/{team.listing('discrete').number}"
    seen = kim.post(preview, {**values, **said}, headers={"HX-Request": "true"})
    assert 'data-clues="12-28"' in seen.text
    for text in (answer.text, seen.text, send(kim, preview, values, **said).text, kim.get(path).text):
        assert "Lilas" not in text
    assert team.listing("discrete").capacity == ""


def typed_in(answer: TestResponse, action: str) -> MultiDict[str, str]:
    """The hidden fields of the form of an answer that leads to an address."""
    root = read(answer)
    assert root is not None
    form = next(each for each in root.iter("form") if each.get("action", "").endswith(action))
    return MultiDict(
        (i.get("name", ""), i.get("value", "")) for i in form.iter("input") if i.get("type") == "hidden"
    )
