"""Databases for the tests: made once with the real seed, copied for whoever writes."""

from __future__ import annotations

import itertools
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlmodel import Session

from directory import create_app
from directory.config import ROOT, Config
from directory.database import migrate
from directory.database.engine import make_engine
from directory.imports import LISTINGS
from directory.storing.many import put_listings

#: Set by scripts/with_postgresql: the whole suite then runs on PostgreSQL instead of SQLite.
SERVER = os.environ.get("TEST_DATABASE_URL", "")
#: What no database engine can change, so that it runs once, on SQLite: facts, the rules of the house, pages
#: of the real seed, who may open what, how pages look in a browser and their copy as files (both engines give
#: the same pages: COMPARING; what writes, searches or counts runs on both).
ONCE = (
    "tests/facts/", "tests/recipes/", "tests/test_house.py", "tests/test_locks.py", "tests/e2e/embed/",
    "tests/doors/test_static_site.py", "tests/doors/test_imports.py::test_a_hostile_file",
    "tests/doors/test_attacks.py::test_visitors",
    *(f"tests/doors/test_{name}.py" for name in ("openapi", "pages", "roles", "situations")),
    *(f"tests/e2e/test_{name}.py" for name in
      ("coverage", "embed", "ground", "map", "orientation", "pages_look", "static_site")),
    *(f"tests/e2e/test_accounts.py::test_{name}" for name in
      ("administration_is_accessible", "pages_before_the_door_hold_no_accessibility_violation")),
)  # fmt: skip
#: What compares PostgreSQL with SQLite, where both are there.
COMPARING = ("tests/doors/test_both_engines.py",)
_numbers = itertools.count()


def share(tries: int) -> int:
    """How many of `tries` texts or requests a run makes: all on SQLite, a fifth on PostgreSQL.

    What answers them is the same code; the second engine shows what its driver does of them.
    """
    return -(-tries // 5) if SERVER else tries


# The same examples every time, and no opinion on how long they take: a test says what holds, not how fast.
settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out of a run what the other engine's run looks at; the summary counts it as deselected."""
    elsewhere = ONCE if SERVER else COMPARING
    left_out = [item for item in items if item.nodeid.startswith(elsewhere)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


class Databases:
    """Makes and copies databases of the engine under test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[str] = []

    def make(self, template: str | None = None) -> str:
        """Return the address of a new database, empty or a copy of another."""
        name = f"relais_{os.getpid()}_{next(_numbers)}"
        if not SERVER:
            path = self._folder / f"{name}.sqlite"
            if template:
                shutil.copy(template.removeprefix("sqlite:///"), path)
            return f"sqlite:///{path}"
        source = f" TEMPLATE {make_url(template).database}" if template else ""
        if template:  # the server copies a database only while nobody is connected to it
            former = make_url(template).database
            self._administer(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{former}'"
            )
        self._administer(f"CREATE DATABASE {name}{source}")
        self._made.append(name)
        return make_url(SERVER).set(database=name).render_as_string(hide_password=False)

    def drop_all(self) -> None:
        """Remove every database made on the server, unless the server itself goes."""
        for name in [] if os.environ.get("TEST_SERVER_IS_GONE_AFTER") else self._made:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _administer(self, statement: str) -> None:
        engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def empty_database(databases: Databases) -> str:
    """A migrated database without a listing, to be copied."""
    address = databases.make()
    engine = make_engine(address)
    migrate.upgrade(engine)
    _settle(engine)
    return address


@pytest.fixture(scope="session")
def seeded_database(databases: Databases, empty_database: str) -> str:
    """A database with the real facts of data/listings.csv; read it, do not write to it."""
    address = databases.make(empty_database)
    engine = make_engine(address)
    seed(engine)
    _settle(engine)
    return address


def seed(engine: Engine) -> None:
    """Store the real facts in a migrated database."""
    rows = LISTINGS["template"](ROOT / "data" / "listings.csv")
    with Session(engine) as session:
        drafts = [row.draft for row in rows if row.draft and not row.problems]
        put_listings(session, drafts, by="essai", at=datetime(2026, 11, 22, 9, tzinfo=UTC))
        session.commit()


def close(engine: Engine) -> None:
    """Close every connection of an engine, once the requests still running gave theirs back.

    A connection returned after `dispose` is closed by nobody: psycopg warns of it whenever it is collected,
    which fails whatever test is then running.
    """
    returned = threading.Event()
    event.listen(engine, "checkin", lambda *_: returned.set())
    pool = cast(QueuePool, engine.pool)
    for _ in range(200):
        if not pool.checkedout():
            break
        returned.wait(0.05)
    engine.dispose()


def _settle(engine: object) -> None:
    """Write everything to the file itself and let go of it, so that it can be copied."""
    with engine.connect() as connection:  # type: ignore[attr-defined]
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def make_config(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Config]:
    """Build the configuration of a site on a database."""

    def build(address: str, **settings: object) -> Config:
        config = Config(
            environment="test",
            database_url=address,
            instance_path=tmp_path_factory.mktemp("instance"),
            public_url="https://relais.example",
            publisher="Département fictif",
            publisher_contact="contact@relais.example",
        )
        return replace(config, **settings)  # type: ignore[arg-type]

    return build


@pytest.fixture(scope="session")
def seeded_app(seeded_database: str, make_config: Callable[[str], Config]) -> Iterator[Flask]:
    """The site on the real seed; tests read it and never write."""
    app = create_app(make_config(seeded_database))
    app.testing = True
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture
def session(databases: Databases, empty_database: str) -> Iterator[Session]:
    """A session on a migrated, empty database of one's own."""
    engine = make_engine(databases.make(empty_database))
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def own_app(
    databases: Databases, empty_database: str, make_config: Callable[[str], Config]
) -> Iterator[Flask]:
    """A site on an empty database of one's own, free to be written."""
    app = create_app(make_config(databases.make(empty_database)))
    app.testing = True
    yield app
    close(app.extensions["engine"])


@pytest.fixture
def seeded_session(seeded_app: Flask) -> Iterator[Session]:
    """A session on the real seed; read only."""
    with Session(seeded_app.extensions["engine"]) as opened:
        yield opened
