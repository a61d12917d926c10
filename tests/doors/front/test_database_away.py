"""Finished pages when the database is away, lost or replaced, and how much room they take."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from directory.config import Config
from directory.front.store import MOST_MEMORY, Finished, PageStore
from tests.conftest import SERVER
from tests.fictional import make_draft
from tests.front_site import PARIS, Site, kept, unloadable


def test_with_the_database_away_the_application_says_so(
    make_config: Callable[[str], Config], tmp_path: Path
) -> None:
    away = "postgresql+psycopg://relais@127.0.0.1:1/relais" if SERVER else f"sqlite:///{tmp_path}/gone.sqlite"
    site = Site(make_config(away))
    answer = site.get("/departements/56")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "119" in answer.text
    assert not list(kept(site, b"indisponible"))
    site.close()


def test_the_memory_of_finished_pages_is_bounded(tmp_path: Path) -> None:
    store_of_pages = PageStore(tmp_path / "pages", "one")
    page = Finished((), "tag", None, b"x" * (MOST_MEMORY // 5), False)
    for number in range(8):
        store_of_pages.put(1, f"/{number}", page, on_disk=False)
    found = [number for number in range(8) if store_of_pages.get(1, f"/{number}", 0.0)]
    assert found == [4, 5, 6, 7]
    assert store_of_pages.get(2, "/7", 0.0) is None


def test_answers_that_say_nothing_take_room_too(tmp_path: Path) -> None:
    store_of_pages = PageStore(tmp_path / "pages", "one")
    for number in range(20_000):
        empty = Finished((("Content-Type", "text/html"), ("Vary", "Accept")), "tag", None, b"", False)
        store_of_pages.put(1, f"/ou/propositions?i={number}", empty, on_disk=False)
    found = [number for number in range(20_000) if store_of_pages.get(1, f"/ou/propositions?i={number}", 0.0)]
    assert found[-1] == 19_999
    assert len(found) * 1_000 <= MOST_MEMORY


def administer(statement: str) -> None:
    """Say something to the server of databases."""
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def lose_database(site: Site) -> None:
    """Take the database away from a site that runs."""
    engine = site.app.extensions["engine"]
    if not SERVER:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    if SERVER:
        name = engine.url.database
        administer(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    else:
        Path(str(engine.url.database)).rename(f"{engine.url.database}.away")


def bring_back(site: Site) -> None:
    """Give it back."""
    engine = site.app.extensions["engine"]
    name = str(engine.url.database)
    if SERVER:
        administer(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    else:
        Path(f"{name}.away").rename(name)


def test_with_the_database_lost_the_last_copies_of_pages_are_answered(site: Site) -> None:
    seen = site.get("/departements/56")
    lose_database(site)
    assert site.get("/departements/56").data == seen.data
    restarted = site.make_front(unloadable)
    assert site.get("/departements/56", front=restarted).data == seen.data
    other = site.get("/departements/29")
    assert other.status_code == 503
    assert "tel:119" in other.text
    bring_back(site)


def test_a_database_that_answers_nothing_holds_nobody(site: Site) -> None:
    """A server may be there and say nothing; a file never does."""
    seen = site.get("/departements/56")
    engine = create_engine(site.config.database_url)
    with engine.connect() as holding:
        if SERVER:
            holding.execute(text("LOCK TABLE dataset_version IN ACCESS EXCLUSIVE MODE"))
        assert site.get("/departements/56").data == seen.data
        other = site.get("/departements/29")
        assert (other.status_code, "tel:119" in other.text) == (503 if SERVER else 200, True)
    engine.dispose()


def test_a_copy_past_its_time_says_what_it_is_and_nothing_keeps_it(site: Site) -> None:
    before = site.get("/departements/56", Accept_Encoding="gzip")
    lose_database(site)
    site.at = datetime(2026, 11, 24, 17, 30, tzinfo=PARIS)
    late = site.get("/departements/56")
    assert late.status_code == 200
    assert "copie de cette page faite le 24/11/2026 à 16\u00a0h\u00a059" in late.text
    assert late.text.count("<p") == gzip.decompress(before.data).decode().count("<p") + 1
    assert late.headers["Cache-Control"] == "no-store"
    bring_back(site)
    again = site.get("/departements/56")
    assert "copie de cette page" not in again.text
    assert "Fermé" in again.text


def test_a_file_put_in_place_of_the_database_is_seen(site: Site) -> None:
    """Whoever has the former file open would go on reading it, and writing to it."""
    site.get("/departements/56")
    lose_database(site)
    bring_back(site)
    if not SERVER:
        database = Path(str(site.app.extensions["engine"].url.database))
        database.rename(f"{database}.former")
        Path(f"{database}.other").write_bytes(Path(f"{database}.former").read_bytes())
        Path(f"{database}.other").rename(database)
    site.put(make_draft("two", name="Équipe nouvelle"))
    assert "Équipe nouvelle" in site.get("/departements/56").text
    assert "Équipe nouvelle" in site.get("/departements/56", Cookie="session=x").text
