"""From what somebody types of a place to the page of a departement."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from directory.places import communes
from directory.places.communes import Match
from directory.search.form import MAX_TEXT, OversizedParameter, SearchForm
from directory.web.pages import keep, search_form
from directory.web.public_pages import home_page

blueprint = Blueprint("places", __name__)

ANYTHING = SearchForm()


def match_url(match: Match, form: SearchForm = ANYTHING) -> str:
    """The address a choice leads to: its departement, distances counted from its commune, filters kept."""
    near = match.code_insee or match.postcode or ""
    return f"/departements/{match.departement}{form.query(near=near)}"


@blueprint.app_template_global("match_url")
def template_match_url(match: Match, form: SearchForm = ANYTHING) -> str:
    """`match_url`, for templates."""
    return match_url(match, form)


@blueprint.get("/ou")
def go() -> AnyResponse:
    """Go to the departement meant, or offer choices when in doubt; nothing typed is lost."""
    typed, form = _typed(), search_form()
    found = communes.find(typed)
    if found.is_certain:
        return redirect(match_url(found.matches[0], form), 303)
    message = found.says(typed) if typed else ""
    return home_page(form, text=typed, choices=found.matches, message=message)


@blueprint.get("/ou/propositions")
def suggest() -> Response:
    """The choices for what is being typed, as a fragment of the home page; they keep its filters."""
    typed, form = _typed(), search_form()
    matches = communes.find(typed).matches if len(typed) > 1 or typed.isdigit() else ()
    return keep(Response(render_template("_suggestions.html", matches=matches, form=form)))


def _typed() -> str:
    """The place typed; raise OversizedParameter beyond 100 characters."""
    typed = " ".join(request.args.get("lieu", "").split())
    if len(typed) > MAX_TEXT:
        raise OversizedParameter(f"Le lieu est trop long : {MAX_TEXT} caractères au plus.")
    return typed
