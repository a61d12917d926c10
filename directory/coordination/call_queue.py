"""Whom to call next: the listings to check, the most urgent first, and why each stands where it does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from directory.coordination import use
from directory.coordination.call_words import CALL_BACK
from directory.editing.desk import is_due
from directory.listings import hours
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL
from directory.listings.moments import moment
from directory.listings.public_view import PublicView
from directory.models import Call, CallTurn, Listing, Publication, PublicationDepartement
from directory.permissions import Actor, require
from directory.places.departements import DEPARTEMENTS
from directory.publishing.publication import read_view
from directory.storing.kept import kept_by
from directory.suggestions import signals

PARIS = ZoneInfo("Europe/Paris")
#: Listings ranked together, the most urgent of those the database finds first.
WINDOW = 120


@dataclass(frozen=True, slots=True)
class Waiting:
    """A listing to call, what the public reads of it, and why now, the heaviest reason first.

    `last` is the last call about it; `is_mine`: somebody gave it to this person, or it is on their screen;
    `is_signalled`: several callers said lately that it could not be reached.
    """

    listing_id: UUID
    view: PublicView
    last: Call | None
    is_closed: bool
    reasons: tuple[str, ...]
    is_mine: bool
    is_signalled: bool

    @property
    def where(self) -> str:
        """The departement it is in, or the whole country."""
        code = self.view.seat_departement or next(iter(self.view.departements), "")
        return DEPARTEMENTS[code].name if code in DEPARTEMENTS else "France entière"


def find_queue(
    session: Session, by: Actor, at: datetime, *, departement: str = "", with_number: bool = False
) -> list[Waiting]:
    """Return the listings this person may call now, the most urgent first.

    Those given to them, those several callers could not reach, the promised hours, then: not closed at this
    hour, never checked, without a number, the only one of its need in its departement, the need most
    consulted there lately, the oldest source. `with_number` leaves out what nobody can call.
    Confidential listings are checked with their operator.
    """
    require(by.writes)
    said = signals.find_several(session, at.date())
    rows = _rows(session, by, at, departement, said)
    needs = _needs(session, [view for _, view, _, _ in rows], at)
    found = [
        _describe(listing_id, view, last, needs, at, is_mine=is_mine, said=said.get(listing_id))
        for listing_id, view, last, is_mine in rows
        if view.phones or not with_number
    ]
    return sorted(found, key=lambda each: _rank(each, needs))


def count_queue(session: Session, by: Actor, at: datetime, departement: str = "") -> int:
    """Count the listings this person may call now."""
    statement = _waiting(select(func.count()), by, at, departement, signals.find_several(session, at.date()))
    return int(session.exec(statement).one())


def describe(session: Session, listing: Listing, view: PublicView, by: Actor, at: datetime) -> Waiting:
    """Return one listing as the queue describes it, whoever's turn it is."""
    turn = session.get(CallTurn, listing.id)
    is_mine = turn is not None and turn.account_id == by.id
    needs = _needs(session, [view], at)
    said = signals.find_several(session, at.date(), [listing.id]).get(listing.id)
    return _describe(listing.id, view, last_call(session, listing), needs, at, is_mine=is_mine, said=said)


def last_call(session: Session, listing: Listing) -> Call | None:
    """Return the last call about a listing, or None."""
    statement = select(Call).where(Call.listing_id == listing.id).order_by(col(Call.id).desc()).limit(1)
    return session.exec(statement).one_or_none()


def _rows(
    session: Session, by: Actor, at: datetime, departement: str, said: Collection[UUID]
) -> list[tuple[UUID, PublicView, Call | None, bool]]:
    wanted = select(Listing.id, Publication.view, Call, CallTurn.account_id)
    statement = _waiting(wanted, by, at, departement, said).order_by(
        col(Listing.id).not_in(said),
        and_(col(CallTurn.account_id).is_(None), col(Call.call_back_at).is_(None)),
        col(Listing.verified_on).is_not(None),
        col(Listing.verified_on),
        col(Listing.source_date),
        col(Listing.number),
    )
    return [
        (listing_id, read_view(view), call, owner is not None)
        for listing_id, view, call, owner in session.exec(statement.limit(WINDOW)).all()
    ]


