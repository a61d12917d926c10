"""Words of a foreign taxonomy in the services of a standard: each is given a category once for the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from directory.french.text import normalise
from directory.imports.columns import AREAS, PAGE
from directory.imports.rows import ReadRow
from directory.imports.tables import Table
from directory.imports.template import read_row
from directory.imports.words import read_category
from directory.listings.categories import CATEGORIES

#: How the key of a term begins among the choices that an account made of columns.
_KEY = "terme "


def is_of_a_standard(titles: list[str] | tuple[str, ...]) -> bool:
    """Whether a table was read from the services of a standard."""
    return AREAS in titles


def term_key(term: str) -> str:
    """By what the category chosen for a term is remembered."""
    return _KEY + normalise(term)[:200]


def find_terms(table: Table, public_url: str = "") -> Mapping[str, int]:
    """The terms that are no category of ours, and how many services have each; our own answers aside."""
    if not is_of_a_standard(table.titles):
        return {}
    category, page = table.titles.index("category"), table.titles.index(PAGE)
    ours = f"{public_url}/fiches/"
    said = [row[category] for row in table.rows if not (public_url and row[page].startswith(ours))]
    return Counter(term for term in said if term and read_category(term) not in CATEGORIES)


def with_categories(table: Table, chosen: Mapping[str, str]) -> Table:
    """The table with the category chosen for each of its terms, by `term_key`; "" leaves it without one."""
    place = table.titles.index("category")
    rows = [
        (*row[:place], chosen[key], *row[place + 1 :]) if (key := term_key(row[place])) in chosen else row
        for row in table.rows
    ]
    return replace(table, rows=rows)


def give_categories(
    rows: Iterable[ReadRow], chosen: Mapping[str, str]
) -> tuple[list[ReadRow], Mapping[str, int]]:
    """The rows of a file of the command line with the category chosen for each term, and the terms left.

    `chosen`: category by term, in any words that mean one.
    """
    by_key = {term_key(term): category for term, category in chosen.items()}
    given: list[ReadRow] = []
    left: Counter[str] = Counter()
    for row in rows:
        term = row.cells.get("category", "") if AREAS in row.cells else ""
        if category := by_key.get(term_key(term), ""):
            given.append(read_row(row.line, {**row.cells, "category": category}))
        else:
            given.append(row)
            left.update([term] if term and read_category(term) not in CATEGORIES else [])
    return given, left
