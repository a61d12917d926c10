"""Writing the search index (`search_index`): what batches of listings change in it, each row written once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from pyroaring import BitMap
from sqlalchemy import delete
from sqlmodel import Session, SQLModel

from directory.database.rows import batches
from directory.listings.public_view import PublicView
from directory.publishing.tokens import Token, own_tokens, shared_tokens, tokens_of

#: Numbers of one row: the size of a container of a roaring bitmap.
_BLOCK_BITS = 16
_KEYS = 2000
#: Listings whose changes of tokens are kept before they are written: a few megabytes.
_MOST_NOTED = 10_000
_TABLE = SQLModel.metadata.tables["search_token"]
_NOTHING = BitMap()
Key = tuple[str, str, int]


class Change:
    """Views that come in the index in place of others, of several batches: each row is written once for all.

    A listing is noted once. The caller holds the version of the data, and ends with `write`.
    """

    def __init__(self, session: Session) -> None:
        self._session, self._views = session, 0
        self._more: dict[Token, list[int]] = defaultdict(list)
        self._less: dict[Token, list[int]] = defaultdict(list)
        self._shared: dict[frozenset[Token], list[int]] = defaultdict(list)

    def note(self, gone: Iterable[PublicView], come: Iterable[PublicView]) -> None:
        """Learn which tokens some listings no longer have, and which ones they have now."""
        more, less = self._more, self._less
        former = {view.number: tokens_of(view) for view in gone}
        for view in come:
            number = view.number
            if before := former.pop(number, None):
                now = tokens_of(view)
                for token in before - now:
                    less[token].append(number)
                now -= before
            else:
                now = own_tokens(view)
                for shared in shared_tokens(view):
                    self._shared[shared].append(number)
            for token in now:
                more[token].append(number)
            self._views += 1
        for number, tokens in former.items():
            for token in tokens:
                less[token].append(number)
            self._views += 1
        if self._views >= _MOST_NOTED:
            self.write()

    def write(self) -> None:
        """Write what was learnt since the last time."""
        for shared, numbers in self._shared.items():
            for token in shared:
                self._more[token] += numbers
        _merge(self._session, _by_block(self._more), _by_block(self._less))
        self._views = 0
        self._shared.clear()
        self._more.clear()
        self._less.clear()


def _by_block(numbers: Mapping[Token, list[int]]) -> dict[Key, BitMap]:
    """Numbers of listings by row of the table."""
    found: dict[Key, BitMap] = {}
    for (kind, token), those in numbers.items():
        first, last = min(those) >> _BLOCK_BITS, max(those) >> _BLOCK_BITS
        if first == last:  # nearly always
            found[kind, token, first] = BitMap(those)
            continue
        for block in {number >> _BLOCK_BITS for number in those}:
            found[kind, token, block] = BitMap(one for one in those if one >> _BLOCK_BITS == block)
    return found


def _merge(session: Session, more: Mapping[Key, BitMap], less: Mapping[Key, BitMap]) -> None:
    written: list[tuple[str, str, int, bytes]] = []
    empty: list[Key] = []
    keys = sorted(more.keys() | less.keys())
    stored = _read(session, keys)
    for key in keys:
        numbers = stored.get(key) or BitMap()
        numbers -= less.get(key, _NOTHING)
        numbers |= more.get(key, _NOTHING)
        if numbers:
            numbers.run_optimize()
            written.append((*key, numbers.serialize()))
        elif key in stored:
            empty.append(key)
    connection = session.connection()
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    if written:
        connection.exec_driver_sql(
            f"INSERT INTO search_token (kind, token, block, numbers) VALUES ({mark}, {mark}, {mark}, {mark})"
            " ON CONFLICT (kind, token, block) DO UPDATE SET numbers = excluded.numbers",
            written,
        )
    if empty:
        connection.exec_driver_sql(
            f"DELETE FROM search_token WHERE kind = {mark} AND token = {mark} AND block = {mark}", empty
        )


def _read(session: Session, keys: Sequence[Key]) -> dict[Key, BitMap]:
    """The stored numbers of some rows."""
    connection = session.connection()
    marks = "(?, ?, ?)" if connection.dialect.name == "sqlite" else "(%s, %s, %s)"
    found: dict[Key, BitMap] = {}
    for part in batches(keys, _KEYS):
        rows = connection.exec_driver_sql(
            "SELECT kind, token, block, numbers FROM search_token"
            f" WHERE (kind, token, block) IN (VALUES {', '.join([marks] * len(part))})",
            tuple(chain.from_iterable(part)),
        )
        found |= {(kind, token, block): BitMap.deserialize(blob) for kind, token, block, blob in rows}
    return found


def clear(session: Session) -> None:
    """Empty the index."""
    session.connection().execute(delete(_TABLE))
