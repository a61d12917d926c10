"""Official registers refresh what institutions answer, and nothing newer, verified or secret."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from directory.editing.desk import find_history
from directory.editing.purge import make_confidential as hide
from directory.imports import annuaire, finess
from directory.imports.refreshing import Plan, apply, keep_establishments, plan
from directory.imports.tables import Unreadable
from directory.listings.contacts import Contact
from directory.listings.drafts import Draft
from directory.models import Establishment, Listing
from directory.publishing.stored import read_draft
from tests.fictional import (
    LORIENT,
    VANNES,
    in_commune,
    make_confidential,
    make_contact,
    make_draft,
    store,
    verify,
)
from tests.people import actor_of, make_account

OLD, NEW, DIRECT = "+33199001111", "+33199002222", "+33199003333"
AT = datetime(2026, 11, 30, 10, tzinfo=UTC)


def service(kind: str, commune: str = VANNES, **facts: Any) -> dict[str, Any]:
    """A fictional service as the file of the DILA writes one."""
    return {
        "id": "00000000-0000-0000-0000-000000000000",
        "pivot": [{"type_service_local": kind, "code_insee_commune": [commune]}],
        "nom": "Service fictif",
        "telephone": [{"valeur": "01 99 00 22 22", "description": ""}],
        "adresse_courriel": ["contact@service.example"],
        "site_internet": [{"libelle": "", "valeur": "https://service.example"}],
        "adresse": [
            {"type_adresse": "Adresse", "numero_voie": "5 rue Fictive", "code_postal": "56000"},
        ],
        "date_modification": "12/10/2026 09:30:00",
        "code_insee_commune": commune,
    } | facts  # fmt: skip


def directory_file(folder: Path, *services: dict[str, Any]) -> Path:
    path = folder / "annuaire.json"
    path.write_text(json.dumps({"service": services}), "utf-8")
    return path


def finess_file(folder: Path, phone: str = "0199002222") -> Path:
    """A fictional establishment as the file of the register writes one."""
    start = "structureet;560000099;560000001;CH FICTIF;CENTRE HOSPITALIER FICTIF;;;5;R;FICTIVE;;"
    line = f"{start};260;56;MORBIHAN;56017 VANNES CEDEX;{phone};;355{';' * 13}"
    path = folder / "finess.csv"
    path.write_text("finess;etalab;96;2026-10-05\n" + line + "\n", "latin-1")
    return path


def wanted(session: Session, path: Path) -> Plan:
    read = finess.read if path.suffix == ".csv" else annuaire.read
    return plan(session, read(path), today="2026-11-30")


def crip(*phones: Any, **facts: Any) -> Draft:
    return make_draft("crip", category="crip", operator="Département du Morbihan", phones=phones, **facts)


def stored(session: Session, ref: str) -> Draft:
    return read_draft(session, session.exec(select(Listing).where(col(Listing.ref) == ref)).one())


def test_a_switchboard_is_replaced_and_keeps_its_words(session: Session, tmp_path: Path) -> None:
    former = make_contact(OLD, "Standard : demandez la CRIP", kind="switchboard", source_date="2019-09")
    store(session, crip(former))
    found = wanted(session, directory_file(tmp_path, service("cg"), service("mairie")))
    assert [change.draft.ref for change in found.changes] == ["crip"]
    assert stored(session, "crip").phones[0].value == OLD  # nothing is written before it is asked
    apply(session, found, by="essai", at=AT)
    session.commit()
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    latest = find_history(session, session.exec(select(Listing)).one(), by=kim)[0]
    assert latest.word == "mise à jour d’après un registre"
    [phone] = stored(session, "crip").phones
    assert (phone.value, phone.label, phone.kind) == (NEW, "Standard : demandez la CRIP", "switchboard")
    assert (phone.source_url, phone.source_date, phone.seen_on) == (annuaire.URL, "2026-10-12", "2026-11-30")
    assert wanted(session, directory_file(tmp_path, service("cg"))).changes == ()


def test_a_listing_without_a_number_gets_a_switchboard_and_its_words(
    session: Session, tmp_path: Path
) -> None:
    store(session, crip())
    [change] = wanted(session, directory_file(tmp_path, service("cg"))).changes
    [phone] = change.draft.phones
    assert phone.value == NEW
    assert phone.label.startswith("Standard du Département : demandez")
    [mailbox] = change.draft.emails
    assert (mailbox.kind, mailbox.label) == ("mailbox", "Boîte générale : n’y nommez pas d’enfant")


@pytest.mark.parametrize(
    "known",
    [make_contact(DIRECT, source_date="2015"), make_contact(OLD, kind="switchboard", source_date="2026-11")],
)
def test_a_direct_line_stays_and_a_newer_source_is_never_replaced(
    session: Session, tmp_path: Path, known: Contact
) -> None:
    mine = make_contact("crip@essai.example")
    store(session, crip(known, emails=(mine,), place=in_commune(VANNES)))
    assert wanted(session, directory_file(tmp_path, service("cg"))).changes == ()


def test_what_a_coordinator_verified_is_kept_and_said(session: Session, tmp_path: Path) -> None:
    store(session, crip(make_contact(OLD, kind="switchboard", source_date="2019")))
    verify(session, ["crip"], date(2026, 10, 1))
    found = wanted(session, directory_file(tmp_path, service("cg")))
    assert found.changes == ()
    assert found.kept == ("crip : gardée, vérifiée le 1er\u00a0octobre 2026",)


def test_a_cell_that_a_city_runs_is_left_alone(session: Session, tmp_path: Path) -> None:
    store(session, make_draft("ville", category="crip", operator="Ville fictive"))
    assert wanted(session, directory_file(tmp_path, service("cg"))).changes == ()


def test_a_court_is_the_one_of_its_town_and_its_address_follows(session: Session, tmp_path: Path) -> None:
    store(
        session,
        make_draft(
            "vannes",
            category="referent_magistrate",
            disclosure="address",
            place=in_commune(VANNES, "1 rue Fictive"),
        ),
        make_draft("lorient", category="referent_magistrate", place=in_commune(LORIENT)),
    )
    [change] = wanted(session, directory_file(tmp_path, service("tgi"))).changes
    assert change.draft.ref == "vannes"
    assert change.draft.place is not None
    assert (change.draft.place.address, change.draft.place.postcode) == ("5 rue Fictive", "56000")
    assert (change.draft.address_source_kind, change.draft.address_source_date) == ("official", "2026-10-12")
    apply(session, wanted(session, directory_file(tmp_path, service("tgi"))), by="essai", at=AT)
    moved = {"adresse": [{"numero_voie": "7 rue Fictive", "code_postal": "56000"}]}
    old = service("tgi") | moved | {"date_modification": "01/01/2020 00:00:00"}
    assert wanted(session, directory_file(tmp_path, old)).changes == ()


def test_finess_refreshes_the_switchboard_of_the_number_it_knows(session: Session, tmp_path: Path) -> None:
    store(
        session,
        make_draft(
            "unit", category="uaped", phones=(make_contact(OLD, kind="switchboard", source_date="2025"),)
        ),
    )
    assert wanted(session, finess_file(tmp_path)).changes == ()  # no number: nobody knows which it is
    keep_establishments(session, {"unit": "560000099"})
    [change] = wanted(session, finess_file(tmp_path, "199002222")).changes
    assert [(one.value, one.source_date) for one in change.draft.phones] == [(NEW, "2026-10-05")]


def test_a_number_that_may_not_be_published_is_left_out(session: Session, tmp_path: Path) -> None:
    store(session, make_draft("unit", category="uaped"))
    keep_establishments(session, {"unit": "560000099"})
    [change] = wanted(session, finess_file(tmp_path, "0825000000")).changes
    assert change.draft.phones == ()


def test_a_confidential_listing_has_no_finess_number_whoever_writes(session: Session) -> None:
    store(session, make_confidential("hidden"), make_draft("unit", category="uaped"))
    keep_establishments(session, {"hidden": "560000099", "unit": "560000099"})
    session.commit()
    assert [one.disclosure for one in session.exec(select(Establishment))] == ["commune"]
    hidden = session.exec(select(Listing).where(col(Listing.ref) == "hidden")).one()
    session.add(Establishment(listing_id=hidden.id, disclosure="confidential", finess="560000099"))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
    session.add(Establishment(listing_id=hidden.id, disclosure="commune", finess="560000099"))
    with pytest.raises(IntegrityError):
        session.flush()


def test_hiding_a_listing_forgets_its_establishment(session: Session) -> None:
    store(session, make_draft("unit", category="uaped"))
    keep_establishments(session, {"unit": "560000099"})
    session.commit()
    listing = session.exec(select(Listing).where(col(Listing.ref) == "unit")).one()
    hide(session, listing, by="essai", at=AT)
    session.commit()
    assert session.exec(select(Establishment)).all() == []


@pytest.mark.parametrize("content", ["", "{}", "[]", "finess;etalab\n", '{"service": 3}'])
def test_another_file_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "autre"
    path.write_text(content, "utf-8")
    for read in (annuaire.read, finess.read):
        with pytest.raises(Unreadable, match="Ce fichier n’est pas"):
            read(path)
