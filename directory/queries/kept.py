"""What is read again only when the data change, kept in memory for one version of each database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from directory.models import DATASET_ROW

Value = TypeVar("Value")
_TABLE = SQLModel.metadata.tables["dataset_version"]
_VERSION = select(_TABLE.c.number).where(_TABLE.c.id == DATASET_ROW)


def dataset_version(session: Session) -> int:
    """Return the number every write raises."""
    return int(session.connection().execute(_VERSION).scalar_one())


class PerVersion(Generic[Value]):
    """A reading of the database that is repeated after each change of the data, and not before."""

    def __init__(self, read: Callable[[Session], Value]) -> None:
        self._read = read
        self._kept: dict[str, tuple[int, Value]] = {}

    def __call__(self, session: Session) -> Value:
        """Return the value as of the present version of the data."""
        database = str(session.get_bind().url)  # type: ignore[union-attr]
        version = dataset_version(session)
        known = self._kept.get(database)
        if known is None or known[0] != version:
            known = self._kept[database] = (version, self._read(session))
        return known[1]
