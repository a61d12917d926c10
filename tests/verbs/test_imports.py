"""Importing files: what a row does, what is refused, all or nothing, undone in one go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from msgspec import structs
from sqlmodel import Session, select

from directory.config import ROOT
from directory.database.engine import make_engine
from directory.editing import pending
from directory.editing.listings import Stale
from directory.exports import FORMATS
from directory.imports import jobs as import_jobs
from directory.imports import read_table
from directory.imports.packing import unpack
from directory.imports.reports import read_report
from directory.models import ImportJob, Listing, Phone, Place, Publication, Revision
from directory.permissions import Actor, NotAllowed
from directory.publishing.views import dataset_version, find_slugs
from directory.storing.listing import put_listing
from directory.storing.many import put_many
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.people import actor_of, make_account

TITLES = ("Référence", "Catégorie", "Nom", "Départements servis", "État", "Téléphones", "Commune", "Source")
ONE = (
    "un",
    "CRIP",
    "Cellule fictive",
    "56",
    "publiée",
    "01 99 00 11 11",
    "Vannes",
    "https://source.example/",
)
TWO = (
    "deux",
    "open_environment",
    "Équipe bis",
    "56",
    "brouillon",
    "199002222",
    "",
    "https://source.example/",
)
#: Enough rows to be killed in the middle of them.
MANY = 1500


def csv_of(*rows: Iterable[str], titles: Iterable[str] = TITLES, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(";".join(row) for row in (titles, *rows)).encode(encoding)


@pytest.fixture
def kim(session: Session) -> Actor:
    """Keeps the Morbihan."""
    return actor_of(session, make_account(session, "kim", "coordinator", "56"))


def start(session: Session, by: Actor, content: bytes, **options: Any) -> ImportJob:
    job = import_jobs.start(session, content, by=by, at=AT, **options)
    session.commit()
    return job


def apply(session: Session, by: Actor, content: bytes) -> dict[str, int]:
    job = start(session, by, content)
    counted = import_jobs.apply(session, job.id, by=by, at=AT)
    session.commit()
    return counted


def messages(job: ImportJob) -> str:
    return " ".join(problem[1] for entry in read_report(job) for problem in entry["problems"])


def read(cell: Any) -> Any:
    """A cell of a table; JSON, which SQLite keeps as text, is read."""
    return orjson.loads(cell) if isinstance(cell, str) and cell.startswith("{") else cell


def listing(session: Session, ref: str) -> Listing:
    return session.exec(select(Listing).where(Listing.ref == ref)).one()


def test_a_file_says_what_it_would_do_then_does_it_and_does_nothing_twice(
    session: Session, kim: Actor
) -> None:
    job = start(session, kim, csv_of(ONE, TWO))
    assert (job.counts["new"], job.counts["refused"]) == (2, 0)
    assert session.exec(select(Listing)).all() == []
    assert import_jobs.apply(session, job.id, by=kim, at=AT) == {"new": 2, "changed": 0, "unchanged": 0}
    session.commit()
    assert find_slugs(session) == ["cellule-fictive-56"]
    assert {phone.value for phone in session.exec(select(Phone))} == {"+33199001111", "+33199002222"}
    assert session.exec(select(Place)).one().code_insee == VANNES
    version = dataset_version(session)
    assert apply(session, kim, csv_of(ONE, TWO)) == {"new": 0, "changed": 0, "unchanged": 2}
    assert dataset_version(session) == version
    assert len(session.exec(select(Revision)).all()) == 2


def test_the_bulk_stores_what_storing_one_by_one_stores(
    session: Session, databases: Any, empty_database: str
) -> None:
    drafts = [
        make_draft(
            "a", name="Même nom", place=in_commune(VANNES), phones=(("01 99 00 11 11", "", "public"),)
        ),
        make_draft("b", name="Même nom", emails=(("x@fictif.example", "garde", "professionals"),)),
        make_draft("c", status="draft"),
        make_confidential("d"),
    ]
    changed = [
        structs.replace(drafts[0], summary="Autre résumé.", place=None),
        structs.replace(drafts[2], status="published"),
    ]
    engine = make_engine(databases.make(empty_database))
    with Session(engine) as other:
        for batch in (drafts, changed):
            put_many(session, batch, by="essai", at=AT)
            for draft in batch:
                put_listing(other, draft, by="essai", at=AT)
        for statement in (
            "SELECT number, slug, view FROM publication ORDER BY number",
            "SELECT * FROM publication_departement ORDER BY departement, number",
            "SELECT kind, token, block, numbers FROM search_token ORDER BY kind, token, block",
            "SELECT value, label, audience FROM phone ORDER BY value",
            'SELECT "at", verb, before, after FROM revision ORDER BY id',
            "SELECT number, ref, slug, version, status, name FROM listing ORDER BY number",
        ):
            both = [
                [tuple(map(read, row)) for row in one.connection().exec_driver_sql(statement)]
                for one in (session, other)
            ]
            assert both[0] == both[1], statement
    engine.dispose()


def test_an_absent_column_changes_nothing_and_an_empty_cell_empties(session: Session, kim: Actor) -> None:
    apply(session, kim, csv_of(ONE))
    job = start(session, kim, csv_of(("un", "Nouveau nom"), titles=("ref", "NOM")))
    [entry] = read_report(job)
    assert entry["outcome"] == "changed"
    assert entry["differences"] == [["Nom", "Cellule fictive", "Nouveau nom"]]
    apply(session, kim, csv_of(("un", ""), titles=("ref", "tel")))
    assert session.exec(select(Phone)).all() == []
    assert session.exec(select(Place)).one().code_insee == VANNES


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((*ONE[:3], "29", *ONE[4:]), "Vous ne tenez pas"),
        ((*ONE[:5], "0892 12 34 56", *ONE[6:]), "surtaxé"),
        ((*ONE[:1], "Dépanneuse", *ONE[2:]), "Valeur inconnue"),
        ((*ONE[:7], ""), "La source manque"),
    ],
)
def test_a_refused_row_says_why_and_leaves_the_others(
    session: Session, kim: Actor, row: tuple[str, ...], words: str
) -> None:
    job = start(session, kim, csv_of(row, TWO))
    assert (job.counts["refused"], job.counts["new"]) == (1, 1)
    assert words in messages(job)
    import_jobs.apply(session, job.id, by=kim, at=AT)
    assert [one.ref for one in session.exec(select(Listing))] == ["deux"]


def test_the_listings_of_others_and_national_ones_are_out_of_reach(session: Session, kim: Actor) -> None:
    store(session, make_draft("ailleurs", departements=("29",)), make_draft("pays", is_national=True))
    titles = ("ref", "nom", "status", "verified_on", "is_national")
    job = start(session, kim, csv_of(("ailleurs", "Pris", "archived", "2026-01-01", ""), titles=titles))
    import_jobs.choose_columns(session, job, ["ref", "name", "status", "", "is_national"], by=kim)
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


def test_possible_doubles_are_said_by_name_phone_and_distance(session: Session, kim: Actor) -> None:
    apply(session, kim, csv_of(ONE))
    job = start(
        session, kim, csv_of(("x", *ONE[1:]), ("y", *ONE[1:2], "Cellules fictives", *ONE[3:5], "", *ONE[6:]))
    )
    first, second = read_report(job)
    assert first["doubles"] == [["Cellule fictive", "fiche n° 1", "même nom"]]
    assert second["doubles"][0] == ["Cellule fictive", "fiche n° 1", "nom voisin, à 0 m"]


def test_chosen_columns_are_remembered_for_the_next_file(session: Session, kim: Actor) -> None:
    content = csv_of(("un", "Bonjour", "x"), titles=("ref", "Appellation", "Commentaire interne"))
    store(session, make_draft("un"))
    job = start(session, kim, content)
    assert job.state == "columns"
    with pytest.raises(ValueError, match="une seule fois"):
        import_jobs.choose_columns(session, job, ["ref", "ref", ""], by=kim)
    import_jobs.choose_columns(session, job, ["ref", "name", ""], by=kim)
    session.commit()
    assert job.counts["changed"] == 1
    again = start(session, kim, content)
    assert (again.state, again.counts["changed"]) == ("ready", 1)


def test_undo_gives_every_listing_its_former_state_and_spares_later_work(
    session: Session, kim: Actor
) -> None:
    store(session, make_draft("avant", name="Nom d’avant"), make_draft("autre", name="Nom autre"))
    rows = csv_of(("avant", "Changé"), ("autre", "Changée"), titles=("ref", "nom"))
    job = start(session, kim, rows)
    import_jobs.apply(session, job.id, by=kim, at=AT)
    session.commit()
    new = start(session, kim, csv_of(ONE))
    import_jobs.apply(session, new.id, by=kim, at=AT + timedelta(minutes=1))
    session.commit()
    store(session, make_draft("autre", name="Repris à la main"), at=AT + timedelta(minutes=2))
    assert import_jobs.undo(session, job.id, by=kim, at=AT + timedelta(minutes=3)) == 1
    assert import_jobs.undo(session, new.id, by=kim, at=AT + timedelta(minutes=3)) == 0
    session.commit()
    session.expire_all()
    assert listing(session, "avant").name == "Nom d’avant"
    assert listing(session, "autre").name == "Repris à la main"
    assert listing(session, "un").status == "archived"
    with pytest.raises(Stale):
        import_jobs.undo(session, job.id, by=kim, at=AT)


def test_a_listing_changed_since_it_was_looked_at_stops_the_whole_file(session: Session, kim: Actor) -> None:
    store(session, make_draft("avant"))
    job = start(session, kim, csv_of(("avant", "Par le fichier"), ("neuf", "x"), titles=("ref", "nom")))
    store(session, make_draft("avant", name="Entre-temps"))
    with pytest.raises(Stale):
        import_jobs.apply(session, job.id, by=kim, at=AT)
    session.rollback()
    assert listing(session, "avant").name == "Entre-temps"
    assert import_jobs.find_job(session, job.id, by=kim).state == "ready"  # type: ignore[union-attr]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_are_found(encoding: str, separator: str) -> None:
    content = f"Référence{separator}Nom\r\nun{separator}Équipe d’été\r\n".encode(encoding)
    table = read_table(content)
    assert (table.titles, table.rows, table.lines) == (("Référence", "Nom"), [("un", "Équipe d’été")], [2])


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_what_spreadsheets_write_comes_back(extension: str) -> None:
    rows = [("un", "=1+1", "+33199001111"), ("deux", "", "119")]
    content = b"".join(FORMATS[extension].write(("ref", "nom", "tel"), rows))
    assert read_table(content).rows == [("un", "'=1+1", "+33199001111"), ("deux", "", "119")]


def test_an_import_killed_in_the_middle_leaves_nothing_and_can_be_done_again(
    databases: Any, empty_database: str
) -> None:
    address = databases.make(empty_database)
    engine = make_engine(address)
    with Session(engine) as session:
        ada = actor_of(session, make_account(session, "ada", "national"))
        content = csv_of(*((f"r{n}", ONE[1], f"Cellule {n}", *ONE[3:]) for n in range(MANY)))
        job_id = start(session, ada, content).id
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, address, str(job_id)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == "half\n"
        os.kill(child.pid, signal.SIGKILL)
    with Session(engine) as session:
        for model in (Listing, Phone, Place, Revision, Publication):
            assert session.exec(select(model)).first() is None
        assert import_jobs.apply(session, job_id, by=ada, at=AT)["new"] == MANY
        session.commit()
        assert len(find_slugs(session)) == MANY
        assert apply(session, ada, content) == {"new": 0, "changed": 0, "unchanged": MANY}
    engine.dispose()


#: Applies a file and, half-way, says so and waits to be killed.
CHILD = """
import sys, threading
from uuid import UUID
from sqlmodel import Session
from directory.imports import jobs as import_jobs
from directory.editing import pending
from directory.accounts.people import as_actor, find_account
from directory.database.engine import make_engine
from tests.fictional import AT

def tell(done, total):
    if done > total / 2:
        print("half", flush=True)
        threading.Event().wait()

with Session(make_engine(sys.argv[1])) as session:
    ada = as_actor(session, find_account(session, "ada@essai.example"), is_full=True)
    import_jobs.apply(session, UUID(sys.argv[2]), by=ada, at=AT, progress=tell)
    session.commit()
"""
