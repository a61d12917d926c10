"""Forms for people without an account: no cookie, a signed token, and a look at where they come from.

Such a form acts with nobody's rights, so that a forged one wins nothing its author could not send himself.
Its token only shows that one of our pages was read lately, and makes a form sent twice count once. Browsers
say where a form comes from (`Sec-Fetch-Site`, checked by `directory.web.csrf`); older ones say `Origin`,
which our Referrer-Policy turns into "null" for our own pages: another site's name is refused, "null" is not.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from flask import request

from directory.keys import signed
from directory.web.csrf import Expired
from directory.web.pages import now, settings

LASTS = timedelta(hours=12)
EXPIRED = "Cette page était ouverte depuis trop longtemps. Vérifiez puis envoyez de nouveau."


def make_token(purpose: str) -> str:
    """The token of a form, good for twelve hours."""
    return signed.sign(settings().keys, purpose, uuid4().hex, now() + LASTS)


def read_token(purpose: str) -> UUID | None:
    """Return the identifier of the form sent, None when its page is too old; refuse another site's form."""
    origin = request.headers.get("Origin", "null")
    if origin not in {"null", request.host_url.rstrip("/"), settings().public_url}:
        raise Expired
    value = signed.read(settings().keys, purpose, request.form.get("token", ""), now())
    return UUID(hex=value) if value else None
