"""Who is signed in, for doors.

    @blueprint.get("/coordination")
    @writes                                  # or @signed_in, @national_only, @admin_only
    def desk() -> Response:
        actor = current_account()            # a permissions.Actor; None for anonymous visitors

- `@signed_in`: any account, its second factor given where it has one. Anonymous: 303 to /connexion?next=…
  (GET) or 403. A writer who has not set up the second factor is led there first.
- `@writes`: admin, national or coordinator, second factor given. `@national_only`: admin and national.
  `@admin_only`: admin. Anybody else: 403.
- Whether somebody may edit a listing is asked by the verb, which raises `permissions.NotAllowed`: every
  door answers it with a 403 page.
- Every form: `{{ csrf_field() }}`; htmx: `hx-headers='{"X-CSRF-Token": "…"}'` with `csrf_token()`. A form
  for people without an account: `@csrf.public_form`.
- `safe_next(text, default)` keeps to internal addresses. `network()` is the throttling subject of the
  visitor. Pages asked with our cookie are never kept by a cache (`no-store`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Flask, Response, abort, g, redirect, request
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from directory import permissions
from directory.accounts import people, sessions
from directory.accounts.sessions import Limits
from directory.accounts.throttling import Subject, network_subject
from directory.models import Account, AccountSession
from directory.permissions import Actor
from directory.web import csrf, proxies
from directory.web.database import session
from directory.web.pages import KEEP, now, settings

View = TypeVar("View", bound=Callable[..., Any])


class SessionEnded(permissions.NotAllowed):
    """A form came from one of our pages, its session being over: its sender signs in again in place."""


_INTERNAL = re.compile(r"/(?!/)[\w./~%?=&+,:@!*()-]*", re.ASCII)


def limits() -> Limits:
    """How long sessions last here."""
    config = settings()
    return Limits(timedelta(seconds=config.session_idle), timedelta(seconds=config.session_most))


def current_session() -> tuple[AccountSession, Account] | None:
    """The open session of this browser, whether or not its second factor was given."""
    if "opened" not in g:
        token = request.cookies.get(csrf.COOKIE, "")
        g.opened = sessions.find_session(session(), token, limits(), now()) if token else None
        if g.opened and sessions.needs_note(g.opened[0], now()):
            _note(*g.opened)
    opened: tuple[AccountSession, Account] | None = g.opened
    return opened


def _note(opened: AccountSession, account: Account) -> None:
    """Write down that the session is in use; a database that cannot be written costs nothing else."""
    try:
        sessions.note(session(), opened, account, now())
        session().commit()
    except DBAPIError:
        session().rollback()


def current_account() -> Actor | None:
    """Who is signed in, everything their role asks given; None for anybody else."""
    if "actor" not in g:
        opened = current_session()
        is_in = opened is not None and opened[0].is_full
        g.actor = people.as_actor(session(), opened[1], is_full=True) if opened and is_in else None
    actor: Actor | None = g.actor
    return actor


def actor() -> Actor:
    """Who is signed in, behind a decorator of this module."""
    found = current_account()
    if found is None:
        abort(403)
    return found


def _guard(allows: Callable[[Actor], bool]) -> Callable[[View], View]:
    """Make a decorator that lets in whom `allows` says, and leads the others to sign in, or refuses."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            who = current_account()
            if who is None:
                return _lead_in()
            permissions.require(allows(who))
            return view(*args, **kwargs)

        guarded.is_guarded = True  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


signed_in = _guard(lambda who: True)
writes = _guard(lambda who: who.writes)
national_only = _guard(lambda who: who.is_national)
admin_only = _guard(lambda who: who.is_admin)


def _lead_in() -> AnyResponse:
    """Send a visitor where the next step of signing in is, to come back here afterwards."""
    if request.method not in csrf.SAFE:
        raise SessionEnded
    opened = current_session()
    step = "/connexion" if opened is None else second_step(opened[1])
    here = request.full_path.rstrip("?")
    return redirect(f"{step}?next={quote(here, safe='/')}", 303)


def second_step(account: Account) -> str:
    """Where somebody who gave their password goes next."""
    return "/connexion/code" if account.totp_enabled else "/compte/second-facteur"


def start(account: Account, *, is_full: bool) -> None:
    """Open a session for this browser; its former token and session end. The caller commits."""
    former = current_session()
    if former is not None:
        sessions.close(session(), former[1].id, former[0].id)
    label = browser_label(request.user_agent.string)
    g.new_cookie = sessions.open_session(session(), account, is_full=is_full, label=label, at=now())


def complete(opened: AccountSession) -> None:
    """Give the session of this browser a new token, everything asked being given. The caller commits."""
    g.new_cookie = sessions.rotate(session(), opened, is_full=True, at=now())


def step_back(opened: AccountSession) -> None:
    """Bring this session back to its second step, with a new token. The caller commits."""
    g.new_cookie = sessions.rotate(session(), opened, is_full=False, at=now())


def end() -> None:
    """End the session of this browser and make it forget its token. The caller commits."""
    opened = current_session()
    if opened is not None:
        sessions.close(session(), opened[1].id, opened[0].id)
    g.forget_cookie = True


def safe_next(text: str | None, default: str) -> str:
    """Return an address to go to after signing in: a path of this site, else `default`."""
    wanted = text or ""
    if len(wanted) > 500 or not _INTERNAL.fullmatch(wanted) or "//" in wanted or "/." in wanted:
        return default
    return wanted


def network() -> Subject:
    """The throttling subject of the visitor's network."""
    peer, forwarded = request.remote_addr or "", request.headers.get("X-Forwarded-For", "")
    trusted = settings().trusted_proxies
    proxies.tell_of_unknown_proxy(peer, forwarded, trusted)
    address = proxies.visitor_address(peer, forwarded, trusted)
    return network_subject(settings().secret_key, address, now())


def browser_label(user_agent: str) -> str:
    """Name a browser and its system as their owner would, without a version."""
    browsers = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
    systems = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows",
               "Macintosh": "Mac", "Linux": "Linux"}  # fmt: skip
    browser = next((name for mark, name in browsers.items() if mark in user_agent), "Navigateur")
    system = next((f" sur {name}" for mark, name in systems.items() if mark in user_agent), "")
    return browser + system


def install(app: Flask) -> None:
    """Keep what is asked with our cookie out of every cache, and end cookies that serve no more."""
    csrf.install(app)

    @app.after_request
    def keep_private(response: Response) -> Response:
        if g.pop("forget_cookie", False):
            response.delete_cookie(csrf.COOKIE, secure=True, httponly=True, samesite="Lax")
        if csrf.COOKIE in request.cookies and request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
            request.environ.pop(KEEP, None)
        return response

    @app.context_processor
    def reader() -> dict[str, Any]:
        who = None
        # The page that says the database is away is rendered too.
        with suppress(SQLAlchemyError):
            who = current_account() if csrf.COOKIE in request.cookies else None
        reads = who is not None and who.may_read_restricted(now().date())
        return {"reader": who, "reads_restricted": reads}
