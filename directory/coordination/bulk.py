"""Many listings at once: choosing them, what each lacks, acts told before they are done, undone in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from directory.accounts import events
from directory.coordination import call_turns
from directory.editing import listings as editing
from directory.editing.listings import Stale
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL, STATUS_WORDS
from directory.listings.drafts import Draft, check
from directory.listings.phrases import Phrases
from directory.models import Listing, Phone, Revision
from directory.permissions import Actor, require
from directory.publishing.phrases import known_phrases
from directory.publishing.publication import hold
from directory.publishing.stored import read_drafts
from directory.storing.kept import kept_by
from directory.storing.listing import Refused
from directory.storing.two_people import needs_two

PUBLISH, ARCHIVE = "publier", "archiver"
ACTS: Mapping[str, str] = {PUBLISH: "Publier", ARCHIVE: "Archiver"}
#: An act that changes no listing, done by `structure_letters`.
WRITE, WRITE_LABEL = "ecrire", "Envoyer le formulaire"
#: Another, done by `call_turns`: whoever is given a listing finds it at the head of their calls.
GIVE, GIVE_LABEL = "confier", "Confier"
#: Why listings are archived together: closed words, kept in the journal.
REASONS: Mapping[str, str] = {
    "closed": "service fermé", "double": "en double", "beside": "hors sujet", "asked": "à sa demande"
}  # fmt: skip
MOST = 200
#: A source older than this is worth another look.
OLD_YEARS = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which listings: empty fields choose nothing. `before`: a year, that of an older source."""

    q: str = ""
    status: str = ""
    departement: str = ""
    category: str = ""
    before: str = ""
    is_unverified: bool = False
    has_no_number: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """What an act would do to one listing: `words` say it; `obstacle` says why it is left, else ""."""

    listing: Listing
    words: str
    obstacle: str = ""


def read_wanted(source: Mapping[str, str], departement: str) -> Wanted:
    """Read the filters of an address; what is not one of them chooses nothing."""
    status, category, before = (source.get(name, "") for name in ("etat", "categorie", "avant"))
    return Wanted(
        q=source.get("q", "")[:80],
        status=status if status in STATUS_WORDS else "",
        departement=departement,
        category=category if category in CATEGORIES else "",
        before=before if len(before) == 4 and before.isdecimal() else "",
        is_unverified="jamais" in source,
        has_no_number="sans-numero" in source,
    )


def find_listings(session: Session, by: Actor, wanted: Wanted) -> list[Listing]:
    """Return the listings somebody keeps that are wanted, by name, `MOST` of them at most."""
    require(by.writes)
    asked: list[ColumnElement[bool]] = [kept_by(by, wanted.departement)]
    if wanted.q:
        asked.append(col(Listing.name).icontains(wanted.q, autoescape=True))
    if wanted.status:
        asked.append(col(Listing.status) == wanted.status)
    if wanted.category:
        asked.append(col(Listing.category) == wanted.category)
    if wanted.before:
        asked += [col(Listing.source_date) != "", col(Listing.source_date) < wanted.before]
    if wanted.is_unverified:
        asked.append(col(Listing.verified_on).is_(None))
    if wanted.has_no_number:
        asked.append(col(Listing.id).not_in(select(Phone.listing_id)))
    statement = select(Listing).where(*asked).order_by(Listing.name, col(Listing.number))
    return list(session.exec(statement.limit(MOST)))


def find_lacks(session: Session, listings: Sequence[Listing], at: datetime) -> dict[int, str]:
    """Say what each draft among some listings lacks before it is published, by number."""
    drafts = [listing for listing in listings if listing.status == "draft"]
    phrases, oldest = known_phrases(session), str(at.year - OLD_YEARS)
    found = {}
    for listing, draft in zip(drafts, read_drafts(session, drafts), strict=True):
        lacks = [problem.message.rstrip(".") for problem in check(draft, phrases)]
        lacks += ["un numéro"] if not draft.phones and draft.disclosure != CONFIDENTIAL else []
        lacks += ["de savoir s’il reçoit des mineurs"] if draft.admits_minors == "unknown" else []
        lacks += ["une source plus récente"] if draft.source_date and draft.source_date < oldest else []
        found[listing.number] = ", ".join(lacks)
    return found


