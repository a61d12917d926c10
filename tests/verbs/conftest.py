"""People who keep listings, for the tests of verbs."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from directory.permissions import Actor
from tests.people import actor_of, make_account


@pytest.fixture
def kim(session: Session) -> Actor:
    """Keeps the Morbihan."""
    return actor_of(session, make_account(session, "kim", "coordinator", "56"))
