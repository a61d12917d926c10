"""The form of a structure behind its link: kept while it is typed, read again, then sent as a proposal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request

from directory.coordination import structure_form, structure_letters
from directory.editing.listing_form import ListingForm
from directory.listings.drafts import Draft
from directory.models import Reminder
from directory.publishing.stored import read_draft
from directory.web.call_page import asked_facts
from directory.web.csrf import public_form
from directory.web.database import session
from directory.web.desk import show
from directory.web.letters import may_write_to_structures, write_behind
from directory.web.listing_form import WORDS, preview_facts
from directory.web.pages import is_fragment, now, settings
from directory.web.structure_page import find_asked, show_over

blueprint = Blueprint("structure_form", __name__)

FORM = "/verifier/<token>/formulaire"


@blueprint.get(FORM)
def form(token: str) -> Any:
    """The form, with what was being typed; opening it changes nothing."""
    reminder, listing, _view = find_asked(token)
    if reminder.answered_at is not None:
        return redirect(f"/verifier/{token}", 303)
    stored = read_draft(session(), listing)
    typed = structure_form.typed_in(reminder)
    if not typed:
        return _show(token, structure_form.blank(stored, now()), stored)
    shown, _draft = structure_form.read(typed, stored, now())
    shown.problems = {}
    return _show(token, shown, stored, is_resumed=True)


@blueprint.post(FORM)
@public_form
def read_again(token: str) -> Any:
    """Keep what was typed; without a mistake, show what it would change before it is sent."""
    reminder, listing, _view = find_asked(token)
    if reminder.answered_at is not None:
        return redirect(f"/verifier/{token}", 303)
    stored = read_draft(session(), listing)
    _keep(reminder, stored)
    shown, _draft = structure_form.read(request.form.to_dict(flat=False), stored, now())
    if shown.problems:
        return _show(token, shown, stored, status=422)
    return redirect(f"/verifier/{token}/relecture", 303)


@blueprint.post("/verifier/<token>/brouillon")
@public_form
def keep(token: str) -> Any:
    """Keep what is being typed, for as long as the link is good."""
    reminder, listing, _view = find_asked(token)
    stored = read_draft(session(), listing)
    if reminder.answered_at is None:
        _keep(reminder, stored)
    if not is_fragment():
        return redirect(f"/verifier/{token}/formulaire?fait=garde", 303)
    shown, _draft = structure_form.read(request.form.to_dict(flat=False), stored, now())
    return render_template("campaign/_hours_back.html", form=shown)


@blueprint.get("/verifier/<token>/relecture")
def review(token: str) -> Any:
    """What the form would change, and the listing as the public would read it."""
    reminder, listing, view = find_asked(token)
    stored = read_draft(session(), listing)
    typed = structure_form.typed_in(reminder)
    shown, draft = structure_form.read(typed, stored, now())
    if reminder.answered_at is not None or not typed or shown.problems:
        return redirect(f"/verifier/{token}/formulaire", 303)
    return show(
        "reminders/review.html", title="Votre fiche", token=token, view=view, text=shown["text"],
        card=preview_facts(draft, listing)["card"],
        differences=structure_form.find_differences(stored, draft),
    )  # fmt: skip


@blueprint.post("/verifier/<token>/relecture")
@public_form
def send(token: str) -> Any:
    """Send what was read again to who keeps the listing."""
    reminder, listing, _view = find_asked(token)
    stored = read_draft(session(), listing)
    typed = structure_form.typed_in(reminder)
    shown, draft = structure_form.read(typed, stored, now())
    if reminder.answered_at is None:
        if not typed or shown.problems:
            return redirect(f"/verifier/{token}/formulaire", 303)
        structure_form.send(
            session(), reminder, listing, stored=stored, draft=draft, text=shown["text"], at=now()
        )
        session().commit()
    return redirect(f"/verifier/{token}", 303)


@blueprint.post("/verifier/<token>/nouveau-lien")
@public_form
def ask_again(token: str) -> Any:
    """Write another link to the address known of the structure; the same answer for everybody."""
    config, at = settings(), now()
    number = structure_letters.read_number(config.keys, token)
    if number and may_write_to_structures():
        write_behind(
            lambda db: structure_letters.write_again(
                db, number, site=config.public_url, keys=config.keys, at=at
            )
        )
    return show_over(token, 200, is_asked=True)


def _keep(reminder: Reminder, stored: Draft) -> None:
    structure_form.keep(session(), reminder, request.form.items(multi=True), stored.disclosure)
    session().commit()


def _show(
    token: str, shown: ListingForm, stored: Draft, *, status: int = 200, is_resumed: bool = False
) -> Any:
    return show(
        "reminders/form.html", status, title="Votre fiche", token=token, form=shown, name=stored.name,
        facts=asked_facts(structure_form.public_part(stored), structure_form.ASKED), words=WORDS,
        is_resumed=is_resumed, is_kept=request.args.get("fait") == "garde",
    )  # fmt: skip
