"""The database itself refuses a place to a confidential listing, whoever asks and however (C01)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from directory.database.engine import make_engine
from tests.conftest import SERVER, Databases
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.raw_statements import SETTINGS, names, run

COLUMNS = "listing_id, disclosure, departement, code_insee, postcode, address, latitude, longitude, precision"
STREET = "'56', '56260', '56000', '1 rue Fictive', 47.66, -2.76, 'address'"
TOWN = "'56', '56260', '', '', 47.66, -2.76, 'commune'"
INTO = f"INSERT INTO place ({COLUMNS})"
#: {hidden} is confidential, {seen} owns a place, {bare} publishes its commune and owns none.
ATTEMPTS = {
    "insert as confidential": f"{INTO} VALUES ('{{hidden}}', 'confidential', {STREET})",
    "insert a commune as confidential": f"{INTO} VALUES ('{{hidden}}', 'confidential', {TOWN})",
    "insert as address": f"{INTO} VALUES ('{{hidden}}', 'address', {STREET})",
    "insert as commune": f"{INTO} VALUES ('{{hidden}}', 'commune', {TOWN})",
    "insert without a disclosure": f"{INTO} VALUES ('{{hidden}}', NULL, {STREET})",
    "insert in other letters": f"{INTO} VALUES ('{{hidden}}', 'Confidential', {STREET})",
    "insert an empty disclosure": f"{INTO} VALUES ('{{hidden}}', '', {STREET})",
    "copy another place": f"""{INTO} SELECT '{{hidden}}', disclosure, departement, code_insee, postcode,
        address, latitude, longitude, precision FROM place WHERE listing_id = '{{seen}}'""",
    "move a place": "UPDATE place SET listing_id = '{hidden}' WHERE listing_id = '{seen}'",
    "move a place as confidential": """UPDATE place SET listing_id = '{hidden}', disclosure = 'confidential'
        WHERE listing_id = '{seen}'""",
    "call a place confidential": "UPDATE place SET disclosure = 'confidential' WHERE listing_id = '{seen}'",
    "flip a listing": "UPDATE listing SET disclosure = 'confidential' WHERE id = '{seen}'",
    "flip every listing": "UPDATE listing SET disclosure = 'confidential'",
    "flip by case": """UPDATE listing SET disclosure = CASE WHEN status = 'published' THEN 'confidential'
        ELSE disclosure END""",
    "flip with a new key": """UPDATE listing SET id = '{fresh}', disclosure = 'confidential'
        WHERE id = '{seen}'""",
    "take the owner's key": """DELETE FROM listing_departement;; DELETE FROM listing WHERE id = '{seen}';;
        UPDATE listing SET id = '{seen}' WHERE id = '{hidden}'""",
    "delete and insert again": """CREATE TEMPORARY TABLE kept AS SELECT * FROM listing WHERE id = '{seen}';;
        UPDATE kept SET disclosure = 'confidential';; DELETE FROM listing_departement;;
        DELETE FROM listing WHERE id = '{seen}';; INSERT INTO listing SELECT * FROM kept""",
    "upsert a place onto it": f"""{INTO} VALUES ('{{seen}}', 'address', {STREET})
        ON CONFLICT (listing_id) DO UPDATE SET listing_id = '{{hidden}}'""",
    "upsert a place as confidential": f"""{INTO} VALUES ('{{seen}}', 'address', {STREET})
        ON CONFLICT (listing_id) DO UPDATE SET disclosure = 'confidential'""",
    "upsert a listing": """INSERT INTO listing SELECT * FROM listing WHERE id = '{seen}'
        ON CONFLICT (id) DO UPDATE SET disclosure = 'confidential'""",
    "update from the listings": """UPDATE place SET listing_id = listing.id FROM listing
        WHERE listing.disclosure = 'confidential'""",
    "update from the places": """UPDATE listing SET disclosure = 'confidential' FROM place
        WHERE place.listing_id = listing.id""",
    "insert through a common table": f"""WITH target AS
        (SELECT id FROM listing WHERE disclosure = 'confidential')
        {INTO} SELECT id, 'commune', {TOWN} FROM target""",
    "flip, then insert": f"""UPDATE listing SET disclosure = 'confidential' WHERE id = '{{bare}}';;
        {INTO} VALUES ('{{bare}}', 'commune', {TOWN})""",
    "insert, then flip": f"""{INTO} VALUES ('{{bare}}', 'commune', {TOWN});;
        UPDATE listing SET disclosure = 'confidential' WHERE id = '{{bare}}'""",
    "give the place first": f"""{INTO} VALUES ('{{fresh}}', 'commune', {TOWN});;
        UPDATE listing SET id = '{{fresh}}' WHERE id = '{{hidden}}'""",
}
SQLITE_ATTEMPTS = {
    "replace a place": f"INSERT OR REPLACE INTO place ({COLUMNS}) VALUES ('{{hidden}}', 'address', {STREET})",
    "replace, confidential": f"REPLACE INTO place ({COLUMNS}) VALUES ('{{hidden}}', 'confidential', {TOWN})",
    "update or replace a place": "UPDATE OR REPLACE place SET listing_id = '{hidden}'",
    "update or ignore a listing": "UPDATE OR IGNORE listing SET disclosure = 'confidential'",
    "replace the listing": """CREATE TEMPORARY TABLE kept AS SELECT * FROM listing WHERE id = '{seen}';;
        UPDATE kept SET disclosure = 'confidential';; DELETE FROM listing_departement;;
        INSERT OR REPLACE INTO listing SELECT * FROM kept""",
    "replace by key": "UPDATE OR REPLACE listing SET id = '{seen}' WHERE id = '{hidden}'",
}
POSTGRESQL_ATTEMPTS = {
    "merge a place": f"""MERGE INTO place USING (SELECT id FROM listing WHERE id = '{{hidden}}') AS target
        ON place.listing_id = target.id
        WHEN NOT MATCHED THEN INSERT ({COLUMNS}) VALUES (target.id, 'commune', {TOWN})""",
    "flip and insert in one statement": f"""WITH flipped AS
        (UPDATE listing SET disclosure = 'confidential' WHERE id = '{{bare}}' RETURNING id)
        {INTO} SELECT id, 'commune', {TOWN} FROM flipped""",
    "insert and flip in one statement": f"""WITH placed AS ({INTO} VALUES ('{{bare}}', 'commune', {TOWN})
        RETURNING listing_id)
        UPDATE listing SET disclosure = 'confidential' FROM placed WHERE id = placed.listing_id""",
    "an anonymous block": f"""DO $$ BEGIN {INTO} VALUES ('{{hidden}}', 'confidential', {TOWN}); END $$""",
    "insert from other letters": f"{INTO} VALUES (upper('{{hidden}}')::uuid, 'address', {STREET})",
    "overwrite while locked": """LOCK TABLE listing IN EXCLUSIVE MODE;;
        UPDATE listing SET disclosure = 'confidential' WHERE id = '{seen}'""",
}
ALL_ATTEMPTS = ATTEMPTS | (POSTGRESQL_ATTEMPTS if SERVER else SQLITE_ATTEMPTS)
OWNED = """SELECT count(*) FROM place LEFT JOIN listing ON listing.id = place.listing_id
    WHERE listing.id IS NULL OR 'confidential' IN (place.disclosure, listing.disclosure)"""


@pytest.fixture(scope="module")
def engine(databases: Databases, empty_database: str) -> Iterator[Engine]:
    """A database with one listing of each kind; what is refused leaves it as it was."""
    made = make_engine(databases.make(empty_database))
    with Session(made) as session:
        store(
            session,
            make_confidential("hidden"),
            make_draft("seen", disclosure="address", place=in_commune(VANNES, "1 rue Fictive")),
            make_draft("bare"),
        )
    yield made
    made.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection that commits only when told, thrown away afterwards with its settings."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as opened:
        yield opened
        opened.invalidate()


def test_at_least_twenty_ways_are_tried_on_this_engine() -> None:
    assert len(ALL_ATTEMPTS) >= 20


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("statements", ALL_ATTEMPTS.values(), ids=ALL_ATTEMPTS)
def test_no_statement_gives_a_confidential_listing_a_place(
    engine: Engine, connection: Connection, statements: str, setting: tuple[str, ...]
) -> None:
    with pytest.raises(IntegrityError):
        run(connection, statements.format(**names(engine)), setting)
    assert connection.execute(text(OWNED)).scalar() == 0
    assert connection.execute(text("SELECT count(*) FROM place")).scalar() == 1


@pytest.mark.parametrize(
    "change",
    ["latitude = 47.66, longitude = -2.76", "latitude = 47.66", "longitude = -2.76", "is_seat = true"],
)
def test_the_public_tables_refuse_a_point_or_a_seat_to_a_confidential_listing(
    connection: Connection, change: str
) -> None:
    with pytest.raises(IntegrityError):
        run(connection, f"UPDATE publication_departement SET {change} WHERE is_confidential", ())


def test_the_public_tables_refuse_to_call_a_listing_with_a_point_confidential(connection: Connection) -> None:
    with pytest.raises(IntegrityError):
        run(connection, "UPDATE publication_departement SET is_confidential = true", ())


def test_a_place_of_disclosure_commune_keeps_no_street(engine: Engine, connection: Connection) -> None:
    with pytest.raises(IntegrityError):
        run(connection, f"{INTO} VALUES ('{names(engine)['bare']}', 'commune', {STREET})", ())


def test_what_is_allowed_still_is(engine: Engine, connection: Connection) -> None:
    bare = names(engine)["bare"]
    run(connection, f"{INTO} VALUES ('{bare}', 'commune', {TOWN})", ())
    run(connection, f"DELETE FROM place WHERE listing_id = '{bare}'", ())


def test_every_new_connection_verifies_foreign_keys(engine: Engine) -> None:
    question, answer = ("SHOW session_replication_role", "origin") if SERVER else ("PRAGMA foreign_keys", 1)
    with engine.connect() as first, engine.connect() as second:
        for opened in (first, second):
            assert opened.exec_driver_sql(question).scalar() == answer
