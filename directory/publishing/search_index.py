"""The search index: for each token, the numbers of the listings that have it, as roaring bitmaps.

One ordinary table, the same on both databases, written in the transaction of the data. A row holds the
numbers of one token in one block of 65 536; it is read and written again under the lock that raises the
version of the data. A token nobody has any more leaves no row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from pyroaring import BitMap
from sqlalchemy import select
from sqlmodel import Session, SQLModel

from directory.publishing.per_version import PerVersion, dataset_version
from directory.publishing.tokens import EVERY, FACTS, NAME, OPERATOR, PHONE, TERM, Token
from directory.publishing.understanding import Question, understand

#: Sets worked out from the facts and kept with them, such as what is open at a minute.
_MOST_MADE = 512
_TABLE = SQLModel.metadata.tables["search_token"]
Made = TypeVar("Made")


class Index:
    """The facts of the index as of one version of the data, kept in memory: never changed, only replaced."""

    def __init__(self, tokens: Mapping[str, Mapping[str, BitMap]]) -> None:
        self._tokens = tokens
        self.every = self.get(EVERY, "")
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` makes of these facts, made once for a key."""
        if key not in self._made:
            if len(self._made) >= _MOST_MADE:
                self._made.clear()
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    def get(self, kind: str, token: str) -> BitMap:
        """Return the numbers of the listings that have a token."""
        return self.of(kind).get(token) or _NOTHING

    def of(self, kind: str) -> Mapping[str, BitMap]:
        """Return the tokens of a kind and the listings that have them."""
        return self._tokens.get(kind, {})

    def any(self, kind: str, tokens: Iterable[str]) -> BitMap:
        """Return the listings that have one of some tokens."""
        known = self.of(kind)
        return BitMap.union(_NOTHING, *(known[token] for token in tokens if token in known))


_NOTHING = BitMap()


def _read_index(session: Session) -> Index:
    tokens: dict[str, dict[str, BitMap]] = {kind: {} for kind in FACTS}
    for kind, token, numbers in _bitmaps(session, FACTS):
        known = tokens[kind]
        known[token] = known[token] | numbers if token in known else numbers
    return Index(tokens)


def _bitmaps(
    session: Session, kinds: Sequence[str], tokens: Sequence[str] | None = None
) -> Iterator[tuple[str, str, BitMap]]:
    columns = _TABLE.c
    statement = select(columns.kind, columns.token, columns.numbers).where(columns.kind.in_(kinds))
    if tokens is not None:
        statement = statement.where(columns.token.in_(tokens))
    for kind, token, blob in session.connection().execute(statement):
        yield kind, token, BitMap.deserialize(blob)


def read_tokens(session: Session, kind: str) -> list[str]:
    """Return every token of a kind, sorted by code point."""
    statement = select(_TABLE.c.token).where(_TABLE.c.kind == kind).distinct()
    return sorted(session.connection().execute(statement).scalars())


def read_vocabulary(session: Session) -> tuple[str, ...]:
    """Return every word of the index, sorted by code point."""
    return tuple(read_tokens(session, TERM))


def find_operator(session: Session, name: str) -> BitMap:
    """Return the listings of an operator; of none, for an empty name."""
    if not name:
        named = (numbers for *_, numbers in _bitmaps(session, (OPERATOR,)))
        return index(session).every - BitMap.union(_NOTHING, *named)
    return BitMap.union(_NOTHING, *(numbers for *_, numbers in _bitmaps(session, (OPERATOR,), [name])))


#: The facts of the index, read once for each version of the data.
index = PerVersion(_read_index)
#: The sorted words of the index.
vocabulary = PerVersion(read_vocabulary)


class Words:
    """What the words of a question find in the whole country."""

    def __init__(self, question: Question, named: BitMap, every: BitMap, some: BitMap) -> None:
        self.question = question
        self._named, self._every, self._some = named, every, some

    def within(self, scope: BitMap) -> tuple[BitMap, ...]:
        """Return what answers best within a scope, then what answers less: every word in the name, every
        word anywhere; only when there is nothing of the sort, any word.
        """
        best = self._named & scope
        exact = (self._every & scope) - best
        if best or exact or len(self.question.alternatives) < 2:
            return best, exact
        return (self._some & scope,)


def read_words(session: Session, typed: str) -> tuple[Index, Words | None]:
    """Return the index, and what typed words find as of the same version of the data; None without words."""
    if not typed:
        return index(session), None
    while True:
        version = dataset_version(session)
        words = _find_phone(session, typed) or find_words(session, understand(typed, vocabulary(session)))
        known = index(session)
        if dataset_version(session) == version:  # nothing was written meanwhile
            return known, words


_DIGITS = re.compile(r"(?:\+|00)33\s*(?:\(0\))?|[\s.\-/()\u00a0\u202f]")
_LEAST_DIGITS = 4


def _find_phone(session: Session, typed: str) -> Words | None:
    """What a number typed, whole or in part, is the public number of; None when it is none."""
    digits = _DIGITS.sub(lambda found: "0" if "33" in found[0] else "", typed.strip())
    if not (digits.isascii() and digits.isdecimal()) or len(digits) < _LEAST_DIGITS:
        return None
    columns = _TABLE.c
    statement = select(columns.numbers).where(columns.kind == PHONE, columns.token.contains(digits))
    rows = session.connection().execute(statement).scalars()
    found = BitMap.union(_NOTHING, *map(BitMap.deserialize, rows))
    return Words(Question(((digits,),)), found, found, found) if found else None


def find_words(session: Session, question: Question) -> Words:
    """Read what a question in words of the index finds."""
    alternatives = question.alternatives
    asked = sorted(set(chain.from_iterable(alternatives)))
    found: dict[tuple[str, str], BitMap] = defaultdict(BitMap)
    for kind, token, numbers in _bitmaps(session, (NAME, TERM), asked) if asked else ():
        found[kind, token] |= numbers
    names = [BitMap.union(_NOTHING, *(found[NAME, word] for word in words)) for words in alternatives]
    terms = [BitMap.union(_NOTHING, *(found[TERM, word] for word in words)) for words in alternatives]
    if not alternatives:
        return Words(question, _NOTHING, _NOTHING, _NOTHING)
    return Words(
        question, BitMap.intersection(*names), BitMap.intersection(*terms), BitMap.union(_NOTHING, *terms)
    )


def find_numbers(session: Session, typed: str, scopes: Iterable[Token] = ()) -> list[int]:
    """Return the numbers of the listings that answer typed words, best first, equal ones by number.

    `scopes` are tokens of which one must hold; without any, the whole country.
    """
    known, words = read_words(session, typed)
    if words is None:
        return []
    places = [known.get(kind, token) for kind, token in scopes]
    scope = BitMap.union(*places) if places else known.every
    return list(chain.from_iterable(words.within(scope)))
