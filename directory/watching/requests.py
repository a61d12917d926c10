"""Around the front: each request gets an identifier, is counted by its route and may be told in the log."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from directory.watching.counts import COUNTS
from directory.watching.lines import REQUEST_ID
from directory.watching.use import USES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Where those who answer a request write down what is known of it (a dict), in the WSGI environment.
SEEN = "relais.seen"
#: The route of an answer that the front had ready, and that of an address nobody answers.
KEPT, NOWHERE = "kept", "none"
#: Statuses of a page that somebody reads: 304, they had it already.
_READ = frozenset((200, 304))
log = logging.getLogger("relais.requests")


class Watch:
    """A WSGI application around another. What a browser sends is never the identifier of its request."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        seen: dict[str, Any] = {}
        environ[SEEN] = seen
        REQUEST_ID.set(os.urandom(8).hex())
        status = 500

        def catch(
            line: str, headers: list[tuple[str, str]], exc_info: Any = None
        ) -> Callable[[bytes], object]:
            nonlocal status
            status = int(line[:3])
            if status >= 500:
                headers.append(("X-Request-Id", REQUEST_ID.get()))
            return start_response(line, headers, exc_info) if exc_info else start_response(line, headers)

        try:
            return self._application(environ, catch)
        finally:
            seconds = time.perf_counter() - started
            route = KEPT if seen.get("is_kept") else str(seen.get("route") or NOWHERE)
            COUNTS.count(route, status, seconds)
            if status in _READ and "uses" in seen and environ["REQUEST_METHOD"] == "GET":
                USES.count(seen["uses"])
            if log.isEnabledFor(logging.INFO):
                log.info("request", extra={"route": route, "status": status, "ms": round(seconds * 1000, 1)})
