"""A server that takes every connection and never answers, or answers one byte and stops."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def hanging_server(says: bytes = b"") -> Iterator[int]:
    """Take connections, send each `says` and nothing more; yield the port. All are closed at the end."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def take() -> None:
            with suppress(OSError):  # it was closed
                while True:
                    connection, _ = server.accept()
                    taken.append(connection)
                    connection.sendall(says)

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in taken:
        connection.close()
