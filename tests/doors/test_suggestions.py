"""Suggestions of people without an account, from the public form to a decision on the desk."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlmodel import Session

from directory.models import Listing, PendingChange, Phone, Revision, Suggestion
from tests.fictional import make_confidential, make_draft, store
from tests.page_client import PageClient, plain
from tests.people import account, browse, rows
from tests.suggesting import LIST, PAGE, correct, decide, listing, only, post, propose
from tests.team import send, typed


@pytest.fixture
def site(own_app: Flask) -> Flask:
    """A site with a listing of the Morbihan."""
    with Session(own_app.extensions["engine"]) as session:
        store(
            session,
            make_draft(
                "seule", phones=(("01 99 00 11 11", "", "public"), ("01 99 00 22 22", "", "professionals"))
            ),
            make_confidential("abri", name="Hébergement fictif"),
        )
    return own_app


def test_the_public_forms_are_sound_pages_that_leave_no_cookie(site: Flask) -> None:
    client = PageClient(site)
    for path in ("/proposer", PAGE, "/fiches/hebergement-fictif-56/erreur", "/proposition-envoyee"):
        assert client.get(path).answer.headers["Cache-Control"] == "no-store"
    assert PAGE in client.get("/fiches/equipe-fictive-seule-56").links()
    assert client.get("/fiches/inconnue/erreur", 404).status == 404


def test_a_correction_reaches_the_coordinator_with_the_difference_and_one_click_applies_it(
    site: Flask,
) -> None:
    answer = correct(site, kind="phone", value="01 99 00 33 33", text="Le standard a changé.")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/proposition-envoyee")
    assert "Set-Cookie" not in answer.headers
    browser = browse(site, account(site, "claire", "coordinator", "56"))
    shown = plain(browser.get(LIST).text)
    assert "01 99 00 11 11" in shown
    assert "01 99 00 33 33" in shown
    assert "Le standard a changé." in shown
    assert "1 suggestion" in plain(browser.get("/coordination").text)
    done = browser.post(f"{LIST}/{only(site).id}", {"decision": "accepter", "version": "1"})
    assert done.status_code == 303
    assert {phone.value for phone in rows(site, Phone)} == {"+33199003333", "+33199002222"}
    last = rows(site, Revision)[-1]
    assert (last.verb, last.by) == ("edit", "claire@essai.example")
    assert only(site).decision == "accepted"
    assert "Aucune suggestion" in browser.get(LIST).text


def test_a_number_comes_with_what_answers_there_and_what_to_ask_for(site: Flask) -> None:
    told = {"phone_kind": "switchboard", "phone_label": "Demandez l’équipe"}
    assert correct(site, kind="phone", value="01 99 00 33 33", **told).status_code == 303
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    shown = plain(claire.get(LIST).text)
    assert "(Demandez l’équipe) standard" in shown
    claire.post(f"{LIST}/{only(site).id}", {"decision": "accepter", "version": "1"})
    [phone] = [phone for phone in rows(site, Phone) if phone.value == "+33199003333"]
    assert (phone.kind, phone.label) == ("switchboard", "Demandez l’équipe")
    refused = correct(site, kind="phone", value="01 99 00 44 44", phone_label="Demandez Mme Dupont Marie")
    assert refused.status_code == 422
    assert "Dupont" not in refused.text


def test_a_suggested_number_has_the_suggestion_for_source_never_that_of_its_listing(site: Flask) -> None:
    correct(site, kind="phone", value="01 99 00 33 33")
    decide(site, "56", decision="accepter", version="1")
    [phone] = [phone for phone in rows(site, Phone) if phone.value == "+33199003333"]
    day = only(site).sent_at.date().isoformat()
    assert (phone.source_url, phone.source_date, phone.source_kind) == ("", day, "report")
    assert "signalé par un visiteur du site le" in plain(
        site.test_client().get("/fiches/equipe-fictive-seule-56").text
    )


def test_a_visitor_says_which_page_gives_the_number_or_the_site(site: Flask) -> None:
    assert correct(site, kind="phone", value="01 99 00 33 33", source="pas une page").status_code == 422
    correct(site, kind="phone", value="01 99 00 33 33", source="annuaire.example/lieu")
    decide(site, "56", decision="accepter", version="1")
    [phone] = [phone for phone in rows(site, Phone) if phone.value == "+33199003333"]
    assert (phone.source_url, phone.source_kind) == ("https://annuaire.example/lieu", "")
    correct(site, kind="website", value="nouveau.example")
    [sent] = [one for one in rows(site, Suggestion) if not one.decision]
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    claire.post(f"{LIST}/{sent.id}", {"decision": "accepter", "version": "2"})
    found = listing(site, "seule")
    assert (found.website_source_kind, found.website_source_url) == ("report", "")


def test_a_suggestion_is_decided_once_and_on_the_listing_as_it_was_shown(site: Flask) -> None:
    correct(site, kind="website", value="nouveau.example")
    assert decide(site, "56", decision="accepter", version="7").status_code == 409
    browser = browse(site, account(site, "claire", "coordinator", "56"))
    choice = {"decision": "accepter", "version": "1"}
    assert browser.post(f"{LIST}/{only(site).id}", choice).status_code == 303
    assert browser.post(f"{LIST}/{only(site).id}", choice).status_code == 409
    assert listing(site, "seule").website == "https://nouveau.example"


def test_a_coordinator_of_another_departement_neither_sees_nor_decides(site: Flask) -> None:
    correct(site, kind="closed")
    elsewhere = browse(site, account(site, "ailleurs", "coordinator", "29"))
    assert "Équipe fictive seule" not in elsewhere.get(LIST).text
    fields = {"decision": "accepter", "version": "1"}
    assert elsewhere.post(f"{LIST}/{only(site).id}", fields).status_code == 403
    assert only(site).decision == ""


def test_a_resource_that_no_longer_exists_is_archived_when_accepted(site: Flask) -> None:
    correct(site, kind="closed")
    assert decide(site, "56", decision="accepter", version="1").status_code == 303
    assert listing(site, "seule").status == "archived"


def test_refusing_asks_why_and_leaves_the_listing(site: Flask) -> None:
    correct(site, kind="other", text="La photo manque.")
    browser = browse(site, account(site, "claire", "coordinator", "56"))
    path = f"{LIST}/{only(site).id}"
    for reason, sentence in (("", "Dites pourquoi"), ("a" * 301, "300 caractères au plus")):
        refused = browser.post(path, {"decision": "refuser", "reason": reason})
        assert (refused.status_code, only(site).decision) == (422, "")
        assert sentence in refused.text
        assert reason in refused.text
    browser.post(path, {"decision": "refuser", "reason": "Pas de photo ici."})
    assert "Pas de photo ici." in browser.get(LIST).text
    assert (only(site).decision, only(site).reason) == ("refused", "Pas de photo ici.")
    assert listing(site, "seule").version == 1


def test_a_text_alone_is_read_beside_the_form_and_settled_by_saving_it(site: Flask) -> None:
    correct(site, kind="admission", text="Accueille aussi les garçons.")
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    path = f"/coordination/fiches/{listing(site, 'seule').number}?suggestion={only(site).id}"
    assert path in claire.get(LIST).text
    assert "Accueille aussi les garçons." in claire.get(path).text
    sent = send(claire, path, typed(claire, path), name="")
    assert sent.status_code == 422
    assert "Accueille aussi les garçons." in sent.text
    send(claire, path, typed(claire, path))
    assert only(site).decision == ""  # nothing was changed yet
    settled = send(claire, path, typed(claire, path), genders="all")
    assert settled.location == f"{LIST}?fait=suggestion-suivie"
    assert (only(site).decision, listing(site, "seule").genders) == ("accepted", "all")


def test_a_value_is_carried_into_the_form_with_its_difference(site: Flask) -> None:
    correct(site, kind="website", value="nouveau.example")
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    path = f"/coordination/fiches/{listing(site, 'seule').number}?suggestion={only(site).id}"
    assert "<ins>https://nouveau.example</ins>" in claire.get(path).text
    values = typed(claire, path)
    assert values["website"] == "https://nouveau.example"
    send(claire, path, values, website="https://encore.example")
    assert (only(site).decision, listing(site, "seule").website) == ("accepted", "https://encore.example")


def test_what_was_corrected_otherwise_is_only_ticked_off(site: Flask) -> None:
    correct(site, kind="place", text="Le service a changé de quartier.")
    answer = decide(site, "56", decision="accepter", version="1")
    assert answer.location == f"{LIST}?fait=suggestion-traitee"
    assert (only(site).decision, listing(site, "seule").version) == ("accepted", 1)


def test_a_suggestion_is_read_in_the_form_of_its_own_listing_alone(site: Flask) -> None:
    correct(site, kind="admission", text="Accueille aussi les garçons.")
    with Session(site.extensions["engine"]) as session:
        store(session, make_draft("autre", departements=("29",)))
    browser = browse(site, account(site, "ailleurs", "coordinator", "29"))
    for given in (str(only(site).id), "faux"):
        page = browser.get(f"/coordination/fiches/{listing(site, 'autre').number}?suggestion={given}")
        assert page.status_code == 200
        assert "garçons." not in page.text


def test_a_resource_proposed_becomes_a_draft_that_the_public_does_not_see(site: Flask) -> None:
    assert propose(site, phone="01 99 00 44 44").status_code == 303
    answer = decide(site, "56", decision="accepter", version="0")
    new = next(each for each in rows(site, Listing) if each.name == "Lieu fictif")
    assert answer.headers["Location"].startswith(f"/coordination/fiches/{new.number}?")
    assert (new.status, new.source_url, only(site).listing_id) == (
        "draft",
        "https://lieu.example/page",
        new.id,
    )
    assert site.test_client().get(f"/fiches/{new.slug}").status_code == 404


def test_a_resource_proposed_for_another_departement_is_not_mine(site: Flask) -> None:
    propose(site, departement="29")
    assert decide(site, "56", decision="accepter").status_code == 403


def test_accepting_a_contact_of_housing_still_takes_two_people(site: Flask) -> None:
    with Session(site.extensions["engine"]) as session:
        store(
            session,
            make_draft(
                "gite", category="adapted_threshold_housing", phones=(("01 99 00 66 66", "", "public"),)
            ),
        )
    post(site, "/fiches/equipe-fictive-gite-56/erreur", {"kind": "phone", "value": "01 99 00 77 77"})
    answer = decide(site, "56", decision="accepter", version="1")
    assert answer.headers["Location"].endswith("deuxieme-regard")
    assert len(rows(site, PendingChange)) == 1
