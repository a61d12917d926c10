"""The database refuses a listing of a secret category that is not confidential, or has a place (C31)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from directory.database import migrate
from directory.database.engine import make_engine
from directory.listings.categories import CATEGORIES, is_secret
from directory.listings.contacts import Contact
from directory.models import Email, FormSave, Listing, PendingChange, Phone, Place, Publication, Revision
from directory.publishing import publication
from directory.publishing.search_index import read_vocabulary
from directory.publishing.stored import read_draft
from directory.storing.states import draft_of_state
from tests.conftest import Databases
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.people import make_account
from tests.raw_statements import SETTINGS, names, run

SECRET = "category = 'confidential_housing'"
COPY = """CREATE TEMPORARY TABLE kept AS SELECT * FROM listing WHERE id = '{hidden}';;
    DELETE FROM listing_departement"""
INTO = "INSERT INTO listing SELECT * FROM kept"

#: {hidden} is confidential of the category, {seen} owns a place, {bare} publishes its commune and owns none.
ATTEMPTS = {
    "show a commune": "UPDATE listing SET disclosure = 'commune' WHERE id = '{hidden}'",
    "show an address": "UPDATE listing SET disclosure = 'address' WHERE id = '{hidden}'",
    "show every one": f"UPDATE listing SET disclosure = 'commune' WHERE {SECRET}",
    "show no matter what": "UPDATE listing SET disclosure = ''",
    "say nothing": "UPDATE listing SET disclosure = NULL WHERE id = '{hidden}'",
    "say it in other letters": "UPDATE listing SET disclosure = 'Confidential' WHERE id = '{hidden}'",
    "call one that has a place secret": f"UPDATE listing SET {SECRET} WHERE id = '{{seen}}'",
    "call one that shows its commune secret": f"UPDATE listing SET {SECRET} WHERE id = '{{bare}}'",
    "call every one secret": f"UPDATE listing SET {SECRET}",
    "hide one that has a place": f"""UPDATE listing SET {SECRET}, disclosure = 'confidential'
        WHERE id = '{{seen}}'""",
    "change both": "UPDATE listing SET disclosure = 'address', category = 'confidential_housing'",
    "by case": f"UPDATE listing SET disclosure = CASE WHEN {SECRET} THEN 'commune' ELSE disclosure END",
    "by the other's category": """UPDATE listing SET category = (SELECT category FROM listing WHERE
        id = '{hidden}') WHERE id = '{bare}'""",
    "by the other's disclosure": """UPDATE listing SET disclosure = (SELECT disclosure FROM listing WHERE
        id = '{bare}') WHERE id = '{hidden}'""",
    "from a table": """UPDATE listing SET disclosure = other.disclosure FROM listing AS other
        WHERE listing.id = '{hidden}' AND other.id = '{bare}'""",
    "leave and come back": f"""UPDATE listing SET category = 'crip', disclosure = 'commune'
        WHERE id = '{{hidden}}';; UPDATE listing SET {SECRET} WHERE id = '{{hidden}}'""",
    "insert as commune": f"{COPY};; UPDATE kept SET disclosure = 'commune', id = '{{fresh}}', number = 99,"
    f" ref = 'neuve', slug = 'neuve';; {INTO}",
    "insert as address": f"{COPY};; UPDATE kept SET disclosure = 'address', id = '{{fresh}}', number = 99,"
    f" ref = 'neuve', slug = 'neuve';; {INTO}",
    "delete and insert again": f"{COPY};; UPDATE kept SET disclosure = 'commune';;"
    f" DELETE FROM listing WHERE id = '{{hidden}}';; {INTO}",
    "upsert": "INSERT INTO listing SELECT * FROM listing WHERE id = '{hidden}'"
    " ON CONFLICT (id) DO UPDATE SET disclosure = 'commune'",
    "upsert the category": "INSERT INTO listing SELECT * FROM listing WHERE id = '{bare}'"
    f" ON CONFLICT (id) DO UPDATE SET {SECRET}",
    "give it a place first": """INSERT INTO place (listing_id, disclosure, departement, code_insee, postcode,
        address, latitude, longitude, precision)
        VALUES ('{bare}', 'commune', '56', '56260', '', '', 47.66, -2.76, 'commune');;
        UPDATE listing SET category = 'confidential_housing', disclosure = 'confidential'
        WHERE id = '{bare}'""",
    "give it a place then": """INSERT INTO place (listing_id, disclosure, departement, code_insee, postcode,
        address, latitude, longitude, precision)
        VALUES ('{hidden}', 'commune', '56', '56260', '', '', 47.66, -2.76, 'commune')""",
}


@pytest.fixture(scope="module")
def engine(databases: Databases, empty_database: str) -> Iterator[Engine]:
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
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as opened:
        yield opened
        opened.invalidate()


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
@pytest.mark.parametrize("statements", ATTEMPTS.values(), ids=ATTEMPTS)
def test_no_statement_shows_a_listing_of_a_secret_category(
    engine: Engine, connection: Connection, statements: str, setting: tuple[str, ...]
) -> None:
    with pytest.raises(IntegrityError):
        run(connection, statements.format(**names(engine)), setting)
    shown = connection.execute(
        text(f"SELECT count(*) FROM listing WHERE {SECRET} AND disclosure <> 'confidential'")
    )
    assert shown.scalar() == 0
    assert connection.execute(text(f"SELECT count(*) FROM listing WHERE {SECRET}")).scalar() == 1
    assert connection.execute(text("SELECT count(*) FROM place")).scalar() == 1


def test_the_database_holds_to_the_categories_of_the_program() -> None:
    assert [slug for slug in CATEGORIES if is_secret(slug)] == ["confidential_housing"]


def test_what_is_allowed_still_is(engine: Engine, connection: Connection) -> None:
    known = names(engine)
    run(
        connection,
        f"UPDATE listing SET {SECRET}, disclosure = 'confidential', summary = ''"
        f" WHERE id = '{known['bare']}'",
        (),
    )
    run(
        connection,
        f"UPDATE listing SET category = 'crip', disclosure = 'commune' WHERE id = '{known['bare']}'",
        (),
    )


def test_listings_of_before_the_rule_lose_their_place_and_wait_for_two_people(session: Session) -> None:
    """What the form of before let in: a commune, a street in a text, a phone, published."""
    said = {"phones": (Contact("01 99 00 66 66"),), "summary": "Au 12 rue des Tilleuls, à Vannes"}
    store(
        session,
        make_draft("montree", place=in_commune(VANNES), **said),
        make_confidential("cachee", summary=""),
    )
    kim = make_account(session, "kim", "coordinator", "56", at=AT)
    old = session.exec(select(Listing).where(Listing.ref == "montree")).one()
    session.add(PendingChange(listing_id=old.id, changes={"website": ""}, asked_by=kim.email, asked_at=AT))
    session.add(FormSave(account_id=kim.id, number=old.number, typed=[["commune", "Vannes"]], saved_at=AT))
    session.commit()
    number, former = (
        old.number,
        read_draft(session, session.exec(select(Listing).where(Listing.ref == "cachee")).one()),
    )
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    session.close()
    migrate.downgrade(engine, "20261130_1")
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE listing SET {SECRET} WHERE number = :number"), {"number": number})
    migrate.upgrade(engine)
    brought = session.exec(select(Listing).where(Listing.number == number)).one()
    assert (brought.disclosure, brought.status, brought.summary) == ("confidential", "draft", "")
    assert [
        session.exec(select(model)).all() for model in (Place, Phone, Email, PendingChange, FormSave)
    ] == [[]] * 5
    assert session.get(Publication, number) is None
    history = session.exec(select(Revision).where(Revision.listing_id == brought.id)).all()
    assert not [
        word for word in ("Vannes", "Tilleuls", "66 66") if word in str([r.model_dump() for r in history])
    ]
    last = history[-1].after
    assert last is not None
    assert draft_of_state(last) == read_draft(session, brought)
    kept = session.exec(select(Listing).where(Listing.ref == "cachee")).one()
    assert read_draft(session, kept) == former
    stored = session.exec(select(Publication)).all()
    publication.rebuild(session)
    assert not {"tilleul", "vanne"} & set(read_vocabulary(session))
    assert session.exec(select(Publication)).all() == stored
