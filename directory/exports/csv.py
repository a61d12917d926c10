"""CSV as French spreadsheets open it: UTF-8 with its mark, semicolons (RFC 4180 otherwise)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from directory.exports.cells import Cell, are_harmless, neutralise

_ROWS_A_PIECE = 500
#: Soon a first one, so that whoever asked for the file sees it come.
_FIRST_ROWS = 50


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file piece by piece, so that its size costs no memory."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow(header)
    for number, row in enumerate(rows, start=1):
        texts = [cell for cell in row if type(cell) is str]
        if len(row) > 1 and are_harmless(texts):  # nothing alone on its line is written in quotes
            line = ";".join([cell if type(cell) is str else _number(cell) for cell in row])
            buffer.write(f"{line}\r\n")
        else:
            writer.writerow([neutralise(cell) for cell in row])
        if number == _FIRST_ROWS or number % _ROWS_A_PIECE == 0:
            yield _take(buffer)
    yield _take(buffer)


def _number(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _take(buffer: io.StringIO) -> bytes:
    """Empty a buffer and return what it held."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
