"""The one writer of listings, of one or ten thousand: what they own, their history, what the public reads.

Nothing goes through the ORM: every statement carries a batch, and the projections are made from the facts
instead of being read back. What may be stored is decided before (`storing.listing`, `storing.many`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from secrets import token_hex
from typing import Any, NamedTuple
from uuid import UUID

from msgspec import convert
from sqlalchemy import delete, func
from sqlmodel import Session, SQLModel, col, select

from directory.database.rows import among, batches, insert_columns, insert_rows, update_columns
from directory.listings.codes import CONFIDENTIAL, REVISION_WORDS
from directory.listings.contacts import Contact
from directory.listings.drafts import Draft, DraftPlace
from directory.listings.fields import SEVERAL_WORDS
from directory.listings.phrases import Phrases, to_columns
from directory.listings.public_view import PublicView, Record, public_view
from directory.listings.slugs import make_slug
from directory.listings.verification import (
    Verification,
    columns_of,
    read_verification,
    verification_of_row,
)
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place
from directory.publishing import publication
from directory.publishing.index_writing import Change
from directory.publishing.phrases import known_phrases
from directory.storing.former import Facts, Former

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
Progress = Callable[[int], None]
#: Listings written together: their words are counted, and each index walked, once.
_BATCH = 1000
#: The columns of a listing, but its identifier.
_COLUMNS = tuple(field.name for field in SQLModel.metadata.tables["listing"].columns if field.name != "id")
_PLACE = DraftPlace.__struct_fields__
#: What every new listing says: nobody checked it.
_NEW: Mapping[str, Any] = {
    "version": 1, "places_tonight": None, "places_said_at": None, **columns_of(Verification())
}  # fmt: skip
#: The row of a listing and its facts.
Touched = tuple[dict[str, Any], Facts]
#: The row of a listing and what it was.
Changed = tuple[dict[str, Any], Former]


class Stored(NamedTuple):
    """What storing one draft did: `outcome` is new, changed or unchanged; `version` the listing's own."""

    number: int
    version: int
    outcome: str


def write_states(
    session: Session,
    states: Sequence[Facts],
    known: Mapping[str, Former],
    *,
    by: str,
    at: datetime,
    verb: str = "",
    always: bool = False,
    progress: Progress = lambda done: None,
) -> list[Stored]:
    """Bring listings to these states, keep their history, publish them; say what was done, in their order.

    `states`: what `states.state_of` says of drafts, one for each reference, which may be stored. One may also
    hold the facts of a `Verification`; without them what is known of the check stays. `known`: the listings
    that bear these references, as `find_former` read them once `publication.hold` was called. `verb` names
    the revisions when they are not just creations and edits. What changes nothing is not written, unless
    `always`: a second check of a day is one more line of the history. `progress` gets running counts.
    """
    assert not verb or verb in REVISION_WORDS, f"no French word for {verb}"
    writer = _Writer(session, by[:200], at, verb, always, len(states))
    stored: list[Stored] = []
    for batch in batches(states, _BATCH):
        stored += writer.write(batch, known)
        progress(len(stored))
    writer.finish()
    if any(one.outcome != UNCHANGED for one in stored):
        publication.raise_version(session)
    return stored


