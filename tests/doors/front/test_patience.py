"""How answers leave the server."""

from __future__ import annotations

from types import SimpleNamespace

from gunicorn.config import Config as ServerConfig

from directory.front.patience import WholeResponse


class Wire:
    """Where an answer is written, write by write."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Take one write."""
        self.writes.append(data)


def answer(headers: list[tuple[str, str]], *parts: bytes, status: str = "200 OK") -> list[bytes]:
    """Answer a request and return what was written, write by write."""
    asked = SimpleNamespace(method="GET", version=(1, 1), should_close=lambda: False)
    wire = Wire()
    response = WholeResponse(asked, wire, ServerConfig())
    response.start_response(status, headers)
    for part in parts:
        response.write(part)
    response.close()
    return wire.writes


def test_headers_leave_with_the_body_so_that_a_killed_server_cuts_no_answer() -> None:
    (whole,) = answer([("Content-Length", "6")], b"Vannes")
    head, _, body = whole.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Length: 6" in head
    assert body == b"Vannes"


def test_an_answer_without_body_is_its_headers() -> None:
    (whole,) = answer([], status="304 NOT MODIFIED")
    assert whole.startswith(b"HTTP/1.1 304 NOT MODIFIED\r\n")
    assert whole.endswith(b"\r\n\r\n")


def test_a_long_file_leaves_piece_by_piece_and_says_where_it_ends() -> None:
    first, second, end = answer([], b"nom;", b"lieu")
    assert b"Transfer-Encoding: chunked" in first
    assert first.endswith(b"\r\n\r\n4\r\nnom;\r\n")
    assert (second, end) == (b"4\r\nlieu\r\n", b"0\r\n\r\n")
