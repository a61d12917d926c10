"""Errors as helpful pages: what happened, where to go, and the emergency numbers."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Sequence

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from orjson import dumps
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

from directory.accounts.access import MOST_READ, TooMany
from directory.editing.listings import Stale
from directory.listings.categories import disclosure_of
from directory.listings.codes import CONFIDENTIAL
from directory.listings.typed import Typed
from directory.permissions import NotAllowed
from directory.search.form import OversizedParameter
from directory.storing.listing import Refused
from directory.watching.lines import REQUEST_ID
from directory.web import auth, machine
from directory.web.csrf import SAFE, Expired, csrf_token
from directory.web.database import close_session
from directory.web.national_numbers import do_without_database

log = logging.getLogger("relais")

Suggestions = Sequence[tuple[str, str]]

_WORDS = {
    400: ("Adresse incomplète ou trop longue", "Cette adresse ne peut pas être lue. Reprenez la recherche."),
    403: ("Accès refusé", "Cette page demande d’autres droits que les vôtres."),
    404: ("Page introuvable", "Cette adresse ne mène à aucune page, ou la page a changé de nom."),
    405: ("Action impossible ici", "Cette adresse se consulte, elle ne reçoit rien."),
    409: ("Fiche modifiée entre-temps", "Quelqu’un l’a modifiée depuis que vous l’avez lue. Relisez-la."),
    410: ("Fiche retirée", "Cette ressource n’est plus publiée. D’autres peuvent répondre."),
    422: ("Changement refusé", "La fiche ainsi changée ne respecterait plus les règles."),
    413: ("Envoi trop lourd", "Ce qui a été envoyé dépasse la taille acceptée."),
    414: ("Adresse trop longue", "Cette adresse est trop longue. Reprenez la recherche."),
    429: ("Trop de demandes", "Trop de demandes à la suite. Réessayez dans une minute."),
    500: ("Le site rencontre un problème", "La page n’a pas pu être préparée. L’incident est enregistré."),
    503: ("Service momentanément indisponible", "Les fiches ne sont pas accessibles pour l’instant."),
}
_HOME: Suggestions = (("Choisir un département", "/"),)
_NOT_WRITTEN = "Rien n’a été enregistré : la base de données ne peut pas être écrite pour l’instant."
_TOO_MANY = (
    f"Vous avez consulté les contacts réservés de {MOST_READ} fiches en 24 heures, le plus qu’un compte "
    "puisse lire. Réessayez demain, ou demandez au coordinateur de votre département."
)
#: What a page never holds again, and without which a form cannot be sent again.
_SECRET = re.compile(r"password\w*|current|code")
#: A disk that is full, or that nobody may write.
_DISK = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG))


class Missing(NotFound):
    """A 404 that knows where to go instead: `suggestions` are (label, address) pairs."""

    def __init__(self, message: str, suggestions: Suggestions = ()) -> None:
        super().__init__(message)
        self.message = message
        self.suggestions = suggestions


def install(app: Flask) -> None:
    """Answer every error with a page of the site, never with a trace or a version."""
    # A doubled slash is a mistyped address: a redirection would be built from what the visitor calls us.
    app.url_map.merge_slashes = False
    app.before_request(_refuse_nul)
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(OversizedParameter, _oversized)
    app.register_error_handler(NotAllowed, _not_allowed)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(auth.SessionEnded, _session_ended)
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(Refused, _refused)
    for away in (DatabaseError, InternalError, OperationalError, NoConnection):
        app.register_error_handler(away, _database_down)
    app.register_error_handler(OSError, _disk_down)
    app.register_error_handler(Exception, _unknown)


def _known(error: HTTPException) -> Response:
    if error.response is not None:  # a redirection of the router
        return make_response(error.response)
    code = error.code or 500
    if code == 404 and (address := _without_last_slash()):
        return make_response(redirect(address, 301))
    if isinstance(error, Missing):
        return _render(code, error.message, error.suggestions or _HOME)
    if isinstance(error, Expired):
        return _expired(error)
    response = _render(code)
    if code == 405:
        allowed = getattr(error, "valid_methods", None) or ()
        response.headers["Allow"] = ", ".join(sorted(allowed))
    if code in {429, 503} and (wait := getattr(error, "retry_after", None)):
        response.headers["Retry-After"] = str(wait)
    return response


def _without_last_slash() -> str:
    """The address of a page typed with a slash at its end, "" when none answers there."""
    path = request.path.rstrip("/")
    if request.path == path or not path or path.startswith("//") or request.method not in SAFE:
        return ""
    routes = current_app.create_url_adapter(request)
    if routes is None or not routes.test(path):
        return ""
    query = request.query_string.decode("ascii", "ignore")
    return f"{path}?{query}" if query else path


def _not_allowed(_error: NotAllowed) -> Response:
    return _render(403)


def _too_many(_error: TooMany) -> Response:
    return _render(429, _TOO_MANY)


def _session_ended(_error: Exception) -> Response:
    """Offer to sign in again in place: what was typed is in the page, and is stored afterwards."""
    typed = _sendable()
    if not typed or machine.is_machine():
        return _render(403)
    return make_response(
        render_template("account/resume.html", title="Session terminée", form=Typed(), path=request.path,
                        typed=dumps(typed).decode()), 403
    )  # fmt: skip


def _expired(error: Expired) -> Response:
    """A page made before its reader signed in anew: the same form, with a token that is good.

    Only when the browser says that the form came from one of our pages: nobody else's is shown again.
    """
    typed = _sendable() if request.headers.get("Sec-Fetch-Site") == "same-origin" else None
    if not typed:
        return _render(403, error.description or "")
    if auth.current_account() is None:
        return _session_ended(error)
    fresh = [("csrf", csrf_token()), *((name, value) for name, value in typed if name != "csrf")]
    words = "Vous vous êtes reconnecté depuis que cette page est ouverte."
    return _render(403, f"{words} Rien n’est perdu : envoyez-la de nouveau.", typed=fresh)


def _stale(_error: Stale) -> Response:
    return _render(409)


def _refuse_nul() -> None:
    """No address of ours holds a NUL, which PostgreSQL takes in no text: such a page does not exist."""
    if "\0" in request.path:
        raise NotFound


def _refused(error: Refused) -> Response:
    # The sentences of a problem never repeat a value that was refused.
    return _render(422, " ".join(problem.message for problem in error.problems))


def _oversized(error: OversizedParameter) -> Response:
    return _render(BadRequest.code, str(error))


def _database_down(error: Exception) -> Response:
    """Say that the database is away, corrupt, full or read-only; what was typed can be sent again."""
    if isinstance(error, DatabaseError) and type(error) not in {
        DatabaseError,
        InternalError,
        OperationalError,
    }:
        return _unknown(error)  # a mistake of ours
    log.error("database unavailable: %s", type(getattr(error, "orig", error)).__name__)
    close_session()
    do_without_database()
    writes = request.method not in SAFE
    response = _render(503, _NOT_WRITTEN if writes else "", typed=_sendable() if writes else None)
    response.headers["Retry-After"] = "30"
    return response


def _disk_down(error: OSError) -> Response:
    return _database_down(error) if error.errno in _DISK else _unknown(error)


def _sendable() -> list[tuple[str, str]] | None:
    """The fields of the form of this request, to be sent again as they are; None when they cannot be.

    Secrets and files are not shown again, nor anything typed about a confidential listing.
    """
    fields = list(request.form.items(multi=True))
    said = disclosure_of(request.form.get("category", ""), request.form.get("disclosure", ""))
    is_confidential = said == CONFIDENTIAL
    if is_confidential or request.files or any(_SECRET.fullmatch(name) for name, _ in fields):
        return None
    return fields


def _unknown(error: Exception) -> Response:
    if current_app.testing:
        raise error
    # The trace names code only; the address, which may hold what somebody searched, is left out.
    log.error("unexpected error in %s", request.endpoint, exc_info=error)
    known = REQUEST_ID.get()
    return _render(500, f"{_WORDS[500][1]} Pour en parler : incident {known}." if known else "")


def _render(
    code: int,
    message: str = "",
    suggestions: Suggestions = _HOME,
    typed: Sequence[tuple[str, str]] | None = None,
) -> Response:
    heading, words = _WORDS.get(code, ("Demande refusée", "Cette demande ne peut pas aboutir."))
    if machine.is_machine():
        return machine.problem(code, heading, message or words)
    body = render_template(
        "error.html",
        code=code,
        heading=heading,
        message=message or words,
        suggestions=suggestions,
        typed=typed,
        path=request.path,
    )
    response = make_response(body, code)
    response.headers["Cache-Control"] = "no-store"
    return response
