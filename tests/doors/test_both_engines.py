"""The same facts on SQLite and on PostgreSQL are the same bytes: what holds on one holds on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlmodel import Session, select

from directory import create_app
from directory.config import Config
from directory.database import migrate
from directory.models import Publication
from directory.places.departements import DEPARTEMENTS
from tests.addresses import PUBLIC
from tests.conftest import seed

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
SEARCHES = ("groupe=heberger", "ouvert=1", "q=fugue", "q=hebergemnt", "age=15&genre=filles", "page=2")
ADDRESSES = (
    *PUBLIC,
    *(f"/departements/{code}" for code in DEPARTEMENTS),
    *(f"{page}?{query}" for page in ("/departements/59", "/recherche", "/points.json") for query in SEARCHES),
)


@pytest.fixture(scope="module")
def on_sqlite(
    tmp_path_factory: pytest.TempPathFactory, make_config: Callable[..., Config]
) -> Iterator[Flask]:
    """The site of the real seed on the embedded default."""
    path: Path = tmp_path_factory.mktemp("other") / "relais.sqlite"
    app = create_app(make_config(f"sqlite:///{path}"))
    engine = app.extensions["engine"]
    migrate.upgrade(engine)
    seed(engine)
    yield app
    engine.dispose()


def test_every_public_address_answers_the_same_on_both_engines(on_sqlite: Flask, seeded_app: Flask) -> None:
    with Session(seeded_app.extensions["engine"]) as session:
        slugs = session.exec(select(Publication.slug).order_by(Publication.slug)).all()
    assert len(slugs) > 500
    addresses = (*ADDRESSES, *(f"/fiches/{slug}" for slug in slugs))
    differing = [each for each in addresses if answer(on_sqlite, each) != answer(seeded_app, each)]
    assert differing == []


def answer(app: Flask, address: str) -> tuple[str, bytes]:
    with app.test_client().get(address, environ_overrides={"relais.now": NOON}) as found:
        return found.status, found.data
