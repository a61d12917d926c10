"""Revisions are only ever added, and migrations run both ways on a database with data."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, col, select

from directory.accounts import second_factor
from directory.config import ROOT
from directory.database import migrate
from directory.database.engine import make_engine
from directory.listings.differences import compare
from directory.listings.old_states import as_today
from directory.models import ImportJob, Listing, Partner, PendingChange, Revision, Suggestion
from directory.publishing.stored import read_drafts
from directory.publishing.views import count_listings
from directory.storing.states import stored_state
from tests.conftest import SERVER, Databases
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.people import KEYS, find, make_account

#: Tables of the first migration.
FIRST_TABLES = ("organization", "listing", "listing_departement", "place", "phone", "email", "revision",
                "publication", "publication_departement")  # fmt: skip
CHANGES = [
    "UPDATE revision SET by = 'quelqu’un d’autre'",
    "UPDATE revision SET after = NULL WHERE id = 1",
    "UPDATE revision SET id = id + 1000",
    "DELETE FROM revision",
    "DELETE FROM revision WHERE id = 1",
    "WITH first AS (SELECT min(id) AS id FROM revision) DELETE FROM revision"
    " WHERE id IN (SELECT id FROM first)",
    *(["TRUNCATE revision", "TRUNCATE revision CASCADE"] if SERVER else []),
    # A replacement deletes without a word unless the insertion itself is refused.
    "INSERT INTO revision SELECT * FROM revision WHERE true ON CONFLICT (id) DO UPDATE SET by = 'autre'"
    if SERVER
    else "REPLACE INTO revision (id, listing_id, at, by, verb) SELECT id, listing_id, at, 'autre', verb"
    " FROM revision",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_revision_is_never_changed_nor_deleted(session: Session, change: str) -> None:
    store(session, make_draft("one"))
    before = session.exec(select(Revision)).one().model_dump()
    # "unsafe": SQLite before 3.41 lets no connection of the program even try (see migration 20261122_6).
    with pytest.raises(DBAPIError, match=r"append-only|unsafe use of json"):
        session.connection().exec_driver_sql(change)
    session.rollback()
    session.expire_all()
    assert session.exec(select(Revision)).one().model_dump() == before


def test_each_change_leaves_who_what_when_before_and_after(session: Session) -> None:
    store(session, make_draft("one", capacity="6 places"))
    store(session, make_draft("one", capacity="8 places"))
    first, second = session.exec(select(Revision).order_by(col(Revision.id))).all()
    assert (first.verb, second.verb) == ("create", "edit")
    assert first.before is None
    assert first.after == second.before
    assert second.after is not None
    assert second.after["capacity"] == "8 places"
    assert {first.by, second.by} == {"essai"}


def test_migrations_go_down_and_up_again_on_a_database_with_data(databases: Databases) -> None:
    engine = make_engine(databases.make())
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    drafts = (make_confidential("hidden"), make_draft("seen", place=in_commune(VANNES)))
    with Session(engine) as session:
        store(session, *drafts)
    migrate.downgrade(engine, "base")
    assert not migrate.is_current(engine)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(engine)
    assert migrate.is_current(engine)
    with Session(engine) as session:
        assert store(session, *drafts)["new"] == 2
        assert count_listings(session) == 2
    engine.dispose()


def test_each_migration_undone_and_done_again_keeps_what_it_does_not_own(databases: Databases) -> None:
    """Step by step down to the first and up again: facts, places, contacts, history are what they were."""
    engine = make_engine(databases.make())
    scripts = [*ScriptDirectory(str(ROOT / "directory" / "database" / "migrations")).walk_revisions()]
    migrate.upgrade(engine, scripts[-1].revision)
    columns = {table: columns_of(engine, table) for table in FIRST_TABLES}
    columns["listing"].remove('"is_dedicated"')  # a later migration changes its words
    columns["organization"] = ['"id"', '"name"']  # a later one drops the others, always empty
    migrate.upgrade(engine)
    phones = (("01 99 00 11 11", "Accueil", "public"), ("01 99 00 22 22", "", "professionals"))
    drafts = (
        make_confidential("hidden", summary=""),
        make_draft("seen", place=in_commune(VANNES), phones=phones),
        make_draft("gone", status="archived"),
    )
    with Session(engine) as session:
        store(session, *drafts)
        fill_the_rest(session)
    with engine.connect() as connection:
        kept = {table: rows_of(connection, table, *columns[table]) for table in columns}
    for script in scripts[1:]:
        migrate.downgrade(engine, script.revision)
        with engine.connect() as connection:
            assert {table: rows_of(connection, table, *columns[table]) for table in kept} == kept
    for script in reversed(scripts[:-1]):
        migrate.upgrade(engine, script.revision)
    assert migrate.is_current(engine)
    with engine.connect() as connection:
        assert {table: rows_of(connection, table, *columns[table]) for table in kept} == kept
    with Session(engine) as session:
        assert store(session, *drafts) == {"new": 0, "changed": 0, "unchanged": 3}
        fill_the_rest(session)
        with pytest.raises(DBAPIError, match=r"append-only|unsafe use of json"):
            session.connection().exec_driver_sql("UPDATE revision SET by = 'autre'")
    engine.dispose()


def test_second_factors_kept_in_clear_are_sealed_and_nothing_is_left_of_them(session: Session) -> None:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    secret = second_factor.read_secret(make_account(session, "kim", "coordinator", "56", at=AT), KEYS)
    make_account(session, "paul", "professional", "56", at=AT)
    session.close()
    migrate.downgrade(engine, "20261122_10")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT totp_secret FROM account ORDER BY email")).scalars()
        assert list(kept) == [secret, ""]
    migrate.upgrade(engine)
    assert second_factor.read_secret(find(session, "kim"), KEYS) == secret
    assert find(session, "paul").sealed_secret == ""
    session.close()
    engine.dispose()
    database = Path(str(engine.url.database))
    files = database.parent.glob(f"{database.name}*") if database.is_file() else ()
    assert not any(secret.encode() in file.read_bytes() for file in files)


def fill_the_rest(session: Session) -> None:
    """Rows of what later migrations brought."""
    kim = make_account(session, "kim", "coordinator", "56", at=AT)
    listing = session.exec(select(Listing).where(Listing.ref == "seen")).one()
    session.add_all(
        [
            PendingChange(listing_id=listing.id, changes={"x": 1}, asked_by=kim.email, asked_at=AT),
            Suggestion(id=uuid4(), listing_id=listing.id, kind="closed", facts={}, sent_at=AT),
            Partner(slug="essai", name="Partenaire fictif", territory="56", created_at=AT),
            ImportJob(account_id=kim.id, created_at=AT),
        ]
    )
    session.commit()


def columns_of(engine: Engine, table: str) -> list[str]:
    """The names of the columns of a table."""
    return [f'"{column["name"]}"' for column in inspect(engine).get_columns(table)]


def rows_of(connection: Connection, table: str, *columns: str) -> list[str]:
    """Every row of a table as text, in order."""
    rows = connection.execute(text(f"SELECT {', '.join(columns)} FROM {table}"))
    return sorted(str(dict(row._mapping)) for row in rows)


def test_contacts_stored_before_they_had_a_source_get_that_of_their_listing(databases: Databases) -> None:
    engine = make_engine(databases.make())
    migrate.upgrade(engine)
    drafts = [
        make_draft(
            "one",
            phones=(("01 99 00 11 11", "Standard du CHU", "public"), ("119", "", "professionals")),
            emails=(("contact@essai.example", "", "public"), ("uaped@essai.example", "", "public")),
        )
    ]
    with Session(engine) as session:
        store(session, *drafts)
    migrate.downgrade(engine, "20261122_13")
    migrate.upgrade(engine)
    with Session(engine) as session:
        (stored,) = read_drafts(session, session.exec(select(Listing)).all())
        assert [phone.kind for phone in stored.phones] == ["switchboard", "direct"]
        assert [email.kind for email in stored.emails] == ["mailbox", "direct"]
        sources = {
            (each.source_url, each.source_date, each.seen_on) for each in stored.phones + stored.emails
        }
        assert sources == {("https://source.example/fictive", "2026-10", "2026-11")}
        assert store(session, *drafts)["unchanged"] == 1
    engine.dispose()


def test_what_was_dedicated_or_not_stays_so_when_it_may_also_be_unknown(databases: Databases) -> None:
    engine = make_engine(databases.make())
    migrate.upgrade(engine)
    drafts = [make_draft(word, is_dedicated=word) for word in ("yes", "no", "unknown")]
    with Session(engine) as session:
        store(session, *drafts)
    migrate.downgrade(engine, "20261130_2")
    migrate.upgrade(engine)
    with Session(engine) as session:
        kept = dict(session.exec(select(Listing.ref, Listing.is_dedicated)).all())
        assert kept == {"yes": "yes", "no": "no", "unknown": "yes"}
        with pytest.raises(DBAPIError, match="listing_is_dedicated"):
            session.connection().execute(text("UPDATE listing SET is_dedicated = 'maybe'"))
    engine.dispose()


def test_a_state_written_when_contacts_had_three_facts_is_read_as_one_of_today(session: Session) -> None:
    draft = make_draft("one", phones=(("01 99 00 11 11", "Standard", "public"),))
    today = stored_state(draft)
    former = today | {"phones": [contact[:3] for contact in today["phones"]], "is_dedicated": True}
    assert as_today(former) == today
    assert compare(former, today) == []


def test_upgrading_twice_changes_nothing(session: Session) -> None:
    store(session, make_draft("one"))
    migrate.upgrade(session.get_bind())  # type: ignore[arg-type]
    assert [listing.ref for listing in session.exec(select(Listing))] == ["one"]


def test_the_schema_is_the_one_of_the_models(session: Session) -> None:
    context = MigrationContext.configure(session.connection())
    assert compare_metadata(context, SQLModel.metadata) == []


def test_there_is_one_version_of_the_data(session: Session) -> None:
    before = session.connection().execute(text("SELECT number FROM dataset_version")).scalar_one()
    store(session, make_draft("one"))
    after = session.connection().execute(text("SELECT number FROM dataset_version")).scalar_one()
    assert after > before
    with pytest.raises(DBAPIError):
        session.connection().exec_driver_sql("INSERT INTO dataset_version (id, number) VALUES (2, 9)")
