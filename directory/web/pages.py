"""How doors answer: whole pages or fragments, and how long an answer stays true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Response, current_app, make_response, render_template, request

from directory.config import Config
from directory.search.form import SearchForm, parse_search
from directory.web.canonical import is_canonical, names_a_version

PAGE_VARIES = "Accept-Encoding, HX-Request, HX-History-Restore-Request"
SHARED_SECONDS = 30
FOREVER = "public, max-age=31536000, immutable"
#: Where a door tells the front, in the WSGI environment, that its answer may be kept.
KEEP = "relais.keep"
#: Set in the environment when pages are written to files: nothing in them may depend on the hour.
COPY = "relais.copy"


@dataclass(frozen=True, slots=True)
class Keep:
    """An answer may be kept until an instant (None: until the data changes); `on_disk` across restarts.

    One that is `streamed` is sent as it is written, and only those who have it already keep it. One that is
    not `in_memory` is finished as the others are, and forgotten.
    """

    until: datetime | None
    on_disk: bool
    streamed: bool = False
    in_memory: bool = True


def settings() -> Config:
    """The configuration of the running application."""
    config: Config = current_app.config["RELAIS"]
    return config


def now() -> datetime:
    """The present instant, aware; one clock for a whole request."""
    instant: datetime = request.environ.setdefault("relais.now", datetime.now(UTC))
    return instant


def is_copy() -> bool:
    """Whether this page goes into a copy of the site that no server will answer for."""
    return COPY in request.environ


def search_form() -> SearchForm:
    """The search in the address of this request; raise OversizedParameter when it is not one."""
    return parse_search({name: request.args.getlist(name) for name in request.args})


def is_fragment() -> bool:
    """Whether htmx asks for the results alone (not when it restores a page of the history)."""
    asked = request.headers.get("HX-Request") == "true"
    return asked and request.headers.get("HX-History-Restore-Request") != "true"


def page(
    template: str, *, until: Iterable[datetime | None] = (), timezone: str = "Europe/Paris", **context: object
) -> Response:
    """Render a public page that stays true until the earliest of some instants, and midnight at most."""
    return keep(make_response(render_template(template, **context)), until=until, timezone=timezone)


def keep(
    response: Response, *, until: Iterable[datetime | None] = (), timezone: str = "Europe/Paris"
) -> Response:
    """Let the front and shared caches keep a response; what a visitor typed never reaches the disk."""
    instants = [instant for instant in until if instant is not None]
    first = min([*instants, _midnight(timezone)])
    seconds = max(0, min(SHARED_SECONDS, int((first - now()).total_seconds())))
    response.headers["Cache-Control"] = f"public, max-age=0, must-revalidate, s-maxage={seconds}"
    response.headers["Vary"] = PAGE_VARIES
    request.environ[KEEP] = Keep(first, on_disk=not request.query_string, in_memory=is_canonical())
    return response


def stream(response: Response, *, until: Iterable[datetime | None] = ()) -> Response:
    """Let those who have a long file know that it still holds; nothing keeps it here."""
    response = keep(response, until=until)
    request.environ[KEEP] = replace(request.environ[KEEP], on_disk=False, streamed=True)
    return response


def keep_forever(response: Response) -> Response:
    """Let everybody keep a response whose address changes with its content."""
    response.headers["Cache-Control"] = FOREVER
    response.headers["Vary"] = "Accept-Encoding"
    is_ours = names_a_version()
    request.environ[KEEP] = Keep(None, on_disk=is_ours, in_memory=is_ours)
    return response


def _midnight(timezone: str) -> datetime:
    """The next midnight of a time zone: "demain" and "depuis moins de 6 mois" change then."""
    local = now().astimezone(ZoneInfo(timezone))
    return datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
