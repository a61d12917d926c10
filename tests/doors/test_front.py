"""Finished pages: answered without the application, as long as they are true and not a moment longer."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlmodel import Session
from werkzeug.test import Client, TestResponse

from directory import create_app
from directory.config import Config
from directory.front import Front
from directory.front.store import MOST_MEMORY, Finished, PageStore
from tests.conftest import SERVER, Databases
from tests.fictional import make_draft, store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 16, 59, tzinfo=PARIS)


class Site:
    """A front on an application of its own, at an hour of one's choice; counts what reaches the latter."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.app: Flask = create_app(config)
        self.at = TUESDAY
        self.asked = 0
        self.fronts: list[Front] = []
        self.front = self.make_front(self.load)

    def make_front(self, load: Callable[[], WSGIApplication], build: str = "one") -> Front:
        made = Front(
            load,
            database_url=self.config.database_url,
            folder=self.config.instance_path / "pages",
            build=build,
            clock=lambda: self.at.timestamp(),
        )
        self.fronts.append(made)
        return made

    def close(self) -> None:
        for front in self.fronts:
            front.close()
        self.app.extensions["engine"].dispose()

    def load(self) -> WSGIApplication:
        def counting(environ: Any, start_response: Any) -> Any:
            self.asked += 1
            return self.app.wsgi_app(environ, start_response)

        return counting

    def get(
        self, path: str, *, front: Front | None = None, method: str = "GET", **headers: str
    ) -> TestResponse:
        client = Client(front or self.front, use_cookies=False)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        now = {"relais.now": self.at}
        answer = client.open(path, method=method, headers=named, environ_overrides=now)
        answer.get_data()
        answer.close()
        return answer

    def put(self, *drafts: Any) -> None:
        with Session(self.app.extensions["engine"]) as session:
            store(session, *drafts)


@pytest.fixture
def site(databases: Databases, empty_database: str, make_config: Callable[[str], Config]) -> Iterator[Site]:
    made = Site(make_config(databases.make(empty_database)))
    made.put(make_draft("one", hours="Mo-Fr 09:00-17:00", phones=(("01 99 00 11 11", "", "public"),)))
    yield made
    made.close()


def unloadable() -> WSGIApplication:
    raise AssertionError("the application was needed")


@pytest.mark.parametrize(
    "address",
    ["/", "/departements/56", "/departements/56?q=équipe", "/rester-discret", "/points.json?departement=56"],
)
def test_the_second_visitor_is_answered_without_the_application(site: Site, address: str) -> None:
    first = site.get(address)
    assert site.asked == 1
    second = site.get(address)
    assert site.asked == 1
    assert second.data == first.data
    assert dict(second.headers) == dict(first.headers)


def test_the_same_bytes_travel_compressed_or_plain(site: Site) -> None:
    plain = site.get("/")
    packed = site.get("/", Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in site.get("/robots.txt", Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip;q=0", False), ("br, gzip; q=0.0", False), ("gzip;q=0, *", False), ("br", False),
     ("identity;q=1, gzip;q=0.5", True), ("GZIP;q=0.2", True)],
)  # fmt: skip
def test_a_visitor_who_refuses_compression_is_sent_none(site: Site, accepted: str, packed: bool) -> None:
    assert ("Content-Encoding" in site.get("/", Accept_Encoding=accepted).headers) is packed


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_visitor_who_has_the_page_is_told_so(site: Site, encoding: str) -> None:
    first = site.get("/departements/56", Accept_Encoding=encoding)
    again = site.get("/departements/56", Accept_Encoding=encoding, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]
    weak = site.get("/departements/56", Accept_Encoding=encoding, If_None_Match="W/" + first.headers["ETag"])
    assert weak.status_code == 304
    other = site.get("/departements/56", Accept_Encoding=encoding, If_None_Match='"other"')
    assert other.status_code == 200


def test_a_head_is_the_same_answer_without_its_body(site: Site) -> None:
    head = site.get("/departements/56", method="HEAD")
    whole = site.get("/departements/56")
    assert site.asked == 1
    assert head.data == b""
    assert dict(head.headers) == dict(whole.headers)


def test_a_change_of_the_data_is_seen_at_once(site: Site) -> None:
    assert "Équipe nouvelle" not in site.get("/departements/56").text
    site.put(make_draft("two", name="Équipe nouvelle"))
    assert "Équipe nouvelle" in site.get("/departements/56").text
    site.put(make_draft("two", name="Équipe nouvelle", status="archived"))
    assert "Équipe nouvelle" not in site.get("/departements/56").text


