"""A session that ended while somebody was typing: signing in again in place, then sending what was typed."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, abort, current_app, render_template, request

from directory.accounts import sign_in
from directory.accounts.forms import read_sign_in
from directory.accounts.sign_in import Credentials
from directory.listings.typed import Typed
from directory.web import auth
from directory.web.auth import signed_in
from directory.web.database import session
from directory.web.pages import now, settings

blueprint = Blueprint("resuming", __name__)

#: Fields of a form, and characters of each, that are carried through a new session.
MOST_FIELDS, MOST_LENGTH = 400, 20_000


@blueprint.post("/connexion/reprise")
def resume() -> Any:
    """Open a session again, everything asked at once, and send the form that was waiting."""
    path, fields = _waiting()
    typed = read_sign_in(request.form)
    if typed.is_valid:
        credentials = Credentials(
            typed["email"], request.form["password"], typed["code"], auth.network(), settings().keys
        )
        outcome = sign_in.sign_in(session(), credentials, now())
        if outcome.account is not None and outcome.is_full:
            auth.start(outcome.account, is_full=True)
            session().commit()
            return render_template("account/resumed.html", title="Reprise", path=path, fields=fields)
        session().commit()
        typed.problems["code"] = (
            "Indiquez le code de votre application, ou un code de secours."
            if outcome.account
            else "Adresse, mot de passe ou code inconnu. Après plusieurs essais, attendez une minute."
        )
    return _ask_again(typed, path), 422


@blueprint.get("/compte/presence")
@signed_in
def stay() -> Any:
    """Say that somebody is still there: reading this page keeps their session open."""
    return "", 204


def _waiting() -> tuple[str, list[tuple[str, str]]]:
    """Where the form that waits goes, an address of ours that takes forms, and its fields."""
    path = auth.safe_next(request.form.get("path"), "")
    routes = current_app.create_url_adapter(request)
    try:
        pairs = orjson.loads(request.form.get("typed", "[]"))
        fields = [(str(name), str(value)[:MOST_LENGTH]) for name, value in pairs[:MOST_FIELDS]]
    except (TypeError, ValueError):
        abort(400)
    if not path or routes is None or not routes.test(path, "POST"):
        abort(400)
    return path, [(name, value) for name, value in fields if name != "csrf"]


def _ask_again(typed: Typed, path: str) -> str:
    waiting = request.form.get("typed", "[]")
    return render_template(
        "account/resume.html", title="Session terminée", form=typed, path=path, typed=waiting
    )
