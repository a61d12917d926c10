"""Forms that only our own pages may send (OWASP ASVS 5.0, 3.5.1).

Every unsafe request carries a token derived from the cookie of the browser: in the field `csrf` of a form
(`{{ csrf_field() }}`) or in the header X-CSRF-Token (htmx). Browsers also say where a request comes from
(Sec-Fetch-Site); another site's is refused whatever it carries. A form open to the public, which acts with
nobody's rights and so needs no cookie, is marked `@public_form` and relies on that header alone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup
from werkzeug.exceptions import Forbidden

COOKIE = "__Host-relais"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FROM_US = frozenset({"", "same-origin", "none"})

View = TypeVar("View", bound=Callable[..., Any])


class Expired(Forbidden):
    """The form was not sent by one of our pages, or its page is too old."""

    description = "Cette page a expiré. Revenez en arrière, rechargez-la et recommencez."


def public_form(view: View) -> View:
    """Mark a view that anybody may post to without a cookie."""
    view.is_public_form = True  # type: ignore[attr-defined]
    return view


def browser_token() -> str:
    """The random token in the cookie of this browser, made and sent with the answer when there is none."""
    token = request.cookies.get(COOKIE, "")
    if len(token) < 40:
        token = g.setdefault("new_cookie", secrets.token_urlsafe(32))
    return str(token)


def csrf_token() -> str:
    """The token a form of this browser carries."""
    return _derive(g.get("new_cookie") or browser_token())


def set_cookie(response: Response, token: str) -> None:
    """Give the browser its token: this host only, over TLS only, out of reach of scripts.

    SameSite=Lax and not Strict, since links in mails lead to pages of signed-in people.
    """
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Lax", path="/")


def install(app: Flask) -> None:
    """Check every unsafe request; give templates `csrf_token()` and `csrf_field()`."""
    app.before_request(_check)
    app.after_request(_send_cookie)
    app.jinja_env.globals.update(csrf_token=csrf_token, csrf_field=_field)


def _field() -> Markup:
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf_token())


def _check() -> None:
    if request.method in SAFE or request.endpoint is None:
        return
    if request.headers.get("Sec-Fetch-Site", "") not in FROM_US:
        raise Expired
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public_form", False):
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    cookie = request.cookies.get(COOKIE, "")
    if not cookie or not hmac.compare_digest(given.encode(), _derive(cookie).encode()):
        raise Expired


def _send_cookie(response: Response) -> Response:
    token = g.pop("new_cookie", None)
    if token:
        set_cookie(response, token)
    return response


def _derive(token: str) -> str:
    secret = str(current_app.config["SECRET_KEY"])
    return hmac.new(f"csrf:{secret}".encode(), token.encode(), hashlib.sha256).hexdigest()
