"""What waits for a coordinator elsewhere than on the desk: one line each, shown when there is something.

`TASKS` is the registry: a function that counts what this person may act on, and says where.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func
from sqlmodel import Session, select

from directory.accounts import access, second_factor
from directory.coordination import numbers
from directory.editing import territory
from directory.french.typography import count
from directory.models import Listing
from directory.permissions import Actor
from directory.storing.kept import kept_by
from directory.suggestions import suggestions


@dataclass(frozen=True, slots=True)
class Task:
    """A number of things to do, in words, and the page that lists them."""

    count: int
    words: str
    path: str


def access_requests(session: Session, by: Actor, _today: date) -> Task:
    """Professionals who ask to read restricted contacts."""
    waiting = len(access.find_waiting(session, by))
    return Task(waiting, count(waiting, "demande d’accès", "demandes d’accès"), "/coordination/acces")


def received_suggestions(session: Session, by: Actor, _today: date) -> Task:
    """What people without an account say about the listings kept."""
    waiting = suggestions.count_waiting(session, by)
    return Task(waiting, count(waiting, "suggestion", "suggestions"), "/coordination/suggestions")


def drafts(session: Session, by: Actor, _today: date) -> Task:
    """Drafts, of the seed or of an import: to complete, then to publish or to archive."""
    statement = select(func.count()).select_from(Listing).where(kept_by(by), Listing.status == "draft")
    waiting = session.exec(statement).one()
    return Task(
        waiting, count(waiting, "brouillon à finir", "brouillons à finir"), "/coordination/fiches?etat=draft"
    )


def shared_territory(session: Session, by: Actor, _today: date) -> Task:
    """Listings that others say serve one's departements too."""
    told = sum(not each.is_mine for each in territory.find_told(session, by))
    words = count(told, "service dit couvrir votre département", "services disent couvrir vos départements")
    return Task(told, words, "/coordination/territoires")


def emergency_numbers(session: Session, by: Actor, today: date) -> Task:
    """Emergency numbers that nobody compared with their source for 90 days; for national accounts."""
    late = sum(check.is_due for check in numbers.find_checks(session, today)) if by.is_national else 0
    words = count(late, "numéro d’urgence à vérifier", "numéros d’urgence à vérifier")
    return Task(late, words, "/administration/urgences")


def changed_numbers(session: Session, by: Actor, _today: date) -> Task:
    """Changes of emergency numbers that another person proposed; for national accounts."""
    waiting = numbers.find_waiting(session) if by.is_national else []
    others = sum(change.row.proposed_by != by.email for change in waiting)
    words = count(others, "numéro d’urgence à approuver", "numéros d’urgence à approuver")
    return Task(others, words, "/administration/urgences")


def recovery_codes(session: Session, by: Actor, _today: date) -> Task:
    """Nobody is left without a way in: all were used, or a restoration ended them."""
    is_bare = by.has_second_factor and not second_factor.count_recovery_codes(session, by.id)
    return Task(int(is_bare), "Codes de secours à refaire\u00a0: vous n’en avez plus", "/compte#codes")


TASKS: Sequence[Callable[[Session, Actor, date], Task]] = (
    access_requests,
    received_suggestions,
    drafts,
    shared_territory,
    emergency_numbers,
    changed_numbers,
    recovery_codes,
)


def find_tasks(session: Session, by: Actor, today: date) -> list[Task]:
    """Return what waits, leaving out what does not."""
    return [task for make in TASKS if (task := make(session, by, today)).count]
