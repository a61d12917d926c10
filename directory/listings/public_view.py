"""The one projection from what is stored to what the public may read.

Nothing public is rendered from a model: lists, maps, exports and feeds read a `PublicView`. Its fields are
the allow-list; a column added to a model appears nowhere until it is added here on purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from directory.listings.closures import with_local_holidays
from directory.listings.contacts import PROFESSIONALS, PUBLIC, Contact, best_first
from directory.listings.fields import FIELDS, Kind

if TYPE_CHECKING:
    from directory.models import Email, Listing, Organization, Phone, Place


# With a dictionary, for the fingerprint of the text it was read from.
class PublicView(Struct, frozen=True, kw_only=True, dict=True):
    """What anyone may read of a published listing. Latitude and longitude are WGS 84 degrees.

    Phones and e-mails are public ones, the best to try first.

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
    caveat: str
    source_url: str
    source_date: str
    source_kind: str
    source_seen: str
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
        """Its hours as they are evaluated: with the public holidays that only its departement has."""
        return with_local_holidays(self.hours, self.sits_in)

    @property
    def fingerprint(self) -> int | None:
        """Of the stored text this view was read from; None for one that was not, such as a preview."""
        return vars(self).get("_fingerprint")


def can_be_called(view: PublicView) -> bool:
    """Whether anybody may call the service of a listing: it has a public number."""
    return bool(view.phones)


_contact = attrgetter(*Contact._fields)


def _contacts(rows: Sequence[Phone | Email], audience: str) -> tuple[Contact, ...]:
    """The contacts one audience reads, the best to try first."""
    return best_first(Contact._make(_contact(row)) for row in rows if row.audience == audience)


#: Facts that the public reads as they are stored.
_AS_STORED = tuple(
    name
    for name, field in FIELDS.items()
    if field.published
    and field.kind not in (Kind.CODES, Kind.CONTACTS, Kind.DEPARTEMENTS)
    and name != "operator"
)
_stored = attrgetter(*_AS_STORED)


def public_view(
    listing: Listing,
    *,
    organization: Organization | None,
    departements: Sequence[str],
    place: Place | None,
    commune_name: str,
    phones: Sequence[Phone],
    emails: Sequence[Email],
    timezone: str,
) -> PublicView:
    """Project a listing and its children to what the public may read.

    The database already refuses a place for a confidential listing; dropping it here again costs nothing
    and keeps this function true on its own. Contacts for professionals are counted, never copied.
    """
    stored = dict(zip(_AS_STORED, _stored(listing), strict=True))
    if listing.disclosure == "confidential":
        # Its source is for the two people who publish it: a page may say where it is.
        place, stored["source_url"] = None, ""
    public_phones, public_emails = _contacts(phones, PUBLIC), _contacts(emails, PUBLIC)
    return PublicView(
        **stored,
        number=listing.number,
        slug=listing.slug,
        operator=organization.name if organization else "",
        is_confidential=listing.disclosure == "confidential",
        departements=tuple(sorted(departements)),
        seat_departement=place.departement if place else "",
        commune=commune_name if place else "",
        code_insee=place.code_insee if place else "",
        postcode=place.postcode if place else "",
        address=place.address if place and listing.disclosure == "address" else "",
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
        precision=place.precision if place else "",
        who_may_refer=tuple(listing.who_may_refer.split()),
        timezone=timezone,
        phones=public_phones,
        emails=public_emails,
        has_restricted_contact=len(public_phones) + len(public_emails) < len(phones) + len(emails),
        verified_on=listing.verified_on.isoformat() if listing.verified_on else "",
        verified_how=listing.verified_how,
        verified_by=listing.verified_by,
        review_due_on=listing.review_due_on.isoformat() if listing.review_due_on else "",
        modified_on=listing.modified_on.isoformat(),
    )


@dataclass(frozen=True, slots=True)
class ProfessionalView:
    """What an approved professional reads besides the public view: the contacts kept for professionals."""

    phones: tuple[Contact, ...]
    emails: tuple[Contact, ...]


def professional_view(phones: Sequence[Phone], emails: Sequence[Email]) -> ProfessionalView:
    """Project the contacts of a listing to those kept for professionals.

    Called by `directory.accounts.access.read_contacts` alone, which checks who reads and records it.
    """
    return ProfessionalView(_contacts(phones, PROFESSIONALS), _contacts(emails, PROFESSIONALS))
