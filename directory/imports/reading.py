"""Any file people send, as a table: CSV, XLSX or JSON, told apart by what they contain.

The web import and the command line read through here, so that a file is understood the same at both.
"""

from __future__ import annotations

from directory.imports.standards import read_json
from directory.imports.tables import MOST_BYTES, Table, Unreadable, read_csv
from directory.imports.workbooks import read_xlsx


def read_table(content: bytes) -> Table:
    """Read a file by what it contains; raise `Unreadable`."""
    if len(content) > MOST_BYTES:
        raise Unreadable("Fichier trop lourd : 2 Mo au plus.")
    if content.startswith(b"PK"):
        return read_xlsx(content)
    return read_json(content) if content.lstrip()[:1] in {b"{", b"["} else read_csv(content)
