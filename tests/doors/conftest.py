"""Sites for the tests of doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from directory import create_app
from tests.conftest import close
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.invented import fill
from tests.people import make_account
from tests.team import NOW, PHONE, Team


@pytest.fixture
def mailed(databases: Any, empty_database: str, make_config: Any, tmp_path: Path) -> Iterator[Flask]:
    """A site on an empty database of one's own that writes its letters to a folder."""
    folder = tmp_path / "mail"
    folder.mkdir()
    app = create_app(make_config(databases.make(empty_database), mail_url=f"file://{folder}", reminders=True))
    app.testing = True
    app.config["FOLDER"] = folder
    yield app
    app.extensions["mail"].finish()
    close(app.extensions["engine"])


@pytest.fixture
def restricted(mailed: Flask) -> str:
    """The address of a listing of that site with a contact kept for professionals."""
    with Session(mailed.extensions["engine"]) as session:
        store(session, make_draft("reservee", phones=(("01 99 00 22 22", "garde", "professionals"),)))
    return "/fiches/equipe-fictive-reservee-56"


@pytest.fixture(scope="module")
def invented(databases: Any, empty_database: str, make_config: Any) -> Iterator[Flask]:
    """A site of 60 invented listings, those of `tests.invented.KNOWN` first; ask without bound."""
    app = create_app(make_config(databases.make(empty_database)))
    app.testing = True
    fill(app)
    yield app
    close(app.extensions["engine"])


@pytest.fixture
def team(own_app: Flask) -> Team:
    made = Team(own_app)
    with made.session() as session:
        for name, role, *codes in (
            ("kim", "coordinator", "56"), ("lou", "coordinator", "56"), ("max", "coordinator", "29"),
            ("nour", "national"),
        ):  # fmt: skip
            make_account(session, name, role, *codes)
        store(
            session,
            make_draft("equipe", phones=(PHONE,), place=in_commune(VANNES), hours="Mo-Fr 09:00-17:00"),
            make_draft("foyer", category="emergency_reception", phones=(PHONE,)),
            make_draft("ailleurs", departements=("29",)),
            make_confidential("discrete", source_url="https://source.example/discrete"),
            at=NOW,
        )
    return made


@pytest.fixture(scope="module")
def sites(databases: Any, empty_database: str, make_config: Any) -> Iterator[tuple[Flask, Flask]]:
    made = [create_app(make_config(databases.make(empty_database))) for _ in range(2)]
    yield made[0], made[1]
    for app in made:
        close(app.extensions["engine"])
