"""Reading partners, their origins and the requests to become one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, func, select

from directory.models import Partner, PartnerOrigin, PartnerRequest


def find_partner(session: Session, slug: str) -> Partner | None:
    """Return the partner of this slug, archived or not, or None."""
    return session.exec(select(Partner).where(Partner.slug == slug)).one_or_none()


def list_partners(session: Session) -> Sequence[Partner]:
    """Return every partner, the active ones first, by slug."""
    return session.exec(select(Partner).order_by(col(Partner.status), col(Partner.slug))).all()


def find_origins(session: Session, partner_id: UUID) -> tuple[str, ...]:
    """Return the origins whose pages may frame ours for a partner, in order."""
    return tuple(row.origin for row in find_stored_origins(session, partner_id))


def find_stored_origins(session: Session, partner_id: UUID) -> Sequence[PartnerOrigin]:
    """Return the rows of a partner's origins, in order."""
    statement = select(PartnerOrigin).where(PartnerOrigin.partner_id == partner_id)
    return session.exec(statement.order_by(col(PartnerOrigin.origin))).all()


def list_requests(session: Session) -> Sequence[PartnerRequest]:
    """Return the requests that wait, the oldest first."""
    return session.exec(select(PartnerRequest).order_by(col(PartnerRequest.asked_at))).all()


def count_requests(session: Session) -> int:
    """Return how many requests wait."""
    return session.exec(select(func.count()).select_from(PartnerRequest)).one()
