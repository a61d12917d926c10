"""Suggestions of people without an account, from the public form to a decision on the desk."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlmodel import Session

from directory.keys.signed import sign
from directory.models import Listing, PendingChange, Phone, Revision, Suggestion, Throttle
from tests.fictional import make_confidential, make_draft, store
from tests.page_client import PageClient, plain
from tests.people import KEYS, account, browse, rows
from tests.suggesting import LIST, PAGE, correct, decide, listing, only, post, propose, token
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


@pytest.mark.parametrize(
    "text", ["Appelez Mme Fictive", "ma fille de 14 ans", "06 39 98 00 00", "ecrire a moi@essai.example"]
)
def test_a_text_about_somebody_is_refused_and_written_nowhere(
    site: Flask, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answer = correct(site, kind="other", text=text)
    assert answer.status_code == 422
    assert "Rien n’a été gardé" in plain(answer.text)
    assert text not in answer.text
    assert text not in caplog.text
    assert rows(site, Suggestion) == []


@pytest.mark.parametrize("text", ["Le foyer est rue des Essais", "Il est à Vannes", "56000"])
def test_where_a_confidential_place_is_may_not_be_said(site: Flask, text: str) -> None:
    answer = post(site, "/fiches/hebergement-fictif-56/erreur", {"kind": "other", "text": text})
    assert answer.status_code == 422
    assert text not in answer.text
    proposed = propose(site, category="confidential_housing", name=f"Abri, {text}", text=text)
    assert proposed.status_code == 422
    assert text not in proposed.text
    assert rows(site, Suggestion) == []


def test_a_confidential_listing_asks_for_no_contact_and_takes_none(site: Flask) -> None:
    page = "/fiches/hebergement-fictif-56/erreur"
    assert 'name="value"' not in site.test_client().get(page).text
    assert post(site, page, {"kind": "phone", "value": "01 99 00 55 55"}).status_code == 422
    phone = propose(site, category="confidential_housing", phone="01 99 00 55 55")
    assert phone.status_code == 422
    assert "01 99 00 55 55" not in phone.text
    assert post(site, page, {"kind": "closed", "value": "01 99 00 55 55"}).status_code == 303
    assert only(site).facts == {}


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("phone", "0892 00 00 00", "surtaxé"),
        ("email", "pas une adresse", "incomplète"),
        ("website", "rien", "incomplète"),
        ("website", "http://[rien.example", "incomplète"),
        ("hours", "quand on veut", ""),
        ("closed", "01 99 00 00 00", "précisions"),
        ("inconnu", "", "Choisissez"),
    ],
)
def test_a_value_that_cannot_be_used_is_explained(site: Flask, kind: str, value: str, words: str) -> None:
    answer = correct(site, kind=kind, value=value)
    assert answer.status_code == 422
    assert words in answer.text
    assert rows(site, Suggestion) == []


def test_hours_in_plain_french_become_hours(site: Flask) -> None:
    said = "du lundi au vendredi de 9h à 17h"
    asked = correct(site, kind="hours", value=said)
    assert asked.status_code == 422
    assert "Oui, ce sont bien ces horaires" in asked.text
    understood = "Mo-Fr 09:00-17:00"
    assert correct(site, kind="hours", value=said, hours_understood=understood).status_code == 303
    decide(site, "56", decision="accepter", version="1")
    assert listing(site, "seule").hours == "Mo-Fr 09:00-17:00"


def test_a_form_of_another_site_is_refused(site: Flask) -> None:
    fields = {"kind": "closed"}
    assert post(site, PAGE, fields, Origin="https://ailleurs.example").status_code == 403
    assert post(site, PAGE, fields, Sec_Fetch_Site="cross-site").status_code == 403
    assert rows(site, Suggestion) == []
    assert post(site, PAGE, fields, Origin="null", Sec_Fetch_Site="same-origin").status_code == 303


def test_an_old_page_is_sent_again_with_what_was_typed(site: Flask) -> None:
    old = sign(KEYS, "corriger", "0" * 32, datetime.now(UTC) - timedelta(minutes=1))
    other = sign(KEYS, "proposer", "0" * 32, datetime.now(UTC) + timedelta(hours=1))
    for given in ("", "faux", old, other):
        answer = correct(site, token=given, kind="other", text="Une précision fictive.")
        assert answer.status_code == 422
        assert "trop longtemps" in answer.text
        assert "Une précision fictive." in answer.text


def test_a_form_sent_twice_makes_one_suggestion(site: Flask) -> None:
    same = token(site, PAGE)
    for _ in range(2):
        assert correct(site, token=same, kind="closed").status_code == 303
    assert len(rows(site, Suggestion)) == 1


def test_a_network_that_sends_many_waits_and_no_address_is_kept(site: Flask) -> None:
    for _ in range(5):
        assert correct(site, kind="closed").status_code == 303
    answer = correct(site, kind="other", text="Une précision fictive.")
    assert answer.status_code == 429
    assert "Une précision fictive." in answer.text
    (kept,) = rows(site, Throttle)
    assert re.fullmatch("[0-9a-f]{64}", kept.subject)
    assert "127.0.0.1" not in "".join(str(each) for each in rows(site, Suggestion))


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
