"""The listings one keeps: choosing some, and acting on many at once, told before and undone in one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

from directory.coordination import bulk
from directory.listings.categories import CATEGORIES
from directory.listings.codes import STATUS_WORDS
from directory.models import Listing
from directory.places.departements import DEPARTEMENTS
from directory.web.auth import actor, writes
from directory.web.database import session
from directory.web.desk import asked_departement, asked_integer, done, kept_listing, show
from directory.web.pages import now

blueprint = Blueprint("bulk", __name__)

LISTINGS = "/coordination/fiches"
BULK = "/coordination/lot"


@blueprint.get(LISTINGS)
@writes
def listings() -> Any:
    """Every listing kept, by name, state, departement, category, what it lacks."""
    wanted = bulk.read_wanted(request.args, asked_departement())
    found = bulk.find_listings(session(), actor(), wanted)
    first, _, last = request.args.get("lot", "").partition("-")
    return show(
        "coordination/listings.html", title="Fiches", nav="fiches", listings=found, asked=wanted,
        lacks=bulk.find_lacks(session(), found, now()), statuses=STATUS_WORDS, categories=CATEGORIES,
        departements=DEPARTEMENTS, most=bulk.MOST, acts=bulk.ACTS,
        lot=(first, last) if first.isdecimal() and last.isdecimal() else None,
    )  # fmt: skip


@blueprint.post(BULK)
@writes
def preview() -> Any:
    """What an act would do to the listings ticked; nothing is done yet."""
    act, chosen = request.form.get("acte", ""), _chosen()
    if act not in bulk.ACTS:
        abort(400)
    if not chosen:
        return done(LISTINGS, "rien-de-coche")
    return _show(act, chosen)


@blueprint.post(f"{BULK}/faire")
@writes
def do() -> Any:
    """Do what was shown."""
    act, chosen, reason = request.form.get("acte", ""), _chosen(), request.form.get("motif", "")
    if act not in bulk.ACTS or not chosen:
        abort(400)
    if act == bulk.ARCHIVE and reason not in bulk.REASONS:
        return _show(act, chosen, "Choisissez pourquoi ces fiches sont archivées.", 422)
    first, last = bulk.do(session(), chosen, act, reason=reason, by=actor(), at=now())
    session().commit()
    return done(LISTINGS, "lot-fait", **({"lot": f"{first}-{last}"} if first else {}))


@blueprint.post(f"{BULK}/annuler")
@writes
def undo() -> Any:
    """Take back what was just done to many listings."""
    _back, left = bulk.undo(
        session(), asked_integer("premiere"), asked_integer("derniere"), by=actor(), at=now()
    )
    session().commit()
    return done(LISTINGS, "lot-annule-en-partie" if left else "lot-annule")


def _chosen() -> list[Listing]:
    numbers = [int(each) for each in request.form.getlist("fiche") if each.isdecimal() and len(each) < 10]
    return [kept_listing(number) for number in dict.fromkeys(numbers[: bulk.MOST])]


def _show(act: str, chosen: list[Listing], problem: str = "", status: int = 200) -> Any:
    return show(
        "coordination/bulk.html", status, title="Plusieurs fiches", nav="fiches", act=act,
        label=bulk.ACTS[act], planned=bulk.plan(session(), chosen, act), problem=problem,
        reasons=bulk.REASONS if act == bulk.ARCHIVE else {},
    )  # fmt: skip
