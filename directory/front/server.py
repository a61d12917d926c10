"""The WSGI front: answer from finished pages, else ask the application and keep what it allows."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterable
from http.client import responses
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from directory.front.store import Finished, PageStore
from directory.front.version import VersionReader
from directory.watching.use import Use

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEEP = "relais.keep"
#: Says, in the WSGI environment, that the database lets whoever asks it wait: it is not asked again at once.
AWAY = "relais.away"
#: Where the answer is said to have been ready, in the WSGI environment (`directory.watching.requests`).
SEEN = "relais.seen"
SMALLEST_COMPRESSED = 600
COMPRESSED_TYPES = (
    "text/", "application/json", "application/geo+json", "application/x-ndjson", "application/xml",
    "application/atom+xml", "image/svg",
)  # fmt: skip
#: In an Accept-Encoding, gzip without the weight that refuses it (RFC 9110, section 12.5.3).
_GZIP = re.compile(r"\bgzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)
#: Compression of a file that lasts, of a page that is kept and sent often, of one made for one visitor.
LASTING_LEVEL, KEPT_LEVEL, PASSING_LEVEL = 9, 6, 1
#: Where the content of a page begins, and what a copy past its time says there.
_CONTENT = b'<main id="contenu" tabindex="-1">'
_COPY = (
    '<p class="notice" role="status">La base de données ne répond pas. Voici la copie de cette page faite le '
    "{day} à {hour}\u00a0: appelez avant d’orienter, ce qui est ouvert a pu changer.</p>"
)
#: The origin at the head of an address.
_ORIGIN = re.compile(r"https?://[^/?#]+")
_ASKED_BY_HTMX = ("HTTP_HX_REQUEST", "HTTP_HX_HISTORY_RESTORE_REQUEST")


class Front:
    """A WSGI application before the application. `load` returns it, and is called once, when needed.

    `build` names the program and its settings: finished pages of another build are never answered.
    `clock` gives POSIX seconds.
    """

    def __init__(
        self,
        load: Callable[[], WSGIApplication],
        *,
        database_url: str,
        folder: Path,
        build: str,
        keeps: bool = True,
        warm_after: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._load = load
        self._clock = clock
        self._version = VersionReader(database_url)
        self._store = PageStore(folder, build)
        self._keeps = keeps
        self._lock = threading.Lock()
        self._loaded: WSGIApplication | None = None
        if warm_after is not None:
            warming = threading.Timer(warm_after, self._application)
            warming.daemon = True
            warming.start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        version = self._version.read() if self._keeps else None
        environ[AWAY] = self._version.is_away
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_COOKIE" in environ:
            return self._application()(environ, start_response)
        key = _key(environ)
        if version is not None:
            page = self._store.get(version, key, self._clock())
            if page is not None and not _is_framed_elsewhere(page, environ):
                return _answer_kept(page, environ, start_response)
        elif self._keeps:
            last = self._store.last(key)
            if last is not None and last.holds_at(self._clock()):
                return _answer_kept(last, environ, start_response)
        return self._ask(environ, start_response, version, key)

    @property
    def kept(self) -> tuple[int, int]:
        """How many finished pages are in memory, and their bytes."""
        return self._store.size

    def close(self) -> None:
        """Let go of the database connection of this thread."""
        self._version.close()

    def _application(self) -> WSGIApplication:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded

    def _ask(
        self, environ: WSGIEnvironment, start_response: StartResponse, version: int | None, key: str
    ) -> Iterable[bytes]:
        """Ask the application; finish and keep its answer when a door said it may be kept.

        When it cannot answer, the last copy of the page is better than none, and says what it is.
        """
        caught: list[Any] = []

        def catch(
            status: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], Any]:
            caught[:] = [status, headers]
            return lambda data: None

        asked = dict(environ)
        if environ["REQUEST_METHOD"] == "HEAD":
            asked["REQUEST_METHOD"] = "GET"
        asked.pop("HTTP_IF_NONE_MATCH", None)
        asked.pop("HTTP_IF_MODIFIED_SINCE", None)
        parts = self._application()(asked, catch)
        status, headers = caught
        last = self._store.last(key) if self._keeps and status.startswith("503") else None
        if last is not None:
            _close(parts)
            return _answer_kept(_mark(last), environ, start_response)
        keep = asked.get(KEEP)
        if keep is None or not status.startswith("200"):
            start_response(status, headers)
            return parts if environ["REQUEST_METHOD"] == "GET" else _nothing(parts)
        if keep.streamed:
            return _stream(parts, status, headers, _tag(version, key, keep.until), environ, start_response)
        body = b"".join(parts)
        _close(parts)
        level = PASSING_LEVEL if version is None else KEPT_LEVEL if keep.until else LASTING_LEVEL
        until = keep.until.timestamp() if keep.until else None
        uses = tuple(asked.get(SEEN, {}).get("uses", ()))
        page = _finish(headers, body, until, level, self._clock(), uses)
        if version is not None and keep.in_memory:
            self._store.put(version, key, page, on_disk=keep.on_disk)
        return _answer(page, environ, start_response)


def _is_framed_elsewhere(page: Finished, environ: WSGIEnvironment) -> bool:
    """Whether the page around a frame, as the browser names it, is not one of those that may show it, or is
    not named.

    The browser would show a grey box; the application says something better.
    """
    if environ.get("HTTP_SEC_FETCH_DEST") != "iframe":
        return False
    around = _ORIGIN.match(environ.get("HTTP_REFERER", ""))
    if around is None:
        return environ.get("HTTP_SEC_FETCH_SITE") != "same-origin"
    policy = next((value for name, value in page.headers if name == "Content-Security-Policy"), "")
    return around[0] not in policy.rpartition("frame-ancestors ")[2].split()


def _key(environ: WSGIEnvironment) -> str:
    """What an answer depends on: its address, and whether htmx asks for a part of it.

    A digest, so that a key takes the same memory whatever the length of the address.
    """
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    htmx = "|".join(environ.get(name, "") for name in _ASKED_BY_HTMX)
    asked = f"{path}?{environ.get('QUERY_STRING', '')}|{htmx}"
    return hashlib.sha256(asked.encode()).hexdigest()[:32]


def _tag(version: int | None, key: str, until: Any) -> str:
    """The ETag of a file that is not kept: its bytes follow from the data, its address and the hour."""
    return hashlib.sha256(f"{version} {key} {until}".encode()).hexdigest()[:20] if version else ""


def _stream(
    parts: Iterable[bytes],
    status: str,
    headers: list[tuple[str, str]],
    tag: str,
    environ: WSGIEnvironment,
    start_response: StartResponse,
) -> Iterable[bytes]:
    """Send a long file piece by piece, or nothing to whoever has it."""
    etag = f'"{tag}"'
    known = [("ETag", etag)] if tag else []
    if tag and etag in unquote(environ.get("HTTP_IF_NONE_MATCH", "")):
        plain = [pair for pair in headers if pair[0].lower() != "content-type"]
        start_response(f"304 {responses[304]}", [*plain, *known])
        return _nothing(parts)
    start_response(status, [*headers, *known])
    return parts if environ["REQUEST_METHOD"] == "GET" else _nothing(parts)


def _mark(page: Finished) -> Finished:
    """A copy past its time: at the head of its content it says so, and no cache keeps it."""
    from datetime import datetime  # what follows is for bad days only
    from zoneinfo import ZoneInfo

    at = datetime.fromtimestamp(page.made, ZoneInfo("Europe/Paris"))
    words = _COPY.format(day=f"{at:%d/%m/%Y}", hour=f"{at.hour}\u00a0h\u00a0{at.minute:02}")
    body = gzip.decompress(page.body) if page.is_compressed else page.body
    before, start, after = body.partition(_CONTENT)
    headers = [pair for pair in page.headers if pair[0].lower() != "cache-control"]
    headers.append(("Cache-Control", "no-store"))
    marked = before + start + words.encode() + after if start else body
    return _finish(headers, marked, None, PASSING_LEVEL, page.made, page.uses)


def _finish(
    headers: list[tuple[str, str]],
    body: bytes,
    until: float | None,
    level: int,
    made: float,
    uses: tuple[Use, ...] = (),
) -> Finished:
    """Compress a body and give it its ETag."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    is_text = kind.startswith(COMPRESSED_TYPES) or "javascript" in kind
    compress = is_text and len(body) >= SMALLEST_COMPRESSED
    kept = tuple(
        (name, value) for name, value in headers if name.lower() not in {"content-length", "etag", "date"}
    )
    sent = gzip.compress(body, level, mtime=0) if compress else body  # no time inside: same page, same bytes
    return Finished(
        headers=kept,
        etag=hashlib.sha256(sent).hexdigest()[:20],
        until=until,
        body=sent,
        is_compressed=compress,
        made=made,
        uses=uses,
    )


def _answer_kept(page: Finished, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a page that was ready."""
    environ.get(SEEN, {}).update(is_kept=True, uses=page.uses)
    return _answer(page, environ, start_response)


def _answer(page: Finished, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer a finished page: 304 when the visitor has it, compressed when the visitor reads it so."""
    sends_compressed = page.is_compressed and bool(_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")))
    etag = f'"{page.etag}{"-gz" if sends_compressed else ""}"'
    headers = [*page.headers, ("ETag", etag)]
    if etag in unquote(environ.get("HTTP_IF_NONE_MATCH", "")):
        plain = [pair for pair in headers if pair[0].lower() != "content-type"]
        start_response(f"304 {responses[304]}", plain)
        return []
    body = page.body if sends_compressed or not page.is_compressed else gzip.decompress(page.body)
    if sends_compressed:
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _nothing(parts: Iterable[bytes]) -> Iterable[bytes]:
    _close(parts)
    return []


def _close(parts: Iterable[bytes]) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()
