"""How doors answer machines: open to every site for reading, refusals as RFC 9457, a bound on requests.

The front answers what it keeps without coming here, so the bound holds on what costs something to make.
Searches and what is costly to draw count too, whoever asks.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import orjson
from flask import Flask, Response, current_app, request
from msgspec import json
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from directory.api import PROBLEM_TYPE
from directory.api.parameters import Arguments, BadParameter, Parameter, read
from directory.web.auth import network
from directory.web.pages import is_copy, keep, now, settings

PATHS = ("/api/v1", "/hsds", "/data-inclusion/v1", "/exports")
MOST_A_MINUTE = 600
_MINUTE = 60
#: What a costly answer counts for, and how many a process makes at once: each holds a thread for a second.
COSTLY_WEIGHT, COSTLY_AT_ONCE, COSTLY_PATIENCE_SECONDS = 10, 2, 1
#: Pages that look through the whole country.
SEARCHES = frozenset({"public.search"})
_TABLE = "asked (who text, minute integer, times integer, PRIMARY KEY (who, minute))"
_COUNT = (
    "INSERT INTO asked VALUES (:who, :minute, :weight) "
    "ON CONFLICT (who, minute) DO UPDATE SET times = asked.times + :weight RETURNING times"
)
_FORGET = "DELETE FROM asked WHERE minute < :minute"
T = TypeVar("T")
log = logging.getLogger("relais")
_costly = threading.BoundedSemaphore(COSTLY_AT_ONCE)


class Limiter:
    """Counts requests of each network in the present minute; workers that share `file` count together.

    With `engine`, a PostgreSQL database, all machines that share it do. What is kept is keyed digests of the
    networks that came within the minute, and nothing else.
    """

    def __init__(
        self, most: int = MOST_A_MINUTE, file: Path | str = ":memory:", engine: Engine | None = None
    ) -> None:
        self.most = most
        self._file = file
        self._engine = engine
        self._is_ready = False
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._minute = 0

    def refuse_for(self, who: str, at: datetime, weight: int = 1) -> int:
        """Count a request and return for how many seconds it is refused, 0 when it is not."""
        minute, second = divmod(int(at.timestamp()), _MINUTE)
        asked = {"who": who, "minute": minute, "weight": weight}
        try:
            count = self._count_together(asked) if self._engine else self._count_here(asked)
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:  # it costs the bound, never an answer
            log.error("requests are not counted: %s", type(error).__name__)
            return 0
        return _MINUTE - second if count > self.most else 0

    def _count_together(self, asked: dict[str, Any]) -> int:
        """Count in the database; a table that nothing logs is enough for what lasts a minute."""
        assert self._engine is not None
        is_ready, self._is_ready = self._is_ready, False  # until this works
        with self._engine.begin() as connection:
            if not is_ready:
                connection.execute(text(f"CREATE UNLOGGED TABLE IF NOT EXISTS {_TABLE}"))
            if asked["minute"] != self._minute:
                connection.execute(text(_FORGET), asked)
                self._minute = asked["minute"]
            count: int = connection.execute(text(_COUNT), asked).scalar_one()
        self._is_ready = True
        return count

    def _count_here(self, asked: dict[str, Any]) -> int:
        with self._lock:
            if self._connection is None:
                self._connection = self._open()
            if asked["minute"] != self._minute:
                self._connection.execute(_FORGET, asked)
                self._minute = asked["minute"]
            count: int = self._connection.execute(_COUNT, asked).fetchone()[0]
            return count

    def _open(self) -> sqlite3.Connection:
        if isinstance(self._file, Path):
            self._file.touch(mode=0o600)
        made = sqlite3.connect(self._file, timeout=1, isolation_level=None, check_same_thread=False)
        made.executescript(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = normal;"
            f"CREATE TABLE IF NOT EXISTS {_TABLE} WITHOUT ROWID"
        )
        return made


def install(app: Flask) -> None:
    """Open the addresses of machines to every site, and bound how often they are asked."""
    engine: Engine = app.extensions["engine"]
    is_shared = engine.dialect.name == "postgresql"
    file = Path(app.instance_path) / "requests.sqlite"
    app.extensions["limiter"] = Limiter(engine=engine) if is_shared else Limiter(file=file)
    app.register_error_handler(BadParameter, _refused)

    @app.before_request
    def bound() -> Response | None:
        if not is_machine():
            # Without kept pages every search would count: a site that is measured.
            if request.endpoint in SEARCHES and settings().page_cache and not is_copy():
                _bound_page(1)
            return None
        wait = 0 if request.method == "OPTIONS" else _limiter().refuse_for(network().key, now())
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


def costly(view: Callable[..., T]) -> Callable[..., T]:
    """A door whose answer takes long to draw: bounded for each network, and a few at once whoever asks."""

    @wraps(view)
    def bounded(*arguments: Any, **named: Any) -> T:
        if is_copy():
            return view(*arguments, **named)
        _bound_page(COSTLY_WEIGHT)
        if not _costly.acquire(timeout=COSTLY_PATIENCE_SECONDS):
            raise ServiceUnavailable(retry_after=COSTLY_PATIENCE_SECONDS)
        try:
            return view(*arguments, **named)
        finally:
            _costly.release()

    return bounded


def _bound_page(weight: int) -> None:
    """Count a page of somebody's network; raise a 429, which says when to come back, beyond the bound."""
    if wait := _limiter().refuse_for(network().key, now(), weight):
        raise TooManyRequests(retry_after=wait)


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
