"""The words of the index, kept in memory for one version of the data."""

from __future__ import annotations

from sqlmodel import Session

from directory.queries.views import dataset_version
from directory.search_index import read_vocabulary

_kept: dict[str, tuple[int, tuple[str, ...]]] = {}


def vocabulary(session: Session) -> tuple[str, ...]:
    """Return the sorted words of the index of this database, read again after each change of the data."""
    database = str(session.get_bind().url)  # type: ignore[union-attr]
    version = dataset_version(session)
    known = _kept.get(database)
    if known is None or known[0] != version:
        known = (version, read_vocabulary(session))
        _kept[database] = known
    return known[1]
