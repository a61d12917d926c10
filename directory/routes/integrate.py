"""/integrer: choose a territory and a look, see the embed, copy a snippet; ask for a partner's code."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from directory.accounts import throttling
from directory.listings.categories import CATEGORIES
from directory.listings.typed import Typed
from directory.models import PartnerRequest
from directory.partners import partners
from directory.partners.form import read_request
from directory.partners.integration import LEAST_HEIGHT, MOST_HEIGHT, make_snippets, parse_integration
from directory.partners.queries import find_partner
from directory.places.territories import TERRITORIES
from directory.web import auth
from directory.web.csrf import public_form
from directory.web.database import session
from directory.web.headers import show_own_frames
from directory.web.pages import is_fragment, keep, now, settings

blueprint = Blueprint("integrate", __name__)

ASK = "/integrer/demande"


@blueprint.get("/integrer")
def choose() -> Response:
    """The form, the preview, the snippets."""
    choice = parse_integration({name: request.args.getlist(name) for name in request.args})
    problems = dict(choice.problems)
    if choice.partner and not _is_partner(choice.partner):
        problems["partenaire"] = f"Aucun partenaire « {choice.partner[:40]} » : demandez un code ci-dessous."
    html = render_template(
        "integrate/_snippets.html" if is_fragment() else "integrate/page.html",
        title="Intégrer la carte",
        nav="integrer",
        choice=choice,
        problems=problems,
        snippets=make_snippets(choice, settings().public_url),
        categories=CATEGORIES.values(),
        territories=TERRITORIES.values(),
        heights=(LEAST_HEIGHT, MOST_HEIGHT),
    )
    response = show_own_frames(make_response(html, 422 if problems else 200))
    return response if problems else keep(response)


def _is_partner(slug: str) -> bool:
    found = find_partner(session(), slug)
    return found is not None and found.status == "active"


@blueprint.get(ASK)
def request_form() -> Response:
    """The form that asks for a partner's code."""
    return keep(_form(Typed()))


@blueprint.post(ASK)
@public_form
def ask() -> AnyResponse:
    """Keep a request for administration; a network that sends many has to wait."""
    typed = read_request(request.form, allow_local=not settings().is_production)
    subject = throttling.account_subject(settings().secret_key, auth.network().key, "partner")
    if throttling.wait(session(), subject, now()):
        return _form(typed, "Trop de demandes à la suite. Réessayez dans un quart d’heure.", 429)
    if not typed.is_valid:
        return _form(typed, status=422)
    throttling.fail(session(), subject, now())
    facts: dict[str, Any] = {name: typed[name] for name in ("name", "email", "origins", "territory")}
    kept = partners.ask(session(), PartnerRequest(**facts, asked_at=now()))
    session().commit()
    if not kept:
        return _form(typed, "Trop de demandes attendent une réponse. Écrivez à l’éditeur du site.", 503)
    return redirect(f"{ASK}/envoyee", 303)


@blueprint.get(f"{ASK}/envoyee")
def sent() -> Response:
    """What happens next."""
    html = render_template("integrate/sent.html", title="Demande envoyée", nav="integrer")
    return keep(make_response(html))


def _form(typed: Typed, message: str = "", status: int = 200) -> Response:
    html = render_template(
        "integrate/ask.html",
        title="Demander un code",
        nav="integrer",
        form=typed,
        message=message,
        territories=TERRITORIES.values(),
    )
    return make_response(html, status)
