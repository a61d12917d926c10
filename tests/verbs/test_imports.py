"""Importing files: what a row does, what is refused, all or nothing, undone in one go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from typing import Any

import orjson
import pytest
from msgspec import structs
from sqlmodel import Session, select

from directory.config import ROOT
from directory.database.engine import make_engine
from directory.editing.listings import Stale
from directory.exports import FORMATS
from directory.imports import deciding, read_table
from directory.imports import jobs as import_jobs
from directory.imports.reports import read_report
from directory.models import Listing, Phone, Place, Publication, Revision
from directory.permissions import Actor
from directory.publishing.views import dataset_version, find_slugs
from directory.storing.listing import put_listing
from directory.storing.many import put_many
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.importing import ONE, csv_of, listing, messages, start
from tests.people import actor_of, make_account

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


def apply(session: Session, by: Actor, content: bytes) -> dict[str, int]:
    job = start(session, by, content)
    counted = import_jobs.apply(session, job.id, by=by, at=AT)
    session.commit()
    return counted


def read(cell: Any) -> Any:
    """A cell of a table; JSON, which SQLite keeps as text, is read."""
    return orjson.loads(cell) if isinstance(cell, str) and cell.startswith("{") else cell


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


def test_possible_doubles_are_said_by_name_phone_and_distance(session: Session, kim: Actor) -> None:
    apply(session, kim, csv_of(ONE))
    job = start(
        session, kim, csv_of(("x", *ONE[1:]), ("y", *ONE[1:2], "Cellules fictives", *ONE[3:5], "", *ONE[6:]))
    )
    first, second = read_report(job)
    assert first["doubles"] == [["Cellule fictive", "fiche n° 1", "même nom", "un"]]
    assert second["doubles"][0] == ["Cellule fictive", "fiche n° 1", "nom voisin, à 0 m", "un"]


def test_chosen_columns_are_remembered_for_the_next_file(session: Session, kim: Actor) -> None:
    content = csv_of(("un", "Bonjour", "x"), titles=("ref", "Appellation", "Commentaire interne"))
    store(session, make_draft("un"))
    job = start(session, kim, content)
    assert job.state == "columns"
    with pytest.raises(ValueError, match="une seule fois"):
        deciding.choose_columns(session, job, ["ref", "ref", ""], by=kim)
    deciding.choose_columns(session, job, ["ref", "name", ""], by=kim, remember="Fichier fictif")
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
