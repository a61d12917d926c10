"""Files of listings: reading their many formats, preparing rows, storing them as one job that can be undone.

`SOURCES` maps the name of a source to the function that reads a whole file; `read_table` reads what people
send, whichever of them it is, as a table of the template. Rules about a listing are not written here: a row
becomes a draft, checked as a draft typed in the form is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from directory.imports import annuaire, finess, template
from directory.imports.reading import read_table
from directory.imports.registers import Entry
from directory.imports.rows import ReadRow

__all__ = ["REGISTERS", "SOURCES", "read_table"]

SOURCES: Mapping[str, Callable[[Path], list[ReadRow]]] = {
    "template": template.read,
    "data-inclusion": template.read,
    "hsds": template.read,
}
#: Sources that refresh listings already known instead of bringing new ones.
REGISTERS: Mapping[str, Callable[[Path], list[Entry]]] = {"annuaire": annuaire.read, "finess": finess.read}
