"""Administration: accounts and their rights, the audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, request

from directory.accounts import events, people
from directory.accounts.forms import read_invitation, read_rights
from directory.coordination.administration import find_departements
from directory.coordination.audit import ACTIONS, PARIS, AuditFilter, Entry, find_entries
from directory.exports.csv import write_csv
from directory.french.dates import read_date
from directory.listings.typed import Typed
from directory.mail import letters
from directory.models import Account
from directory.permissions import ROLES
from directory.places.departements import DEPARTEMENTS
from directory.web import auth
from directory.web.auth import admin_only, national_only
from directory.web.database import session
from directory.web.desk import asked_departement, done, show
from directory.web.letters import link, send
from directory.web.operations import describe
from directory.web.pages import now

blueprint = Blueprint("administration", __name__, url_prefix="/administration")

ACCOUNTS = "/administration/comptes"
SHOWN, EXPORTED = 200, 20_000
_HEADER = ("date", "heure", "personne", "nom", "action", "objet", "fiche", "détail")


@blueprint.get("/comptes")
@admin_only
def accounts() -> Any:
    """Every account."""
    return _accounts(Typed(values={"role": "coordinator"}))


@blueprint.post("/comptes")
@admin_only
def invite() -> Any:
    """Invite somebody by mail; when the mail cannot go, the link is shown to be handed over."""
    typed = read_invitation(request.form, request.form.getlist("departements"))
    if not typed.is_valid:
        return _accounts(typed, 422)
    return _invite(typed["email"], typed["name"], typed["role"], typed.choices["departements"])


def _invite(email: str, name: str, role: str, departements: tuple[str, ...]) -> Any:
    account, token = people.invite(
        session(), by=auth.actor(), email=email, name=name, role=role, departements=departements, at=now()
    )
    session().commit()
    address = link(f"/invitation/{token}" if token else "/connexion")
    letter = letters.invitation(address) if token else letters.already_open(address)
    if send(account.email, letter):
        return done(ACCOUNTS, "invite")
    return _accounts(Typed(values={"role": role}), 200, handed=(account.email, address))


@blueprint.post("/comptes/<uuid:account_id>/inviter")
@admin_only
def invite_again(account_id: UUID) -> Any:
    """Start an account afresh: a new password and a new second factor."""
    account = _account(account_id)
    if account.id == auth.actor().id:
        abort(403)
    if account.status == "active":
        people.disable(session(), account, by=auth.actor(), at=now(), why="nouvelle invitation")
    served = tuple(people.find_departements(session(), account.id))
    return _invite(account.email, account.name, account.role, served)


@blueprint.post("/comptes/<uuid:account_id>/desactiver")
@admin_only
def disable(account_id: UUID) -> Any:
    """Disable an account; its sessions end at once."""
    people.disable(session(), _account(account_id), by=auth.actor(), at=now())
    session().commit()
    return done(ACCOUNTS, "desactive")


@blueprint.post("/comptes/<uuid:account_id>/nom")
@admin_only
def rename(account_id: UUID) -> Any:
    """Give a person the name they go by."""
    account, typed = _account(account_id), Typed()
    typed.text(request.form, "name", "Indiquez le prénom et le nom.", 120)
    if not typed.is_valid:
        return _accounts(Typed(values={"role": "coordinator"}), 422, misnamed=(account.id, typed))
    people.rename(session(), account, typed["name"], by=auth.actor(), at=now())
    session().commit()
    return done(ACCOUNTS, "renomme")


@blueprint.post("/comptes/<uuid:account_id>/droits")
@admin_only
def change_rights(account_id: UUID) -> Any:
    """Give an account another role or other departements."""
    typed = read_rights(request.form, request.form.getlist("departements"))
    account = _account(account_id)
    if not typed.is_valid:
        return _accounts(Typed(values={"role": "coordinator"}), 422, wrong=(account.id, typed))
    chosen = typed.choices["departements"]
    people.change_rights(
        session(), account.id, by=auth.actor(), role=typed["role"], departements=chosen, at=now()
    )
    session().commit()
    return done(ACCOUNTS, "droits")


def _accounts(typed: Typed, status: int = 200, **context: object) -> Any:
    rows = [
        (account, people.find_departements(session(), account.id))
        for account in people.list_accounts(session(), auth.actor())
    ]
    return show(
        "administration/accounts.html",
        status,
        title="Comptes",
        nav="comptes",
        form=typed,
        rows=rows,
        roles=ROLES,
        places=tuple(DEPARTEMENTS.values()),
        **({"handed": None, "wrong": None, "misnamed": None} | context),
    )


def _account(account_id: UUID) -> Account:
    return session().get(Account, account_id) or abort(404)


@blueprint.get("/journal")
@national_only
def audit() -> Any:
    """What was done, by whom, when."""
    wanted, typed = _audit_filter()
    found = find_entries(session(), wanted, by=auth.actor(), limit=SHOWN)
    return show(
        "administration/audit.html", title="Journal", nav="journal", entries=found, form=typed, shown=SHOWN,
        actions=ACTIONS.items(), places=[(code, place.name) for code, place in DEPARTEMENTS.items()],
    )  # fmt: skip


@blueprint.get("/journal.csv")
@national_only
def audit_csv() -> Response:
    """The same as a table for a spreadsheet."""
    wanted, _ = _audit_filter()
    found = find_entries(session(), wanted, by=auth.actor(), limit=EXPORTED)
    events.record(session(), None, "export_audit", at=now(), by=auth.actor().email)
    session().commit()
    response = Response(write_csv(_HEADER, _cells(found)), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="journal.csv"'
    return response


def _cells(entries: list[Entry]) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        at = entry.at.astimezone(PARIS)
        day, hour = at.date().isoformat(), at.strftime("%H:%M:%S")
        yield day, hour, entry.person, entry.name, entry.what, entry.subject, entry.slug, entry.detail


def _audit_filter() -> tuple[AuditFilter, Typed]:
    typed = Typed()
    for name in ("personne", "fiche", "du", "au"):
        typed.text(request.args, name, "", 120)
    days = {}
    for name in ("du", "au"):
        try:
            days[name] = date.fromisoformat(read_date(typed[name])) if typed[name] else None
        except ValueError:
            days[name], typed.problems[name] = None, "Date attendue : 12/03/2026."
    typed.values["action"] = action if (action := request.args.get("action", "")) in ACTIONS else ""
    typed.values["departement"] = code = asked_departement()
    person, listing = typed["personne"][:120], typed["fiche"][:120]
    wanted = AuditFilter(person, listing, typed["action"], code, _instant(), days["du"], days["au"])
    return wanted, typed


def _instant() -> datetime | None:
    """The instant of one import, as the journal writes it in an address."""
    try:
        return datetime.fromisoformat(request.args.get("instant", "")[:40]).astimezone(UTC)
    except ValueError:
        return None


@blueprint.get("/exploitation")
@admin_only
def operations() -> Any:
    """What whoever runs the service asks first."""
    return show("administration/operations.html", title="Exploitation", nav="exploitation", lines=describe())


@blueprint.get("/departements")
@national_only
def departements() -> Any:
    """Who keeps each departement, how many listings it has, how many wait for a check."""
    found = find_departements(session(), now().date(), by=auth.actor())
    return show("administration/departements.html", title="Départements", nav="departements", rows=found)
