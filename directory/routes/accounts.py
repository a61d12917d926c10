"""Coming in and out: sign-in, second step, forgotten password, invitation."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, redirect, request

from directory.accounts import events, links, second_factor, sign_in
from directory.accounts.correspondence import write_reset
from directory.accounts.forms import read_sign_in
from directory.accounts.sign_in import Credentials, Outcome
from directory.listings.typed import Typed
from directory.models import Account
from directory.web import auth
from directory.web.account_pages import choose, dead_link, landing, may_write_to, read_password
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.letters import is_failing, write_behind
from directory.web.pages import now, settings
from directory.web.publisher import site_facts

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/connexion")
def enter() -> Any:
    """The form to sign in."""
    opened = auth.current_session()
    if opened is not None and opened[0].is_full:
        return redirect(auth.safe_next(request.args.get("next"), landing(opened[1])), 303)
    return _entrance(Typed())


@blueprint.post("/connexion")
def sign() -> Any:
    """Check the password; the second step follows for whoever has one."""
    typed = read_sign_in(request.form)
    if not typed.is_valid:
        return _entrance(typed, 422)
    password = request.form["password"]
    credentials = Credentials(typed["email"], password, typed["code"], auth.network(), settings().keys)
    outcome = sign_in.sign_in(session(), credentials, now())
    if outcome.account is None:
        session().commit()
        return _refused(typed, outcome)
    auth.start(outcome.account, is_full=outcome.is_full)
    session().commit()
    wanted = auth.safe_next(request.form.get("next"), landing(outcome.account))
    return redirect(wanted if outcome.is_full else _step(outcome.account, wanted), 303)


def _entrance(typed: Typed, status: int = 200, **context: object) -> Any:
    wanted = auth.safe_next(request.values.get("next"), "")
    shown = {"refusal": "", **context}
    return show("account/sign_in.html", status, title="Connexion", form=typed, next=wanted, **shown)


def _refused(typed: Typed, outcome: Outcome) -> Any:
    """Say no in the same words whether the account exists or not; after many failures, say how long."""
    seconds = int(outcome.wait.total_seconds()) + bool(outcome.wait.microseconds)
    if not seconds:
        return _entrance(typed, 422, refusal="Adresse ou mot de passe inconnu.")
    wait = f"{seconds} s" if seconds < 60 else f"{-(-seconds // 60)} min"
    refusal = (
        f"Adresse ou mot de passe inconnu. Trop d’essais : réessayez dans {wait}, ou ajoutez tout de suite "
        "un code de votre application ou un code de secours."
    )
    page, status = _entrance(typed, 429, refusal=refusal)
    return page, status, {"Retry-After": str(seconds)}


def _step(account: Account, wanted: str) -> str:
    return f"{auth.second_step(account)}?next={wanted}"


@blueprint.get("/connexion/code")
def second() -> Any:
    """The form of the second step."""
    opened = auth.current_session()
    if opened is None or opened[0].is_full or not opened[1].totp_enabled:
        return redirect("/connexion", 303)
    return _second(Typed())


@blueprint.post("/connexion/code")
def give_code() -> Any:
    """Check the code of the application, or a recovery code."""
    opened = auth.current_session()
    if opened is None or opened[0].is_full:
        return redirect("/connexion", 303)
    code = request.form.get("code", "")[:40]
    outcome = sign_in.give_code(session(), *opened, code, keys=settings().keys, at=now())
    if outcome.account is not None:
        auth.complete(opened[0])
        session().commit()
        return redirect(auth.safe_next(request.form.get("next"), landing(outcome.account)), 303)
    session().commit()
    slow = " Trop d’essais : attendez un peu, ou utilisez un code de secours." if outcome.wait else ""
    return _second(Typed(problems={"code": f"Ce code n’est pas le bon, ou il a déjà servi.{slow}"}), 422)


def _second(typed: Typed, status: int = 200) -> Any:
    wanted = auth.safe_next(request.values.get("next"), "")
    return show("account/second_step.html", status, title="Code de connexion", form=typed, next=wanted)


@blueprint.post("/deconnexion")
def sign_out() -> Any:
    """End this session."""
    opened = auth.current_session()
    if opened is not None:
        events.record(session(), opened[1], "sign_out", at=now())
    auth.end()
    session().commit()
    return done("/connexion", "deconnecte")


@blueprint.get("/mot-de-passe-oublie")
def forgotten() -> Any:
    """The form of whoever lost their password."""
    return show("account/forgotten.html", title="Mot de passe oublié", form=Typed())


@blueprint.post("/mot-de-passe-oublie")
def ask_reset() -> Any:
    """Send a link to a known address, and say the same to everybody."""
    typed = Typed()
    typed.email(request.form)
    if not typed.is_valid:
        return show("account/forgotten.html", 422, title="Mot de passe oublié", form=typed)
    allowed = may_write_to(typed["email"])
    session().commit()
    if allowed:
        write_behind(partial(write_reset, email=typed["email"], site=settings().public_url, at=now()))
    return redirect("/courriel-envoye", 303)


@blueprint.get("/courriel-envoye")
def sent() -> Any:
    """What everybody reads after asking for a letter."""
    return show("account/sent.html", title="Courriel envoyé", site=site_facts(), is_failing=is_failing())


@blueprint.get("/mot-de-passe/<token>")
def new_password(token: str) -> Any:
    """The form to choose a new password, from a link."""
    return choose(_owner(token, "reset"), Typed())


@blueprint.post("/mot-de-passe/<token>")
def reset(token: str) -> Any:
    """Change the password; every session of the account ends."""
    account = _owner(token, "reset")
    typed = read_password(account)
    if not typed.is_valid:
        return choose(account, typed, 422)
    owner = links.use(session(), token, "reset", now()) or dead_link()
    sign_in.choose_password(session(), owner, request.form["password"], at=now())
    session().commit()
    return done("/connexion", "nouveau-mot-de-passe")


@blueprint.get("/invitation/<token>")
def invited(token: str) -> Any:
    """The form to open an account, from a link."""
    return choose(_owner(token, "invitation"), Typed())


@blueprint.post("/invitation/<token>")
def accept(token: str) -> Any:
    """Open the account; whoever writes goes on to the second factor."""
    typed = read_password(_owner(token, "invitation"))
    if not typed.is_valid:
        return choose(_owner(token, "invitation"), typed, 422)
    password, keys = request.form["password"], settings().keys
    account = sign_in.accept_invitation(session(), token, password, keys, now()) or dead_link()
    is_full = not second_factor.is_required(account)
    auth.start(account, is_full=is_full)
    session().commit()
    return redirect(landing(account) if is_full else _step(account, landing(account)), 303)


def _owner(token: str, purpose: str) -> Account:
    """Whose link this is; raise a 404 when it is no longer good, or never was."""
    return links.find(session(), token[:100], purpose, now()) or dead_link()
