"""Storing many drafts in few statements: the rules, histories and publication of `actions.put_listing`.

A file of ten thousand rows is one transaction here: every statement carries a batch, nothing goes through
the ORM, and the projections are made from the drafts instead of being read back. The caller commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from secrets import token_hex
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, update
from sqlmodel import Session, SQLModel, col, select

from directory import communes, publication
from directory.actions import CHANGED, CONFIDENTIAL, NEW, UNCHANGED, Refused
from directory.bulk_rows import among, batches, insert_columns, insert_rows, with_room
from directory.disclosure import PublicView, public_view
from directory.drafts import Draft, Problem, check, make_slug, with_stored_phones
from directory.editing.stored_drafts import draft_of_state, state_of
from directory.editing.verification import Verification, verification_of
from directory.known_listings import SECRECY, Former, crosses_secrecy, find_former
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place

_LISTING = SQLModel.metadata.tables["listing"]
_COLUMNS = tuple(column for column in _LISTING.columns if column.name != "id")
#: What every new listing says: nobody checked it.
_NEW: Mapping[str, Any] = {
    "version": 1, "verified_on": None, "verified_by": "", "verified_how": "", "review_due_on": None
}  # fmt: skip
_NEVER = Verification().as_facts()
#: What a revision says of a listing (`stored_drafts.state_of`).
Facts = Mapping[str, Any]
#: The row of a listing and its facts.
Touched = tuple[dict[str, Any], Facts]
Progress = Callable[[int], None]
#: Drafts written together: their words are counted, and each index walked, once.
_BATCH = 2500


class _Contact(NamedTuple):
    """A contact as facts hold it, read like a row."""

    value: str
    label: str
    audience: str


class Stored(NamedTuple):
    """What storing one draft did: `outcome` is new, changed or unchanged; `version` the listing's own."""

    number: int
    version: int
    outcome: str


def put_many(
    session: Session,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    verb: str = "",
    progress: Progress = lambda done: None,
) -> list[Stored]:
    """Store drafts by their `ref`, one each, publish what changed, and say what was done, in their order.

    `progress` gets running counts. Raise `Refused` when a draft breaks a rule or a reference comes twice:
    nothing is stored then.
    """
    for draft in drafts:
        if problems := check(draft):
            raise Refused(problems)
    states = [state_of(with_stored_phones(draft)) for draft in drafts]
    with with_room(session):
        return put_states(session, states, by=by, at=at, verb=verb, progress=progress)


def put_states(
    session: Session,
    states: Sequence[Facts],
    *,
    by: str,
    at: datetime,
    verb: str = "",
    progress: Progress = lambda done: None,
) -> list[Stored]:
    """Do as `put_many` with what `state_of` says of drafts that passed `drafts.check` already.

    Confidential ones pass it again all the same.
    """
    for state in states:
        if state["disclosure"] == CONFIDENTIAL and (problems := check(draft_of_state(state))):
            raise Refused(problems)
    refs = [state["ref"] for state in states]
    if len(set(refs)) < len(refs):
        raise Refused([Problem("ref", "Une référence revient deux fois.")])
    publication.hold(session)  # what is read from here on stays so until the end
    known = find_former(session, refs)
    for state in states:
        if crosses_secrecy(known.get(state["ref"]), state["disclosure"]):
            raise Refused([Problem("disclosure", SECRECY)])
    writer = _Writer(session, by[:200], at, verb, len(states))
    stored: list[Stored] = []
    for batch in batches(states, _BATCH):
        stored += writer.write(batch, known)
        progress(len(stored))
    if any(one.outcome != UNCHANGED for one in stored):
        publication.raise_version(session)
    return stored


def put_listings(
    session: Session,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    progress: Progress = lambda done: None,
) -> dict[str, int]:
    """Store drafts as `put_many` does and return how many were new, changed, unchanged.

    Of drafts that bear the same reference the last is stored. Storing the same ones twice changes nothing.
    """
    last = list({draft.ref: draft for draft in drafts}.values())
    counted = Counter(one.outcome for one in put_many(session, last, by=by, at=at, progress=progress))
    return {outcome: counted[outcome] for outcome in (NEW, CHANGED, UNCHANGED)}


class _Writer:
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
        changed: list[dict[str, Any]] = []
        self._name_organizations(states)
        slugs = {state["ref"]: make_slug(_as(state)) for state in states if state["ref"] not in known}
        self._learn_slugs(slugs.values())
        for facts in states:
            former = known.get(facts["ref"])
            if former and former.state is not None and facts.items() <= former.state.items():
                outcomes.append(Stored(former.row["number"], former.row["version"], UNCHANGED))
                continue
            row = self._row(facts, former, slugs)
            (changed if former else new).append(row)
            touched.append((row, facts))
            outcomes.append(Stored(row["number"], row["version"], CHANGED if former else NEW))
        self._write_rows(new, changed)
        self._write_children(touched)
        revisions = [self._revision(row, known.get(facts["ref"]), facts) for row, facts in touched]
        insert_rows(self._session, "revision", revisions)
        shown = [_project(*one) for one in touched if one[0]["status"] == "published"]
        publication.swap_views(self._session, [row["number"] for row in changed], shown)
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

    def _write_rows(self, new: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
        """Insert and update listings; the children of changed ones go first, for the key of places."""
        ids = [UUID(row["id"]) for row in changed]
        for model in (ListingDepartement, Phone, Email, Place):
            if ids:
                self._connection.execute(delete(model).where(col(model.listing_id).in_(ids)))
        if changed:
            values: dict[str, Any] = {column.name: bindparam(f"new_{column.name}") for column in _COLUMNS}
            statement = update(_LISTING).where(_LISTING.c.id == bindparam("old_id")).values(values)
            rows = [
                {"old_id": key} | {f"new_{name}": value for name, value in _typed(row).items()}
                for key, row in zip(ids, changed, strict=True)
            ]
            self._connection.execute(statement, rows)
        columns = {column.name: list(map(itemgetter(column.name), new)) for column in _LISTING.columns}
        insert_columns(self._session, "listing", columns)

    def _write_children(self, touched: Sequence[Touched]) -> None:
        owners, served = _owned(touched, "departements")
        insert_columns(self._session, "listing_departement", {"listing_id": owners, "departement": served})
        for table, name in (("phone", "phones"), ("email", "emails")):
            owners, contacts = _owned(touched, name)
            if contacts:
                columns = dict(zip(_Contact._fields, zip(*contacts, strict=True), strict=True))
                insert_columns(self._session, table, {"listing_id": owners, **columns})
        places = [
            {"listing_id": row["id"], "disclosure": row["disclosure"], **facts["place"]}
            for row, facts in touched
            if facts["place"]
        ]
        insert_rows(self._session, "place", places)

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


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a listing, but its identifier, as SQLAlchemy takes them."""
    owner = row["organization_id"]
    columns = {column.name: row[column.name] for column in _COLUMNS}
    return columns | {"organization_id": UUID(owner) if owner else None}


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
        phones=[_Contact(*one) for one in facts["phones"]],
        emails=[_Contact(*one) for one in facts["emails"]],
        timezone=publication.timezone_of(seat),
    )


def _as(facts: Mapping[str, Any]) -> Any:
    """Facts as the attributes the projection reads: a row of the ORM would cost ten times as much."""
    return SimpleNamespace(**facts)
