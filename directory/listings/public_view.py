"""The one projection from what is stored to what the public may read.

Nothing public is rendered from a model: lists, maps, exports and feeds read a `PublicView`. Its fields are
the allow-list; a column added to a model appears nowhere until it is added here on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct

from directory.listings.closures import with_local_holidays
from directory.listings.codes import CONFIDENTIAL
from directory.listings.contacts import PROFESSIONALS, PUBLIC, Contact, best_first
from directory.listings.dated_closures import with_closures
from directory.listings.drafts import Draft
from directory.listings.fields import FIELDS, PHRASED, Kind
from directory.listings.phrases import ALL_HOURS, REVIEWED, Phrases, exact_words
from directory.listings.sources import Origin, origin_of
from directory.listings.verification import Verification
from directory.places import communes
from directory.places.departements import DEPARTEMENTS


# With a dictionary, for the fingerprint of the text it was read from.
class PublicView(Struct, frozen=True, kw_only=True, dict=True):
    """What anyone may read of a published listing. Latitude and longitude are WGS 84 degrees.

    Phones and e-mails are public ones, the best to try first. The origin of the site and of the address is
    None when it is that of the listing.

    Dates are ISO text; `source_date` may be partial ("2023-04"). Yes/no/unknown facts keep these words.
    A confidential listing has no commune, no address and no coordinates: they do not exist anywhere.
    """

    number: int
    slug: str
    name: str
    category: str
    operator: str
    summary: str
    description: str
    is_national: bool
    is_confidential: bool
    is_dedicated: str
    departements: tuple[str, ...]
    seat_departement: str
    commune: str
    code_insee: str
    postcode: str
    address: str
    latitude: float | None
    longitude: float | None
    precision: str
    minimum_age: int | None
    maximum_age: int | None
    genders: str
    admits_minors: str
    accepts_suspicion: str
    supports_professionals: str
    who_may_refer: tuple[str, ...]
    requirement: str
    response_delay: str
    walk_in: str
    closures: tuple[str, ...]
    languages: tuple[str, ...]
    step_free: str
    warm_handover: str
    handover_how: str
    places_tonight: int | None
    places_said_at: str
    capacity: str
    stay: str
    fallback: str
    hours: str
    hours_text: str
    timezone: str
    phones: tuple[Contact, ...]
    emails: tuple[Contact, ...]
    has_restricted_contact: bool
    website: str
    website_origin: Origin | None = None
    address_origin: Origin | None = None
    caveat: str
    source_url: str
    source_date: str
    source_kind: str
    source_seen: str
    source_role: str
    verified_on: str
    verified_how: str
    verified_by: str
    review_due_on: str
    modified_on: str

    @property
    def best_phone(self) -> Contact | None:
        """The number to call first, if there is one."""
        return self.phones[0] if self.phones else None

    @property
    def sits_in(self) -> tuple[str, ...]:
        """The departements whose public holidays it keeps: its seat, else those it serves."""
        return (self.seat_departement,) if self.seat_departement else self.departements

    @property
    def local_hours(self) -> str:
        """Its hours as they are evaluated: with the public holidays that only its departement has, and its
        closures.
        """
        return with_local_holidays(with_closures(self.hours, self.closures), self.sits_in)

    @property
    def fingerprint(self) -> int | None:
        """Of the stored text this view was read from; None for one that was not, such as a preview."""
        return vars(self).get("_fingerprint")


def can_be_called(view: PublicView) -> bool:
    """Whether anybody may call the service of a listing: it has a public number."""
    return bool(view.phones)


class Record(NamedTuple):
    """What a listing has besides its facts: its number, its address, its last check and change (ISO day), the
    places left tonight and the instant that was said (ISO, see `listings.tonight`).
    """

    number: int
    slug: str
    verification: Verification
    modified_on: str
    places_tonight: int | None = None
    places_said_at: str = ""


#: Facts that the public reads as a draft has them.
_AS_DRAFTED = tuple(
    name
    for name, field in FIELDS.items()
    if field.published and field.kind not in (Kind.CONTACTS, Kind.DEPARTEMENTS)
)
_drafted = attrgetter(*_AS_DRAFTED)


def public_view(draft: Draft, record: Record, phrases: Phrases = REVIEWED) -> PublicView:
    """Project the facts of a listing to what the public may read; `phrases`: those of confidential ones.

    The database already refuses a place for a confidential listing; dropping it here again costs nothing
    and keeps this function true on its own; so does reading no text of it but phrases. Contacts for
    professionals are counted, never copied.
    """
    place, is_confidential = draft.place, draft.disclosure == CONFIDENTIAL
    shown: dict[str, Any] = dict(zip(_AS_DRAFTED, _drafted(draft), strict=True))
    shown |= record.verification.as_facts()
    if is_confidential:
        # Its source is for the two people who publish it: a page may say where it is.
        place, shown["source_url"] = None, ""
        shown |= dict.fromkeys(PHRASED, "") | exact_words(shown, phrases)
        shown["hours"] = draft.hours if draft.hours in ALL_HOURS else ""
    departements = tuple(sorted(draft.departements))
    phones, emails = _for(draft.phones, PUBLIC), _for(draft.emails, PUBLIC)
    return PublicView(
        **shown,
        website_origin=origin_of(draft, "website"),
        address_origin=origin_of(draft, "address") if place else None,
        number=record.number,
        slug=record.slug,
        is_confidential=is_confidential,
        departements=departements,
        seat_departement=place.departement if place else "",
        commune=communes.find_commune_name(place.code_insee) if place else "",
        code_insee=place.code_insee if place else "",
        postcode=place.postcode if place else "",
        address=place.address if place and draft.disclosure == "address" else "",
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        precision=place.precision if place else "",
        timezone=_timezone(place.departement if place else next(iter(departements), "")),
        phones=phones,
        emails=emails,
        has_restricted_contact=len(phones) + len(emails) < len(draft.phones) + len(draft.emails),
        modified_on=record.modified_on,
        places_tonight=None if is_confidential else record.places_tonight,
        places_said_at="" if is_confidential else record.places_said_at,
    )


@dataclass(frozen=True, slots=True)
class ProfessionalView:
    """What an approved professional reads besides the public view: the contacts kept for professionals."""

    phones: tuple[Contact, ...]
    emails: tuple[Contact, ...]


def professional_view(draft: Draft) -> ProfessionalView:
    """Project the facts of a listing to the contacts kept for professionals.

    Called by `directory.accounts.access.read_contacts` alone, which checks who reads and records it.
    """
    return ProfessionalView(_for(draft.phones, PROFESSIONALS), _for(draft.emails, PROFESSIONALS))


def _for(contacts: Iterable[Contact], audience: str) -> tuple[Contact, ...]:
    """The contacts one audience reads, the best to try first."""
    return best_first(contact for contact in contacts if contact.audience == audience)


def _timezone(departement: str) -> str:
    """The IANA time zone of a departement; a national service keeps the time of Paris."""
    known = DEPARTEMENTS.get(departement)
    return known.timezone if known else "Europe/Paris"
