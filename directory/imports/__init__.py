"""Files of listings: reading their many formats, preparing rows, storing them as one job that can be undone.

`SOURCES` maps the name of a source to the function that reads a whole file; `read_table` reads what people
send, whichever of them it is, as a table of the template. Rules about a listing are not written here: a row
becomes a draft, checked as a draft typed in the form is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from directory.imports import annuaire, finess, template
from directory.imports.registers import Entry
from directory.imports.rows import ReadRow
from directory.imports.standards import read_json
from directory.imports.tables import MOST_BYTES, Table, Unreadable, read_csv, read_xlsx


def read_table(content: bytes) -> Table:
    """Read a file by what it contains; raise `Unreadable`."""
    if len(content) > MOST_BYTES:
        raise Unreadable("Fichier trop lourd : 2 Mo au plus.")
    if content.startswith(b"PK"):
        return read_xlsx(content)
    return read_json(content) if content.lstrip()[:1] in {b"{", b"["} else read_csv(content)


def read_standard(path: Path) -> list[ReadRow]:
    """Read a file of data·inclusion or HSDS; rows need a category of their own to be stored."""
    table = read_table(path.read_bytes())
    rows = (dict(zip(table.titles, row, strict=True)) for row in table.rows)
    return [template.read_row(line, row) for line, row in zip(table.lines, rows, strict=True)]


SOURCES: Mapping[str, Callable[[Path], list[ReadRow]]] = {
    "template": template.read,
    "data-inclusion": read_standard,
    "hsds": read_standard,
}
#: Sources that refresh listings already known instead of bringing new ones.
REGISTERS: Mapping[str, Callable[[Path], list[Entry]]] = {"annuaire": annuaire.read, "finess": finess.read}
