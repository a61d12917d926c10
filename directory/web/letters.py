"""Sending letters from doors, with links that never come from the request."""

from __future__ import annotations

from flask import current_app

from directory.letters import Letter
from directory.mail import Mailer
from directory.web.pages import settings


def link(path: str) -> str:
    """The public address of a path."""
    return settings().public_url + path


def send(to: str, letter: Letter) -> bool:
    """Send a letter now and return whether it went."""
    return _mailer().send(to, letter.subject, letter.body)


def send_later(to: str, letter: Letter) -> None:
    """Send a letter without making the answer wait."""
    _mailer().send_later(to, letter.subject, letter.body)


def _mailer() -> Mailer:
    mailer: Mailer = current_app.extensions["mail"]
    return mailer
