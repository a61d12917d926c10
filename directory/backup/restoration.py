"""What a restored database must take over from the one it replaces.

A backup knows nothing of what came after it: which listings became confidential, which pages were served,
which changes were told to those who copy the data, which sessions and links have ended, which recovery codes
have served, who lost their rights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, RowMapping, func, insert, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col, delete, select

from directory.backup.purges import NOTHING, Told, hide_housing, hide_listed
from directory.database import migrate
from directory.editing.purge import erase_traces, make_confidential
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft, check
from directory.models import (
    Account,
    AccountDepartement,
    AccountLink,
    AccountSession,
    DatasetVersion,
    Listing,
    Publication,
    PublicationChange,
    RecoveryCode,
)
from directory.publishing import publication
from directory.publishing.phrases import known_phrases
from directory.publishing.renewal import renew
from directory.publishing.stored import read_drafts
from directory.storing.former import find_former
from directory.storing.states import stored_state
from directory.storing.writer import write_states

#: What is added to the version of the data when that of the replaced database cannot be read.
LEAP = 1_000_000
BY = "restauration"
_CHANGE = SQLModel.metadata.tables["publication_change"]
_ACCOUNTS = SQLModel.metadata.tables["account"]
#: What an account has besides its row.
_OF_ACCOUNTS = tuple(SQLModel.metadata.tables[name] for name in ("account_departement", "recovery_code"))
#: Listings not published yet since their secrecy changed, and the addresses they had.
_KEPT_APART = tuple(SQLModel.metadata.tables[name] for name in ("held_publication", "gone_address"))
Rows = Mapping[str, Sequence[RowMapping]]


@dataclass(frozen=True, slots=True)
class Former:
    """The replaced database: version of the data, changes told by number, confidential listings, accounts.

    `accounts`: rows of the tables of accounts, by table. `listings`: every listing it knew; `addresses`:
    number and slug of the confidential ones; `kept_apart`: what is held back, and addresses withdrawn.
    """

    version: int
    changes: Mapping[int, tuple[int, str]]
    confidential: Mapping[UUID, Draft]
    accounts: Rows
    listings: frozenset[UUID]
    addresses: Mapping[UUID, tuple[int, str]]
    kept_apart: Rows


@dataclass(frozen=True, slots=True)
class Adopted:
    """How many listings were made confidential again, how many confidential ones were withdrawn because they
    say where they are, and how many accounts lost their recovery codes.
    """

    hidden: int
    withdrawn: int
    codes: int


def read_former(engine: Engine) -> Former | None:
    """Return what matters of the database about to be replaced; None when it cannot be read."""
    try:
        if not migrate.is_current(engine):
            return None
        with Session(engine) as session:
            hidden = session.exec(select(Listing).where(Listing.disclosure == CONFIDENTIAL)).all()
            drafts = read_drafts(session, hidden)
            rows = session.connection().execute(_CHANGE.select()).all()
            return Former(
                session.get_one(DatasetVersion, 1).number,
                {row.number: (row.version, row.verb) for row in rows},
                {listing.id: draft for listing, draft in zip(hidden, drafts, strict=True)},
                {
                    table.name: session.connection().execute(table.select()).mappings().all()
                    for table in (_ACCOUNTS, *_OF_ACCOUNTS)
                },
                frozenset(session.exec(select(Listing.id))),
                {listing.id: (listing.number, listing.slug) for listing in hidden},
                {
                    table.name: session.connection().execute(table.select()).mappings().all()
                    for table in _KEPT_APART
                },
            )
    except SQLAlchemyError:
        return None


def adopt(engine: Engine, former: Former | None, at: datetime, pages: Path, told: Told = NOTHING) -> Adopted:
    """Bring a restored database up to what is known of the former one, and to the list of purges.

    The schema is brought up first. Sessions and links end: some had ended after the backup was made.
    """
    migrate.upgrade(engine)
    with Session(engine) as session:
        _keep_apart(session, former)
        renew(session)
        session.exec(delete(AccountSession))
        session.exec(delete(AccountLink))
        codes = _keep_accounts(session, former)
        hidden, withdrawn = _hide_again(session, former, at), _withdraw(session, former)
        hidden += hide_listed(session, told.listings, at)
        withdrawn += hide_housing(session, at) if told.hides_housing else 0
        version = session.get_one(DatasetVersion, 1)
        version.number = (max(version.number, former.version) if former else version.number + LEAP) + 1
        session.add(version)
        _tell(session, former)
        session.commit()
    if hidden:
        erase_traces(engine, pages)
    return Adopted(hidden, withdrawn, codes)


def _keep_accounts(session: Session, former: Former | None) -> int:
    """Leave accounts as they are today, so that nothing which had ended lets anybody in again.

    A recovery code that only the backup knows has served, or was replaced: it goes, all of them when nobody
    can say. Return how many accounts lost theirs.
    """
    connection = session.connection()
    had = set(session.exec(select(RecoveryCode.account_id)))
    session.exec(delete(RecoveryCode))
    if former is None:
        return len(had)
    known = former.accounts[_ACCOUNTS.name]
    ids, emails = [row["id"] for row in known], [row["email"] for row in known]
    session.exec(delete(Account).where(col(Account.email).in_(emails), col(Account.id).not_in(ids)))
    session.exec(delete(AccountDepartement).where(col(AccountDepartement.account_id).in_(ids)))
    restored = set(session.exec(select(Account.id)))
    for row in known:
        if row["id"] in restored:
            connection.execute(_ACCOUNTS.update().where(_ACCOUNTS.c.id == row["id"]).values(**row))
        else:
            connection.execute(_ACCOUNTS.insert().values(**row))
    for table in _OF_ACCOUNTS:
        if rows := former.accounts[table.name]:
            connection.execute(table.insert(), [dict(row) for row in rows])
    return len(had - {row["account_id"] for row in former.accounts["recovery_code"]})


def _keep_apart(session: Session, former: Former | None) -> None:
    """Hold back what is held back today, and keep every address withdrawn for good."""
    connection = session.connection()
    restored = set(session.exec(select(Listing.id)))
    for table in _KEPT_APART if former else ():
        key = next(iter(table.primary_key.columns))
        there = set(connection.execute(select(key)).scalars())
        rows = [dict(row) for row in former.kept_apart[table.name] if row[key.name] not in there]  # type: ignore[union-attr]
        rows = [row for row in rows if table.name != "held_publication" or row["listing_id"] in restored]
        if rows:
            connection.execute(table.insert(), rows)


def _hide_again(session: Session, former: Former | None, at: datetime) -> int:
    """Purge again the listings that became confidential after the backup (C15).

    Those that were confidential already say what they say today, which two people read; a backup may have
    been written by anybody.
    """
    known = former.confidential if former else {}
    listings = session.exec(select(Listing).where(col(Listing.id).in_(known))).all()
    hidden = [listing for listing in listings if listing.disclosure != CONFIDENTIAL]
    for listing, draft in zip(listings, read_drafts(session, listings), strict=True):
        today = known[listing.id]
        if listing in hidden:
            listing.number, slug = former.addresses[listing.id]  # type: ignore[union-attr]
            make_confidential(session, listing, by=BY, at=at, draft=today)
            session.execute(update(Listing).where(col(Listing.id) == listing.id).values(slug=slug))
            session.expire_all()
        elif draft != today:
            session.execute(update(Listing).where(col(Listing.id) == listing.id).values(ref=today.ref))
            former_rows = find_former(session, [today.ref])
            facts = stored_state(today, known_phrases(session))
            # Always: the history of a backup may say what its listing does not.
            write_states(session, [facts], former_rows, by=BY, at=at, verb="restore", always=True)
    if hidden:
        publication.rebuild(session)
    return len(hidden)


def _withdraw(session: Session, former: Former | None) -> int:
    """Withdraw the confidential listings that only the backup knows and that say where they are."""
    known = former.confidential if former else {}
    unknown = (col(Listing.disclosure) == CONFIDENTIAL) & (col(Listing.status) == "published")
    listings = session.exec(select(Listing).where(unknown, col(Listing.id).not_in(known))).all()
    phrases = known_phrases(session)
    drafts = zip(listings, read_drafts(session, listings), strict=True)
    telling = [listing.id for listing, draft in drafts if check(draft, phrases)]
    if telling:
        session.execute(update(Listing).where(col(Listing.id).in_(telling)).values(status="draft"))
        session.expire_all()
        publication.rebuild(session)
    return len(telling)


def _tell(session: Session, former: Former | None) -> None:
    """Give a new number to every change that those who copy the data have not read as it now is."""
    connection = session.connection()
    now = {row.number: (row.version, row.verb) for row in connection.execute(_CHANGE.select())}
    told = former.changes if former else {}
    shown = set(session.exec(select(Publication.number)).all())
    differing = sorted(number for number in now.keys() | told.keys() if now.get(number) != told.get(number))
    last = session.exec(select(func.max(PublicationChange.version))).one() or 0
    last = max([last, *(version for version, _ in told.values())]) if former else last + LEAP
    rows = [
        {"number": number, "version": version, "verb": "changed" if number in shown else "withdrawn"}
        for version, number in enumerate(differing, start=last + 1)
    ]
    for start in range(0, len(rows), publication.BATCH):
        batch = rows[start : start + publication.BATCH]
        gone = [row["number"] for row in batch]
        connection.execute(delete(PublicationChange).where(col(PublicationChange.number).in_(gone)))
        connection.execute(insert(PublicationChange), batch)
