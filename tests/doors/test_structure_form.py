"""The form of a structure behind its link: corrected at leisure, read again, sent once, then decided."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from sqlmodel import Session, select, update
from werkzeug.test import TestResponse

from directory.keys.signed import sign
from directory.models import Email, Listing, PendingChange, Phone, Place, Reminder, Suggestion
from tests.fictional import LORIENT, VANNES, in_commune, make_confidential, make_draft, store
from tests.page_client import PageClient
from tests.people import BASE, KEYS, account, browse, letters, rows
from tests.reminded import answer, path_to, send, to
from tests.sent_forms import read_forms

PRIVATE = "01 99 00 22 22"
BULK = "/coordination/lot"


@pytest.fixture
def site(mailed: Flask) -> Flask:
    """A site with a team, a housing listing, a court, a mailbox of requisitions, and one under secrecy."""
    with Session(mailed.extensions["engine"]) as session:
        store(
            session,
            make_draft(
                "equipe",
                phones=(("01 99 00 11 11", "", "public"), (PRIVATE, "", "professionals")),
                emails=(("equipe@structure.example", "", "public"),),
            ),
            make_draft(
                "foyer",
                category="emergency_reception",
                phones=(("01 99 00 33 33", "", "public"),),
                emails=(("foyer@structure.example", "", "public"),),
            ),
            make_draft("uaped", emails=(("uaped@hopital.example", "réquisitions", "professionals"),)),
            make_draft(
                "parquet", category="referent_magistrate", emails=(("accueil@essai.example", "", "public"),)
            ),
            make_draft("muette"),
            make_draft(
                "antenne",
                disclosure="address",
                place=in_commune(VANNES, "1 rue des Essais"),
                emails=(("antenne@structure.example", "", "public"),),
            ),
            make_draft(
                "mobile",
                place=in_commune(VANNES),
                emails=(("mobile@structure.example", "", "public"),),
            ),
            make_confidential("abri", name="Hébergement fictif"),
        )
    return mailed


def listing(site: Flask, ref: str) -> Listing:
    with Session(site.extensions["engine"]) as session:
        return session.exec(select(Listing).where(Listing.ref == ref)).one()


def text(page: str) -> str:
    return " ".join(unescape(page).replace("\u00a0", " ").replace("\u202f", " ").split())


def fill(site: Flask, path: str, where: str, **changes: str) -> TestResponse:
    """Send the form as it is shown, some of its fields changed; of contacts, the first."""
    root = PageClient(site).get(f"{path}/formulaire").root
    assert root is not None
    values = next(form.values for form in read_forms(root) if form.id == "structure-form")
    for name, value in changes.items():
        values.setlist(name, [value, *values.getlist(name)[1:]])
    return site.test_client().post(path + where, data=values, base_url=BASE)


def field(site: Flask, path: str, name: str) -> str:
    """What the form shows in a field."""
    page = PageClient(site).get(f"{path}/formulaire")
    return page.all("input", name=name)[0].get("value", "")


def read_again(site: Flask, path: str, **fields: str) -> str:
    """Send the form to be read again; return the page that says what it would change."""
    done = fill(site, path, "/formulaire", **fields)
    assert done.status_code == 303, done.text
    return text(PageClient(site).get(done.headers["Location"]).text)


def sent(site: Flask, who: str, **fields: str) -> Suggestion:
    """Send a whole form of the structure written to at an address."""
    path = path_to(site, who)
    read_again(site, path, **fields)
    assert answer(site, f"{path}/relecture").status_code == 303
    return rows(site, Suggestion)[-1]


def test_several_corrections_are_one_proposal_read_again_before_it_is_sent(site: Flask) -> None:
    send(site)
    path = path_to(site, "equipe@structure.example")
    page = PageClient(site).get(f"{path}/formulaire")
    assert "Rien ne part avant que vous l’ayez relu" in text(page.text)
    assert PRIVATE not in page.text
    told = read_again(
        site, path, phone_value="01 99 00 88 88", phone_label="le secrétariat", phone_kind="direct",
        walk_in="yes", minimum_age="12", text="Fermé en août.",
    )  # fmt: skip
    for words in ("01 99 00 88 88", "le secrétariat", "12", "Fermé en août."):
        assert words in told
    assert rows(site, Suggestion) == []
    assert answer(site, f"{path}/relecture").status_code == 303
    (received,) = rows(site, Suggestion)
    assert (received.kind, received.from_structure, received.text) == ("form", True, "Fermé en août.")
    assert {"phones", "walk_in", "minimum_age"} <= received.facts.keys()
    assert listing(site, "equipe").version == 1
    again = PageClient(site).get(path)
    assert "ce lien a servi" in text(again.text)
    assert answer(site, f"{path}/relecture").status_code == 303
    assert len(rows(site, Suggestion)) == 1


def test_what_is_typed_waits_behind_the_link_until_it_is_sent(site: Flask) -> None:
    send(site)
    path = path_to(site, "equipe@structure.example")
    kept = fill(site, path, "/brouillon", capacity="8 places", minimum_age="douze")
    assert "Brouillon gardé" in PageClient(site).get(kept.headers["Location"]).text
    assert (field(site, path, "capacity"), field(site, path, "minimum_age")) == ("8 places", "douze")
    assert "Reprendre votre formulaire" in PageClient(site).get(path).text
    wrong = fill(site, path, "/formulaire", minimum_age="douze")
    assert wrong.status_code == 422
    assert "Âge attendu" in wrong.text
    assert 'value="douze"' in wrong.text


def test_a_coordinator_accepts_the_form_and_contacts_kept_for_professionals_stay(site: Flask) -> None:
    send(site)
    received = sent(
        site, "equipe@structure.example", phone_value="01 99 00 88 88", phone_kind="direct",
        capacity="8 places",
    )  # fmt: skip
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    assert "8 places" in claire.get("/coordination/suggestions").text
    done = claire.post(
        f"/coordination/suggestions/{received.id}",
        {"decision": "accepter", "version": str(listing(site, "equipe").version)},
    )
    assert "fait=suggestion-appliquee" in done.headers["Location"]
    assert listing(site, "equipe").capacity == "8 places"
    [phone] = [each for each in rows(site, Phone) if each.value == "+33199008888"]
    assert (phone.source_kind, phone.source_role) == (
        "email",
        "equipe",
    )  # not the page its listing was read on
    form = claire.get(f"/coordination/fiches/{listing(site, 'equipe').number}").text
    assert "01 99 00 88 88" in form.replace("\u00a0", " ").replace("\u202f", " ")
    assert PRIVATE in form.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_structure_that_moved_says_where_field_by_field(site: Flask) -> None:
    send(site)
    who = "antenne@structure.example"
    path = path_to(site, who)
    wrong = fill(site, path, "/formulaire", commune="Nulle-Part-sur-Essai")
    assert wrong.status_code == 422
    assert "Commune inconnue" in wrong.text
    assert 'value="Nulle-Part-sur-Essai"' in wrong.text
    moved = {"commune": "Lorient", "address": "2 rue des Essais", "postcode": "56100", "step_free": "yes"}
    told = read_again(site, path, **moved)
    assert "2 rue des Essais, 56100 Lorient" in told
    assert answer(site, f"{path}/relecture").status_code == 303
    received = rows(site, Suggestion)[-1]
    assert received.facts.keys() == {"place", "step_free"}
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    assert "2 rue des Essais" in text(claire.get("/coordination/suggestions").text)
    claire.post(f"/coordination/suggestions/{received.id}", {"decision": "accepter", "version": "1"})
    place = next(each for each in rows(site, Place) if each.listing_id == listing(site, "antenne").id)
    assert (place.address, place.postcode, place.code_insee) == ("2 rue des Essais", "56100", LORIENT)


def test_no_street_is_asked_nor_kept_where_the_commune_alone_is_published(site: Flask) -> None:
    send(site)
    path = path_to(site, "mobile@structure.example")
    page = PageClient(site).get(f"{path}/formulaire")
    assert page.all("input", name="commune")[0].get("value") == "Vannes (56)"
    assert page.all("input", name="address") == []
    fill(site, path, "/brouillon", address="3 rue des Essais")
    told = read_again(site, path, commune="Lorient", address="3 rue des Essais")
    assert "Lorient" in told
    assert "rue des Essais" not in told
    assert all("rue des Essais" not in str(each.typed) for each in rows(site, Reminder))


def test_the_structure_of_a_housing_listing_is_none_of_the_two_people(site: Flask) -> None:
    send(site)
    received = sent(
        site, "foyer@structure.example", phone_value="01 99 00 88 88", phone_kind="direct",
    )  # fmt: skip
    kim, claire = (browse(site, account(site, name, "coordinator", "56")) for name in ("kim", "claire"))
    version = str(listing(site, "foyer").version)
    done = kim.post(f"/coordination/suggestions/{received.id}", {"decision": "accepter", "version": version})
    assert "deuxieme-regard" in done.headers["Location"]
    (waiting,) = rows(site, PendingChange)
    assert waiting.asked_by == "kim@essai.example"
    approve = {"decision": "approuver", "version": version}
    path = f"/coordination/changements/{waiting.id}"
    assert kim.post(path, approve).status_code == 403
    assert claire.post(path, approve).status_code == 303
    slug = listing(site, "foyer").slug
    assert "88 88" in text(site.test_client().get(f"/fiches/{slug}").text)


def test_a_link_that_served_or_is_too_old_leads_to_another_one(site: Flask) -> None:
    send(site)
    before = len(letters(site))
    known = next(each for each in rows(site, Reminder) if each.listing_id == listing(site, "equipe").id)
    number = listing(site, "equipe").number
    old = sign(KEYS, "reminder", f"{known.id.hex}:{number}", datetime.now(UTC) - timedelta(days=1))
    assert "Recevoir un nouveau lien" in PageClient(site).get(f"/verifier/{old}", 404).text
    with Session(site.extensions["engine"]) as session:
        session.exec(update(Reminder).values(sent_at=datetime.now(UTC) - timedelta(days=40)))
        session.commit()
    answers = [
        site.test_client().post(f"/verifier/{token}/nouveau-lien", base_url=BASE).text.replace(token, "…")
        for token in (old, "inconnu", old)
    ]
    assert len(set(answers)) == 1
    ((who, _),) = letters(site)[before:]
    assert who == "equipe@structure.example"
    with Session(site.extensions["engine"]) as session:
        session.exec(update(Reminder).values(answered_at=datetime.now(UTC)))
        session.commit()
    assert "Recevoir un nouveau lien" in PageClient(site).get(path_to(site, who)).text


def test_a_selection_is_written_to_once_it_was_said_to_whom(site: Flask) -> None:
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    refs = ("equipe", "foyer", "uaped", "parquet", "muette", "abri")
    chosen = [str(listing(site, ref).number) for ref in refs]
    shown = text(claire.post(BULK, {"acte": "ecrire", "fiche": chosen}).text)
    assert "Envoyer le formulaire à 2 adresses" in shown
    assert shown.count("Lui écrire quand même") == 2
    for why in ("aucune adresse électronique", "elle se vérifie avec son opérateur", "d’une juridiction"):
        assert why in shown
    assert letters(site) == []
    done = claire.post(f"{BULK}/ecrire", {"fiche": chosen})
    assert "formulaires-envoyes" in done.headers["Location"]
    assert {who for who, _ in letters(site)} == {"equipe@structure.example", "foyer@structure.example"}
    (letter,) = to(site, "equipe@structure.example")
    assert "La coordination départementale, Morbihan vous écrit" in letter
    assert PageClient(site).get(path_to(site, "equipe@structure.example")).status == 200
    marked = [str(listing(site, "uaped").number)]
    claire.post(f"{BULK}/ecrire", {"fiche": marked, "marquee": marked})
    assert letters(site)[-1][0] == "uaped@hopital.example"


def test_writing_again_keeps_what_the_structure_was_typing(site: Flask) -> None:
    send(site)
    path = path_to(site, "equipe@structure.example")
    fill(site, path, "/brouillon", capacity="8 places")
    claire = browse(site, account(site, "claire", "coordinator", "56"))
    claire.post(f"{BULK}/ecrire", {"fiche": [str(listing(site, "equipe").number)]})
    assert field(site, path, "capacity") == "8 places"


def test_nothing_leaves_from_the_desk_before_an_operator_turned_letters_on(own_app: Flask) -> None:
    with Session(own_app.extensions["engine"]) as session:
        store(session, make_draft("equipe", emails=(("equipe@structure.example", "", "public"),)))
    claire = browse(own_app, account(own_app, "claire", "coordinator", "56"))
    number = str(listing(own_app, "equipe").number)
    shown = claire.post(BULK, {"acte": "ecrire", "fiche": number})
    assert "Aucune lettre ne part" in text(shown.text)
    assert claire.post(f"{BULK}/ecrire", {"fiche": number}).status_code == 409
    assert rows(own_app, Reminder) == []
    assert len(rows(own_app, Email)) == 1


def test_the_form_takes_no_word_about_a_person_and_nothing_of_what_it_does_not_ask(site: Flask) -> None:
    send(site)
    path = path_to(site, "equipe@structure.example")
    told = fill(site, path, "/formulaire", text="Appelez ma fille au 01 99 00 12 12")
    assert told.status_code == 422
    assert "Rien n’a été gardé" in told.text
    read_again(
        site, path, status="archived", disclosure="address", is_national="1", is_dedicated="no",
        phone_value="01 99 00 11 11", phone_kind="direct", phone_audience="professionals",
        phone_source_url="https://faux.example/",
    )  # fmt: skip
    assert "Rien n’a changé" in PageClient(site).get(f"{path}/relecture").text
