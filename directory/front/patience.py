"""How long the server waits for those who ask slowly: a request that never comes whole holds nobody else up.

Loaded by the configuration of the server alone (scripts/gunicorn.conf.py): the front itself needs no server.
"""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

from gunicorn.http import wsgi
from gunicorn.workers import gthread

#: Seconds for the line and the headers of a request, then for all of its body: a file of 5 MB on a bad line.
HEAD_SECONDS, BODY_SECONDS = 4, 120
#: Seconds a thread waits for the first byte of a new connection, before it waits without a thread.
gthread.DEFAULT_WORKER_DATA_TIMEOUT = 0.1


class WholeResponse(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
    """An answer whose headers leave with the first of its body, in one write.

    A server killed between the two would leave the proxy with headers to which nothing comes: it could no
    longer ask another machine, and the visitor would read an answer that is cut.
    """

    headers_sent: bool
    _head = b""

    def send_headers(self) -> None:
        """Make the headers ready; they are sent before what follows."""
        if not self.headers_sent:
            lines = [
                *self.default_headers(),
                *(f"{name}: {value}\r\n" for name, value in self.headers),
                "\r\n",
            ]
            self._head = "".join(lines).encode("latin-1")
            self.headers_sent = True

    def _emit_body(self, data: bytes) -> None:
        if self.chunked:
            data = b"%X\r\n%b\r\n" % (len(data), data)
        head, self._head = self._head, b""
        self.sock.sendall(head + data)

    def sendfile(self, respiter: Any) -> bool:
        """Say that the system sends no file by itself: they are read and sent as any other body."""
        return False

    def close(self) -> None:
        """Send what is left: the headers of an answer without body, the end of one sent in pieces."""
        self.send_headers()
        end, self._head = self._head + (b"0\r\n\r\n" if self.chunked else b""), b""
        if end:
            self.sock.sendall(end)


wsgi.Response = WholeResponse


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
