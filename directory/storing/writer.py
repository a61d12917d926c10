"""Writing drafts by batches: listings, what they own, their history and what the public reads of them.

Nothing goes through the ORM: every statement carries a batch, and the projections are made from the facts
instead of being read back. What may be stored is decided before (`directory.storing.many`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from secrets import token_hex
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func
from sqlmodel import Session, SQLModel, col, select

from directory.database.rows import among, insert_columns, insert_rows, update_columns
from directory.listings.contacts import Contact
from directory.listings.drafts import DraftPlace
from directory.listings.public_view import PublicView, public_view
from directory.listings.slugs import make_slug
from directory.listings.verification import Verification, verification_of
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place
from directory.places import communes
from directory.publishing import publication
from directory.storing.former import Former
from directory.storing.listing import CHANGED, NEW, UNCHANGED

#: The columns of a listing, but its identifier.
_COLUMNS = tuple(field.name for field in SQLModel.metadata.tables["listing"].columns if field.name != "id")
_PLACE = DraftPlace.__struct_fields__
#: What every new listing says: nobody checked it.
_NEW: Mapping[str, Any] = {
    "version": 1, "verified_on": None, "verified_by": "", "verified_how": "", "review_due_on": None
}  # fmt: skip
_NEVER = Verification().as_facts()
#: What a revision says of a listing (`stored_drafts.state_of`).
Facts = Mapping[str, Any]
#: The row of a listing and its facts.
Touched = tuple[dict[str, Any], Facts]
#: The row of a listing and what it was.
Changed = tuple[dict[str, Any], Former]


class _Attributes:
    """Facts read as the attributes of a model; one of the ORM would cost a hundred times as much."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.__dict__ = facts  # type: ignore[assignment]


#: What the projection takes for a model.
_as: Callable[[Mapping[str, Any]], Any] = _Attributes


class Stored(NamedTuple):
    """What storing one draft did: `outcome` is new, changed or unchanged; `version` the listing's own."""

    number: int
    version: int
    outcome: str


class Writer:
    """Writes batches of drafts; remembers the names and numbers already given."""

    def __init__(self, session: Session, by: str, at: datetime, verb: str, most: int) -> None:
        self._session, self._by, self._at, self._verb = session, by, at, verb
        self._today = at.date()
        self._connection = session.connection()
        self._last = int(session.exec(select(func.coalesce(func.max(Listing.number), 0))).one())
        # Drawn by chance, given in order: each index of a batch is then written from one end to the other.
        self._ids = iter(sorted(token_hex(16) for _ in range(most)))
        self._organizations: dict[str, str] = {}
        self._slugs: dict[str, set[str]] = {}
        self._slug_counts: dict[str, int] = {}
        self._given: set[str] = set()

    def write(self, states: Sequence[Facts], known: Mapping[str, Former]) -> list[Stored]:
        """Store one batch."""
        outcomes: list[Stored] = []
        touched: list[Touched] = []
        new: list[dict[str, Any]] = []
        changed: list[Changed] = []
        self._name_organizations(states)
        slugs = {state["ref"]: make_slug(_as(state)) for state in states if state["ref"] not in known}
        self._learn_slugs(slugs.values())
        for facts in states:
            former = known.get(facts["ref"])
            if former and former.state is not None and facts.items() <= former.state.items():
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
        shown = [_project(*one) for one in touched if one[0]["status"] == "published"]
        publication.swap_views(self._session, [row["number"] for row, _ in changed], shown)
        return outcomes

    def _row(self, facts: Facts, former: Former | None, slugs: Mapping[str, str]) -> dict[str, Any]:
        """The row of a listing as these facts make it, and the facts that are rows elsewhere."""
        if former:
            row = {**former.row, **facts, "id": former.row["id"].hex, "version": former.row["version"] + 1}
        else:
            self._last += 1
            slug = self._free_slug(slugs[facts["ref"]])
            row = {**facts, **_NEW, "id": next(self._ids), "number": self._last, "slug": slug}
        row["who_may_refer"] = " ".join(facts["who_may_refer"])
        row["organization_id"] = self._organizations[facts["operator"]] if facts["operator"] else None
        row["modified_on"] = self._today
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
        checked = verification_of(_as(row)).as_facts() if former else _NEVER
        return {
            "listing_id": row["id"],
            "at": self._at,
            "by": self._by,
            "verb": self._verb or ("edit" if former else "create"),
            "before": former.state if former else None,
            "after": {**facts, **checked},
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
            {"id": token_hex(16), "name": name, "website": "", "email": "", "phone": ""}
            for name in names
            if name not in self._organizations
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

    def _free_slug(self, wanted: str) -> str:
        """A slug, with a number behind it when another listing has it."""
        taken, count, slug = self._slugs.get(wanted, self._given), self._slug_counts.get(wanted, 1), wanted
        while slug in taken or slug in self._given:
            count += 1
            slug = f"{wanted}-{count}"
        self._slug_counts[wanted] = count
        self._given.add(slug)
        return slug


def _digits(value: Any) -> Any:
    """An identifier as statements here write it; anything else as it is."""
    return value.hex if isinstance(value, UUID) else value


def _owned(touched: Sequence[Touched], name: str) -> tuple[list[str], list[Any]]:
    """What listings own under a name, end to end, and before it whose each is."""
    owners = [row["id"] for row, facts in touched for _ in facts[name]]
    return owners, [one for _, facts in touched for one in facts[name]]


def _project(row: Mapping[str, Any], facts: Facts) -> PublicView:
    """The public view of a listing just written, from what was written."""
    place, departements = facts["place"], facts["departements"]
    seat = place["departement"] if place else next(iter(sorted(departements)), "")
    return public_view(
        _as(row),
        organization=_as({"name": facts["operator"]}) if facts["operator"] else None,
        departements=departements,
        place=_as(place) if place else None,
        commune_name=communes.find_commune_name(place["code_insee"]) if place else "",
        phones=_contacts(facts["phones"]),
        emails=_contacts(facts["emails"]),
        timezone=publication.timezone_of(seat),
    )


def _contacts(found: Sequence[Sequence[str]]) -> Any:
    """Contacts as the projection reads them."""
    return list(map(Contact._make, found))
