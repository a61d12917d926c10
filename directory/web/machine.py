"""How doors answer machines: open to every site for reading, refusals as RFC 9457, a bound on requests.

The front answers what it keeps without coming here, so the bound holds on what costs something to make.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from msgspec import json

from directory.api import PROBLEM_TYPE
from directory.api.parameters import Arguments, BadParameter, Parameter, read
from directory.web.auth import network
from directory.web.pages import keep, now

PATHS = ("/api/v1", "/hsds", "/data-inclusion/v1", "/exports")
MOST_A_MINUTE = 600
_MINUTE = 60
_COUNT = "INSERT INTO asked VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1 RETURNING times"
log = logging.getLogger("relais")


class Limiter:
    """Counts requests of each network in the present minute; workers that share `file` count together.

    The file holds keyed digests of the networks that came within the minute, and nothing else.
    """

    def __init__(self, most: int = MOST_A_MINUTE, file: Path | str = ":memory:") -> None:
        self.most = most
        self._file = file
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._minute = 0

    def refuse_for(self, who: str, at: datetime) -> int:
        """Count a request and return for how many seconds it is refused, 0 when it is not."""
        minute, second = divmod(int(at.timestamp()), _MINUTE)
        try:
            with self._lock:
                count = self._count(who, minute)
        except (
            OSError,
            sqlite3.Error,
        ) as error:  # on a full or read-only disk requests are not counted, but they are answered
            log.error("requests are not counted: %s", error)
            return 0
        return _MINUTE - second if count > self.most else 0

    def _count(self, who: str, minute: int) -> int:
        if self._connection is None:
            self._connection = self._open()
        if minute != self._minute:
            self._connection.execute("DELETE FROM asked WHERE minute < ?", (minute,))
            self._minute = minute
        count: int = self._connection.execute(_COUNT, (who, minute)).fetchone()[0]
        return count

    def _open(self) -> sqlite3.Connection:
        if isinstance(self._file, Path):
            self._file.touch(mode=0o600)
        made = sqlite3.connect(self._file, timeout=1, isolation_level=None, check_same_thread=False)
        made.executescript(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = normal;"
            "CREATE TABLE IF NOT EXISTS asked (who, minute, times, PRIMARY KEY (who, minute)) WITHOUT ROWID"
        )
        return made


def install(app: Flask) -> None:
    """Open the addresses of machines to every site, and bound how often they are asked."""
    app.extensions["limiter"] = Limiter(file=Path(app.instance_path) / "requests.sqlite")
    app.register_error_handler(BadParameter, _refused)

    @app.before_request
    def bound() -> Response | None:
        if not is_machine() or request.method == "OPTIONS":
            return None
        wait = _limiter().refuse_for(network().key, now())
        if not wait:
            return None
        response = problem(429, "Trop de demandes", f"Trop de demandes à la suite. Réessayez dans {wait} s.")
        response.headers["Retry-After"] = str(wait)
        response.headers["RateLimit"] = f'"default";r=0;t={wait}'
        return response

    @app.after_request
    def open_to_all(response: Response) -> Response:
        if is_machine():
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = (
                "ETag, Link, RateLimit, RateLimit-Policy, Retry-After"
            )
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            response.headers["RateLimit-Policy"] = f'"default";q={_limiter().most};w={_MINUTE}'
            if request.method == "OPTIONS":
                response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
                response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        return response


def is_machine() -> bool:
    """Whether this request is to an address machines read."""
    return any(request.path == path or request.path.startswith(f"{path}/") for path in PATHS)


def arguments() -> Arguments:
    """The parameters of this address, each with all its values."""
    return {name: request.args.getlist(name) for name in request.args}


def values(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Read the parameters of this address; raise `BadParameter`, which answers 400."""
    return read(parameters, arguments())


def filled_values(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The same for an address whose parameters a form of a page writes: a field left empty was not given."""
    filled = {name: [value for value in given if value] for name, given in arguments().items()}
    return read(parameters, {name: given for name, given in filled.items() if given})


def answer(value: Any, mimetype: str = "application/json", *, until: datetime | None = None) -> Response:
    """Answer JSON that holds until the data changes, or until an instant."""
    return keep(Response(json.encode(value) + b"\n", mimetype=mimetype), until=[until])


def problem(status: int, title: str, detail: str, parameter: str = "") -> Response:
    """Answer a refusal in the form of RFC 9457; nothing keeps it."""
    facts = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    facts |= {"parameter": parameter} if parameter else {}
    response = Response(orjson.dumps(facts) + b"\n", status=status, mimetype=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _refused(error: BadParameter) -> Response:
    return problem(error.status, "Paramètre refusé", str(error), error.name)


def _limiter() -> Limiter:
    limiter: Limiter = current_app.extensions["limiter"]
    return limiter
