"""Storing many drafts in few statements: the rules, histories and publication of `actions.put_listing`.

A file of ten thousand rows is one transaction here: every statement carries a batch, nothing goes through
the ORM, and the projections are made from the drafts instead of being read back. The caller commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import SimpleNamespace
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, func, insert, update
from sqlmodel import Session, SQLModel, col, select

from directory import communes, publication
from directory.actions import CHANGED, CONFIDENTIAL, NEW, UNCHANGED, Refused, as_stored
from directory.disclosure import PublicView, public_view
from directory.drafts import Draft, Problem, check, make_slug, plain_fields
from directory.models import Email, Listing, ListingDepartement, Organization, Phone, Place, Revision
from directory.stored_drafts import draft_of_state
from directory.verification import verification_of

BATCH = 500
_LISTING = SQLModel.metadata.tables["listing"]
_COLUMNS = tuple(column for column in _LISTING.columns if column.name != "id")
_FIELDS = tuple(field.name for field in fields(Draft))
_UNCHECKED: Mapping[str, Any] = {
    "verified_on": None, "verified_by": "", "verified_how": "", "review_due_on": None
}  # fmt: skip
SECRECY = "Le secret se met et se lève sur la fiche elle-même, une à la fois."
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Former:
    """A listing before it is written: its row, and the last state of its history."""

    row: Mapping[str, Any]
    state: Mapping[str, Any] | None

    @property
    def draft(self) -> Draft | None:
        """What its history says it is; None when that is unknown."""
        return draft_of_state(self.state) if self.state else None


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing one draft did: `outcome` is new, changed or unchanged; `version` the listing's own."""

    number: int
    version: int
    outcome: str


def find_former(session: Session, refs: Sequence[str]) -> dict[str, Former]:
    """Return the listings that bear these references, with their last states."""
    rows: dict[str, Mapping[str, Any]] = {}
    states: dict[UUID, Any] = {}
    connection = session.connection()
    for batch in batches(refs):
        found = connection.execute(_LISTING.select().where(_LISTING.c.ref.in_(batch))).mappings().all()
        rows |= {row["ref"]: row for row in found}
        last = (
            select(func.max(Revision.id))
            .where(col(Revision.listing_id).in_([row["id"] for row in found]))
            .group_by(col(Revision.listing_id))
        )
        statement = select(Revision.listing_id, Revision.after).where(col(Revision.id).in_(last))
        states |= dict(session.exec(statement).all())
    return {ref: Former(row, states.get(row["id"])) for ref, row in rows.items()}


def crosses_secrecy(former: Former | None, draft: Draft) -> bool:
    """Whether a draft would put a listing under secrecy or out of it, which is never done in bulk."""
    return former is not None and (former.row["disclosure"] == CONFIDENTIAL) != (
        draft.disclosure == CONFIDENTIAL
    )


def put_many(
    session: Session,
    drafts: Sequence[Draft],
    *,
    by: str,
    at: datetime,
    verb: str = "",
    former: Mapping[str, Former] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Stored]:
    """Store drafts by their `ref`, one each, publish what changed, and say what was done, in their order.

    `former` spares reading again what `find_former` gave in this transaction. `progress` gets running
    counts. Raise `Refused` when a draft breaks a rule or a reference comes twice: nothing is stored then.
    """
    for draft in drafts:
        if problems := check(draft):
            raise Refused(problems)
    if len({draft.ref for draft in drafts}) < len(drafts):
        raise Refused([Problem("ref", "Une référence revient deux fois.")])
    known = find_former(session, [draft.ref for draft in drafts]) if former is None else former
    for draft in drafts:
        if crosses_secrecy(known.get(draft.ref), draft):
            raise Refused([Problem("disclosure", SECRECY)])
    writer = _Writer(session, by[:200], at, verb)
    stored = []
    for batch in batches(drafts):
        stored += writer.write(batch, known)
        progress(len(stored))
    return stored


