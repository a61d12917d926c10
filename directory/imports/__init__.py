"""Files of listings: reading their many formats, preparing rows, storing them as one job that can be undone.

`SOURCES` says what each kind of file brings; `read_table` reads what people send, whichever it is, as a table
of the template. Rules about a listing are not written here: a row becomes a draft, checked as a draft typed
in the form is.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from directory.imports import annuaire, finess, template
from directory.imports.reading import read_table
from directory.imports.registers import Entry
from directory.imports.rows import ReadRow

__all__ = ["LISTINGS", "REFRESHES", "SOURCES", "Source", "read_table"]


class Source(NamedTuple):
    """What a kind of file brings, and who reads it: listings, what refreshes known ones, or both."""

    listings: Callable[[Path], list[ReadRow]] | None = None
    refreshes: Callable[[Path], list[Entry]] | None = None


SOURCES: Mapping[str, Source] = {
    "template": Source(listings=template.read),
    "data-inclusion": Source(listings=template.read),
    "hsds": Source(listings=template.read),
    "annuaire": Source(refreshes=annuaire.read),
    "finess": Source(refreshes=finess.read),
}
#: The readers of each, by the name of the source.
LISTINGS = {name: source.listings for name, source in SOURCES.items() if source.listings}
REFRESHES = {name: source.refreshes for name, source in SOURCES.items() if source.refreshes}
