"""One's own account: sessions, password, second factor, access."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request
from markupsafe import Markup

from directory.accounts import access, events, second_factor, sessions, sign_in
from directory.coordination.digests import RHYTHMS
from directory.listings.typed import Typed
from directory.models import Account, AccountSession
from directory.permissions import PROFESSIONAL, ROLES, WRITERS
from directory.places.departements import DEPARTEMENTS
from directory.web import auth
from directory.web.account_pages import HOME, landing, read_password
from directory.web.auth import signed_in, writes
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.pages import now, settings

blueprint = Blueprint("own_account", __name__)


def _opened() -> tuple[AccountSession, Account]:
    """The session and the account of this browser."""
    return auth.current_session() or abort(403)


@blueprint.get("/compte")
@signed_in
def account() -> Any:
    """What one may do, and one's sessions."""
    return _account(Typed())


def _account(typed: Typed, status: int = 200) -> Any:
    opened, account = _opened()
    who = auth.actor()
    return show(
        "account/account.html",
        status,
        title="Mon compte",
        nav="compte",
        form=typed,
        account=account,
        role=ROLES[account.role],
        departements=[DEPARTEMENTS[code] for code in sorted(who.departements) if code in DEPARTEMENTS],
        sessions=sessions.list_sessions(session(), account.id, auth.limits(), now()),
        opened=opened,
        codes=second_factor.count_recovery_codes(session(), account.id),
        has_access=who.may_read_restricted(now().date()),
        waits=access.is_waiting(session(), account.id),
        rhythms=RHYTHMS if account.role in WRITERS else {},
        may_ask=account.role == PROFESSIONAL and access.may_ask_again(session(), who, now()),
    )


@blueprint.post("/compte/sessions/<uuid:session_id>/fermer")
@signed_in
def close_session(session_id: UUID) -> Any:
    """End one of one's sessions."""
    opened, account = _opened()
    if not sessions.close(session(), account.id, session_id):
        abort(404)
    events.record(session(), account, "close_session", at=now())
    session().commit()
    return done(HOME if session_id != opened.id else "/connexion", "session")


@blueprint.post("/compte/mot-de-passe")
@signed_in
def change_password() -> Any:
    """Change one's password; the other sessions end."""
    opened, account = _opened()
    typed = read_password(account)
    if not _knows_password(account, "current"):
        typed.problems["current"] = "Ce n’est pas votre mot de passe actuel."
    if not typed.is_valid:
        session().commit()
        return _account(typed, 422)
    sign_in.choose_password(session(), account, request.form["password"], at=now(), keep=opened)
    session().commit()
    return done(HOME, "mot-de-passe")


@blueprint.post("/compte/courriels")
@writes
def choose_rhythm() -> Any:
    """Choose how often letters say what waits."""
    _session, account = _opened()
    rhythm = request.form.get("rhythm", "")
    if rhythm not in RHYTHMS:
        typed = Typed()
        typed.problems["rhythm"] = "Choisissez un rythme."
        return _account(typed, 422)
    account.rhythm = rhythm
    session().add(account)
    session().commit()
    return done(HOME, "rythme")


@blueprint.post("/compte/acces")
@signed_in
def ask_access() -> Any:
    """Ask for another year of access."""
    typed = Typed()
    typed.text(request.form, "reason", "Dites en une phrase pourquoi ces contacts vous sont utiles.", 500)
    if not typed.is_valid:
        return _account(typed, 422)
    access.ask_again(session(), auth.actor(), typed["reason"], now())
    session().commit()
    return done(HOME, "demande")


@blueprint.get("/compte/second-facteur")
def second_factor_form() -> Any:
    """The QR code to load in an application."""
    opened = auth.current_session()
    if opened is None:
        return redirect("/connexion", 303)
    if opened[1].totp_enabled or not second_factor.read_secret(opened[1], settings().keys):
        return redirect(landing(opened[1]) if opened[0].is_full else "/connexion/code", 303)
    return _second_factor(opened[1], Typed())


@blueprint.post("/compte/second-facteur")
def enable_second_factor() -> Any:
    """Check the first code; recovery codes are shown this once."""
    half_way = auth.current_session()
    if half_way is None:
        return redirect("/connexion", 303)
    opened, account = half_way
    # The secret of a second factor in use is never shown again.
    if account.totp_enabled or not second_factor.read_secret(account, settings().keys):
        return redirect("/connexion/code", 303)
    code = request.form.get("code", "")[:40]
    codes = second_factor.enable(session(), account, code, settings().keys, now())
    if not codes:
        problem = "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis tapez le code suivant."
        return _second_factor(account, Typed(problems={"code": problem}), 422)
    auth.complete(opened)
    session().commit()
    return _codes(codes, landing(account))


def _second_factor(account: Account, typed: Typed, status: int = 200) -> Any:
    import segno  # 3 MB that only this page needs

    secret = second_factor.read_secret(account, settings().keys)
    address = second_factor.address(secret, account.email, "Relais")
    return show(
        "account/second_factor.html",
        status,
        title="Application de codes",
        form=typed,
        # Drawn here: the secret goes to no other service.
        drawing=Markup(
            segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
        ),
        secret=secret,
        address=address,
        next=auth.safe_next(request.values.get("next"), landing(account)),
    )


def _codes(codes: list[str], usual: str) -> Any:
    wanted = auth.safe_next(request.form.get("next"), usual)
    return show("account/recovery_codes.html", title="Codes de secours", codes=codes, next=wanted)


@blueprint.post("/compte/codes")
@signed_in
def new_codes() -> Any:
    """Make new recovery codes; the former ones end."""
    _, account = _opened()
    if not account.totp_enabled or not _knows_password(account, "password_codes"):
        session().commit()
        return _account(Typed(problems={"password_codes": "Ce n’est pas votre mot de passe."}), 422)
    codes = second_factor.make_recovery_codes(session(), account)
    events.record(session(), account, "new_codes", at=now())
    session().commit()
    return _codes(codes, HOME)


@blueprint.post("/compte/second-facteur/changer")
@signed_in
def change_second_factor() -> Any:
    """Set another application up, or a first one; until its first code, nothing else is allowed."""
    opened, account = _opened()
    if not _knows_password(account, "password_factor"):
        session().commit()
        return _account(Typed(problems={"password_factor": "Ce n’est pas votre mot de passe."}), 422)
    second_factor.prepare(session(), account, settings().keys)
    events.record(session(), account, "change_second_factor", at=now())
    auth.step_back(opened)
    session().commit()
    return redirect("/compte/second-facteur", 303)


def _knows_password(account: Account, name: str) -> bool:
    """Whether the password in a field is that of the account; wrong ones slow the next."""
    typed = request.form.get(name, "")
    return sign_in.knows_password(session(), account, typed, secret=settings().secret_key, at=now())