class _Writer:
    """Writes batches of drafts; remembers the names and numbers already given."""

    def __init__(self, session: Session, by: str, at: datetime, verb: str) -> None:
        self._session, self._by, self._at, self._verb = session, by, at, verb
        self._connection = session.connection()
        self._last = int(session.exec(select(func.coalesce(func.max(Listing.number), 0))).one())
        self._organizations: dict[str, UUID] = {}
        self._slugs: dict[str, set[str]] = {}
        self._slug_counts: dict[str, int] = {}
        self._given: set[str] = set()

    def write(self, drafts: Sequence[Draft], known: Mapping[str, Former]) -> list[Stored]:
        """Store one batch."""
        facts = {draft.ref: _facts(draft) for draft in drafts}
        outcomes: list[Stored] = []
        touched: list[tuple[Draft, dict[str, Any]]] = []
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        self._name_organizations(drafts)
        self._learn_slugs([draft for draft in drafts if draft.ref not in known])
        for draft in drafts:
            former = known.get(draft.ref)
            if former and former.state is not None and facts[draft.ref].items() <= former.state.items():
                outcomes.append(Stored(former.row["number"], former.row["version"], UNCHANGED))
                continue
            row = self._row(draft, former)
            (changed if former else new).append(row)
            touched.append((draft, row))
            outcomes.append(Stored(row["number"], row["version"], CHANGED if former else NEW))
        self._write_rows(new, changed)
        self._write_children(touched, facts)
        revisions = [self._revision(row, known.get(draft.ref), facts[draft.ref]) for draft, row in touched]
        self._insert(Revision, revisions)
        self._publish(touched, facts)
        return outcomes

    def _row(self, draft: Draft, former: Former | None) -> dict[str, Any]:
        """The row of a listing as this draft makes it."""
        row: dict[str, Any] = {"id": uuid4(), "version": 1, **_UNCHECKED}
        if former:
            row = dict(former.row) | {"version": former.row["version"] + 1}
        else:
            self._last += 1
            row["number"] = self._last
            row["slug"] = self._free_slug(draft)
        row |= {name: getattr(draft, name) for name in plain_fields()}
        row["who_may_refer"] = " ".join(draft.who_may_refer)
        row["organization_id"] = self._organizations[draft.operator] if draft.operator else None
        row["modified_on"] = self._at.date()
        return row

    def _write_rows(self, new: list[dict[str, Any]], changed: list[dict[str, Any]]) -> None:
        """Insert and update listings; the children of changed ones go first, for the key of places."""
        ids = [row["id"] for row in changed]
        for model in (ListingDepartement, Phone, Email, Place):
            if ids:
                self._connection.execute(delete(model).where(col(model.listing_id).in_(ids)))
        if changed:
            values: dict[str, Any] = {column.name: bindparam(f"new_{column.name}") for column in _COLUMNS}
            statement = update(_LISTING).where(_LISTING.c.id == bindparam("old_id")).values(values)
            rows = [
                {"old_id": row["id"]} | {f"new_{c.name}": row[c.name] for c in _COLUMNS} for row in changed
            ]
            self._connection.execute(statement, rows)
        self._insert(Listing, new)

    def _write_children(
        self, touched: Sequence[tuple[Draft, Mapping[str, Any]]], facts: Mapping[str, Mapping[str, Any]]
    ) -> None:
        served: list[dict[str, Any]] = []
        contacts: dict[str, list[dict[str, Any]]] = {"phones": [], "emails": []}
        places: list[dict[str, Any]] = []
        for draft, row in touched:
            owner = {"listing_id": row["id"]}
            served += [owner | {"departement": code} for code in draft.departements]
            for name, rows in contacts.items():
                rows += [
                    owner | {"value": value, "label": label, "audience": audience}
                    for value, label, audience in facts[draft.ref][name]
                ]
            if draft.place:
                places.append(owner | {"disclosure": draft.disclosure} | asdict(draft.place))
        self._insert(ListingDepartement, served)
        self._insert(Phone, contacts["phones"])
        self._insert(Email, contacts["emails"])
        self._insert(Place, places)

    def _revision(
        self, row: Mapping[str, Any], former: Former | None, facts: Mapping[str, Any]
    ) -> dict[str, Any]:
        checked = verification_of(_as(row))
        return {
            "listing_id": row["id"],
            "at": self._at,
            "by": self._by,
            "verb": self._verb or ("edit" if former else "create"),
            "before": former.state if former else None,
            "after": {**facts, **checked.as_facts()},
        }

    def _publish(
        self, touched: Sequence[tuple[Draft, Mapping[str, Any]]], facts: Mapping[str, Mapping[str, Any]]
    ) -> None:
        if touched:
            views = [
                _project(draft, row, facts[draft.ref])
                for draft, row in touched
                if draft.status == "published"
            ]
            publication.publish_views(self._session, [row["number"] for _, row in touched], lambda: views)

    def _name_organizations(self, drafts: Sequence[Draft]) -> None:
        """Learn the identifiers of the operators of a batch, making those that are new."""
        names = sorted({draft.operator for draft in drafts if draft.operator} - self._organizations.keys())
        statement = select(Organization.name, Organization.id).where(col(Organization.name).in_(names))
        self._organizations |= dict(self._session.exec(statement).all())
        made: list[dict[str, Any]] = [
            {"id": uuid4(), "name": name, "website": "", "email": "", "phone": ""}
            for name in names
            if name not in self._organizations
        ]
        self._insert(Organization, made)
        self._organizations |= {row["name"]: row["id"] for row in made}

    def _learn_slugs(self, drafts: Sequence[Draft]) -> None:
        """Learn which of the slugs a batch wants are taken, and by whom they are followed."""
        wanted = sorted({make_slug(draft) for draft in drafts} - self._slugs.keys())
        statement = select(Listing.slug).where(col(Listing.slug).in_(wanted))
        for slug in self._session.exec(statement).all():
            same = select(Listing.slug).where(col(Listing.slug).startswith(slug, autoescape=True))
            self._slugs[slug] = set(self._session.exec(same))

    def _free_slug(self, draft: Draft) -> str:
        """The slug of a draft, with a number behind it when another listing has it."""
        wanted = make_slug(draft)
        taken, count, slug = self._slugs.get(wanted, self._given), self._slug_counts.get(wanted, 1), wanted
        while slug in taken or slug in self._given:
            count += 1
            slug = f"{wanted}-{count}"
        self._slug_counts[wanted] = count
        self._given.add(slug)
        return slug

    def _insert(self, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(model), rows)


