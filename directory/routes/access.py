"""Professionals: asking for access, reading restricted contacts; coordinators: deciding, and the record."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, request

from directory.accounts import access, links
from directory.accounts.access import Asked
from directory.accounts.correspondence import write_confirmation
from directory.accounts.forms import read_access_request
from directory.listings.typed import Typed
from directory.mail import letters
from directory.models import AccessRequest, Account
from directory.places.departements import DEPARTEMENTS
from directory.web import auth
from directory.web.account_pages import HOME, choose, dead_link, may_write_to, read_password
from directory.web.auth import signed_in, writes
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.letters import link, send, write_behind
from directory.web.pages import now, settings
from directory.web.public_pages import listing_page

blueprint = Blueprint("access", __name__)


@blueprint.get("/demander-un-acces")
def request_form() -> Any:
    """The form of a professional without an account."""
    return _form(Typed())


@blueprint.post("/demander-un-acces")
def ask() -> Any:
    """Write the request down and send a letter; everybody reads the same answer."""
    typed = read_access_request(request.form)
    if not typed.is_valid:
        return _form(typed, 422)
    asked = Asked(**{name: typed[name] for name in ("name", "email", "structure", "departement", "reason")})
    allowed = may_write_to(asked.email)
    session().commit()
    if allowed:
        write_behind(partial(write_confirmation, asked=asked, site=settings().public_url, at=now()))
    return redirect("/courriel-envoye", 303)


def _form(typed: Typed, status: int = 200) -> Any:
    places = tuple(DEPARTEMENTS.values())
    return show("account/ask_access.html", status, title="Demander un accès", form=typed, places=places)


@blueprint.get("/confirmer/<token>")
def confirm_form(token: str) -> Any:
    """The form that confirms an address and chooses a password."""
    return choose(links.find(session(), token[:100], "confirmation", now()) or dead_link(), Typed())


@blueprint.post("/confirmer/<token>")
def confirm(token: str) -> Any:
    """Open the account of a professional, who still waits for a decision unless their domain is allowed."""
    waiting = links.find(session(), token[:100], "confirmation", now()) or dead_link()
    typed = read_password(waiting)
    if not typed.is_valid:
        return choose(waiting, typed, 422)
    domains, password = settings().professional_domains, request.form["password"]
    account = access.confirm(session(), token, password, domains=domains, at=now()) or dead_link()
    auth.start(account, is_full=True)
    session().commit()
    return redirect(HOME, 303)


@blueprint.get("/fiches/<slug>/contact")
@signed_in
def to_listing(slug: str) -> Any:
    """Where the link of a public page leads once signed in: back to the listing, which shows a button."""
    return redirect(f"/fiches/{slug}", 303)


@blueprint.post("/fiches/<slug>/contact")
@signed_in
def contact(slug: str) -> Any:
    """Show the contacts kept for professionals, and record who saw them."""
    listing = access.find_listing(session(), slug) or abort(404)
    contacts = access.read_contacts(session(), listing, by=auth.actor(), at=now())
    session().commit()
    return listing_page(slug, restricted=contacts)


@blueprint.get("/coordination/acces")
@writes
def requests() -> Any:
    """Who asks for access in one's departements, and who has it."""
    return show(
        "account/access_requests.html",
        title="Accès des professionnels",
        nav="acces",
        waiting=access.find_waiting(session(), auth.actor()),
        readers=access.find_readers(session(), auth.actor(), now()),
        departements=DEPARTEMENTS,
    )


@blueprint.post("/coordination/acces/<uuid:request_id>")
@writes
def decide(request_id: UUID) -> Any:
    """Grant or refuse a request, and write to who asked."""
    answer = request.form.get("decision")
    session().get(AccessRequest, request_id) or abort(404)
    if answer not in {"accorder", "refuser"}:
        abort(400)
    approved = answer == "accorder"
    account = access.decide(session(), request_id, by=auth.actor(), approved=approved, at=now())
    session().commit()
    went = send(account.email, letters.decision(approved, link(HOME)))
    return done("/coordination/acces", ("accorde" if approved else "refuse") if went else "non-envoye")


@blueprint.post("/coordination/acces/comptes/<uuid:account_id>/retirer")
@writes
def end_access(account_id: UUID) -> Any:
    """Take somebody's access away."""
    session().get(Account, account_id) or abort(404)
    access.end_access(session(), account_id, by=auth.actor(), at=now())
    session().commit()
    return done("/coordination/acces", "retire")


@blueprint.get("/coordination/consultations")
@writes
def records() -> Any:
    """Who saw which restricted contacts of the listings one keeps."""
    slug = request.args.get("fiche", "")[:120]
    found = access.find_records(session(), auth.actor(), slug)
    return show("account/records.html", title="Consultations", nav="acces", records=found, slug=slug)
