"""One session a request, opened when first asked for."""

from __future__ import annotations

from flask import current_app, g
from sqlmodel import Session


def session() -> Session:
    """Return the database session of this request."""
    if "session" not in g:
        g.session = Session(current_app.extensions["engine"])
    opened: Session = g.session
    return opened


def close_session(_error: BaseException | None = None) -> None:
    """Close the session of a request, undoing what was not committed."""
    opened = g.pop("session", None)
    if opened is not None:
        opened.close()
