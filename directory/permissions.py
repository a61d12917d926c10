"""Who may do what. A verb receives an `Actor` and checks again, whatever the door already did.

| role         | reads restricted contacts | edits listings               | accounts          |
|--------------|---------------------------|------------------------------|-------------------|
| admin        | yes                       | all                          | all               |
| national     | yes                       | all                          | approves access   |
| coordinator  | yes                       | those of their départements  | approves access there |
| professional | until `access_until`      | none                         | none              |
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

ADMIN, NATIONAL, COORDINATOR, PROFESSIONAL = "admin", "national", "coordinator", "professional"
#: French labels, most powerful first.
ROLES = {
    ADMIN: "Administration",
    NATIONAL: "Coordination nationale",
    COORDINATOR: "Coordination départementale",
    PROFESSIONAL: "Accès professionnel",
}
WRITERS = frozenset({ADMIN, NATIONAL, COORDINATOR})


class NotAllowed(Exception):
    """The actor may not do this. Doors answer 403."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, as verbs see them; `has_second_factor`: it was given in this session."""

    id: UUID
    email: str
    name: str
    role: str
    departements: frozenset[str]
    has_second_factor: bool
    access_until: date | None = None

    @property
    def writes(self) -> bool:
        """Whether this person may change anything: a writer's role, and the second factor given."""
        return self.role in WRITERS and self.has_second_factor

    @property
    def is_national(self) -> bool:
        """Whether this person acts on the whole country."""
        return self.writes and self.role in {ADMIN, NATIONAL}

    @property
    def is_admin(self) -> bool:
        """Whether this person administers accounts."""
        return self.writes and self.role == ADMIN

    def keeps(self, departement: str) -> bool:
        """Whether this person coordinates a departement."""
        return self.is_national or (self.writes and departement in self.departements)

    def may_read_restricted(self, today: date) -> bool:
        """Whether this person reads contacts kept for professionals on a day."""
        return self.writes or (self.access_until is not None and today <= self.access_until)


def may_edit(actor: Actor, departements: Collection[str], *, is_national: bool) -> bool:
    """Whether the actor may edit a listing that serves these departements.

    A listing of several departements is kept by the coordinators of each; a national one by national
    accounts alone.
    """
    if actor.is_national:
        return True
    return not is_national and any(actor.keeps(code) for code in departements)


def require(allowed: bool) -> None:
    """Raise `NotAllowed` unless allowed."""
    if not allowed:
        raise NotAllowed
