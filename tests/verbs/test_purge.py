"""A listing made confidential leaves nothing of where it was: tables, history, files, pages (C15)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from directory.database.engine import make_engine
from directory.editing import purge
from directory.front.store import Finished, PageStore
from directory.listings.drafts import Draft
from directory.listings.fields import FORGOTTEN
from directory.models import FormSave, ImportJob, Listing, PendingChange, Revision
from directory.publishing.publication import publish
from directory.publishing.search_index import read_vocabulary
from directory.publishing.stored import read_draft
from directory.publishing.views import dataset_version, find_view
from directory.storing.listing import Refused, put_listing
from tests.conftest import SERVER, Databases
from tests.fictional import AT, LORIENT, in_commune, make_confidential, make_draft, store
from tests.people import make_account

#: Told by former states only: the listing as it is when it becomes confidential says none of them.
SECRETS = (
    "Lorient", "lorient", "56121", "56100", "Zibeline", "zibeline", "47.748", "-3.37", "99001177",
    "Quenouille", "quenouille", "Tournesol", "tournesol",
)  # fmt: skip
#: The same point as SQLite writes numbers.
POINT = struct.pack(">d", 47.7483)


def make_told(ref: str = "one") -> Draft:
    """A fictional listing that says everywhere where it is."""
    return make_draft(
        ref,
        name="Foyer de Lorient",
        operator="Maison Quenouille",
        disclosure="address",
        place=in_commune(LORIENT, "7 rue de la Zibeline"),
        phones=(("01 99 00 11 77", "Foyer Tournesol", "public"),),
        emails=(("foyer@tournesol.example", "", "professionals"),),
        summary="Près de la gare de Lorient, 7 rue de la Zibeline.",
        website="https://tournesol.example/lorient",
        source_url="https://source.example/foyer-lorient",
    )


def make_untold(ref: str = "one") -> Draft:
    """The same without its place; still to be made confidential."""
    return replace(
        make_told(ref),
        name="Foyer Amarante",
        operator="Association fictive",
        disclosure="commune",
        place=None,
        phones=(),
        emails=(),
        summary="Un foyer inventé.",
        website="",
        source_url="https://source.example/foyer",
    )


def find(session: Session, ref: str = "one") -> Listing:
    return session.exec(select(Listing).where(Listing.ref == ref)).one()


def hide(session: Session, ref: str = "one", draft: Draft | None = None) -> None:
    purge.make_confidential(session, find(session, ref), by="essai", at=AT, draft=draft)
    session.commit()


@pytest.fixture
def engine(databases: Databases, empty_database: str) -> Iterator[Engine]:
    made = make_engine(databases.make(empty_database))
    yield made
    made.dispose()


def every_byte(engine: Engine, folder: Path) -> bytes:
    """All that the database and the pages kept hold: files on SQLite, every row as text on PostgreSQL."""
    kept = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    if not SERVER:
        database = Path(make_url(str(engine.url)).database or "")
        return b"".join([*kept, *(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))])
    with engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t')).scalars()
            kept += [row.encode() for row in rows]
        stats = "SELECT CAST(most_common_vals AS text) || CAST(histogram_bounds AS text) FROM pg_stats"
        kept += [row.encode() for row in connection.execute(text(stats)).scalars() if row]
    return b"".join(kept)


def test_nothing_of_the_place_is_left_anywhere(engine: Engine, tmp_path: Path) -> None:
    pages = PageStore(tmp_path, "essai")
    with Session(engine) as session:
        store(session, *(make_draft(f"other-{number}") for number in range(30)), make_told())
        store(session, replace(make_told(), capacity="8 places"), make_told("two"), make_told("three"))
        listing = find(session)
        session.add(
            PendingChange(listing_id=listing.id, changes={"x": "Zibeline"}, asked_by="a", asked_at=AT)
        )
        session.commit()
        page = Finished((("x", "y"),), '"e"', None, b"Lorient, rue de la Zibeline", False)
        pages.put(dataset_version(session), "/departements/56", page, on_disk=True)
    before = every_byte(engine, tmp_path)
    assert all(secret.encode() in before for secret in SECRETS)
    assert SERVER or POINT in before
    with Session(engine) as session:
        for ref in ("one", "two", "three"):
            hide(session, ref, make_untold(ref))
    assert purge.erase_traces(engine, tmp_path)
    after = every_byte(engine, tmp_path)
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert POINT not in after
    with Session(engine) as session:
        view = find_view(session, find(session).slug)
    assert view is not None
    assert (view.name, view.is_confidential, view.phones, view.latitude) == ("Foyer Amarante", True, (), None)


def test_history_keeps_who_when_and_what_kind_but_no_word_nor_place(session: Session) -> None:
    store(session, make_told())
    store(session, replace(make_told(), capacity="8 places", minimum_age=12))
    hide(session, draft=make_untold())
    first, second, third = session.exec(select(Revision).order_by(col(Revision.id))).all()
    assert [revision.verb for revision in (first, second, third)] == ["create", "edit", "protect"]
    assert {revision.by for revision in (first, second, third)} == {"essai"}
    for state in (first.after, second.before, second.after, third.before):
        assert state is not None
        assert not state.keys() & set(FORGOTTEN)
        assert state["departements"] == ["56"]
    assert second.after is not None
    assert second.after["minimum_age"] == 12
    assert third.after is not None
    assert third.after["name"] == "Foyer Amarante"


def test_a_listing_whose_words_still_tell_its_place_is_refused_and_unchanged(session: Session) -> None:
    store(session, make_told())
    with pytest.raises(Refused) as refused:
        hide(session)
    session.rollback()
    assert {problem.field for problem in refused.value.problems} == {"name", "website", "source_url"}
    assert not any(secret in str(refused.value) for secret in SECRETS)
    assert read_draft(session, find(session)).place == make_told().place


def test_a_reference_that_tells_the_place_is_replaced(session: Session) -> None:
    store(session, replace(make_untold(), ref="foyer-lorient"))
    hide(session, "foyer-lorient")
    assert [listing.ref for listing in session.exec(select(Listing))] == ["confidentiel-1"]


def test_words_waiting_forms_and_operators_of_the_former_listing_go(session: Session) -> None:
    store(session, make_told())
    assert {"lorient", "quenouille"} <= set(read_vocabulary(session))
    hide(session, draft=make_untold())
    assert not {"lorient", "quenouille"} & set(read_vocabulary(session))
    assert session.exec(select(PendingChange)).all() == []
    assert session.exec(select(FormSave)).all() == []
    assert "quenouille" not in str(session.connection().execute(text("SELECT name FROM organization")).all())


def test_no_other_action_makes_a_listing_confidential(session: Session) -> None:
    store(session, make_draft("one"))
    with pytest.raises(Refused, match="efface"):
        put_listing(session, make_confidential("one"), by="essai", at=AT)
    session.rollback()
    assert find(session).disclosure == "commune"


@pytest.mark.parametrize("confirmed_by", ["", "essai"])
def test_one_person_alone_does_not_lift_a_secret(session: Session, confirmed_by: str) -> None:
    store(session, make_confidential("one"))
    with pytest.raises(Refused, match="seconde personne"):
        put_listing(session, make_draft("one"), by="essai", at=AT, confirmed_by=confirmed_by)


def test_two_people_lift_a_secret(session: Session) -> None:
    store(session, make_confidential("one"))
    put = put_listing(session, make_draft("one"), by="essai", at=AT, confirmed_by="quelqu’un d’autre")
    publish(session, [put.listing])
    session.commit()
    assert find(session).disclosure == "commune"


CHANGES = [
    "UPDATE revision SET by = 'autre'",
    "UPDATE revision SET verb = 'create'",
    "UPDATE revision SET after = NULL, before = NULL",
    "UPDATE revision SET after = '{}' WHERE verb = 'protect'",
    "UPDATE revision SET before = '{}' WHERE verb = 'protect'",
    "DELETE FROM revision",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_exception_for_the_purge_lets_nothing_else_change_a_revision(
    session: Session, change: str
) -> None:
    store(session, make_told())
    hide(session, draft=make_untold())
    if not SERVER:
        session.connection().exec_driver_sql("PRAGMA trusted_schema = ON")
    with pytest.raises(DBAPIError, match="append-only"):
        session.connection().exec_driver_sql(change)
    session.rollback()


def test_the_history_of_a_listing_that_is_not_confidential_loses_nothing(session: Session) -> None:
    store(session, make_told())
    if not SERVER:
        session.connection().exec_driver_sql("PRAGMA trusted_schema = ON")
    forget = "json_remove(after, '$.place')" if not SERVER else "CAST(CAST(after AS jsonb) - 'place' AS json)"
    with pytest.raises(DBAPIError, match="append-only"):
        session.connection().exec_driver_sql(f"UPDATE revision SET after = {forget}")
    session.rollback()


def test_files_waiting_to_be_imported_are_forgotten(session: Session) -> None:
    account = make_account(session, "camille", "coordinator", "56")
    store(session, make_told())
    for state, content in (("ready", b"Lorient, rue de la Zibeline"), ("applied", b"")):
        session.add(ImportJob(account_id=account.id, state=state, content=content, created_at=AT))
    session.flush()

    hide(session, draft=make_untold())

    assert [job.state for job in session.exec(select(ImportJob))] == ["applied"]
