"""XLSX written while it is read, the same bytes for the same cells (ECMA-376, Office Open XML).

One sheet of texts and numbers: a bold header that stays in sight, columns as wide. A text is written in its
cell, as text: a spreadsheet makes no date of "24/7" and no number of a telephone.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from directory.exports.cells import Cell, neutralise

_EPOCH = (1980, 1, 1, 0, 0, 0)
_NARROWEST = 12
#: Letters of a cell; a spreadsheet opens no more.
_MOST_LETTERS = 32_767
#: Rows between two pieces, after a first one of a few, so that whoever asked for the file sees it come.
_FIRST_ROWS, _ROWS_A_PIECE = 50, 500
#: Quick rather than small.
_LEVEL = 1
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ROLE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
#: Of a cell: as it comes, as text ("@", number format 49), bold.
_AS_TEXT, _BOLD = 1, 2
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_LINKS}">'
    f'<Relationship Id="r1" Type="{_ROLE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="r2" Type="{_LINKS}/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_ROLE}">'
    '<sheets><sheet name="Données" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_LINKS}">'
    f'<Relationship Id="r1" Type="{_ROLE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_ROLE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill>'
    '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf/><xf numFmtId="49" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    # The day a workbook was made on is nobody's business, and would change its bytes.
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dcterms:modified xsi:type="dcterms:W3CDTF">'
    "1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>",
}


class _Sent:
    """A file that is only written to: what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits behind it."""

    def close(self) -> None:
        """Nothing is held open."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


def write_spreadsheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a workbook of one sheet piece by piece, so that its size costs no memory."""
    sent = _Sent()
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book:
        for name, part in _PARTS.items():
            with book.open(zipfile.ZipInfo(name, _EPOCH), "w") as file:
                file.write(f"{_HEAD}{part}".encode())
        letters = [_letters(place) for place in range(1, len(header) + 1)]
        sheet = zipfile.ZipInfo("xl/worksheets/sheet1.xml", _EPOCH)
        sheet.compress_type = zipfile.ZIP_DEFLATED
        with book.open(sheet, "w") as file:
            file.write(f"{_HEAD}{_opening(header)}{_row(1, letters, header, _BOLD)}".encode())
            for number, row in enumerate(rows, start=1):
                file.write(_row(number + 1, letters, map(neutralise, row), _AS_TEXT).encode())
                if number == _FIRST_ROWS or number % _ROWS_A_PIECE == 0:
                    yield sent.take()
            file.write(b"</sheetData></worksheet>")
    yield sent.take()


def _opening(header: Sequence[str]) -> str:
    widths = (max(_NARROWEST, len(title) + 4) for title in header)
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{frozen}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )


def _row(number: int, letters: Sequence[str], cells: Iterable[Cell], style: int) -> str:
    """One row; an empty cell is not written."""
    written = []
    for letter, cell in zip(letters, cells, strict=True):
        if isinstance(cell, str):
            if cell:
                text = escape(cell[:_MOST_LETTERS], {"\r": "&#13;"})
                written.append(
                    f'<c r="{letter}{number}" s="{style}" t="inlineStr">'
                    f'<is><t xml:space="preserve">{text}</t></is></c>'
                )
        elif cell is not None:
            written.append(f'<c r="{letter}{number}"><v>{cell!r}</v></c>')
    return f'<row r="{number}">{"".join(written)}</row>'


def _letters(place: int) -> str:
    """The name of a column: A, B… Z, AA…"""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
