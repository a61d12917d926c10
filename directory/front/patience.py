"""How long the server waits for those who ask slowly: a request that never comes whole holds nobody else up.

Loaded by the configuration of the server alone (scripts/gunicorn.conf.py): the front itself needs no server.
"""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

from gunicorn.workers import gthread

#: Seconds for the line and the headers of a request, then for all of its body: a file of 5 MB on a bad line.
HEAD_SECONDS, BODY_SECONDS = 4, 120
#: Seconds a thread waits for the first byte of a new connection, before it waits without a thread.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.1


class PatientWorker(gthread.ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Threads with kept-alive connections; one that waits too long for its request is given nothing more.

    A thread reads a request with blocking calls: a dozen half requests would hold them all for as long as
    their clients like. Closing the reading side ends the call at once, as if the client had left.
    """

    def init_process(self) -> None:
        """Start without any request to wait for."""
        self._waited_until: dict[Any, float] = {}
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Read a request and answer it, in a thread."""
        self._waited_until[conn] = time.monotonic() + HEAD_SECONDS
        try:
            return super().handle(conn)
        finally:
            self._waited_until.pop(conn, None)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request whose headers are there; its body may still be on its way."""
        self._waited_until[conn] = time.monotonic() + BODY_SECONDS
        return super().handle_request(req, conn)

    def notify(self) -> None:
        """Called at least once a second by the loop of the worker."""
        super().notify()
        now = time.monotonic()
        for conn, until in list(self._waited_until.items()):
            if now > until:
                with contextlib.suppress(OSError):  # it has left meanwhile
                    conn.sock.shutdown(socket.SHUT_RD)
