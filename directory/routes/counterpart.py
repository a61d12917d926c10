"""Who does the same elsewhere, when a minor moves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from directory.orientation.counterpart import Move, compare, parse_move
from directory.orientation.counterpart_candidates import find_known
from directory.places.departements import DEPARTEMENTS
from directory.search.crip import find_crip_line
from directory.watching.use import COUNTERPART, Use
from directory.web.database import session
from directory.web.pages import now, page
from directory.web.use import count_use

blueprint = Blueprint("counterpart", __name__)


@blueprint.get("/homologue")
def counterpart() -> Response:
    """The form alone, or what two departements have side by side."""
    move = parse_move({name: request.args.getlist(name) for name in request.args})
    response = _compared(move) if move.is_complete else _page(move)
    response.status_code = 422 if move.errors else 200
    return response


def _compared(move: Move) -> Response:
    assert move.origin is not None
    assert move.arrival is not None
    count_use(Use(COUNTERPART, move.arrival.code))
    known = find_known(session(), (move.origin.code, move.arrival.code), now().date())
    compared = compare(known, move.origin, move.arrival, now())
    crip = find_crip_line(session(), move.arrival, now())
    until = (*compared.changes, crip.valid_until)
    return _page(move, until=until, timezone=move.arrival.timezone, compared=compared, crip=crip)


def _page(move: Move, **context: Any) -> Response:
    return page(
        "homologue.html",
        title="Homologue dans un autre département",
        move=move,
        departements=tuple(DEPARTEMENTS.values()),
        **{"compared": None, **context},
    )
