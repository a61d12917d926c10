"""Which mailbox of a structure may be written to, and the letter that asks whether its listings are true."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from directory.french.text import normalise
from directory.french.typography import long_date
from directory.keys import signed
from directory.keys.sealed import Keys
from directory.listings.codes import CONFIDENTIAL
from directory.mail import letters
from directory.mail.letters import Letter
from directory.models import Email, Listing, Reminder
from directory.permissions import Actor, require
from directory.publishing.publication import hold

#: How long a link is good.
PERIOD = timedelta(days=30)
PURPOSE = "reminder"
#: A structure that asks for another link waits that long after the last one.
AGAIN_AFTER = timedelta(hours=1)
#: Courts and the mailboxes where police and justice send requisitions.
MAGISTRATE = "referent_magistrate"
_NEVER_WRITTEN_TO = re.compile(r"justice fr|parquet|tribunal|\btj\b|requisition|signalement")

Send = Callable[[str, Letter], bool]
#: To whom, what, about which listings.
Written = tuple[str, Letter, Sequence[Listing]]


@dataclass(frozen=True, slots=True)
class Planned:
    """What sending its form would do for one listing: `words` say to whom; `obstacle` says why not, else "".

    `is_guarded`: its mailbox is one of requisitions or of a court, written to only once somebody marks it.
    """

    listing: Listing
    words: str
    obstacle: str = ""
    address: str = ""
    is_guarded: bool = False


def group_by_address(
    session: Session, listings: Sequence[Listing], marked: Collection[int] = ()
) -> Mapping[str, list[Listing]]:
    """The address to write to about each listing, and those it has; none of a confidential listing.

    A mailbox of requisitions or of a court is for urgent files of children: it is written to only for the
    listings `marked`, by number.
    """
    plain, guarded = _addresses(session, listings)
    grouped: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        address = plain.get(listing.id) or (guarded.get(listing.id) if listing.number in marked else None)
        if address:
            grouped[address].append(listing)
    return grouped


def plan(session: Session, listings: Sequence[Listing], marked: Collection[int] = ()) -> list[Planned]:
    """Say to whom the form of each listing would go; nothing is written."""
    plain, guarded = _addresses(session, listings)
    asked = select(Reminder.listing_id, Reminder.sent_at).where(
        col(Reminder.listing_id).in_([listing.id for listing in listings])
    )
    written = dict(session.exec(asked).all())
    found = []
    for listing in listings:
        address, is_guarded = plain.get(listing.id, ""), False
        if not address and (address := guarded.get(listing.id, "")):
            is_guarded = listing.number not in marked
        at = written.get(listing.id)
        already = f", déjà écrit le {long_date(at.date())}" if at else ""
        found.append(
            Planned(listing, f"à {address}{already}", _obstacle(listing, address, is_guarded=is_guarded),
                    address, is_guarded)
        )  # fmt: skip
    return found


def _obstacle(listing: Listing, address: str, *, is_guarded: bool) -> str:
    if listing.disclosure == CONFIDENTIAL:
        return "sous secret : elle se vérifie avec son opérateur"
    if listing.status != "published":
        return "elle n’est pas publiée"
    if not address:
        return "aucune adresse électronique"
    return f"{address} reçoit des réquisitions ou est d’une juridiction" if is_guarded else ""


def claim_forms(session: Session, listings: Sequence[Listing], *, by: Actor, at: datetime) -> None:
    """Give each listing a link good from now on; what its structure was typing stays. The caller commits."""
    require(by.writes)
    _renew(session, listings, at)


def write_again(
    session: Session, number: int, *, site: str, keys: Keys, at: datetime
) -> list[tuple[str, Letter]]:
    """Give a published listing another link, as its structure asks, and write the letter: to whom, and what.

    Nothing within an hour of the last one, nor where no letter may go. The caller commits.
    """
    found = session.exec(select(Listing).where(Listing.number == number)).one_or_none()
    if found is None or plan(session, [found])[0].obstacle:
        return []
    last = session.get(Reminder, found.id)
    if last is not None and last.sent_at > at - AGAIN_AFTER:
        return []
    _renew(session, [found], at)
    return [(to, it) for to, it, _ in write_to_structures(session, [found], site=site, keys=keys, at=at)]


def _renew(session: Session, listings: Sequence[Listing], at: datetime) -> None:
    hold(session)
    for listing in listings:
        known = session.get(Reminder, listing.id)
        if known is None:
            session.add(Reminder(listing_id=listing.id, sent_at=at))
        elif known.answered_at is None:
            known.sent_at = at
        else:
            session.delete(known)
            session.flush()
            session.add(Reminder(listing_id=listing.id, sent_at=at))
    session.flush()


def write_to_structures(
    session: Session,
    listings: Sequence[Listing],
    *,
    site: str,
    keys: Keys,
    at: datetime,
    sender: str = "",
    marked: Collection[int] = (),
) -> list[Written]:
    """One letter an address, with the link of each listing in `Reminder`; `sender`: the service that asks."""
    ids = [listing.id for listing in listings if listing.disclosure != CONFIDENTIAL]
    links = {
        row.listing_id: row.id.hex
        for row in session.exec(select(Reminder).where(col(Reminder.listing_id).in_(ids)))
    }
    return [
        (
            address,
            letters.still_true(
                [(each.name, f"{site}/verifier/{_token(keys, links[each.id], each, at)}") for each in some],
                f"{site}/mentions-legales",
                sender,
            ),
            some,
        )
        for address, some in group_by_address(session, listings, marked).items()
    ]


def _token(keys: Keys, reminder: str, listing: Listing, at: datetime) -> str:
    return signed.sign(keys, PURPOSE, f"{reminder}:{listing.number}", at + PERIOD)


def read_link(keys: Keys, token: str, at: datetime) -> UUID | None:
    """The identifier of the reminder a link carries, while it is good."""
    value = signed.read(keys, PURPOSE, token, at)
    return UUID(hex=value.partition(":")[0]) if value else None


def read_number(keys: Keys, token: str) -> int:
    """The number of the listing a link was about, however old it is; 0 when it says none."""
    number = (signed.read_late(keys, PURPOSE, token) or "").partition(":")[2]
    return int(number) if number.isdecimal() else 0


def _addresses(
    session: Session, listings: Sequence[Listing]
) -> tuple[Mapping[UUID, str], Mapping[UUID, str]]:
    """The address of each listing that may be written to, and those of requisitions or of a court."""
    ids = {listing.id: listing for listing in listings if listing.disclosure != CONFIDENTIAL}
    plain: dict[UUID, str] = {}
    guarded: dict[UUID, str] = {}
    # The professional address before the public one, each in the order of the listing.
    statement = select(Email).where(col(Email.listing_id).in_(list(ids)))
    for email in session.exec(statement.order_by(col(Email.audience), col(Email.id))):
        is_guarded = ids[email.listing_id].category == MAGISTRATE or _NEVER_WRITTEN_TO.search(
            normalise(f"{email.value} {email.label}")
        )
        (guarded if is_guarded else plain).setdefault(email.listing_id, email.value)
    return plain, guarded
