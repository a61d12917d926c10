"""The form of a structure behind its link: what is public of its listing, corrected at leisure, sent once.

It changes nothing itself: what differs reaches the desk as a proposal, where coordinators decide as if they
had typed it. Where two people are asked, the structure is neither of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace
from sqlmodel import Session

from directory.coordination import reminders
from directory.coordination.call_form import CORRECTABLE
from directory.editing.checking import learnt
from directory.editing.contact_rows import PARTS
from directory.editing.form_saves import MOST, NOT_KEPT
from directory.editing.listing_form import ListingForm, form_of
from directory.editing.listing_place import PARTS as PARTS_OF_PLACE
from directory.editing.listing_place import hidden_parts
from directory.editing.some_facts import read_some
from directory.listings.contacts import CHANNELS, PUBLIC, Contact
from directory.listings.differences import Difference, compare
from directory.listings.drafts import Draft
from directory.models import Listing, Reminder
from directory.permissions import Actor
from directory.storing.states import stored_state
from directory.suggestions import suggestions
from directory.suggestions.corrections import FORM
from directory.suggestions.forms import read_note

#: The facts asked; whether a service is dedicated to this public is for coordinators to say.
ASKED = tuple(name for name in CORRECTABLE if name != "is_dedicated")
#: Nobody: it keeps no departement and has no rights.
_STRUCTURE = Actor(
    id=UUID(int=0), email="", name="", role="", departements=frozenset(), has_second_factor=False
)
#: A structure neither reads nor sends what is said of its contacts besides themselves.
_UNSENT = frozenset(
    f"{channel}_{part}" for channel in ("phone", "email") for part in (*PARTS, "confirmed")
) - {f"{channel}_{part}" for channel in ("phone", "email") for part in ("value", "label", "kind")}


def public_part(stored: Draft) -> Draft:
    """A listing without the contacts kept for professionals: whoever has the letter reads what is behind."""
    kept = {name: tuple(one for one in getattr(stored, name) if one.audience == PUBLIC) for name in CHANNELS}
    return replace(stored, **kept)


def blank(stored: Draft, at: datetime) -> ListingForm:
    """The form as its listing fills it in."""
    form = form_of(public_part(stored), 0, at.date())
    form.values["text"] = ""
    return form


def read(typed: Mapping[str, Sequence[str]], stored: Draft, at: datetime) -> tuple[ListingForm, Draft]:
    """Read the form of a structure about a stored draft: the form to show again, and the public part of the
    listing as it should be. It may be sent when the form has no problem."""
    known = public_part(stored)
    sent = {name: values for name, values in typed.items() if name not in _UNSENT}
    form, draft = read_some(sent, known, ASKED, by=_STRUCTURE, on=at.date())
    form.problems = {name: told for name, told in form.problems.items() if _is_asked(name)}
    read_note(form, {name: values[0] for name, values in typed.items() if values})
    draft = replace(
        draft, **{name: _as_known(getattr(draft, name), getattr(known, name)) for name in CHANNELS}
    )
    return form, learnt(known, draft, how="courriel", from_whom="equipe", at=at)


def keep(session: Session, reminder: Reminder, typed: Iterable[tuple[str, str]], disclosure: str) -> None:
    """Keep what a structure types until it sends it, in place of what was kept; the caller commits.

    `disclosure`: what is published of its place; nothing more of it is kept.
    """
    left_out = {*NOT_KEPT, *hidden_parts(disclosure)}
    reminder.typed = [[name, value[:5000]] for name, value in typed if name not in left_out][:MOST]
    session.add(reminder)


def typed_in(reminder: Reminder) -> dict[str, list[str]]:
    """What was kept of a form, by field; nothing when it was never begun."""
    typed: dict[str, list[str]] = {}
    for name, value in reminder.typed:
        typed.setdefault(name, []).append(value)
    return typed


def find_differences(stored: Draft, draft: Draft) -> list[Difference]:
    """What a form would change of the public part of a listing, in French."""
    return compare(stored_state(public_part(stored)), stored_state(draft))


def send(
    session: Session,
    reminder: Reminder,
    listing: Listing,
    *,
    stored: Draft,
    draft: Draft,
    text: str,
    at: datetime,
) -> None:
    """Give a form without problems to who keeps the listing, and end its link; the caller commits.

    Raise `Stale` when the link has served.
    """
    reminders.answer(session, reminder, at)
    reminder.typed = []
    before, after = stored_state(public_part(stored)), stored_state(draft)
    changes = {each.field: after[each.field] for each in compare(before, after)}
    suggestions.receive(
        session, reminder.id, listing=listing, departement="", kind=FORM, facts=changes, text=text, at=at
    )


def _is_asked(problem: str) -> bool:
    """Whether a problem is one of what the structure was asked."""
    return problem in {*ASKED, *PARTS_OF_PLACE} or problem.startswith(("phone-", "email-", "closure-"))


def _as_known(typed: Sequence[Contact], known: Sequence[Contact]) -> tuple[Contact, ...]:
    """Contacts with where they come from, which the form does not ask, as it is known of the same value."""
    former = {one.value: one for one in known}
    return tuple(
        former[one.value]._replace(label=one.label, kind=one.kind) if one.value in former else one
        for one in typed
    )
