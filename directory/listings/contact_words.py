"""What is said beside a contact: what answers there, where it was read and when, what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from directory.french.typography import partial_date
from directory.listings.codes import HEARD, ROLE_WORDS, SOURCE_KINDS
from directory.listings.contacts import MAILBOX, Contact
from directory.listings.heads import old_year
from directory.listings.sources import Origin, Source, source_in

NO_NAME = "boîte générale : n’y nommez pas un enfant"
DISAGREES = "autre numéro selon une source plus ancienne : à vérifier"


@dataclass(frozen=True, slots=True)
class ContactWords:
    """French words about one contact; those that say nothing are empty.

    `kind` is what answers, `source` where it was read ("page officielle, mars 2025") and `source_url` its
    address, `year` that of an old number, `warning` what to beware of, `confirmed` who confirmed it and when.
    """

    kind: str
    source: str
    source_url: str
    year: str
    warning: str
    confirmed: str


def tell(contacts: Sequence[Contact], today: date) -> list[ContactWords]:
    """The words of phones, or of e-mails, in their order."""
    return [_tell(contact, contacts[:place], today) for place, contact in enumerate(contacts)]


def _tell(contact: Contact, before: Sequence[Contact], today: date) -> ContactWords:
    year = old_year(contact, today)
    is_mail = "@" in contact.value
    says_so = contact.kind_word in contact.label.lower()
    warning = NO_NAME if contact.kind == MAILBOX and not says_so else ""
    if any(_disagree(contact, other) for other in before):
        warning = DISAGREES
    confirmed = f"confirmé le {partial_date(contact.confirmed_on)}" if contact.confirmed_on else ""
    return ContactWords(
        kind="" if warning == NO_NAME else contact.kind_word,
        source=source_words(source_in(contact)),
        source_url=contact.source_url,
        year=f"{'adresse' if is_mail else 'numéro'} de {year}" if year else "",
        warning=warning,
        confirmed=", ".join(part for part in (confirmed, contact.confirmed_by) if part),
    )


def tell_origin(origin: Origin | None, today: date) -> ContactWords | None:
    """The words of the origin of a site or of an address; None when it is that of its listing."""
    told = _tell(Contact("", **origin._asdict()), (), today) if origin else None
    return told and replace(told, kind="", year="")


def _disagree(one: Contact, other: Contact) -> bool:
    """Whether two sources name the same thing by two values."""
    return (one.kind, one.label) == (other.kind, other.label) and one.source_url != other.source_url


def source_words(source: Source) -> str:
    """Name a source and its date: "page officielle, avril 2023", "appris par téléphone le 3 avril 2023"."""
    name = SOURCE_KINDS.get(source.source_kind, "page publique")
    published, seen = source.source_date, source.seen_on
    if source.source_kind in HEARD:
        return f"{name}{_on(published or seen)} {ROLE_WORDS.get(source.source_role, '')}".strip()
    if published:
        return f"{name}, {partial_date(published)}"
    return f"{name}, relevée en {partial_date(seen[:7])}" if seen else name


def _on(day: str) -> str:
    """ " le 3 avril 2023", " en avril 2023", " en 2023"."""
    return f" {'le' if len(day) > 7 else 'en'} {partial_date(day)}" if day else ""
