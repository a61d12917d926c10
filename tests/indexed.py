"""The whole search index, as stored and as it must be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyroaring import BitMap
from sqlmodel import Session, SQLModel

from directory.listings.public_view import PublicView
from directory.publishing.renewal import KIND
from directory.publishing.tokens import Token, tokens_of

Tokens = dict[Token, set[int]]


def stored_tokens(session: Session) -> Tokens:
    """The numbers of the listings that have each token, read from the table."""
    found: Tokens = defaultdict(set)
    table = SQLModel.metadata.tables["search_token"]
    for kind, token, block, stored in session.connection().execute(table.select()):
        if kind != KIND:
            numbers = BitMap.deserialize(stored)
            assert numbers, "a token nobody has leaves no row"
            assert {number >> 16 for number in numbers} == {block}
            found[kind, token] |= set(numbers)
    return dict(found)


def expected_tokens(views: Iterable[PublicView]) -> Tokens:
    """The same from the listings themselves."""
    found: Tokens = defaultdict(set)
    for view in views:
        for token in tokens_of(view):
            found[token].add(view.number)
    return dict(found)
