"""Making a listing confidential: the only way from an address or a commune to none at all.

What the listing said of where it sits leaves every table at once; `erase_traces` then takes it out of the
files of the database and of the pages kept, once the caller has committed.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson
from msgspec.structs import replace
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, col, delete, select

from directory.database.engine import is_sqlite
from directory.keys.sealed import NOTE, Keys, seal
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, check
from directory.listings.fields import FORGOTTEN, PHRASED
from directory.listings.phrases import ALL_HOURS
from directory.models import (
    CallNote,
    Establishment,
    FormSave,
    ImportJob,
    Listing,
    Organization,
    PrivateNote,
)
from directory.places.clues import find_clues, find_clues_in_address
from directory.publishing.phrases import known_phrases
from directory.publishing.stored import read_draft
from directory.publishing.views import dataset_version
from directory.storing.listing import Refused, put_listing

#: Tables whose rows about a listing say nothing of its place. Any other with a `listing_id` is emptied of it.
_KEPT = frozenset(("listing_departement", "revision", "access_record", "held_publication"))
_PATIENCE = "5s"


def make_confidential(
    session: Session,
    listing: Listing,
    *,
    by: str,
    at: datetime,
    draft: Draft | None = None,
    keys: Keys | None = None,
) -> None:
    """Take away all that says where a listing sits, its history included, publish it, and flush.

    `draft`: the facts it shall have from now on (those stored when None); its place, its contacts, its exact
    hours and every text that is no phrase are dropped. With `keys`, what it said freely is kept for two
    people (`private_notes`). The caller commits, then calls `erase_traces`. Raise
    `directory.storing.listing.Refused` when its name still says where it sits: the problems name the fields.
    Nothing is undone afterwards, history does not bring it back.
    """
    former = read_draft(session, listing)
    phrases, wanted = known_phrases(session), draft or former
    said = {name: text if phrases.read(name, text := getattr(wanted, name)) else "" for name in PHRASED}
    hours = wanted.hours if wanted.hours in ALL_HOURS else ""
    wanted = replace(wanted, disclosure=CONFIDENTIAL, place=None, phones=(), emails=(), hours=hours, **said)
    if find_clues_in_address(wanted.ref, wanted.departements):
        wanted = replace(wanted, ref=f"confidentiel-{listing.number}")
    problems = check(wanted, phrases)
    if problems:
        raise Refused(problems)
    former_operator = listing.organization_id
    freely = {
        name: text
        for name in (*PHRASED, "hours")
        if (text := getattr(former, name)) and not find_clues(text, former.departements)
    }
    # The database refuses to hide a listing that still has one of these.
    session.exec(delete(Establishment).where(col(Establishment.listing_id) == listing.id))
    session.exec(delete(CallNote).where(col(CallNote.listing_id) == listing.id))
    listing.ref, listing.places_tonight, listing.places_said_at = wanted.ref, None, None
    session.add(listing)
    session.flush()
    put_listing(session, wanted, by=by, at=at, verb="protect", purging=True)
    _empty_tables(session, listing)
    _forget_history(session, listing)
    _drop_unused(session, former_operator)
    if keys and freely and former.disclosure != CONFIDENTIAL:
        sealed = seal(keys, orjson.dumps(freely).decode(), NOTE)
        session.add(PrivateNote(listing_id=listing.id, sealed=sealed, written_by=by, written_at=at))


def erase_traces(engine: Engine, pages: Path) -> bool:
    """Rewrite the database files and drop stale pages (folder `instance/pages`): nothing erased is left.

    No session may be open in the caller. Return False when somebody else kept the database busy: call again.
    """
    with Session(engine) as session:
        current = f"-{dataset_version(session)}"
    for folder in pages.glob("*"):
        if not folder.name.endswith(current):
            shutil.rmtree(folder, ignore_errors=True)
    try:
        return _rewrite_sqlite(engine) if engine.dialect.name == "sqlite" else _rewrite_postgresql(engine)
    except OperationalError:  # another connection is writing, or reading what was there
        return False


def _empty_tables(session: Session, listing: Listing) -> None:
    """Delete what waits, was typed or was suggested about a listing, in tables of today and of tomorrow."""
    for table in SQLModel.metadata.sorted_tables:
        if "listing_id" in table.c and table.name not in _KEPT:
            session.connection().execute(table.delete().where(table.c.listing_id == listing.id))
    session.exec(delete(FormSave).where(col(FormSave.number) == listing.number))
    # A file not applied yet may say in any of its rows where the listing sat.
    session.exec(delete(ImportJob).where(col(ImportJob.state).in_(("columns", "ready"))))


def _forget_history(session: Session, listing: Listing) -> None:
    """Take place, contacts and texts out of every state in which a listing was not confidential.

    The trigger of migration 20261122_6 allows this change of the history and no other.
    """
    connection = session.connection()
    if is_sqlite(session):
        paths = ", ".join(f"'$.{name}'" for name in FORGOTTEN)
        states = {
            name: f"CASE json_extract({name}, '$.disclosure') WHEN 'confidential' THEN {name}"
            f" ELSE json_remove({name}, {paths}) END"
            for name in ("before", "after")
        }
        connection.execute(text("PRAGMA trusted_schema = ON"))  # see the migration
    else:
        keys = "ARRAY[" + ", ".join(f"'{name}'" for name in FORGOTTEN) + "]"
        states = {
            name: f"CASE {name}->>'disclosure' WHEN 'confidential' THEN {name}"
            f" ELSE CAST(CAST({name} AS jsonb) - {keys} AS json) END"
            for name in ("before", "after")
        }
    changes = ", ".join(f"{name} = {state}" for name, state in states.items())
    identifier = listing.id.hex if is_sqlite(session) else str(listing.id)
    try:
        connection.execute(
            text(f"UPDATE revision SET {changes} WHERE listing_id = :listing"), {"listing": identifier}
        )
    finally:
        if is_sqlite(session):
            connection.execute(text("PRAGMA trusted_schema = OFF"))
    session.expire_all()


def _drop_unused(session: Session, operator: UUID | None) -> None:
    """Delete an operator that no listing names any more: its name may have said where."""
    used = select(Listing.id).where(Listing.organization_id == operator).limit(1)
    if operator is not None and session.exec(used).first() is None:
        session.exec(delete(Organization).where(col(Organization.id) == operator))


def _rewrite_sqlite(engine: Engine) -> bool:
    """Write the database anew, empty its journal."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
        busy, _, _ = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
    return not busy


def _rewrite_postgresql(engine: Engine) -> bool:
    """Write every table and its statistics anew. The server's own journal and backups are its keeper's."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{_PATIENCE}'"))
        try:
            for table in inspect(connection).get_table_names():
                connection.execute(text(f'VACUUM (FULL, ANALYZE) "{table}"'))
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True
