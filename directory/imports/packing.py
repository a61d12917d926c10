"""What a file that waits holds, as one compressed value of the database."""

from __future__ import annotations

import zlib
from typing import Any

import orjson
from msgspec import json

from directory.imports.tables import Table
from directory.models.imports import ImportJob


def pack(value: object) -> bytes:
    """Compressed JSON."""
    return zlib.compress(json.encode(value), 1)


def unpack(packed: bytes) -> Any:
    """What `pack` packed."""
    return orjson.loads(zlib.decompress(packed))


def waiting_table(job: ImportJob) -> Table:
    """The table of a file whose columns or categories are to be said."""
    titles, rows, lines = unpack(job.content)
    return Table(tuple(titles), [tuple(row) for row in rows], lines)
