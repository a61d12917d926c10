"""What the routes of accounts share: where one lands, the form of a password, dead links."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import request

from directory.accounts import throttling
from directory.accounts.forms import read_new_password
from directory.listings.typed import Typed
from directory.models import Account
from directory.permissions import WRITERS
from directory.web import auth
from directory.web.database import session
from directory.web.desk import show
from directory.web.errors import Missing
from directory.web.pages import now, settings

HOME = "/compte"
DESK = "/coordination"


def landing(account: Account) -> str:
    """Where somebody arrives who asked for nothing else: the desk for who writes, else their account."""
    return DESK if account.role in WRITERS else HOME


def may_write_to(email: str) -> bool:
    """Whether another letter may go to an address anybody can type; counts this one."""
    subjects = (throttling.mail_subject(settings().secret_key, email), auth.network())
    allowed = not any(throttling.wait(session(), subject, now()) for subject in subjects)
    for subject in subjects:
        throttling.fail(session(), subject, now())
    return allowed


def read_password(account: Account) -> Typed:
    """The new password in this form, checked against what is known of its owner."""
    return read_new_password(request.form, (account.name, account.email, account.structure))


def choose(account: Account, typed: Typed, status: int = 200) -> Any:
    """Show the form where somebody chooses a password."""
    return show(
        "account/choose_password.html", status, title="Choisir un mot de passe", form=typed, account=account
    )


def dead_link() -> NoReturn:
    """Say that a link serves no more, and where to ask for another."""
    choices = (("Recevoir un nouveau lien", "/mot-de-passe-oublie"), ("Se connecter", "/connexion"))
    raise Missing("Ce lien a déjà servi, ou il n’est plus valable.", choices)
