"""Proposing a resource, saying what is wrong in a listing; coordinators deciding."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, request

from directory.editing import listings as editing
from directory.listings.categories import CATEGORIES, GROUPS, categories_of
from directory.listings.public_view import PublicView
from directory.models import Suggestion
from directory.places.departements import DEPARTEMENTS
from directory.publishing.views import find_view
from directory.storing.listing import Refused
from directory.storing.writer import UNCHANGED
from directory.suggestions import signals, suggestions
from directory.suggestions.forms import SuggestionForm, kinds_for, read_correction, read_proposal
from directory.suggestions.suggestions import NEW
from directory.web.auth import actor, current_account, network, writes
from directory.web.csrf import public_form
from directory.web.database import session
from directory.web.desk import done, show
from directory.web.pages import now
from directory.web.public_forms import EXPIRED, make_token, read_token

blueprint = Blueprint("suggestions", __name__)

LIST = "/coordination/suggestions"
PROPOSAL, CORRECTION = "proposer", "corriger"
MOST_REASON = 300
NO_REASON = "Dites pourquoi vous écartez cette suggestion."


@blueprint.get("/proposer")
def proposal() -> Any:
    """The form of a resource to add."""
    form = SuggestionForm()
    code = request.args.get("departement", "")
    form.values["departement"] = code if code in DEPARTEMENTS else ""
    return _show_proposal(form)


@blueprint.post("/proposer")
@public_form
def propose() -> Any:
    """Receive a resource to add."""
    token = read_token(PROPOSAL)
    form, _draft = read_proposal(request.form, "proposition", f"{now():%Y-%m}")
    if status := _find_refusal(form, token):
        return _show_proposal(form, status)
    return _receive(form, token or uuid4(), None, form["departement"], NEW)


@blueprint.get("/fiches/<slug>/erreur")
def correction(slug: str) -> Any:
    """The form that says what is wrong in a listing."""
    return _show_correction(SuggestionForm(), shown(slug))


@blueprint.post("/fiches/<slug>/erreur")
@public_form
def correct(slug: str) -> Any:
    """Receive what is wrong in a listing."""
    token, view = read_token(CORRECTION), shown(slug)
    form = read_correction(request.form, view)
    if status := _find_refusal(form, token):
        return _show_correction(form, view, status)
    return _receive(form, token or uuid4(), view.number, "", form["kind"])


@blueprint.post("/fiches/<slug>/appel")
@public_form
def signal(slug: str) -> Any:
    """Receive what somebody found who called: one word, the same answer whatever becomes of it."""
    view, kind = shown(slug), request.form.get("resultat", "")
    listing = suggestions.find_listing(session(), view.number) or abort(404)
    if kind not in signals.KINDS:
        abort(400)
    who = current_account()
    is_professional = who is not None and who.may_read_restricted(now().date())
    signals.receive(session(), listing, kind, network=network(), professional=is_professional, at=now())
    session().commit()
    return redirect("/appel-signale", 303)


@blueprint.get("/appel-signale")
def signalled() -> Any:
    """What becomes of a word about a call."""
    return show("suggestions/signalled.html", title="Bien reçu")


@blueprint.get("/proposition-envoyee")
def sent() -> Any:
    """What happens next, the same words whatever was sent."""
    return show("suggestions/sent.html", title="Bien reçu")


@blueprint.get(LIST)
@writes
def waiting() -> Any:
    """What people without an account suggest about the listings one keeps, and what became of the last."""
    return _show_waiting()


@blueprint.post(f"{LIST}/<uuid:suggestion_id>")
@writes
def decide(suggestion_id: UUID) -> Any:
    """Apply a suggestion, or put it aside with a reason."""
    session().get(Suggestion, suggestion_id) or abort(404)
    if request.form.get("decision") == "refuser":
        reason = " ".join(request.form.get("reason", "").split())
        if not reason or len(reason) > MOST_REASON:
            problem = NO_REASON if not reason else f"{MOST_REASON} caractères au plus."
            return _show_waiting(
                422, refusing=suggestion_id, typed=reason[: 2 * MOST_REASON], problem=problem
            )
        suggestions.refuse(session(), suggestion_id, by=actor(), reason=reason, at=now())
        session().commit()
        return done(LIST, "suggestion-ecartee")
    if request.form.get("decision") != "accepter":
        abort(400)
    return _accept(suggestion_id)


def _accept(suggestion_id: UUID) -> Any:
    """Apply, then show the form of the listing where there is more to do."""
    version = int(request.form.get("version", "0")[:9] or 0)
    try:
        listing, outcome = suggestions.accept(session(), suggestion_id, by=actor(), version=version, at=now())
    except Refused as refused:
        session().rollback()
        words = " ".join(problem.message for problem in refused.problems)
        return _show_waiting(422, accepting=suggestion_id, problem=words)
    session().commit()
    if outcome == editing.WAITING:
        return done(LIST, "deuxieme-regard")
    if listing.status == "draft":
        return done(
            f"/coordination/fiches/{listing.number}", "suggestion-brouillon", suggestion=suggestion_id
        )
    return done(LIST, "suggestion-traitee" if outcome == UNCHANGED else "suggestion-appliquee")


def _show_waiting(status: int = 200, **tried: object) -> Any:
    """The page of decisions; `tried` says which could not be taken, why, and what was typed."""
    decided = suggestions.find_decided(session(), actor())
    untried = {"accepting": None, "refusing": None, "typed": "", "problem": ""}
    return show(
        "suggestions/waiting.html", status, title="Suggestions", nav="suggestions",
        waiting=suggestions.find_waiting(session(), actor()),
        decided=[(sent, listing, suggestions.label_of(sent)) for sent, listing in decided],
        accepted=suggestions.ACCEPTED, **(untried | tried),
    )  # fmt: skip


def shown(slug: str) -> PublicView:
    """Return a published listing, or answer 404."""
    return find_view(session(), slug) or abort(404)


def _find_refusal(form: SuggestionForm, token: UUID | None) -> int:
    """Return the status of a refusal, said in the form; 0 when the form may be received."""
    if token is None and form.is_valid:
        form.refusal = EXPIRED
    if token is None or not form.is_valid:
        return 422
    delay = suggestions.wait(session(), network(), now())
    if delay:
        minutes = int(delay.total_seconds()) // 60 + 1
        form.refusal = f"Trop d’envois depuis votre réseau. Réessayez dans {minutes} min."
    return 429 if delay else 0


def _receive(form: SuggestionForm, token: UUID, number: int | None, departement: str, kind: str) -> Any:
    listing = suggestions.find_listing(session(), number) if number else None
    suggestions.receive(
        session(), token, listing=listing, departement=departement, kind=kind, facts=form.facts,
        text=form["text"], at=now(), network=network(),
    )  # fmt: skip
    session().commit()
    return redirect("/proposition-envoyee", 303)


def _show_proposal(form: SuggestionForm, status: int = 200) -> Any:
    return show(
        "suggestions/propose.html", status, title="Proposer une ressource", form=form,
        token=make_token(PROPOSAL), places=DEPARTEMENTS.values(), categories=CATEGORIES,
        groups=[(group.label, categories_of(slug)) for slug, group in GROUPS.items()],
    )  # fmt: skip


def _show_correction(form: SuggestionForm, view: PublicView, status: int = 200) -> Any:
    return show(
        "suggestions/correct.html", status, title="Signaler une erreur", form=form, view=view,
        token=make_token(CORRECTION), kinds=kinds_for(view), asks_where=True,
    )  # fmt: skip
