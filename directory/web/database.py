"""One session a request, opened when first asked for."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app, g, has_request_context, request
from sqlalchemy.exc import TimeoutError
from sqlmodel import Session

from directory.front.server import AWAY


def session() -> Session:
    """Return the database session of this request, or of this command."""
    if "session" not in g:
        if has_request_context() and request.environ.get(AWAY):
            raise TimeoutError("the database answers nothing")
        g.session = Session(current_app.extensions["engine"])
    opened: Session = g.session
    return opened


def keep_reading(opened: Session, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces of an answer that reads from a session while it is sent, after its request has ended.

    The end of the request closes the session, and reading opens it again: it is closed here once more.
    """
    try:
        yield from pieces
    finally:
        opened.close()


def close_session(_error: BaseException | None = None) -> None:
    """Close the session of a request or of a command, undoing what was not committed."""
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
