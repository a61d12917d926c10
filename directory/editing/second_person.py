"""Who may approve what another person of the national coordination proposed beside listings."""

from __future__ import annotations

from directory.editing.listings import Stale
from directory.models import ProposedNumber, ProposedPhrase
from directory.permissions import Actor, require


def require_second(proposed: ProposedPhrase | ProposedNumber, *, by: Actor) -> None:
    """Raise NotAllowed to anybody but another national coordinator, `Stale` when it waits no more.

    The database refuses as well that one person be both.
    """
    require(by.is_national and proposed.proposed_by != by.email)
    if proposed.approved_by:
        raise Stale
