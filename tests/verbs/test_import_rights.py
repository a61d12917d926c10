"""What an import may not do: others’ listings, secrecy, what takes two people, work done since."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from directory.editing import pending
from directory.editing.listings import Stale
from directory.imports import deciding
from directory.imports import jobs as import_jobs
from directory.imports.packing import unpack
from directory.imports.reports import read_report
from directory.permissions import Actor, NotAllowed
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.importing import ONE, TITLES, csv_of, listing, messages, start
from tests.people import actor_of, make_account


def test_the_listings_of_others_and_national_ones_are_out_of_reach(session: Session, kim: Actor) -> None:
    store(session, make_draft("ailleurs", departements=("29",)), make_draft("pays", is_national=True))
    titles = ("ref", "nom", "status", "verified_on", "is_national")
    job = start(session, kim, csv_of(("ailleurs", "Pris", "archived", "2026-01-01", ""), titles=titles))
    deciding.choose_columns(session, job, ["ref", "name", "status", "", "is_national"], by=kim)
    assert job.counts["refused"] == 1
    national = csv_of(
        ("pays", "Pris", "archived"), ("neuf", "Pris", "published"), titles=("ref", "nom", "statut")
    )
    assert start(session, kim, national).counts["refused"] == 2
    reader = replace(kim, role="professional")
    with pytest.raises(NotAllowed):
        import_jobs.start(session, csv_of(ONE), by=reader, at=AT)


def test_no_place_of_a_confidential_row_is_kept_anywhere(session: Session, kim: Actor) -> None:
    titles = (*TITLES, "Lieu publié", "Adresse")
    row = ("abri", "confidential_housing", "Abri fictif", "56", "", "", "", "https://source.example/")
    secret = (*row, "sous secret", "12 rue Quokka")
    job = start(session, kim, csv_of(secret, titles=titles))
    assert job.counts["refused"] == 1
    assert "Quokka" not in str(unpack(job.content)) + str(read_report(job))


def test_secrecy_is_neither_put_nor_lifted_by_a_file(session: Session, kim: Actor) -> None:
    store(session, make_confidential("abri"), make_draft("ouverte", summary="", place=in_commune(VANNES)))
    titles = ("ref", "lieu publié")
    job = start(session, kim, csv_of(("abri", "commune"), ("ouverte", "sous secret"), titles=titles))
    assert job.counts["refused"] == 2
    assert "sur la fiche elle-même" in messages(job)


def test_housing_is_published_and_its_contacts_changed_by_two_people_only(
    session: Session, kim: Actor
) -> None:
    store(session, make_confidential("abri"))
    row = ("foyer", "break_away_housing", "Abri bis", "56", "publiée", "", "", "https://source.example/")
    job = start(session, kim, csv_of(row))
    assert "une autre personne les approuvera" in read_report(job)[0]["warnings"][0]
    import_jobs.apply(session, job.id, by=kim, at=AT)
    session.commit()
    assert listing(session, "foyer").status == "draft"
    website = csv_of(("abri", "https://autre.example/"), titles=("ref", "site"))
    for waits in (1, 0):
        again = start(session, kim, website)
        assert (again.counts["waiting"], again.counts["unchanged"]) == (waits, 1 - waits)
        import_jobs.apply(session, again.id, by=kim, at=AT + timedelta(minutes=1))
        session.commit()
    assert listing(session, "abri").website == ""
    lou = actor_of(session, make_account(session, "lou", "coordinator", "56"))
    waiting = pending.find_waiting(session, lou, AT)
    assert [(one.listing.ref, one.pending.changes) for one in waiting] == [
        ("foyer", {"status": "published"}),
        ("abri", {"website": "https://autre.example/"}),
    ]
    with pytest.raises(NotAllowed):
        pending.approve(session, waiting[1].pending.id, by=kim, version=1, at=AT)
    pending.approve(session, waiting[1].pending.id, by=lou, version=1, at=AT, name_tells_nothing=True)
    import_jobs.undo(session, job.id, by=kim, at=AT)
    session.commit()
    assert listing(session, "abri").website == "https://autre.example/"
    assert pending.find_waiting(session, lou, AT) == []


def test_a_departement_of_somebody_else_is_neither_added_nor_taken_away(session: Session, kim: Actor) -> None:
    store(session, make_draft("ici"), make_draft("partout", departements=("29", "56")))
    job = start(session, kim, csv_of(("ici", "29 56"), ("partout", "56"), titles=("ref", "dpt")))
    assert job.counts["refused"] == 2
    assert "ajoute ou retire" in messages(job)


def test_who_lost_a_departement_since_the_file_was_read_stores_nothing(session: Session, kim: Actor) -> None:
    job = start(session, kim, csv_of(ONE))
    with pytest.raises(Stale):
        import_jobs.apply(session, job.id, by=replace(kim, departements=frozenset({"29"})), at=AT)


def test_a_listing_changed_since_it_was_looked_at_stops_the_whole_file(session: Session, kim: Actor) -> None:
    store(session, make_draft("avant"))
    job = start(session, kim, csv_of(("avant", "Par le fichier"), ("neuf", "x"), titles=("ref", "nom")))
    store(session, make_draft("avant", name="Entre-temps"))
    with pytest.raises(Stale):
        import_jobs.apply(session, job.id, by=kim, at=AT)
    session.rollback()
    assert listing(session, "avant").name == "Entre-temps"
    assert import_jobs.find_job(session, job.id, by=kim).state == "ready"  # type: ignore[union-attr]
