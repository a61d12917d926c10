"""Rows kept by column come back as they were."""

from __future__ import annotations

import orjson
from hypothesis import given
from hypothesis import strategies as st

from directory.database.columns import gather, spread

ROWS = st.lists(st.tuples(st.text(max_size=3), st.one_of(st.none(), st.integers(0, 2)), st.just("same")))


@given(ROWS)
def test_rows_come_back_as_they_were(rows: list[tuple[object, ...]]) -> None:
    names = ("one", "two", "three")
    written = orjson.loads(orjson.dumps(gather(names, rows)))
    assert spread(written) == [dict(zip(names, row, strict=True)) for row in rows]


def test_what_all_rows_share_is_said_once() -> None:
    gathered = gather(("line", "outcome"), [(2, "new"), (3, "new"), (4, "new")])
    assert orjson.dumps(gathered).count(b"new") == 1


def test_rows_that_are_all_the_same_are_counted() -> None:
    assert spread(gather(("a",), [("x",), ("x",)])) == [{"a": "x"}, {"a": "x"}]