def _facts(draft: Draft) -> dict[str, Any]:
    """The facts of a draft as a revision holds them; `dataclasses.asdict` copies every value of them."""
    facts = {name: getattr(draft, name) for name in _FIELDS}
    return as_stored(facts | {"place": asdict(draft.place) if draft.place else None})


def _project(draft: Draft, row: Mapping[str, Any], facts: Mapping[str, Any]) -> PublicView:
    """The public view of a listing just written, from what was written."""
    commune = communes.find_commune(draft.place.code_insee) if draft.place else None
    seat = draft.place.departement if draft.place else next(iter(sorted(draft.departements)), "")
    return public_view(
        _as(row),
        organization=_as({"name": draft.operator}) if draft.operator else None,
        departements=draft.departements,
        place=_as(asdict(draft.place)) if draft.place else None,
        commune_name=commune.name if commune else "",
        phones=[_as(_contact(one)) for one in facts["phones"]],
        emails=[_as(_contact(one)) for one in facts["emails"]],
        timezone=publication.timezone_of(seat),
    )


def _contact(one: Sequence[str]) -> dict[str, str]:
    return dict(zip(("value", "label", "audience"), one, strict=True))


def _as(facts: Mapping[str, Any]) -> Any:
    """Facts as the attributes the projection reads: a row of the ORM would cost ten times as much."""
    return SimpleNamespace(**facts)


def batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a sequence into pieces a statement can carry."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
