"""Background tiles fetched for the visitor, so that no visitor's address reaches whoever makes them.

One fixed upstream from the configuration, a bounded cache on disk, and a pause after a failure so that an
upstream that is dead, or answers drop by drop, never holds the service.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 3.0  # seconds, for each byte to come and for all of them
PAUSE = 30.0  # seconds without asking again after a failure
MAX_AGE = 90 * 86400.0  # seconds
MAX_BYTES = 256 * 1024
MAX_ZOOM = 18
SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


class NoTile(LookupError):
    """There is no such tile, or it cannot be had now."""


@dataclass(frozen=True, slots=True)
class Tile:
    """An image and its media type, told from its first bytes."""

    body: bytes
    mimetype: str


class _NoRedirect(HTTPRedirectHandler):
    """The upstream is the one of the configuration: it may not send us elsewhere."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass
class TileProxy:
    """Tiles of `template` (with {z}, {x}, {y}), kept in `folder`, at most `shards` times `per_shard`."""

    template: str
    folder: Path
    shards: int = 256
    per_shard: int = 48
    _slots: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(4), repr=False)
    _resumes_at: float = 0.0

    def find(self, z: int, x: int, y: int) -> Tile:
        """Return a tile of the web mercator pyramid; raise `NoTile` when it cannot be had."""
        if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            raise NoTile(f"{z}/{x}/{y} is outside the pyramid")
        kept = self.folder / f"{(x * 31 + y) % self.shards:02x}" / f"{z}-{x}-{y}"
        if kept.exists() and time.time() - kept.stat().st_mtime < MAX_AGE:
            return read_tile(kept.read_bytes())
        tile = self._fetch(self.template.format(z=z, x=x, y=y))
        with suppress(OSError):  # a full or read-only disk only costs another request
            _keep(kept, tile.body, self.per_shard)
        return tile

    def _fetch(self, address: str) -> Tile:
        if not self._slots.acquire(blocking=False):  # whoever would wait for one holds a thread for nothing
            raise NoTile("as many are being fetched as may be")
        try:
            if time.monotonic() < self._resumes_at:
                raise NoTile("the upstream failed a moment ago")
            request = Request(address, headers={"User-Agent": "Relais"})
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as answer:
                return read_tile(_read_in_time(answer))
        except HTTPError as error:  # it answers, and has no such tile
            raise NoTile(f"the upstream answers {error.code}") from error
        except (OSError, HTTPException) as error:
            self._resumes_at = time.monotonic() + PAUSE
            raise NoTile("the upstream does not answer") from error
        finally:
            self._slots.release()


def _read_in_time(answer: HTTPResponse) -> bytes:
    """Read a body, up to one byte more than may be; raise TimeoutError when it comes too slowly."""
    body, until = b"", time.monotonic() + TIMEOUT
    while len(body) <= MAX_BYTES and (part := answer.read1(MAX_BYTES + 1 - len(body))):
        body += part
        if time.monotonic() > until:
            raise TimeoutError
    return body


def read_tile(body: bytes) -> Tile:
    """Return the tile these bytes hold; raise `NoTile` unless a PNG, JPEG or WebP of reasonable size."""
    mimetype = next((kind for signature, kind in SIGNATURES.items() if body.startswith(signature)), None)
    if mimetype is None or len(body) > MAX_BYTES:
        raise NoTile("not an image, or too large a one")
    return Tile(body, mimetype)


def _keep(path: Path, body: bytes, most: int) -> None:
    """Write a tile whole or not at all; make room by dropping the oldest of its shard."""
    path.parent.mkdir(parents=True, exist_ok=True)
    oldest_first = sorted(path.parent.iterdir(), key=lambda other: other.stat().st_mtime)
    for former in oldest_first[: max(0, len(oldest_first) + 1 - most)]:
        former.unlink(missing_ok=True)
    draft = path.with_suffix(".part")
    draft.write_bytes(body)
    draft.replace(path)
