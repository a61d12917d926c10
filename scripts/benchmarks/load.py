"""A bounded load on the loopback: a few kept-alive connections, one answer awaited on each at a time."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

CONNECTIONS = 4
_CHUNK = 1 << 18


#: What hello answers a second on the machine where the bars in seconds or in requests were set: others are
#: compared by it.
HELLO_OF_BARS = 2600


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send which requests, each in turn; `status` is the answer every one of them must have."""

    port: int
    paths: tuple[str, ...]
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def requests(self) -> list[bytes]:
        """The requests as they go on the wire, asking for compressed answers as browsers do."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return [
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{lines}\r\n".encode()
            for path in self.paths
        ]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its headers by lower-case name and its body as it came on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes
    size: int


class UnexpectedAnswer(RuntimeError):
    """A server under measure did not answer what it should: the figures would mean nothing."""


class _Connection:
    """One kept-alive connection reading answers that have a Content-Length."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def send(self, request: bytes) -> None:
        self._received = b""
        self.socket.sendall(request)

    def receive(self) -> Answer | None:
        """Read what came; return the answer once whole. Raise `UnexpectedAnswer` on a closed connection."""
        part = self.socket.recv(_CHUNK)
        if not part:
            raise UnexpectedAnswer("the server closed the connection")
        self._received += part
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator:
            return None
        status = int(head[9:12])
        lines = head.decode("latin-1").split("\r\n")[1:]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = 0 if status == 304 else int(headers.get("content-length", 0))
        return Answer(status, headers, body, len(self._received)) if len(body) >= length else None


def fetch(port: int, path: str, headers: Sequence[tuple[str, str]] = ()) -> Answer:
    """Fetch one address."""
    connection = _Connection(port)
    connection.send(Target(port, (path,), tuple(headers)).requests()[0])
    while (answer := connection.receive()) is None:
        pass
    connection.socket.close()
    return answer


def rate(target: Target, seconds: float) -> float:
    """Load a target for some seconds; return answers per second. Raise `UnexpectedAnswer` on a wrong one."""
    requests, sent, done = target.requests(), 0, 0
    waiting = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        connection = _Connection(target.port)
        waiting.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(requests[sent % len(requests)])
        sent += 1
    start = perf_counter()
    while perf_counter() - start < seconds:
        for key, _events in waiting.select(timeout=60):
            answer = key.data.receive()
            if answer is None:
                continue
            if answer.status != target.status:
                raise UnexpectedAnswer(f"{answer.status} instead of {target.status} on port {target.port}")
            done += 1
            key.data.send(requests[sent % len(requests)])
            sent += 1
    spent = perf_counter() - start
    for key in tuple(waiting.get_map().values()):
        key.data.socket.close()
    return done / spent
