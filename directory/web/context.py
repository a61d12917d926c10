"""What every template may use: the site, the emergency ladder, hashed static addresses, French typography."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, request
from markupsafe import Markup, escape

from directory.emergency import make_ladder
from directory.french import typography
from directory.front.lean import lean
from directory.listings.codes import PHONE_KINDS
from directory.listings.contact_words import tell, tell_origin
from directory.listings.fields import ABOUT_STAY
from directory.web.headers import COPY_POLICY
from directory.web.pages import is_copy, keep_forever, now

STATIC = Path(__file__).resolve().parent.parent / "static"


#: A French number written in a text.
_NUMBER = re.compile(r"(?<!\d)0[1-79](?:[ \u00a0\u202f]\d\d){4}(?!\d)")


def dialable(text: str) -> Markup:
    """Make the phone numbers of a text ones to press."""
    return Markup(
        _NUMBER.sub(
            lambda found: f'<a href="tel:{re.sub(r"[^0-9]", "", found[0])}">{found[0]}</a>', escape(text)
        )
    )


@cache
def static_file(name: str) -> bytes:
    """A static file as it is sent; raise FileNotFoundError for an unknown one."""
    return lean(name, (STATIC / name).read_bytes())


@cache
def digest(name: str) -> str:
    """The first hex digits of the SHA-256 of a static file; raise FileNotFoundError for an unknown one."""
    return hashlib.sha256(static_file(name)).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file, which changes with its content."""
    return f"/static/{name}?v={digest(name)}"


def icon() -> str:
    """The icon of the site as a data address: one request less on each page."""
    return "data:image/svg+xml," + quote((STATIC / "icons/favicon.svg").read_text("utf-8").strip())


def install(app: Flask) -> None:
    """Give templates their globals and filters; let hashed static files be kept forever."""
    config = app.config["RELAIS"]
    site = {
        "name": "Relais",
        "publisher": config.publisher,
        "contact": config.publisher_contact,
        "director": config.publication_director,
        "host": config.host_name,
        "exit_url": config.exit_url,
        "public_url": config.public_url,
        "tiles": bool(config.tiles_url),
    }
    app.jinja_env.globals.update(site=site, make_ladder=make_ladder, asset=asset, icon=icon())
    app.jinja_env.globals.update(session_idle=config.session_idle)
    app.jinja_env.globals.update(facts_about_stay=ABOUT_STAY, phone_kinds=PHONE_KINDS)
    app.jinja_env.globals.update(tell_contacts=tell, tell_origin=tell_origin)
    app.jinja_env.filters.update(
        nobreak=typography.nobreak,
        dialable=dialable,
        long_date=typography.long_date,
        partial_date=typography.partial_date,
    )

    @app.context_processor
    def defaults() -> dict[str, Any]:
        copied = {"copy_policy": COPY_POLICY, "copy_day": now().date()} if is_copy() else {}
        return {"crip": None, "nav": "", "is_copy": is_copy()} | copied

    @app.after_request
    def send_lean_files(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200 and request.method != "OPTIONS":
            response.direct_passthrough = False
            response.close()  # the file as it is written
            response.set_data(static_file((request.view_args or {})["filename"]))
            if _is_hashed():
                keep_forever(response)
        return response


def _is_hashed() -> bool:
    """Whether the address carries the digest of the file it names."""
    name = (request.view_args or {}).get("filename", "")
    return bool(name) and request.args.get("v") == digest(name)
