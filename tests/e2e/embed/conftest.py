"""Our site, a partner’s and somebody else’s."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from directory import create_app
from directory.config import Config
from directory.front import Front
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from tests.conftest import Databases, close
from tests.host_pages import HostPages, World


@pytest.fixture(scope="module")
def app(databases: Databases, seeded_database: str, make_config: Callable[..., Config]) -> Iterator[Flask]:
    made = create_app(make_config(databases.make(seeded_database)))
    made.testing = True
    yield made
    close(made.extensions["engine"])


@pytest.fixture(scope="module")
def world(app: Flask, serve: Callable[[Any], str], tmp_path_factory: pytest.TempPathFactory) -> World:
    config = app.config["RELAIS"]
    folder = tmp_path_factory.mktemp("pages")
    front = Front(lambda: app.wsgi_app, database_url=config.database_url, folder=folder, build="essai")

    def site(environ: Any, start_response: Any) -> Any:
        try:
            return front(environ, start_response)
        finally:
            front.close()  # this server has a thread a connection

    hosts = HostPages()
    made = World(serve(site), serve(hosts), serve(hosts), hosts)
    facts = PartnerFacts("Ville fictive", (made.partner,), "56")
    with Session(app.extensions["engine"]) as session:
        partners.add_partner(session, "arras", facts, at=datetime.now(UTC), by=None, allow_local=True)
        session.commit()
    return made