class _Writer:
    """Writes batches of states; remembers the names and numbers already given."""

    def __init__(self, session: Session, by: str, at: datetime, verb: str, always: bool, most: int) -> None:
        self._session, self._by, self._at, self._verb, self._always = session, by, at, verb, always
        self._today = at.date()
        self._phrases = known_phrases(session)
        self._connection = session.connection()
        self._last = int(session.exec(select(func.coalesce(func.max(Listing.number), 0))).one())
        # Drawn by chance, given in order: each index of a batch is then written from one end to the other.
        self._ids = iter(sorted(token_hex(16) for _ in range(most)))
        self._organizations: dict[str, str] = {}
        self._slugs: dict[str, set[str]] = {}
        self._slug_counts: dict[str, int] = {}
        self._given: set[str] = set()
        self._index = Change(session)

    def write(self, states: Sequence[Facts], known: Mapping[str, Former]) -> list[Stored]:
        """Store one batch."""
        outcomes: list[Stored] = []
        touched: list[Touched] = []
        new: list[dict[str, Any]] = []
        changed: list[Changed] = []
        self._name_organizations(states)
        drafts = {facts["ref"]: _draft(facts) for facts in states if _is_named(facts, known)}
        slugs = {ref: make_slug(draft) for ref, draft in drafts.items()}
        self._learn_slugs(slugs.values())
        for facts in states:
            former = known.get(facts["ref"])
            if former and not self._always and former.says(facts):
                outcomes.append(Stored(former.row["number"], former.row["version"], UNCHANGED))
                continue
            row = self._row(facts, former, slugs)
            if former:
                changed.append((row, former))
            else:
                new.append(row)
            touched.append((row, facts))
            outcomes.append(Stored(row["number"], row["version"], CHANGED if former else NEW))
        self._write_rows(new, changed)
        self._write_children(touched)
        revisions = [self._revision(row, known.get(facts["ref"]), facts) for row, facts in touched]
        insert_rows(self._session, "revision", revisions)
        held = {identifier.hex for identifier in publication.find_held(self._session)}
        public = [one for one in touched if one[0]["status"] == "published" and one[0]["id"] not in held]
        shown = [
            _project(row, drafts.get(facts["ref"]) or _draft(facts), self._phrases) for row, facts in public
        ]
        publication.swap_views(self._session, [row["number"] for row, _ in changed], shown, self._index)
        return outcomes

    def finish(self) -> None:
        """Write what all batches change in the search index."""
        self._index.write()

    def _row(self, facts: Facts, former: Former | None, slugs: Mapping[str, str]) -> dict[str, Any]:
        """The row of a listing as these facts make it, and the facts that are rows elsewhere."""
        row: dict[str, Any]
        if former:
            row = {**former.row, **facts, "id": former.row["id"].hex, "version": former.row["version"] + 1}
        else:
            self._last += 1
            row = {**_NEW, **facts, "id": next(self._ids), "number": self._last}
        if facts["ref"] in slugs:
            row["slug"] = self._free_slug(slugs[facts["ref"]], former.row["slug"] if former else "")
        if "verified_on" in facts:
            row |= columns_of(read_verification(facts))
        if former is None or not former.is_only_checked(facts):
            row["modified_on"] = self._today
        row |= {name: " ".join(facts[name]) for name in SEVERAL_WORDS}
        row |= to_columns(row, self._phrases)
        row["organization_id"] = self._organizations[facts["operator"]] if facts["operator"] else None
        return row

    def _write_rows(self, new: Sequence[Mapping[str, Any]], changed: Sequence[Changed]) -> None:
        """Insert and update listings; the children of changed ones go first, for the key of places."""
        ids = [former.row["id"] for _, former in changed]
        for model in (ListingDepartement, Phone, Email, Place):
            if ids:
                self._connection.execute(delete(model).where(col(model.listing_id).in_(ids)))
        kept: dict[str, list[Any]] = {"id": [row["id"] for row, _ in changed]}
        for name in _COLUMNS if changed else ():
            after = [row[name] for row, _ in changed]
            if after != [_digits(former.row[name]) for _, former in changed]:
                kept[name] = after
        update_columns(self._session, "listing", kept)
        columns = {name: list(map(itemgetter(name), new)) for name in ("id", *_COLUMNS)}
        insert_columns(self._session, "listing", columns)

    def _write_children(self, touched: Sequence[Touched]) -> None:
        owners, served = _owned(touched, "departements")
        insert_columns(self._session, "listing_departement", {"listing_id": owners, "departement": served})
        for table, name in (("phone", "phones"), ("email", "emails")):
            owners, contacts = _owned(touched, name)
            if contacts:
                columns = dict(zip(Contact._fields, zip(*contacts, strict=True), strict=True))
                insert_columns(self._session, table, {"listing_id": owners, **columns})
        seated = [(row, facts["place"]) for row, facts in touched if facts["place"]]
        own = {name: [place[name] for _, place in seated] for name in _PLACE}
        owners = [row["id"] for row, _ in seated]
        kinds = [row["disclosure"] for row, _ in seated]
        insert_columns(self._session, "place", {"listing_id": owners, "disclosure": kinds, **own})

    def _revision(self, row: Mapping[str, Any], former: Former | None, facts: Facts) -> dict[str, Any]:
        return {
            "listing_id": row["id"],
            "at": self._at,
            "by": self._by,
            "verb": self._verb or ("edit" if former else "create"),
            "before": former.state if former else None,
            "after": {**facts, **verification_of_row(row).as_facts()},
        }

    def _name_organizations(self, states: Sequence[Facts]) -> None:
        """Learn the identifiers of the operators of a batch, making those that are new."""
        names = sorted({facts["operator"] for facts in states} - {""} - self._organizations.keys())
        if not names:
            return
        known = among(self._session, col(Organization.name), names)
        statement = select(Organization.name, Organization.id).where(known)
        self._organizations |= {name: key.hex for name, key in self._session.exec(statement)}
        made: list[dict[str, Any]] = [
            {"id": token_hex(16), "name": name} for name in names if name not in self._organizations
        ]
        insert_rows(self._session, "organization", made)
        self._organizations |= {row["name"]: row["id"] for row in made}

    def _learn_slugs(self, slugs: Collection[str]) -> None:
        """Learn which of the slugs a batch wants are taken, and by whom they are followed."""
        wanted = set(slugs) - self._slugs.keys()
        statement = select(Listing.slug).where(among(self._session, col(Listing.slug), wanted))
        for slug in self._session.exec(statement).all():
            same = select(Listing.slug).where(col(Listing.slug).startswith(slug, autoescape=True))
            self._slugs[slug] = set(self._session.exec(same))

    def _free_slug(self, wanted: str, own: str) -> str:
        """A slug, with a number behind it when another listing has it than the one that has `own`."""
        taken, count, slug = self._slugs.get(wanted, self._given), self._slug_counts.get(wanted, 1), wanted
        while slug != own and (slug in taken or slug in self._given):
            count += 1
            slug = f"{wanted}-{count}"
        self._slug_counts[wanted] = count
        self._given.add(slug)
        return slug


