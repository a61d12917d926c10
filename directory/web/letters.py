"""Sending letters from doors, with links that never come from the request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.accounts.correspondence import Sealed
from directory.mail.letters import Letter
from directory.mail.sending import Mailer
from directory.web.pages import settings

log = logging.getLogger("relais.mail")


def link(path: str) -> str:
    """The public address of a path."""
    return settings().public_url + path


def send(to: str, letter: Letter) -> bool:
    """Send a letter now and return whether it went, as far as a page may wait to know."""
    return _mailer().send_from_page(to, letter.subject, letter.body)


def write_behind(work: Callable[[Session], Sequence[Sealed]]) -> None:
    """Do some work with a database session of its own and send the letters it returns, behind the answer."""
    mailer, engine = _mailer(), current_app.extensions["engine"]

    def run() -> None:
        try:
            with Session(engine) as session:
                written = work(session)
                session.commit()
        except SQLAlchemyError as failure:
            log.error("letter not written: %s", type(failure).__name__)
            return
        for to, letter in written:
            mailer.send(to, letter.subject, letter.body)

    mailer.later(run)


def may_write_to_structures() -> bool:
    """Whether an operator turned letters to structures on, and mail goes somewhere."""
    return settings().reminders and _mailer().is_on


def is_failing() -> bool:
    """Whether the last letter did not go: the same for everybody, it tells nothing of an address."""
    return _mailer().is_failing


def _mailer() -> Mailer:
    mailer: Mailer = current_app.extensions["mail"]
    return mailer
