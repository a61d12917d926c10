"""XLSX, the same bytes for the same cells (ECMA-376)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from directory.exports.cells import Cell, neutralise

_EPOCH = (1980, 1, 1, 0, 0, 0)
_WRITTEN_ON = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NARROWEST = 12


def write_spreadsheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield one workbook of one sheet: a bold header that stays in sight, columns as wide."""
    # openpyxl takes 16 MB of a worker: only those that write a workbook load it.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Données")
    sheet.freeze_panes = "A2"
    for index, title in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(_NARROWEST, len(title) + 4)
    titles = [WriteOnlyCell(sheet, title) for title in header]
    for cell in titles:
        cell.font = Font(bold=True)
    sheet.append(titles)
    for row in rows:
        sheet.append([_text_cell(sheet, neutralise(value)) for value in row])
    written = io.BytesIO()
    book.save(written)
    yield _without_time(written)


def _text_cell(sheet: Any, value: Cell) -> Any:
    """A cell that stays as it is: a spreadsheet makes no date of "24/7" and no number of a telephone."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.number_format = "@"
    return cell


def _without_time(written: io.BytesIO) -> bytes:
    """Pack a workbook again without the time it was made at."""
    settled = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _WRITTEN_ON.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return settled.getvalue()
