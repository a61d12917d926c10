"""The list of purges, which travels beside backups: which listings are confidential now, and nothing of them.

A backup knows nothing of what was hidden after it. The list, written anew by each backup into its folder,
tells a machine that never knew: what it names is hidden again, whatever the backup says.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson
from msgspec.structs import replace
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from directory.backup.files import Unusable
from directory.editing.purge import make_confidential
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft
from directory.models import Listing
from directory.places.clues import find_clues_in_address
from directory.publishing.stored import read_draft
from directory.storing.listing import change_listing
from directory.storing.two_people import HOUSING

NAME = "fiches-sous-secret.json"
ABSENT = (
    "Cette machine ne sait pas quelles fiches sont passées sous secret depuis cette sauvegarde. Donnez la "
    f"liste la plus récente, {NAME}, que chaque sauvegarde écrit à côté d’elle (--purges FICHIER), ou cachez "
    "tous les hébergements en attendant (--hide-housing)."
)
#: A list is written every night: an older one may not know what was hidden since.
FRESH = timedelta(hours=48)
STALE = (
    "La liste des fiches sous secret est du {day} : ce qui a été caché depuis n’y est pas. Donnez la plus "
    f"récente, {NAME} (--purges FICHIER). Si aucune sauvegarde n’a été faite depuis, dites-le "
    "(--list-of {day}) ; sinon cachez tous les hébergements en attendant (--hide-housing)."
)
#: What a listing hidden by the list is called until two people publish it again, and its source.
BLANK, NO_SOURCE = "Ressource sous secret", "https://source-effacee.invalid/"
BY = "restauration"


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of secrecy besides the replaced database: listings of a list, or that nobody knows."""

    listings: frozenset[UUID] = frozenset()
    hides_housing: bool = False


NOTHING = Told()


@dataclass(frozen=True, slots=True)
class Purges:
    """The confidential listings when the list was written (UTC)."""

    at: datetime
    listings: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Said:
    """What whoever restores says of secrecy: which list, of which day it is the latest, that nobody knows."""

    file: Path | None = None
    latest: date | None = None
    hides_housing: bool = False


UNSAID = Said()


def find_told(said: Said, beside: Path, at: datetime, *, knows: bool) -> Told:
    """What is known of the listings hidden since a backup; raise `Unusable` when nothing is.

    `beside`: where the list would be beside the backup; `knows`: whether the replaced database knew the
    listings of the backup, and then says itself which are hidden.
    """
    file = said.file or (beside if beside.is_file() else None)
    purges = read_purges(file) if file else None
    if not (knows or said.hides_housing):
        if purges is None:
            raise Unusable(ABSENT)
        if at - purges.at > FRESH and purges.at.date() != said.latest:
            raise Unusable(STALE.format(day=purges.at.date()))
    return Told(purges.listings if purges else frozenset(), said.hides_housing)


def write_purges(engine: Engine, folder: Path) -> None:
    """Write the list of today into a folder of backups, in place of the former one, for its owner alone."""
    with Session(engine) as session:
        hidden = session.exec(select(Listing.id).where(Listing.disclosure == CONFIDENTIAL)).all()
    told = {"at": datetime.now(UTC).isoformat(), "listings": sorted(identifier.hex for identifier in hidden)}
    draft = folder / f".{NAME}.part"
    descriptor = os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(told))
    draft.replace(folder / NAME)


def read_purges(file: Path) -> Purges:
    """Return the list of a file; raise `Unusable` when it is none."""
    try:
        told = orjson.loads(file.read_bytes())
        return Purges(datetime.fromisoformat(told["at"]), frozenset(map(UUID, told["listings"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unusable(f"{file} n’est pas une liste de fiches sous secret.") from error


def hide_listed(session: Session, listings: Collection[UUID], at: datetime) -> int:
    """Hide what the list names and the database shows, under no name, as drafts; return how many."""
    shown = select(Listing).where(col(Listing.id).in_(listings), Listing.disclosure != CONFIDENTIAL)
    found = session.exec(shown).all()
    for listing in found:
        make_confidential(session, listing, by=BY, at=at, draft=_blank(read_draft(session, listing)))
    return len(found)


def hide_housing(session: Session, at: datetime) -> int:
    """Withdraw every published housing option until somebody says which are hidden; return how many."""
    slugs = [category.slug for category in CATEGORIES.values() if category.group == HOUSING]
    published = select(Listing).where(col(Listing.category).in_(slugs), Listing.status == "published")
    found = session.exec(published).all()
    for listing in found:
        change_listing(session, listing, {"status": "draft"}, by=BY, at=at, verb="restore")
    return len(found)


def _blank(draft: Draft) -> Draft:
    """A listing of which only coded facts are left: nobody here knows what it may be called."""
    is_told = find_clues_in_address(draft.source_url, draft.departements)
    return replace(
        draft, ref=f"fiche-{os.urandom(8).hex()}", name=BLANK, operator="", website="", status="draft",
        source_url=NO_SOURCE if is_told else draft.source_url,
    )  # fmt: skip
