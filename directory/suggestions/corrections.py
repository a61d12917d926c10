"""A listing with what was suggested of it: one exact value, or the whole form of its structure."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from directory.listings.codes import NOBODY
from directory.listings.contacts import CHANNELS, PUBLIC, Contact
from directory.listings.drafts import Draft
from directory.listings.sources import ORIGINS, Source
from directory.models import Suggestion
from directory.storing.states import draft_of_state, stored_state
from directory.suggestions.forms import KINDS, phone_of

#: The whole form a structure filled in: its facts are those that differ, as stored.
FORM = "form"


def corrected(draft: Draft, suggestion: Suggestion) -> Draft | None:
    """Return a listing with the exact value that was suggested; None when no value says what to change.

    A number or an address takes the place of the only public one, and comes beside several. What is new
    has the suggestion for its source, never that of its listing, which does not say it.
    """
    if suggestion.kind == FORM:
        return _with_form(draft, suggestion)
    value = suggestion.facts.get("value", "")
    if not value:
        return None
    learnt = _source_of(suggestion)._asdict()
    match KINDS[suggestion.kind][1]:
        case "phones":
            told = phone_of(value, suggestion.facts)._replace(**learnt)
            return replace(draft, phones=_with_contact(draft.phones, told))
        case "emails":
            return replace(draft, emails=_with_contact(draft.emails, Contact(value, **learnt)))
        case "website" if value != draft.website:
            return _with_site(draft, value, learnt)
        case "hours":
            return replace(draft, hours=value)
    return None


def _source_of(suggestion: Suggestion) -> Source:
    """Where the exact value of a suggestion was learnt: the page it names, its structure, or a visitor."""
    day = suggestion.sent_at.date().isoformat()
    if page := suggestion.facts.get("source"):
        return Source(source_url=page, seen_on=day)
    if suggestion.from_structure:
        return Source(source_date=day, source_kind="email", source_role="equipe")
    return Source(source_date=day, source_kind=NOBODY)


def _with_form(draft: Draft, suggestion: Suggestion) -> Draft:
    """A listing with what its structure typed; contacts kept for professionals, never shown there, stay."""
    told = dict(suggestion.facts)
    for channel in CHANNELS:
        if channel in told:
            kept = [list(one) for one in getattr(draft, channel) if one.audience != PUBLIC]
            told[channel] = [*told[channel], *kept]
    after = draft_of_state(stored_state(draft) | told)
    learnt = _source_of(suggestion)._asdict()
    for channel in CHANNELS:
        known = {contact.value for contact in getattr(draft, channel)}
        sourced = (one if one.value in known else one._replace(**learnt) for one in getattr(after, channel))
        after = replace(after, **{channel: tuple(sourced)})
    return after if after.website == draft.website else _with_site(after, after.website, learnt)


def _with_site(draft: Draft, website: str, learnt: Mapping[str, str]) -> Draft:
    own = dict.fromkeys(ORIGINS["website"], "") | {f"website_{name}": said for name, said in learnt.items()}
    return replace(draft, website=website, **own)


def _with_contact(contacts: tuple[Contact, ...], told: Contact) -> tuple[Contact, ...]:
    if any(contact.value == told.value for contact in contacts):
        return tuple(_retold(each, told) if each.value == told.value else each for each in contacts)
    public = [contact for contact in contacts if contact.audience == PUBLIC]
    if len(public) != 1:
        return (*contacts, told)
    new = told if told.label or told.kind else told._replace(label=public[0].label)
    return tuple(new if each == public[0] else each for each in contacts)


def _retold(known: Contact, told: Contact) -> Contact:
    """A contact with what was just told of what answers there."""
    return known._replace(label=told.label or known.label, kind=told.kind or known.kind)