def test_open_now_ends_when_it_closes(site: Site) -> None:
    assert "jusqu’à 17 h" in site.get("/departements/56").text.replace("\u202f", " ").replace("\xa0", " ")
    site.at = datetime(2026, 11, 24, 16, 59, 59, tzinfo=PARIS)
    site.get("/departements/56")
    assert site.asked == 1
    site.at = datetime(2026, 11, 24, 17, 0, tzinfo=PARIS)
    closed = site.get("/departements/56").text
    assert site.asked == 2
    assert "Fermé" in closed
    assert int(site.get("/departements/56").headers["Cache-Control"].split("s-maxage=")[1]) > 0


def test_shared_caches_are_never_told_to_keep_a_page_past_its_truth(site: Site) -> None:
    site.at = datetime(2026, 11, 24, 16, 59, 50, tzinfo=PARIS)
    assert site.get("/departements/56").headers["Cache-Control"].endswith("s-maxage=10")


def test_a_page_does_not_outlive_the_day(site: Site) -> None:
    site.get("/rester-discret")
    site.at = datetime(2026, 11, 25, 0, 0, 1, tzinfo=PARIS)
    site.get("/rester-discret")
    assert site.asked == 2


def test_a_part_of_a_page_is_never_answered_for_the_whole(site: Site) -> None:
    part = site.get("/departements/56", HX_Request="true")
    whole = site.get("/departements/56")
    restored = site.get("/departements/56", HX_Request="true", HX_History_Restore_Request="true")
    assert "<html" not in part.text
    assert "<html" in whole.text
    assert restored.data == whole.data


def test_a_request_with_a_cookie_goes_through_and_leaves_nothing(site: Site) -> None:
    site.get("/departements/56", Cookie="session=x")
    site.get("/departements/56", Cookie="session=x")
    assert site.asked == 2
    site.get("/departements/56")
    assert site.asked == 3
    assert not list(kept(site, b"session"))


def kept(site: Site, word: bytes) -> Iterator[Path]:
    """The files of the cache that hold a word."""
    for path in (site.config.instance_path / "pages").rglob("*"):
        if path.is_file():
            head, _, body = path.read_bytes().partition(b"\n")
            body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
            if word in head + body + path.name.encode():
                yield path


def test_what_a_visitor_typed_never_reaches_the_disk(site: Site) -> None:
    for address in ("/departements/56?q=", "/recherche?q=", "/ou?lieu=", "/departements/56?age="):
        assert "intime" in site.get(f"{address}intime").text
    site.get("/ou/propositions?lieu=intime")
    assert list(kept(site, b"intime")) == []
    site.get("/departements/56")
    assert list(kept(site, b"fictive"))


def test_a_restarted_site_answers_before_the_application_is_loaded(site: Site) -> None:
    first = site.get("/departements/56", Accept_Encoding="gzip")
    restarted = site.make_front(unloadable)
    again = site.get("/departements/56", front=restarted, Accept_Encoding="gzip")
    assert again.data == first.data
    assert again.headers["ETag"] == first.headers["ETag"]
    site.at = datetime(2026, 11, 24, 17, 0, tzinfo=PARIS)
    with pytest.raises(AssertionError, match="needed"):
        site.get("/departements/56", front=restarted)


def test_pages_of_another_program_are_not_answered(site: Site) -> None:
    site.get("/departements/56")
    with pytest.raises(AssertionError, match="needed"):
        site.get("/departements/56", front=site.make_front(unloadable, build="two"))


def test_a_page_half_written_is_made_again(site: Site) -> None:
    site.get("/departements/56")
    for path in (site.config.instance_path / "pages").rglob("*"):
        if path.is_file():
            path.write_bytes(b"{")
    restarted = site.make_front(site.load)
    assert "Équipe fictive" in site.get("/departements/56", front=restarted).text


@pytest.mark.parametrize("address", ["/nulle-part", "/fiches/nulle", "/recherche?q=" + "x" * 101, "/healthz"])
def test_errors_and_health_are_asked_each_time(site: Site, address: str) -> None:
    first, second = site.get(address), site.get(address)
    assert first.status_code == second.status_code
    assert site.asked == 2


def test_what_is_not_a_reading_goes_through(site: Site) -> None:
    assert site.get("/", method="POST").status_code == 405
    assert site.get("/", method="OPTIONS").status_code == 200
    assert site.asked == 2


def test_hashed_files_are_kept_for_good(site: Site) -> None:
    address = site.get("/").text.split('href="/static/style.css')[1].split('"')[0]
    answer = site.get("/static/style.css" + address)
    assert "immutable" in answer.headers["Cache-Control"]
    before = site.asked
    site.get("/static/style.css" + address)
    assert site.asked == before
    assert "immutable" not in site.get("/static/style.css?v=other").headers["Cache-Control"]


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
