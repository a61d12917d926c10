"""A file checked against the template without an account: what would be refused, and nothing kept."""

from __future__ import annotations

from contextlib import closing
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, request

from directory.exports import FORMATS
from directory.imports import validating
from directory.imports.columns import COLUMNS
from directory.imports.tables import Unreadable
from directory.imports.template_rows import HEADER, example_row
from directory.imports.validating import Checked
from directory.web.auth import network
from directory.web.csrf import public_form
from directory.web.database import session
from directory.web.desk import show
from directory.web.pages import now
from directory.web.public_forms import EXPIRED, make_token, read_token

blueprint = Blueprint("validator", __name__)

PAGE = "/valider-un-fichier"
PURPOSE = "valider"
#: Rows of a report shown on the page.
MOST_SHOWN = 200
EXTENSIONS = ",".join(FORMATS)


@blueprint.get(PAGE)
def form() -> Any:
    """Choose a file."""
    return _show()


@blueprint.post(PAGE)
@public_form
def check() -> Any:
    """Read a file and say what is wrong; it is forgotten with the answer."""
    token = read_token(PURPOSE)
    with closing(request.files.get("fichier") or BytesIO()) as opened:
        content = opened.read()
    if token is None:
        return _show(problem=EXPIRED, status=422)
    if not content:
        return _show(problem="Choisissez un fichier.", status=422)
    delay = validating.wait(session(), network(), now())
    session().commit()
    if delay:
        minutes = int(delay.total_seconds()) // 60 + 1
        return _show(
            problem=f"Trop de fichiers depuis votre réseau. Réessayez dans {minutes} min.", status=429
        )
    try:
        return _show(validating.check_file(content))
    except Unreadable as refused:
        return _show(problem=str(refused), status=422)
    except validating.Busy:
        return _show(
            problem="Un autre fichier est en train d’être lu. Renvoyez le vôtre dans un instant.", status=429
        )


@blueprint.get(f"{PAGE}/modele.<any({EXTENSIONS}):extension>")
def template(extension: str) -> Response:
    """The empty template, with one row that shows what is expected."""
    wanted = FORMATS[extension]
    response = Response(wanted.write(HEADER, [example_row()]), content_type=wanted.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="modele.{extension}"'
    return response


def _show(checked: Checked | None = None, problem: str = "", status: int = 200) -> Any:
    return show(
        "validator.html", status, title="Valider un fichier", checked=checked, problem=problem,
        token=make_token(PURPOSE), columns=COLUMNS, formats=FORMATS, most=MOST_SHOWN,
    )  # fmt: skip
