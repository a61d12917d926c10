"""Files people send, read as a table of text: CSV, XLSX or JSON, told apart by what they contain.

Whatever a file pretends to be, reading it costs a bounded time and memory, or is refused in a sentence
(OWASP ASVS 5.0, 5.2).
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from directory.exports.cells import clean

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 120
MOST_CELL = 20_000
_UNPACKED = 24 * 1024 * 1024
_PARTS = 100
#: About 160 000 filled cells, which take a second to read; an empty one takes as long (see `_weight`).
_MOST_WEIGHT = 1_000_000
_SEPARATORS = ";,\t|"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")


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
    first = text.lstrip("\r\n").split("\n", 1)[0]
    if len(first) > MOST_CELL:
        raise Unreadable("La première ligne est trop longue : est-ce bien un tableau ?")
    separator = max(_SEPARATORS, key=lambda mark: (first.count(mark), -_SEPARATORS.index(mark)))
    try:
        return make_table(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise Unreadable("Une ligne du fichier est illisible ou trop longue.") from None


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


def read_xlsx(content: bytes) -> Table:
    """Read the first sheet of a workbook; raise `Unreadable`."""
    # openpyxl takes 16 MB of a worker: only those that read a workbook load it.
    from openpyxl import load_workbook

    try:
        _check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            # The size a sheet declares may be false: without it, what is there is read.
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            return make_table(_cells(row) for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception:
        # A damaged workbook fails in as many ways as there are lines in the library.
        raise Unreadable("Ce classeur est abîmé ou n’est pas un fichier XLSX.") from None


def _check_parts(content: bytes) -> None:
    """Refuse a workbook that unpacks to more than it should, or whose XML declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        listed = parts.infolist()
        if len(listed) > _PARTS or sum(part.file_size for part in listed) > _UNPACKED:
            raise Unreadable(
                "Ce classeur se déplie en un fichier trop grand : gardez la seule feuille utile."
            )
        weight = 0
        for part in listed:
            if part.filename.endswith((".xml", ".rels")):
                read = parts.read(part)
                if any(mark in read for mark in _ENTITIES):
                    raise Unreadable("Ce classeur contient des définitions que nous n’ouvrons pas.")
                weight += _weight(read)
        if weight > _MOST_WEIGHT:
            raise Unreadable("Ce classeur a trop de cellules : enregistrez la seule feuille utile en CSV.")


def _weight(xml: bytes) -> int:
    """What some XML costs to read, in tags; one that closes itself counts for the four of a filled cell."""
    return xml.count(b"<") + 3 * xml.count(b"/>")


def _cells(row: Iterable[object]) -> list[str]:
    return [_cell(value) for value in row]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def make_table(rows: Iterable[list[str]]) -> Table:
    """Make a table of rows of which the first has the titles; empty ones are left out. Raise `Unreadable`."""
    numbered = _full(rows)
    _, titles = next(numbered, (0, []))
    while titles and not titles[-1]:
        titles.pop()
    if not titles:
        raise Unreadable("Ce fichier est vide.")
    if len(titles) > MOST_COLUMNS:
        raise Unreadable(f"Trop de colonnes : {MOST_COLUMNS} au plus.")
    kept: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, row in numbered:
        if len(kept) == MOST_ROWS:
            raise Unreadable("Trop de lignes : 10 000 au plus par fichier.")
        if any(row[len(titles) :]):
            raise Unreadable(f"La ligne {line} a plus de cellules que la première ligne n’a de titres.")
        kept.append(tuple(row[: len(titles)] + [""] * (len(titles) - len(row))))
        lines.append(line)
    return Table(tuple(titles), kept, lines)


def _full(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield numbered rows that hold something, their cells cleaned."""
    for line, row in enumerate(rows, start=1):
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