def _waiting(statement: Any, by: Actor, at: datetime, departement: str, said: Collection[UUID]) -> Any:
    """The part of a statement that says which listings wait for a call of this person."""
    latest = select(Call.listing_id, func.max(Call.id).label("id")).group_by(col(Call.listing_id)).subquery()
    return (
        statement.select_from(Listing)
        .join(Publication, col(Publication.number) == col(Listing.number))
        .join(latest, latest.c.listing_id == col(Listing.id), isouter=True)
        .join(Call, col(Call.id) == latest.c.id, isouter=True)
        .join(CallTurn, col(CallTurn.listing_id) == col(Listing.id), isouter=True)
        .where(kept_by(by, departement), Listing.disclosure != CONFIDENTIAL)
        .where(or_(is_due(at.date()), col(Listing.id).in_(said)))
        .where(or_(col(CallTurn.account_id).is_(None), col(CallTurn.account_id) == by.id))
        .where(or_(col(Call.call_back_at).is_(None), col(Call.call_back_at) <= at))
    )


@dataclass(frozen=True, slots=True)
class _Needs:
    """Of needs, as (departement, category): those a single listing answers, how often each was consulted."""

    alone: frozenset[tuple[str, str]]
    consulted: Mapping[tuple[str, str], int]


def _needs(session: Session, views: Collection[PublicView], at: datetime) -> _Needs:
    return _Needs(_only_ones(session, views), use.find_consulted(session, at.date()))


def _only_ones(session: Session, views: Collection[PublicView]) -> frozenset[tuple[str, str]]:
    """The needs that a single listing answers: (departement, category)."""
    codes = {view.seat_departement for view in views if view.seat_departement}
    statement = (
        select(PublicationDepartement.departement, PublicationDepartement.category)
        .where(col(PublicationDepartement.departement).in_(codes), col(PublicationDepartement.is_seat))
        .group_by(col(PublicationDepartement.departement), col(PublicationDepartement.category))
        .having(func.count() == 1)
    )
    return frozenset(session.exec(statement).all())


def _rank(each: Waiting, needs: _Needs) -> tuple[Any, ...]:
    view, last = each.view, each.last
    promised = last is not None and last.outcome == CALL_BACK
    return (
        not each.is_mine,
        not each.is_signalled,
        not promised,
        last.call_back_at.isoformat() if last and promised and last.call_back_at else "",
        each.is_closed,
        bool(view.verified_on),
        bool(view.phones),
        (view.seat_departement, view.category) not in needs.alone,
        -needs.consulted.get((view.seat_departement, view.category), 0),
        view.source_date or view.source_seen,
        view.number,
    )


def _describe(
    listing_id: UUID,
    view: PublicView,
    last: Call | None,
    needs: _Needs,
    at: datetime,
    *,
    is_mine: bool,
    said: tuple[str, int] | None,
) -> Waiting:
    state = hours.state(view.local_hours, view.timezone, at)
    is_closed = bool(view.phones) and state.is_open is False
    reasons = [signals.words(said)] if said else []
    if last and last.outcome == CALL_BACK and last.call_back_at:
        reasons.append(f"rappel promis, {moment(last.call_back_at.astimezone(PARIS), at)}")
    reasons.append("vérifiée il y a plus de six mois" if view.verified_on else "jamais vérifiée")
    if not view.phones:
        reasons.append("aucun numéro connu")
    need = (view.seat_departement, view.category)
    if need in needs.alone:
        label = CATEGORIES[view.category].label
        reasons.append(f"seule de sa catégorie dans le {view.seat_departement} ({label})")
    if counted := needs.consulted.get(need):
        shown = counted - counted % use.LEAST
        reasons.append(f"besoin consulté {shown} fois en {use.LATELY.days} jours")
    if view.source_date:
        reasons.append(f"source de {view.source_date[:4]}")
    if is_closed and state.changes_at:
        reasons.append(f"fermée, rouvre {moment(state.changes_at, at)}")
    elif state.is_open and state.changes_at:
        reasons.append(f"ouverte jusqu’à {moment(state.changes_at, at)}")
    return Waiting(listing_id, view, last, is_closed, tuple(reasons), is_mine, said is not None)
