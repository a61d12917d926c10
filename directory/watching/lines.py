"""The log: one JSON object a line, without a visitor's address, path, query or typed text.

A line of ours says what its code wrote. Of a line of the server about a request, or of a library, only the
place in its code is kept: its words may hold an address. An error is told by its type and by the places it
went through, never by its message, which may hold a value. Errors at start are told whole: no request is
there yet, and the message says which setting to mend.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

#: The identifier of the request that this thread answers, "" outside of one.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
OURS = "relais"
SERVER = "gunicorn"
#: The modules of the server that speak of processes and settings, never of a request.
_ABOUT_PROCESSES = frozenset(("arbiter", "sock", "systemd"))
#: Fields that a line may carry besides its words, by the names given as `extra`.
_EXTRAS = ("route", "status", "ms")


class JsonLines(logging.Formatter):
    """Writes each record as one line of JSON: at, level, logger, event, id, and what happened."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        told = _is_told_whole(record)
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage() if told else f"{record.module}.{record.funcName}",
        }
        # A line of the server about a request it refused to read comes before that request has an identifier.
        is_of_request = record.exc_info or not record.name.startswith(SERVER)
        if is_of_request and (identifier := REQUEST_ID.get()):
            line["id"] = identifier
        line |= {name: vars(record)[name] for name in _EXTRAS if name in vars(record)}
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__name__
            line["places"] = _places(error)
            if told and record.name.startswith(SERVER):
                line["message"] = str(error)
        return json.dumps(line, ensure_ascii=False)


def _is_told_whole(record: logging.LogRecord) -> bool:
    first = record.name.partition(".")[0]
    return first == OURS or (first == SERVER and record.module in _ABOUT_PROCESSES)


def _places(error: BaseException) -> list[str]:
    """Where an error went through, outermost first: "search/local.py:41 find"."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(Path(f.filename).parts[-2:])}:{f.lineno} {f.name}" for f in frames]


def handler() -> logging.Handler:
    """A handler that writes these lines to the error stream."""
    made = logging.StreamHandler(sys.stderr)
    made.setFormatter(JsonLines())
    return made


def install(level: str) -> None:
    """Send what every logger says to the error stream, as these lines; `level` is a name ("warning")."""
    root = logging.getLogger()
    root.handlers[:] = [handler()]
    root.setLevel(level.upper())
