"""Statements run as they are on the database, under every setting that could let them through."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from directory.models import Listing
from tests.conftest import SERVER

#: How far a connection may go to look away: rules put off to the commit, or switched off.
SETTINGS = (
    {"put off to the commit": ("SET CONSTRAINTS ALL DEFERRED",), "as they are": ()}
    if SERVER
    else {
        "as they are": (),
        "put off to the commit": ("PRAGMA defer_foreign_keys = ON",),
        "without foreign keys": ("PRAGMA foreign_keys = OFF",),
        "without foreign keys nor checks": (
            "PRAGMA foreign_keys = OFF",
            "PRAGMA ignore_check_constraints = ON",
        ),
    }
)


def names(engine: Engine) -> dict[str, str]:
    with Session(engine) as session:
        ids = {listing.ref: listing.id for listing in session.exec(select(Listing))}
    return {ref: _written(identifier) for ref, identifier in (ids | {"fresh": uuid4()}).items()}


def _written(identifier: UUID) -> str:
    return str(identifier) if SERVER else identifier.hex


def run(connection: Connection, statements: str, setting: tuple[str, ...]) -> None:
    """Run statements, separated by ";;", in one transaction, under a setting, to its commit."""
    begins_inside = SERVER or "defer" in "".join(setting)
    orders = ["BEGIN", *setting] if begins_inside else [*setting, "BEGIN"]
    try:
        for order in [*orders, *statements.split(";;"), "COMMIT"]:
            connection.exec_driver_sql(order)
    except IntegrityError:
        connection.exec_driver_sql("ROLLBACK")
        raise