def _is_named(facts: Facts, known: Mapping[str, Former]) -> bool:
    """Whether a listing gets an address: a new one, or one that is hidden.

    The former address of the latter may have been made of a name that said where it is.
    """
    former = known.get(facts["ref"])
    return former is None or facts["disclosure"] == CONFIDENTIAL != former.row["disclosure"]


def _digits(value: Any) -> Any:
    """An identifier as statements here write it; anything else as it is."""
    return value.hex if isinstance(value, UUID) else value


def _owned(touched: Sequence[Touched], name: str) -> tuple[list[str], list[Any]]:
    """The values of a fact of several listings in one list, after the list of their owners' identifiers."""
    owners = [row["id"] for row, facts in touched for _ in facts[name]]
    return owners, [one for _, facts in touched for one in facts[name]]


def _draft(facts: Facts) -> Draft:
    """The draft that a state was made of; other keys of the state are ignored."""
    return convert(facts, Draft)


def _project(row: Mapping[str, Any], draft: Draft, phrases: Phrases) -> PublicView:
    """The public view of a listing just written, from what was written."""
    check, changed = verification_of_row(row), row["modified_on"].isoformat()
    said_at = row["places_said_at"].isoformat() if row["places_said_at"] else ""
    record = Record(row["number"], row["slug"], check, changed, row["places_tonight"], said_at)
    return public_view(draft, record, phrases)
