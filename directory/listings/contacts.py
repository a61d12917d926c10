"""A way to reach a listing: a number or an address, what answers there, what to ask for, its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from directory.listings import phones, sources
from directory.listings.codes import AUDIENCE_WORDS, EMAIL_KINDS, PHONE_KINDS, ROLE_WORDS, SOURCE_KINDS
from directory.listings.sources import Source, is_told

PUBLIC, PROFESSIONALS = "public", "professionals"
DIRECT, SWITCHBOARD, MAILBOX = "direct", "switchboard", "mailbox"
#: The two lists of contacts of a listing, and the kinds each may hold.
CHANNELS: Mapping[str, Mapping[str, str]] = {"phones": PHONE_KINDS, "emails": EMAIL_KINDS}
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[a-zA-Z]{2,}")
#: Characters a label may have.
MOST_LABEL = 200
_RANKS = {kind: rank for rank, kind in enumerate((*PHONE_KINDS, MAILBOX))}
#: How the addresses of general mailboxes begin.
_GENERAL = ("accueil", "bonjour", "contact", "courrier", "info", "secretariat", "standard")


class Contact(NamedTuple):
    """A phone number (E.164 or short number) or an e-mail address, with a provenance of its own.

    `kind` is a word of `PHONE_KINDS` or `EMAIL_KINDS`, empty until the contact is stored when nobody said it.
    `label`: what to ask for. Dates are ISO text, `source_date` and `seen_on` (when the source was read)
    possibly partial: "2019-09". `confirmed_by` is a service, never the name of a person; `source_role` what
    whoever said it does, when no page says it.
    """

    value: str
    label: str = ""
    audience: str = PUBLIC
    kind: str = ""
    source_url: str = ""
    source_date: str = ""
    source_kind: str = ""
    seen_on: str = ""
    confirmed_on: str = ""
    confirmed_by: str = ""
    source_role: str = ""

    @property
    def kind_word(self) -> str:
        """What answers, in French."""
        words = EMAIL_KINDS if "@" in self.value else PHONE_KINDS
        return words[self.kind or DIRECT]

    @property
    def dated(self) -> str:
        """The last day it is known to have been true, as far as anybody knows; ISO, may be partial."""
        return max(self.confirmed_on, self.source_date) or self.seen_on


#: What is known of a contact besides its value, its label and who may read it.
PROVENANCE = Contact._fields[3:]
_KIND = Contact._fields.index("kind")
#: Its dates.
DATES = ("source_date", "seen_on", "confirmed_on")


def best_first(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Contacts in the order to try them: direct, on call, switchboard, mailbox, the newer of a kind first.

    What nothing tells apart keeps its order.
    """
    kept = tuple(contacts)
    if len(kept) < 2:
        return kept
    newer_first = sorted(kept, key=lambda contact: contact.dated, reverse=True)
    return tuple(sorted(newer_first, key=lambda contact: _RANKS[contact.kind or DIRECT]))


def find_faults(channel: str, contact: Contact) -> Iterator[str]:
    """Say in French what is wrong with a contact of `CHANNELS`."""
    if channel == "phones":
        try:
            phones.parse(contact.value)
        except phones.InvalidPhone as refused:
            yield str(refused)
    elif not _EMAIL.fullmatch(contact.value) or len(contact.value) > 254:
        yield "Adresse électronique illisible."
    if contact.audience not in AUDIENCE_WORDS:
        yield f"Lecteurs inconnus : « {contact.audience[:20]} »."
    if contact.kind and contact.kind not in CHANNELS[channel]:
        yield f"Nature du contact inconnue : « {contact.kind[:20]} »."
    if len(contact.label) > MOST_LABEL:
        yield f"Précision du contact : {MOST_LABEL} caractères au plus."
    if "|" in contact.label + contact.source_url:
        yield "Le signe « | » sépare les contacts dans les fichiers : retirez-le."
    if contact.source_kind and contact.source_kind not in SOURCE_KINDS:
        yield f"Nature de la source du contact inconnue : « {contact.source_kind[:20]} »."
    if contact.source_role and contact.source_role not in ROLE_WORDS:
        yield f"Fonction de qui l’a dit inconnue : « {contact.source_role[:20]} »."
    if any(contact[_KIND + 1 :]):
        for _name, fault in sources.find_faults(sources.origin_in(contact)):
            yield fault


def oldest(contacts: Iterable[Contact]) -> str:
    """The oldest date one of some contacts was published or confirmed at; "" when none says."""
    return min(filter(None, (max(one.confirmed_on, one.source_date) for one in contacts)), default="")


def guess_kind(channel: str, value: str, label: str) -> str:
    """The kind of a contact nobody told it of, from its label or, for an address, its first letters."""
    words = label.lower()
    if channel == "emails":
        return MAILBOX if value.lower().startswith(_GENERAL) else DIRECT
    return SWITCHBOARD if "standard" in words or "accueil" in words else DIRECT


def settle(channel: str, contacts: Iterable[Sequence[str]], source: Source) -> list[Contact]:
    """Contacts as they are stored: each has a kind, and the source of its listing when it has none."""
    settled = []
    *read, role = source
    for one in contacts:
        contact = Contact(*one)  # histories hold some written when it had three fields
        kind = contact.kind or guess_kind(channel, contact.value, contact.label)
        if is_told(contact):
            settled.append(contact if contact.kind else contact._replace(kind=kind))
        else:
            confirmed = contact.confirmed_on, contact.confirmed_by
            settled.append(Contact._make((*contact[:_KIND], kind, *read, *confirmed, role)))
    return settled


def merge(known: Iterable[Contact], found: Iterable[Contact]) -> tuple[Contact, ...]:
    """Contacts already known, and those another source tells; all of them as `settle` leaves them.

    Two values both stay. Of one value the newer source is kept, never replaced by an older one, with the
    label and the kind of either; whoever may not read it yet still may not.
    """
    kept = {contact.value: contact for contact in known}
    for contact in found:
        former = kept.setdefault(contact.value, contact)
        if former is not contact and contact.dated >= former.dated:
            kept[contact.value] = contact._replace(
                label=contact.label or former.label, audience=former.audience
            )
        elif not former.label:
            kept[contact.value] = former._replace(label=contact.label, kind=contact.kind)
    return tuple(kept.values())


def with_former(contact: Contact, former: Iterable[Contact]) -> Contact:
    """A value just typed with its label and audience, and what was known of this value otherwise."""
    known = next((one for one in former if one.value == contact.value), None)
    return known._replace(label=contact.label, audience=contact.audience) if known else contact
