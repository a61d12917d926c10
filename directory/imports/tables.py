"""Tables people send as text: CSV files, and what any of them must be to be read.

Whatever a file pretends to be, reading it costs a bounded time and memory, or is refused in a sentence
(OWASP ASVS 5.0, 5.2).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice

from directory.exports.cells import clean
from directory.imports.columns import count_known

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 120
MOST_CELL = 20_000
#: How many rows from the top the titles are looked for in: others may come before them.
TITLES_WITHIN = 20
_SEPARATORS = ";,\t|"
#: The first line by which a spreadsheet is told the separator.
_SAID_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


class Unreadable(ValueError):
    """A file that cannot be read. The message is a French sentence and repeats nothing of the file."""


@dataclass(frozen=True, slots=True)
class Table:
    """Titles and rows, as many cells a row as titles. `lines` are the numbers of rows in the file."""

    titles: tuple[str, ...]
    rows: list[tuple[str, ...]]
    lines: list[int]


def read_csv(content: bytes) -> Table:
    """Read a CSV file, its encoding (UTF-8, UTF-16, Windows-1252) and separator found; raise `Unreadable`."""
    text = decode(content)
    said = _SAID_SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    if len(text.lstrip("\r\n").split("\n", 1)[0]) > MOST_CELL:
        raise Unreadable("La première ligne est trop longue : est-ce bien un tableau ?")
    separator = said[1] if said else _find_separator(text)
    try:
        return make_table(_rows(text, separator), first_line=2 if said else 1)
    except csv.Error:
        raise Unreadable("Une ligne du fichier est illisible ou trop longue.") from None


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _find_separator(text: str) -> str:
    """The mark that cuts the first rows into the most titles we know, else into the most cells."""
    head = text[: TITLES_WITHIN * 1000]

    def fit(mark: str) -> tuple[int, int, int]:
        try:
            rows = list(islice(_rows(head, mark), TITLES_WITHIN))
        except csv.Error:
            rows = []
        known = max((count_known(row) for row in rows), default=0)
        first = next((row for row in rows if row), [])
        return known, len(first), -_SEPARATORS.index(mark)

    return max(_SEPARATORS, key=fit)


def decode(content: bytes) -> str:
    """Return the text of a file; raise `Unreadable` for one that is not text."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_wide else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("Ce fichier n’est pas un tableau CSV, XLSX ou JSON lisible.")


def make_table(rows: Iterable[list[str]], first_line: int = 1) -> Table:
    """Make a table of rows, its titles found under what may come before; empty rows are left out.

    `first_line` is the number of the first row in the file. Raise `Unreadable`.
    """
    numbered = _full(rows, first_line)
    top = list(islice(numbered, TITLES_WITHIN))
    if not top:
        raise Unreadable("Ce fichier est vide.")
    at = find_titles([row for _, row in top])
    titles = top[at][1]
    while titles and not titles[-1]:
        titles.pop()
    if len(titles) > MOST_COLUMNS:
        raise Unreadable(f"Trop de colonnes : {MOST_COLUMNS} au plus.")
    kept: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, row in chain(top[at + 1 :], numbered):
        if len(kept) == MOST_ROWS:
            raise Unreadable("Trop de lignes : 10 000 au plus par fichier.")
        if any(row[len(titles) :]):
            raise Unreadable(f"La ligne {line} a plus de cellules que la ligne des titres n’a de titres.")
        kept.append(tuple(row[: len(titles)] + [""] * (len(titles) - len(row))))
        lines.append(line)
    return _without_blank_columns(titles, kept, lines)


def _without_blank_columns(titles: list[str], rows: list[tuple[str, ...]], lines: list[int]) -> Table:
    """A table without the columns that have neither title nor cells, which merged titles leave."""
    if all(titles):
        return Table(tuple(titles), rows, lines)
    kept = [bool(title) or any(row[at] for row in rows) for at, title in enumerate(titles)]
    return Table(tuple(compress(titles, kept)), [tuple(compress(row, kept)) for row in rows], lines)


def find_titles(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows of a table has its titles: the one with most of those we know.

    With fewer than two known titles, it is the first row that fills at least half of the widest one.
    """
    known = [count_known(row) for row in rows]
    best = max(known, default=0)
    if best >= 2:
        return known.index(best)
    filled = [sum(map(bool, row)) for row in rows]
    return next((at for at, count in enumerate(filled) if 2 * count >= max(filled)), 0)


def _full(rows: Iterable[list[str]], first_line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield numbered rows that hold something, their cells cleaned."""
    for line, row in enumerate(rows, start=first_line):
        if line > 2 * MOST_ROWS:
            raise Unreadable("Trop de lignes : 10 000 au plus par fichier.")
        if not any(row):
            continue
        whole = "".join(row)
        if len(whole) > MOST_CELL and any(len(cell) > MOST_CELL for cell in row):
            raise Unreadable(f"Une cellule de la ligne {line} est trop longue.")
        is_clean = whole.isprintable()  # asked once of a row: nearly all are
        cells = [cell.strip() for cell in row] if is_clean else [clean(cell).strip() for cell in row]
        if any(cells):
            yield line, cells
