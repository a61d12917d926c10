"""Files that are not what they seem: bombs, entities, endless lines; and the words that refuse them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _zip(parts: Mapping[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return packed.getvalue()


def _workbook(rows: str) -> bytes:
    """A workbook of one sheet."""
    relation = (
        '<Relationships xmlns="{}/relationships">'
        '<Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
    )
    return _zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sheet.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
            "_rels/.rels": relation.format(_PACKAGE, _OFFICE, "officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relation.format(_PACKAGE, _OFFICE, "worksheet", "sheet.xml"),
            "xl/sheet.xml": f'<worksheet xmlns="{_SHEETS}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def hostile_files() -> dict[str, tuple[bytes, str]]:
    """Each hostile file and words of the sentence that refuses it, by what it is."""
    blank = " " * 40_000_000
    return {
        "nothing": (b"", "Choisissez un fichier"),
        "empty rows": (b"\r\n \r\n", "vide"),
        "NUL": (b"ref;nom\r\n\x00\x00;x", "lisible"),
        "a program": (b"\x7fELF\x00\x01", "lisible"),
        "a PDF": (b"%PDF-1.7\x81\x8d", "lisible"),
        "a huge cell": (b"ref;nom\r\nun;" + b"x" * 1_500_000, "trop longue"),
        "a huge line": (b"x" * 1_500_000, "trop longue"),
        "columns without a title": (b";" * 10_000 + b"\r\n", "vide"),
        "too many columns": (b"a;" * 5_000 + b"\r\n", "Trop de colonnes"),
        "too many rows": (b"ref;nom\r\n" + b"u;n\r\n" * 10_001, "Trop de lignes"),
        "an open quote": (b"ref;nom\r\n" + b'"' * 500_000, "trop longue"),
        "empty lines": (b"\n" * 1_900_000, "Trop de lignes"),
        "nested lists": (b"[" * 100_000, "illisible"),
        "another JSON": (b'{"services": 3}', "Aucun service"),
        "a broken workbook": (b"PK\x03\x04 ceci n'est pas un zip", "abîmé"),
        "a zip bomb": (
            _zip({name: blank for name in ("[Content_Types].xml", "xl/workbook.xml", "xl/sheet.xml")}),
            "se déplie",
        ),
        "entities": (
            _zip({"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
            "définitions",
        ),
        "empty cells": (_workbook(("<row>" + "<c/>" * 5000 + "</row>") * 1100), "trop de cellules"),
        "filled cells": (
            _workbook(("<row>" + "<c><v>1</v></c>" * 110 + "</row>") * 9000),
            "trop de cellules",
        ),
        "rows far away": (
            _workbook('<row r="1048576"><c r="A1048576"><v>1</v></c></row>' * 100_000),
            "Trop de lignes",
        ),
    }
