"""What goes out as files and feeds: the formats of `FORMATS`, the standards, the open data.

A new format is one entry here and one module. They write what the public may read: nothing else comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from directory.exports.cells import Cell
from directory.exports.csv import write_csv
from directory.exports.spreadsheet import write_spreadsheet


@dataclass(frozen=True, slots=True)
class Format:
    """`write(header, rows)` yields the bytes of a file: the same ones for the same cells."""

    label: str
    media_type: str
    write: Callable[[Sequence[str], Iterable[Sequence[Cell]]], Iterator[bytes]]


#: Every format by the extension of its file.
FORMATS: Mapping[str, Format] = {
    "csv": Format("CSV", "text/csv; charset=utf-8", write_csv),
    "xlsx": Format(
        "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_spreadsheet
    ),
}
