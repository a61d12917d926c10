"""The listings one keeps: choosing some, and acting on many at once, told before and undone in one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request

from directory.coordination import bulk, call_turns, structure_letters
from directory.editing.contact_rows import service_name
from directory.listings.categories import CATEGORIES
from directory.listings.codes import STATUS_WORDS
from directory.models import Listing
from directory.places.departements import DEPARTEMENTS
from directory.web.auth import actor, writes
from directory.web.call_page import just_given, told_given
from directory.web.database import session
from directory.web.desk import asked_departement, asked_integer, done, kept_listing, show
from directory.web.letters import may_write_to_structures, write_behind
from directory.web.pages import now, settings

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
        departements=DEPARTEMENTS, most=bulk.MOST,
        acts={**bulk.ACTS, bulk.GIVE: bulk.GIVE_LABEL, bulk.WRITE: bulk.WRITE_LABEL},
        given_now=just_given(),
        lot=(first, last) if first.isdecimal() and last.isdecimal() else None,
    )  # fmt: skip


@blueprint.post(BULK)
@writes
def preview() -> Any:
    """What an act would do to the listings ticked; nothing is done yet."""
    act, chosen = request.form.get("acte", ""), _chosen()
    if act not in (*bulk.ACTS, bulk.WRITE, bulk.GIVE):
        abort(400)
    if not chosen:
        return done(LISTINGS, "rien-de-coche")
    if act == bulk.GIVE:
        return _show_giving(chosen)
    return _show_letters(chosen) if act == bulk.WRITE else _show(act, chosen)


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


@blueprint.post(f"{BULK}/confier")
@writes
def give() -> Any:
    """Give the listings shown to somebody who will call them."""
    chosen = _chosen()
    try:
        person = UUID(request.form.get("personne", ""))
    except ValueError:
        return _show_giving(chosen, "Choisissez à qui confier ces fiches.", 422)
    going = [each.listing for each in bulk.plan_giving(session(), chosen) if not each.obstacle]
    given = call_turns.give(session(), going, person, by=actor(), at=now())
    session().commit()
    return told_given(LISTINGS, given)


@blueprint.post(f"{BULK}/reprendre")
@writes
def take_back() -> Any:
    """Take back listings just given, but those that are being called."""
    left = call_turns.take_back(session(), _chosen(), by=actor(), at=now())
    session().commit()
    return done(LISTINGS, "reprises-en-partie" if left else "reprises")


@blueprint.post(f"{BULK}/ecrire")
@writes
def send_forms() -> Any:
    """Send the form of each listing to its structure: what was shown, and the mailboxes marked."""
    chosen, marked = _chosen(), _numbers("marquee")
    if not may_write_to_structures():
        return _show_letters(chosen, 409)
    going = [each.listing for each in structure_letters.plan(session(), chosen, marked) if not each.obstacle]
    if not going:
        return done(LISTINGS, "rien-a-envoyer")
    config, at, by = settings(), now(), actor()
    structure_letters.claim_forms(session(), going, by=by, at=at)
    written = structure_letters.write_to_structures(
        session(), going, site=config.public_url, keys=config.keys, at=at,
        sender=service_name(by, by.departements), marked=marked,
    )  # fmt: skip
    session().commit()  # before writing: a letter that leaves has a link that is kept
    write_behind(lambda _session: [(to, letter) for to, letter, _about in written])
    return done(LISTINGS, "formulaires-envoyes")


def _chosen() -> list[Listing]:
    return [kept_listing(number) for number in _numbers("fiche")]


def _numbers(name: str) -> list[int]:
    given = [int(each) for each in request.form.getlist(name) if each.isdecimal() and len(each) < 10]
    return list(dict.fromkeys(given[: bulk.MOST]))


def _show_letters(chosen: list[Listing], status: int = 200) -> Any:
    planned = structure_letters.plan(session(), chosen)
    addresses = {each.address for each in planned if not each.obstacle}
    return show(
        "coordination/write.html", status, title="Envoyer le formulaire", nav="fiches", planned=planned,
        addresses=addresses, may_write=may_write_to_structures(),
    )  # fmt: skip


def _show_giving(chosen: list[Listing], problem: str = "", status: int = 200) -> Any:
    return show(
        "coordination/bulk.html", status, title="Plusieurs fiches", nav="fiches", act=bulk.GIVE,
        label=bulk.GIVE_LABEL, planned=bulk.plan_giving(session(), chosen), problem=problem, reasons={},
        people=call_turns.find_colleagues(session(), actor()), path=f"{BULK}/confier",
    )  # fmt: skip


def _show(act: str, chosen: list[Listing], problem: str = "", status: int = 200) -> Any:
    return show(
        "coordination/bulk.html", status, title="Plusieurs fiches", nav="fiches", act=act,
        label=bulk.ACTS[act], planned=bulk.plan(session(), chosen, act), problem=problem,
        reasons=bulk.REASONS if act == bulk.ARCHIVE else {}, people=(), path=f"{BULK}/faire",
    )  # fmt: skip
