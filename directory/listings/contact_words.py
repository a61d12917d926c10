"""What is said beside a contact: what answers there, where it was read and when, what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directory.french.typography import partial_date
from directory.listings.codes import SOURCE_KINDS
from directory.listings.contacts import BY_PHONE, MAILBOX, Contact
from directory.listings.heads import old_year

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
        source=source_words(contact.source_kind, contact.source_date, contact.seen_on),
        source_url=contact.source_url,
        year=f"{'adresse' if is_mail else 'numéro'} de {year}" if year else "",
        warning=warning,
        confirmed=", ".join(part for part in (confirmed, contact.confirmed_by) if part),
    )


def _disagree(one: Contact, other: Contact) -> bool:
    """Whether two sources name the same thing by two values."""
    return (one.kind, one.label) == (other.kind, other.label) and one.source_url != other.source_url


def source_words(kind: str, published: str, seen: str) -> str:
    """Name the kind of a source and its date: "page officielle, avril 2023".

    `published` is the date of the source, `seen` when it was read, both ISO and possibly partial or empty.
    """
    name = SOURCE_KINDS.get(kind, "page publique")
    if kind == BY_PHONE:
        heard = published or seen
        return f"{name}, {partial_date(heard)}" if heard else name
    if published:
        return f"{name}, {partial_date(published)}"
    return f"{name}, relevée en {partial_date(seen[:7])}" if seen else name
