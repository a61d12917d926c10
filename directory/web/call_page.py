"""The screen of a call: each fact of a listing as it is known, with what corrects it in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from directory.coordination import call_progress, call_results, call_turns, campaigns
from directory.coordination.call_form import AGAIN, ASKED, EDITORS, SELDOM
from directory.coordination.call_queue import count_queue, describe, find_queue
from directory.coordination.call_script import make_script
from directory.coordination.call_words import OUTCOMES, outcome_words
from directory.editing import listings as editing
from directory.editing.listing_form import ListingForm
from directory.editing.merging import Merge
from directory.listings.codes import CONFIDENTIAL, TERNARY_WORDS
from directory.listings.differences import word_of
from directory.listings.drafts import Draft
from directory.listings.fields import FIELDS, Field, Kind
from directory.listings.heads import head_of
from directory.listings.typed import Typed
from directory.listings.verification import ANSWERERS, WAYS
from directory.models import Call, Listing
from directory.places.departements import DEPARTEMENTS
from directory.publishing.views import find_view_by_number
from directory.storing.states import stored_state
from directory.web.auth import actor
from directory.web.database import session
from directory.web.desk import MOST, asked_departement, done, show
from directory.web.listing_form import WORDS
from directory.web.pages import now

#: Listings shown after the one on the screen, and on the page of the queue.
NEXT, QUEUE = 4, 40
MOST_GIVEN = 200


@dataclass(frozen=True, slots=True)
class AskedFact:
    """One fact on the screen: `text` is what is known, "" when nothing is.

    `editor` is what corrects it, as `templates/campaign/_facts.html` draws it; "" when the whole form does.
    """

    field: Field
    text: str
    editor: str

    @property
    def is_seldom(self) -> bool:
        """Whether the page folds it."""
        return self.field.name in SELDOM


def asked_facts(draft: Draft, names: Sequence[str] = ASKED) -> list[AskedFact]:
    """Every fact that a call may check of a listing, or those named, in the order of the screen.

    A confidential listing is asked nothing of its place, and of a place the street only when it is published.
    """
    state = stored_state(draft)
    names = [name for name in names if name != "place" or draft.disclosure != CONFIDENTIAL]
    return [AskedFact(FIELDS[name], word_of(name, state[name]), _editor(FIELDS[name])) for name in names]


def _editor(field: Field) -> str:
    if field.kind is Kind.CODE and set(field.words) == set(TERNARY_WORDS):
        return "ternary"
    return EDITORS.get(field.kind, "")


def show_queue(campaign: Typed, status: int = 200) -> Any:
    """Render the page of the queue; `campaign`: the form of the national campaign."""
    by, at, code = actor(), now(), asked_departement()
    today, current = at.date(), campaigns.find_campaign(session(), at.date())
    since = campaigns.first_day(current, today)
    days = call_progress.find_days(session(), by, since)
    return show(
        "campaign/queue.html",
        status,
        title="Appels",
        nav="appels",
        queue=find_queue(session(), by, at, departement=code, with_number=asked_number())[:QUEUE],
        count=count_queue(session(), by, at, code),
        opened=call_turns.find_open(session(), by),
        given=call_turns.find_given(session(), by),
        colleagues=call_turns.find_colleagues(session(), by),
        departements=DEPARTEMENTS,
        wanted=code,
        with_number=asked_number(),
        last=said_of_last(),
        progress=call_progress.find_progress(session(), by, since, today),
        since=since,
        curve=call_progress.draw(
            days[""], since, current.ends_on if current else today, today, current.goal if current else 0
        ),
        campaign=current,
        given_now=just_given(),
        days_left=call_progress.days_left(current.ends_on, today) if current else 0,
        form=campaign,
    )


def told_given(path: str, given: Sequence[Listing]) -> Response:
    """Go to a page that says listings were given, with what takes them back."""
    if not given:
        return done(path, "rien-a-confier")
    return done(path, "confiees", donnees="-".join(str(listing.number) for listing in given))


def just_given() -> list[str]:
    """The numbers of the listings that were just given, from the address."""
    return [one for one in request.args.get("donnees", "").split("-")[:MOST_GIVEN] if one.isdecimal()]


def asked_number() -> bool:
    """Whether the address asks for what can be called only."""
    return request.args.get("numero") == "avec"


def said_of_last() -> tuple[Call, Listing, str] | None:
    """The call just written down, its listing and its words, for the line that offers to take it back."""
    given = request.args.get("appel", "")
    call = session().get(Call, int(given)) if given.isdecimal() and int(given) < MOST else None
    if call is None or call.by != actor().email:
        return None
    return call, session().get_one(Listing, call.listing_id), outcome_words(call.outcome)


def show_call(
    listing: Listing,
    stored: Draft,
    form: ListingForm,
    *,
    resumed: bool = False,
    merged: Merge | None = None,
    status: int = 200,
) -> Any:
    """Render the screen of a call; `resumed`: with what was being typed; `merged`: what came of a merge."""
    by, view = actor(), find_view_by_number(session(), listing.number)
    if view is None:
        return redirect(f"/coordination/fiches/{listing.number}", 303)
    waiting = describe(session(), listing, view, by, now())
    facts = asked_facts(stored)
    missing = {fact.field.name for fact in facts if not fact.text}
    code, with_number = asked_departement(), asked_number()
    following = find_queue(session(), by, now(), departement=code, with_number=with_number)
    return show(
        "campaign/screen.html",
        status,
        title="Appel",
        nav="appels",
        form=form,
        listing=listing,
        waiting=waiting,
        head=head_of(view, now()),
        facts=facts,
        missing=missing,
        script=make_script(by.name, editing.public_name(session(), listing, by), missing),
        mine=call_turns.is_open_for(session(), listing, by),
        owner=call_turns.find_owner(session(), listing),
        following=[each for each in following if each.listing_id != listing.id][:NEXT],
        outcomes=OUTCOMES,
        outcome_words=outcome_words,
        ways=WAYS,
        answerers=ANSWERERS,
        again=AGAIN,
        note=call_results.find_note(session(), listing),
        words=WORDS,
        merged=merged,
        resumed=resumed,
        wanted=code,
        with_number=with_number,
        last=said_of_last(),
    )
