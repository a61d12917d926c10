"""What waits for a coordinator elsewhere than on the desk: one line each, shown when there is something.

`TASKS` is the registry: a function that counts what this person may act on, and says where.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from directory import suggestions
from directory.accounts import access
from directory.permissions import Actor
from directory.typography import count


@dataclass(frozen=True, slots=True)
class Task:
    """A number of things to do, in words, and the page that lists them."""

    count: int
    words: str
    path: str


def access_requests(session: Session, by: Actor) -> Task:
    """Professionals who ask to read restricted contacts."""
    waiting = len(access.find_waiting(session, by))
    return Task(waiting, count(waiting, "demande d’accès", "demandes d’accès"), "/coordination/acces")


def received_suggestions(session: Session, by: Actor) -> Task:
    """What people without an account say about the listings kept."""
    waiting = suggestions.count_waiting(session, by)
    return Task(waiting, count(waiting, "suggestion", "suggestions"), "/coordination/suggestions")


TASKS: Sequence[Callable[[Session, Actor], Task]] = (access_requests, received_suggestions)


def find_tasks(session: Session, by: Actor) -> list[Task]:
    """Return what waits, leaving out what does not."""
    return [task for make in TASKS if (task := make(session, by)).count]
