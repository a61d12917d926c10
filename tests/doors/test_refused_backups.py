"""Backups that are refused, each with a sentence, and the database left alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from directory import backup
from directory.backup.files import Unusable
from directory.models import Place
from tests.backups import put, run, session_of, shown
from tests.conftest import SERVER
from tests.fictional import LORIENT, in_commune, make_confidential, make_draft, store
from tests.page_client import plain
from tests.people import rows
from tests.spoilt_files import spoil_absent, spoil_half, spoil_middle, spoil_text


@pytest.fixture
def site(own_app: Flask) -> Flask:
    with session_of(own_app) as session:
        store(session, make_draft("one", name="Maison Amarante"))
    return own_app


@pytest.mark.parametrize("spoil", [spoil_text, spoil_half, spoil_absent, spoil_middle])
def test_a_damaged_backup_is_refused_and_the_database_left_alone(
    site: Flask, tmp_path: Path, spoil: object
) -> None:
    file = tmp_path / "copie"
    run(site, "backup", file)
    spoil(file)  # type: ignore[operator]
    result = run(site, "restore", file, "--yes")
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert "Traceback" not in result.output
    assert shown(site) == ["Maison Amarante"]


def test_a_backup_of_a_newer_program_is_refused(site: Flask, tmp_path: Path) -> None:
    engine = site.extensions["engine"]
    with engine.begin() as connection:
        now = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(text("UPDATE alembic_version SET version_num = '20990101_1'"))
    with pytest.raises(Unusable, match="plus récente"):
        backup.save(engine, tmp_path / "copie")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": now})
    assert list(tmp_path.iterdir()) == []


if SERVER:

    def test_without_the_tools_of_postgresql_it_is_said_plainly(
        site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "pg_dump est introuvable" in run(site, "backup", tmp_path / "copie").output

else:

    def test_a_row_that_leads_nowhere_is_found(site: Flask, tmp_path: Path) -> None:
        run(site, "backup", tmp_path / "copie")
        with sqlite3.connect(tmp_path / "copie") as connection:
            connection.execute("INSERT INTO listing_departement VALUES ('nulle', '56')")
        with pytest.raises(Unusable, match="n’existe pas"):
            backup.inspect(site.extensions["engine"], tmp_path / "copie")

    def test_a_backup_where_somebody_wrote_a_place_under_a_secret_is_refused(
        site: Flask, tmp_path: Path
    ) -> None:
        put(site, make_confidential("two"), make_draft("three", place=in_commune(LORIENT)))
        run(site, "backup", tmp_path / "copie")
        with closing(sqlite3.connect(tmp_path / "copie")) as connection, connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            owner = "SELECT id FROM listing WHERE ref = 'two'"
            connection.execute(f"UPDATE place SET listing_id = ({owner}), disclosure = 'confidential'")
        result = run(site, "restore", tmp_path / "copie", "--yes", "--unsealed")
        assert "Cette sauvegarde est abîmée" in plain(result.output)
        assert [place.disclosure for place in rows(site, Place)] == ["commune"]
