"""A site behind its front."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from directory.config import Config
from tests.conftest import Databases
from tests.fictional import make_draft
from tests.front_site import Site


@pytest.fixture
def site(databases: Databases, empty_database: str, make_config: Callable[[str], Config]) -> Iterator[Site]:
    made = Site(make_config(databases.make(empty_database)))
    made.put(make_draft("one", hours="Mo-Fr 09:00-17:00", phones=(("01 99 00 11 11", "", "public"),)))
    yield made
    made.close()
