"""CSV as French spreadsheets open it: UTF-8 with its mark, semicolons (RFC 4180 otherwise)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from directory.exports.cells import Cell, neutralise

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
        writer.writerow([neutralise(cell) for cell in row])
        if number == _FIRST_ROWS or number % _ROWS_A_PIECE == 0:
            yield _take(buffer)
    yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    """Empty a buffer and return what it held."""
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
