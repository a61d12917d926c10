"""The lines of the log: enough to mend a fault, nothing of who asked for what."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.config import Config as ServerConfig
from gunicorn.http.errors import InvalidHeaderName, InvalidRequestLine
from gunicorn.workers.base import Worker

from directory.watching.lines import REQUEST_ID, JsonLines
from directory.watching.server_log import ServerLog

SECRET = "12 rue des Lilas, Vannes"


class Written:
    """What a logger wrote, line by line."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonLines())

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    made = Written()
    loggers = [logging.getLogger(name) for name in ("relais", "une.bibliotheque", "gunicorn.error")]
    for logger in loggers:
        logger.addHandler(made.handler)
    yield made
    for logger in loggers:
        logger.removeHandler(made.handler)


def test_a_line_of_ours_is_one_json_object_with_the_identifier_of_its_request(written: Written) -> None:
    REQUEST_ID.set("0123456789abcdef")
    logging.getLogger("relais").error("mail not sent: %s", "TimeoutError")
    REQUEST_ID.set("")
    logging.getLogger("relais").error("two\nlines")
    first, second = written.lines
    assert first["event"] == "mail not sent: TimeoutError"
    assert (first["id"], first["level"], first["logger"]) == ("0123456789abcdef", "error", "relais")
    assert first["at"].endswith("+00:00")
    assert "id" not in second
    assert second["event"] == "two\nlines"


def test_an_error_is_told_by_its_type_and_its_places_never_by_what_it_says(written: Written) -> None:
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("relais").exception("unexpected error in %s", "public.search")
    [line] = written.lines
    assert line["error"] == "ValueError"
    assert line["places"][-1].startswith("facts/test_log_lines.py:")
    assert SECRET not in written.stream.getvalue()


def test_of_a_line_of_a_library_only_its_place_in_the_code_is_kept(written: Written) -> None:
    logging.getLogger("une.bibliotheque").error(f"refused {SECRET} %s", SECRET)
    [line] = written.lines
    assert line["event"] == "test_log_lines.test_of_a_line_of_a_library_only_its_place_in_the_code_is_kept"
    assert SECRET not in written.stream.getvalue()


@pytest.mark.parametrize(
    "error", [InvalidRequestLine(f"GET /recherche?q={SECRET}"), InvalidHeaderName(SECRET), ValueError(SECRET)]
)
def test_the_server_says_nothing_of_a_request_it_refuses(written: Written, error: Exception) -> None:
    server = SimpleNamespace(cfg=ServerConfig(), log=ServerLog(ServerConfig()))
    request = SimpleNamespace(method="GET", uri=f"/recherche?q={SECRET}")
    ours, theirs = socket.socketpair()
    with ours, theirs:
        try:
            raise error
        except type(error) as caught:
            asked = request if isinstance(error, ValueError) else None
            if asked:  # what comes after its line in the log needs a whole request
                with pytest.raises(AttributeError):
                    Worker.handle_error(server, asked, ours, ("203.0.113.7", 4000), caught)
            else:
                Worker.handle_error(server, asked, ours, ("203.0.113.7", 4000), caught)
    text = written.stream.getvalue()
    assert [line["event"] for line in written.lines] == ["base.handle_error"]
    assert "203.0.113.7" not in text
    assert SECRET not in text
    assert "recherche" not in text


def test_what_the_server_says_of_its_processes_stays_whole(written: Written) -> None:
    record = logging.LogRecord("gunicorn.error", logging.INFO, "gunicorn/arbiter.py", 1, "pid %s", (7,), None)
    written.handler.handle(record)
    assert written.lines[0]["event"] == "pid 7"
