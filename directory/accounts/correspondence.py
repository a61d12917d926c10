"""What an address anybody may type receives. Done behind the answer, so that its time tells nothing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from directory.accounts import access, people, sign_in
from directory.accounts.access import Asked
from directory.mail import letters
from directory.mail.letters import Letter

#: To whom, and what.
Sealed = tuple[str, Letter]


def write_reset(session: Session, *, email: str, site: str, at: datetime) -> list[Sealed]:
    """Make the link of a forgotten password, or of an invitation nobody answered yet; nothing without one."""
    if invited := people.invite_again(session, email, at):
        return [(email, letters.invitation(f"{site}/invitation/{invited[1]}"))]
    account, token = sign_in.ask_reset(session, email, at)
    if account is None:
        return []
    return [(account.email, letters.reset(f"{site}/mot-de-passe/{token}"))]


def write_confirmation(session: Session, *, asked: Asked, site: str, at: datetime) -> list[Sealed]:
    """Write a request for access down and make the link that confirms it, or recall an existing account."""
    account, token = access.ask(session, asked, at)
    if account is None:
        return []
    if not token:
        return [(account.email, letters.already_open(f"{site}/connexion"))]
    return [(account.email, letters.confirmation(f"{site}/confirmer/{token}"))]
