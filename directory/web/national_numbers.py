"""The emergency numbers in force on each page: read once a request, and said without a database too."""

from __future__ import annotations

import re

from flask import Flask, current_app, g
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from directory.listings.national_numbers import OF_FILE, Numbers, in_force, read_in_force
from directory.publishing.numbers import find_numbers
from directory.web.database import session

_NAMED = re.compile(r"\{(\d+)\}")


def install(app: Flask) -> None:
    """Let each request read the numbers in force when it needs them, and templates write one to press."""
    app.before_request(lambda: read_in_force(_read))
    app.teardown_request(lambda _error: read_in_force(lambda: OF_FILE))
    app.jinja_env.globals["dial"] = dial
    app.jinja_env.filters["with_numbers"] = with_numbers


def dial(key: str, kind: str = "") -> Markup:
    """Write the number in force of a key as one to press; `kind` is the class of the link."""
    number = in_force()[key]
    look = Markup(' class="{}"').format(kind) if kind else ""
    return Markup('<a{} href="{}">{}</a>').format(look, number.href, number.number)


def with_numbers(text: str) -> str:
    """Write the numbers in force in a text that names them by their keys: "le {119}"."""
    return _NAMED.sub(lambda named: in_force()[named[1]].number, text)


def do_without_database() -> None:
    """Say in this request the numbers this process read last, else those of the file: nothing is asked."""
    g.numbers = current_app.extensions.get("numbers", OF_FILE)


def _read() -> Numbers:
    if "numbers" not in g:
        try:
            g.numbers = current_app.extensions["numbers"] = find_numbers(session())
        except SQLAlchemyError:
            do_without_database()
    found: Numbers = g.numbers
    return found
