"""Figures of use: to coordinators for their departements, to national accounts for all, to each partner for
its own frames, by an address that only administration and the partner know."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, make_response, request

from directory.coordination import use
from directory.coordination.use import Scope
from directory.exports.csv import write_csv
from directory.keys import signed
from directory.models import Partner
from directory.partners.queries import find_partner
from directory.permissions import require
from directory.places.departements import DEPARTEMENTS
from directory.web.auth import actor, writes
from directory.web.database import session
from directory.web.desk import asked_departement, show
from directory.web.pages import now, settings

blueprint = Blueprint("use", __name__)

DESK, PARTNER = "/coordination/frequentation", "/frequentation/<token>"


@blueprint.get(DESK)
@writes
def figures() -> Any:
    """What was read this month, what was looked for, what had no answer."""
    code = asked_departement()
    return _show(
        "coordination/use.html", _scope(code), nav="frequentation", path=DESK, chosen=code, places=_kept()
    )


@blueprint.get(f"{DESK}.csv")
@writes
def figures_file() -> Response:
    """The same, day by day, as a table for a spreadsheet."""
    return _file(_scope(asked_departement()))


@blueprint.get(PARTNER)
def partner_figures(token: str) -> Any:
    """The figures of one partner's frames."""
    partner = _partner(token)
    return _private(
        _show(
            "use_partner.html", Scope(partner=partner.slug), path=f"/frequentation/{token}", partner=partner
        )
    )


@blueprint.get(f"{PARTNER}.csv")
def partner_file(token: str) -> Any:
    """The same as a table for a spreadsheet."""
    return _private(_file(Scope(partner=_partner(token).slug)))


def _scope(code: str) -> Scope:
    """The departement asked for, or all those one keeps; raise NotAllowed for another's."""
    by = actor()
    if code:
        require(by.keeps(code))
        return Scope(frozenset({code}))
    return Scope() if by.is_national else Scope(frozenset(by.departements))


def _kept() -> list[tuple[str, str]]:
    return [(code, place.name) for code, place in DEPARTEMENTS.items() if actor().keeps(code)]


def _partner(token: str) -> Partner:
    slug = signed.read(settings().keys, use.PARTNER_LINK, token, now())
    found = find_partner(session(), slug) if slug else None
    return found if found and found.status == "active" else abort(404)


def _month() -> date:
    """The month asked for, the present one when it is none of those kept."""
    kept = use.months(now().astimezone(use.PARIS).date())
    return next((month for month in kept if f"{month:%Y-%m}" == request.args.get("mois")), kept[0])


def _show(template: str, scope: Scope, **context: Any) -> Any:
    month = _month()
    kept = use.months(now().astimezone(use.PARIS).date())
    return show(
        template, title="Fréquentation", months=[(f"{each:%Y-%m}", use.label(each)) for each in kept],
        label=use.label(month), least=use.LEAST, figures=use.read_month(session(), scope, month), **context,
    )  # fmt: skip


def _file(scope: Scope) -> Response:
    rows = list(use.export_rows(session(), scope, _month()))
    response = Response(write_csv(use.HEADER, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="frequentation.csv"'
    return response


def _private(answer: Any) -> Response:
    """Keep what an address alone opens out of caches."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    return response
