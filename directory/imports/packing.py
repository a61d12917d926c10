"""What a file that waits holds, as one compressed value of the database."""

from __future__ import annotations

import zlib
from typing import Any

import orjson
from msgspec import json


def pack(value: object) -> bytes:
    """Compressed JSON."""
    return zlib.compress(json.encode(value), 1)


def unpack(packed: bytes) -> Any:
    """What `pack` packed."""
    return orjson.loads(zlib.decompress(packed))
