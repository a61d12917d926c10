"""Workbooks people send (XLSX), read as a table of text: the sheet of listings, merged cells filled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from directory.imports.columns import count_known
from directory.imports.tables import MOST_COLUMNS, MOST_ROWS, TITLES_WITHIN, Table, Unreadable, make_table

_UNPACKED = 24 * 1024 * 1024
_PARTS = 100
#: About 160 000 filled cells, which take a second to read; an empty one takes as long (see `_weight`).
_MOST_WEIGHT = 1_000_000
#: Cells that merged ranges may fill; those of a hostile workbook stay empty.
_MOST_MERGED = 100_000
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY", b"\x00")
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


def read_xlsx(content: bytes) -> Table:
    """Read the sheet of a workbook whose titles we know best; raise `Unreadable`."""
    # openpyxl takes 16 MB of a worker: only those that read a workbook load it.
    from openpyxl import load_workbook

    try:
        parts = _check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                # The size a sheet declares may be false: without it, what is there is read.
                sheet.reset_dimensions()
            sheet = max(book.worksheets, key=_fit)
            merged = _merged(parts.get(str(sheet._worksheet_path).lstrip("/"), b""))
            return make_table(_filled(_rows(sheet), merged))
        finally:
            book.close()
    except Unreadable:
        raise
    except Exception:
        # A damaged workbook fails in as many ways as there are lines in the library.
        raise Unreadable("Ce classeur est abîmé ou n’est pas un fichier XLSX.") from None


def _fit(sheet: Any) -> tuple[int, bool]:
    """How many titles we know a sheet has, and whether it has anything."""
    top = list(islice(_rows(sheet), TITLES_WITHIN))
    return max((count_known(row) for row in top), default=0), any(map(any, top))


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        yield [_cell(value) for value in row]


def _merged(xml: bytes) -> dict[int, list[tuple[int, int, int]]]:
    """By row, what each merged range takes from it: (column, row of its first cell, its column), from 0."""
    found: dict[int, list[tuple[int, int, int]]] = {}
    count = 0
    for left, top, right, bottom in _MERGED.findall(xml)[:MOST_ROWS]:
        first_column, last_column = _column(left), min(_column(right), MOST_COLUMNS - 1)
        first_row = int(top) - 1
        if count > _MOST_MERGED:
            break
        for row in range(first_row, min(int(bottom), first_row + MOST_ROWS)):
            for column in range(first_column, last_column + 1):
                if row != first_row and (count := count + 1) <= _MOST_MERGED:
                    # A title over several columns is the title of the first one.
                    found.setdefault(row, []).append((column, first_row, first_column))
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _filled(rows: Iterable[list[str]], merged: dict[int, list[tuple[int, int, int]]]) -> Iterator[list[str]]:
    """Rows whose cells merged with one above say the same as it."""
    wanted = {first for taken in merged.values() for _, first, _ in taken}
    kept: dict[int, list[str]] = {}
    for number, row in enumerate(rows):
        for column, first_row, first_column in merged.get(number, ()):
            above = kept.get(first_row, [])
            if first_column < len(above):
                row += [""] * (column + 1 - len(row))
                row[column] = row[column] or above[first_column]
        if number in wanted:
            kept[number] = row
        yield row


def _check_parts(content: bytes) -> dict[str, bytes]:
    """The XML of a workbook, by name; refuse one that unpacks to too much, or that declares entities."""
    sheets: dict[str, bytes] = {}
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
                sheets[part.filename] = read
        if weight > _MOST_WEIGHT:
            raise Unreadable("Ce classeur a trop de cellules : enregistrez la seule feuille utile en CSV.")
    return sheets


def _weight(xml: bytes) -> int:
    """What some XML costs to read, in tags; one that closes itself counts for the four of a filled cell."""
    return xml.count(b"<") + 3 * xml.count(b"/>")


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
