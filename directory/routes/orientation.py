"""The guided path: from a situation to the right calls. Nothing is stored; what is said of a person is
answered with `no-store`, so that no cache, here or on the way, keeps it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from directory import orientation
from directory.emergency import CripLine
from directory.orientation import RULES, Plan, Situation
from directory.orientation.candidates import find_candidates
from directory.orientation.place import choice_value
from directory.orientation.situation import PLAN
from directory.places.departements import DEPARTEMENTS
from directory.search.crip import find_crip_line
from directory.watching import use
from directory.web.database import session
from directory.web.pages import PAGE_VARIES, is_fragment, now, page, settings
from directory.web.use import count_plan

blueprint = Blueprint("orientation", __name__)


@blueprint.get("/orientation")
def guide() -> AnyResponse:
    """One question at a time without script, everything at once with it; the plan for what is known."""
    situation = orientation.parse_situation({name: request.args.getlist(name) for name in request.args})
    typed = request.args.get("choix") or request.args.get("lieu")
    plan, crip, until = _plan(situation)
    if situation.step == PLAN and situation.where.departement:
        needs = (slug for need in orientation.wanted_needs(situation) for slug in need.categories)
        count_plan(use.PLAN, situation.where.departement.code, needs, plan)
    context = _context(situation) | {"plan": plan, "crip": crip}
    if typed and situation.where.departement and not situation.notes and not is_fragment():
        # What was typed leaves the address: only the code of the place stays. Who follows no redirection
        # reads the plan all the same.
        step = request.args.get("etape") or replace(plan.path, step="lieu").next_step
        answer = _unkept("orientation/page.html", context)
        answer.status_code = 303
        answer.headers["Location"] = f"/orientation{situation.query(step)}"
        return answer
    if is_fragment() or typed or situation.notes or not situation.is_shareable:
        return _unkept("orientation/_answer.html" if is_fragment() else "orientation/page.html", context)
    place = situation.where.departement
    timezone = place.timezone if place else "Europe/Paris"
    return page("orientation/page.html", until=until, timezone=timezone, **context)


def _context(situation: Situation) -> dict[str, Any]:
    """What the templates show of a situation."""
    return {
        "title": "Orientation",
        "nav": "orientation",
        "rules": RULES,
        "situation": situation,
        "choice_value": choice_value,
        "departements": DEPARTEMENTS.values(),
        "asks": situation.step != PLAN,
        "share_url": f"{settings().public_url}/orientation{situation.share_query}",
    }


def _unkept(template: str, context: dict[str, Any]) -> Response:
    """Answer without leave to keep; with script, the address bar only ever holds what may be shared."""
    response = make_response(render_template(template, **context))
    response.headers["Vary"] = PAGE_VARIES
    response.headers["HX-Replace-Url"] = f"/orientation{context['situation'].share_query}"
    return response


def _plan(situation: Situation) -> tuple[Plan, CripLine | None, tuple[datetime | None, ...]]:
    """The plan of a situation now, the CRIP of its place, and the instants at which either changes."""
    needs = orientation.wanted_needs(situation)
    candidates = find_candidates(session(), situation, needs, now())
    place = situation.where.departement
    crip = find_crip_line(session(), place, now()) if place else None
    origin = find_crip_line(session(), situation.came_from, now()) if situation.came_from else None
    plan = orientation.make_plan(situation, needs, candidates.found, crip, now(), origin)
    return plan, crip, (candidates.valid_until, crip.valid_until if crip else None)
