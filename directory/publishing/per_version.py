"""What is read again only when the data change, kept in memory for one version of each database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from directory.models import DATASET_ROW

Value = TypeVar("Value")
Asked = ParamSpec("Asked")
#: Answers kept of one reading, one for each departement and to spare.
MOST = 256
_WRITING, _SEEN = "writing", "version"
#: Asked several times a page: nothing to compile.
_VERSION = f"SELECT number FROM dataset_version WHERE id = {DATASET_ROW}"


def dataset_version(session: Session) -> int:
    """Return the number every write raises."""
    return int(session.connection().exec_driver_sql(_VERSION).scalar_one())


def begin_writing(session: Session) -> None:
    """Remember, until its transaction ends, that a session sees a version which may never be committed."""
    session.info[_WRITING] = True


@event.listens_for(AnySession, "after_transaction_end")
def _end_writing(session: AnySession, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_WRITING, None)
        session.info.pop(_SEEN, None)


class PerVersion(Generic[Asked, Value]):
    """A reading of the database that is repeated after each change of the data, and not before.

    `read` takes a session and what is asked, which must be hashable; at most `MOST` answers are kept. Within
    one transaction, what is kept is of one version: that of the first answer asked for.
    """

    def __init__(self, read: Callable[Concatenate[Session, Asked], Value]) -> None:
        self._read = read
        self._kept: WeakKeyDictionary[Any, dict[tuple[Any, ...], tuple[int, Value]]] = WeakKeyDictionary()

    def __call__(self, session: Session, *asked: Asked.args, **_: Asked.kwargs) -> Value:
        """Return the value as of the present version of the data; a session that writes keeps nothing."""
        if session.info.get(_WRITING):
            return self._read(session, *asked)  # type: ignore[call-arg]
        answers = self._kept.setdefault(session.get_bind(), {})
        version = session.info.get(_SEEN) or dataset_version(session)
        session.info[_SEEN] = version
        known = answers.get(asked)
        while known is None or known[0] != version:
            if len(answers) >= MOST:
                answers.clear()
            value = self._read(session, *asked)  # type: ignore[call-arg]
            # What was read belongs to this version only when no other one was committed meanwhile.
            before, version = version, dataset_version(session)
            session.info[_SEEN] = version
            if before == version:
                known = answers[asked] = (version, value)
        return known[1]
