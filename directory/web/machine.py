"""How doors answer machines: open to every site for reading, refusals as RFC 9457, a bound on requests.

The front answers what it keeps without coming here, so the bound holds on what costs something to make.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from flask import Flask, Response, current_app, request

from directory.openapi import PROBLEM_TYPE
from directory.openapi.parameters import Arguments, BadParameter, Parameter, read
from directory.web.auth import network
from directory.web.pages import keep, now

PATHS = ("/api/v1", "/hsds", "/data-inclusion/v1", "/exports")
MOST_A_MINUTE = 600
_MINUTE = 60


class Limiter:
    """Counts requests of each network in the present minute, in this process; nothing else is kept."""

    def __init__(self, most: int = MOST_A_MINUTE) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def refuse_for(self, who: str, at: datetime) -> int:
        """Count a request and return for how many seconds it is refused, 0 when it is not."""
        minute, second = divmod(int(at.timestamp()), _MINUTE)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[who] = self._counts.get(who, 0) + 1
            return _MINUTE - second if self._counts[who] > self.most else 0


def install(app: Flask) -> None:
    """Open the addresses of machines to every site, and bound how often they are asked."""
    app.extensions["limiter"] = Limiter()
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
    return keep(Response(orjson.dumps(value) + b"\n", mimetype=mimetype), until=[until])


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
