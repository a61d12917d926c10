"""A fact or a filter that lacks an entry is named, with the module that lacks it."""

from __future__ import annotations

import pytest

from directory.listings.drafts import Draft, plain_fields
from directory.listings.fields import FIELDS, SEVERAL_WORDS
from directory.listings.public_view import PublicView
from directory.models import Listing
from directory.publishing import declared as facts
from directory.publishing.tokens import FACTS
from directory.search import declared as filters
from directory.search.form import FLAGS

STORED = (*plain_fields(), *SEVERAL_WORDS)
COLUMNS = set(Listing.__table__.columns.keys())  # type: ignore[attr-defined]
TICKED = {flag.attribute for flag in FLAGS.values()}


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("fields", "The fact fallback has no entry in listings/fields.py."),
        ("drafted", "The fact fallback has no field in Draft (listings/drafts.py)."),
        ("viewed", "The fact fallback is published: it needs a field in listings/public_view.py."),
        ("columns", "The fact fallback has no column in models/listing.py."),
    ],
)
def test_a_fact_without_one_of_its_entries_is_named(place: str, sentence: str) -> None:
    entries = {
        "fields": FIELDS,
        "drafted": Draft.__struct_fields__,
        "viewed": PublicView.__struct_fields__,
        "columns": COLUMNS,
    }
    less = {name: entry for name, entry in FIELDS.items() if name != "fallback"}
    entries[place] = less if place == "fields" else set(entries[place]) - {"fallback"}
    assert facts.find_missing(stored=STORED, **entries) == [sentence]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("flags", "The field walk_in of SearchForm has no entry in FLAGS (search/form.py)."),
        ("ticked", "The filter sans-rdv has no field walk_in in SearchForm (search/form.py)."),
        ("known", "The token walk_in is not in FACTS (publishing/tokens.py)."),
        ("yielded", "No listing has the token walk_in: it belongs in `_CODED` (publishing/tokens.py)."),
    ],
)
def test_a_filter_without_one_of_its_entries_is_named(place: str, sentence: str) -> None:
    entries = {"flags": FLAGS, "ticked": TICKED, "known": set(FACTS), "yielded": set(FACTS)}
    less = {name: flag for name, flag in FLAGS.items() if flag.attribute != "walk_in"}
    entries[place] = less if place == "flags" else set(entries[place]) - {"walk_in"}
    assert filters.find_missing(**entries) == [sentence]  # type: ignore[arg-type]