def plan(session: Session, listings: Sequence[Listing], act: str) -> list[Planned]:
    """Say what an act of `ACTS` would do to each listing; nothing is written. Raise KeyError for another."""
    assert ACTS[act]
    phrases = known_phrases(session)
    found = []
    for listing, draft in zip(listings, read_drafts(session, listings), strict=True):
        if listing.status == _TARGETS[act]:
            found.append(Planned(listing, "", "elle l’est déjà"))
        elif act == ARCHIVE:
            found.append(Planned(listing, f"{STATUS_WORDS[listing.status]} → archivée"))
        else:
            found.append(_plan_publication(listing, draft, phrases))
    return found


def plan_giving(session: Session, listings: Sequence[Listing]) -> list[Planned]:
    """Say which listings may be given to somebody who will call them; nothing is written."""
    found = []
    for listing in listings:
        owner = call_turns.find_owner(session, listing)
        obstacle = f"{owner} l’a déjà" if owner else ""
        if listing.disclosure == CONFIDENTIAL:
            obstacle = "sous secret : elle se vérifie avec son opérateur"
        elif listing.status != "published":
            obstacle = "elle n’est pas publiée : on n’appelle que ce qui paraît"
        found.append(Planned(listing, "à appeler", obstacle))
    return found


def do(
    session: Session, listings: Sequence[Listing], act: str, *, reason: str, by: Actor, at: datetime
) -> tuple[int, int]:
    """Do an act to every listing that it may be done to; return its first and last revisions, 0 for none.

    Archiving takes one of `REASONS`, kept in the journal. The caller commits. Raise NotAllowed, KeyError.
    """
    hold(session)
    before = _last_revision(session)
    done = [each.listing for each in plan(session, listings, act) if not each.obstacle]
    drafts = read_drafts(session, done)
    for listing, draft in zip(done, drafts, strict=True):
        if act == ARCHIVE:
            editing.archive(session, listing, by=by, at=at)
        else:
            wanted = replace(draft, status="published")
            editing.save(session, wanted, by=by, at=at, version=listing.version)
    if act == ARCHIVE and done:
        detail = f"{REASONS[reason]} : {', '.join(str(listing.number) for listing in done)}"
        events.record(session, None, "archive_many", at=at, by=by.email, detail=detail[:300])
    session.flush()
    after = _last_revision(session)
    return (before + 1, after) if after > before else (0, 0)


def undo(session: Session, first: int, last: int, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Take back one's own revisions of an act; return how many came back, and how many changed since."""
    hold(session)
    mine = (col(Revision.id).between(first, min(last, first + MOST)), col(Revision.by) == by.email)
    revisions = session.exec(select(Revision).where(*mine).order_by(col(Revision.id))).all()
    back = left = 0
    for revision in revisions:
        listing = session.exec(select(Listing).where(Listing.id == revision.listing_id)).one()
        try:
            with session.begin_nested():
                editing.undo(session, listing, revision.id or 0, by=by, at=at)
            back += 1
        except (Stale, Refused):
            left += 1
    return back, left


_TARGETS = {PUBLISH: "published", ARCHIVE: "archived"}


def _plan_publication(listing: Listing, draft: Draft, phrases: Phrases) -> Planned:
    after = replace(draft, status="published")
    if listing.status == "archived":
        return Planned(listing, "", "archivée : rétablissez-la depuis sa page")
    if problems := check(after, phrases):
        return Planned(listing, "", " ".join(problem.message for problem in problems))
    if needs_two(draft, after):
        return Planned(listing, "proposée à une deuxième personne")
    return Planned(listing, f"{STATUS_WORDS[listing.status]} → publiée")


def _last_revision(session: Session) -> int:
    statement = select(Revision.id).order_by(col(Revision.id).desc()).limit(1)
    return session.exec(statement).one_or_none() or 0
