"""Lists, words and files beside floors that ask the same question and give the same answer; and exactness."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from urllib.parse import quote

import orjson
from sqlmodel import Session

from directory.database.engine import make_engine
from directory.exports.record import FACTS
from directory.listings.categories import CATEGORIES
from directory.places.communes import find_commune
from directory.places.departements import DEPARTEMENTS
from directory.search import local, national
from directory.search.form import SearchForm
from scripts.benchmarks import floors
from scripts.benchmarks.data import CODES
from scripts.benchmarks.load import UnexpectedAnswer, fetch
from scripts.benchmarks.report import Line
from scripts.benchmarks.servers import Server

#: A question as typed, and as a plain index must be asked.
QUESTIONS = {
    "hébergement urgence": "hebergement urgence",
    "équipe mobile fugue": "equipe mobile fugue",
    "signalement": "signalement",
    "mineurs": "mineurs",
}
#: A word of every invented listing.
_COMMON = "mineurs"
_SHOWN = 15
_LIST = 50
#: Times each list is asked for: 101 departements five times are fewer than 600 requests.
_LIST_TIMES = 5


@contextmanager
def _session(file: Path) -> Iterator[Session]:
    engine = make_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def milliseconds(call: Callable[[], object], times: int) -> float:
    """The median time of a call."""
    found = []
    for _ in range(times):
        start = perf_counter()
        call()
        found.append((perf_counter() - start) * 1000)
    return median(found)


def words(file: Path, plain_file: Path, times: int) -> list[Line]:
    """Words in the country, counted exactly by category, and the first page, beside FTS5 doing the same."""
    at, commune = datetime.now(UTC), find_commune("56260")
    ours, near, plain = [], [], []
    with _session(file) as session, sqlite3.connect(plain_file) as floor:
        floor.execute("ATTACH ? AS listings", (str(file),))
        for typed, asked in QUESTIONS.items():
            wanted = national.NationalSearch(session, SearchForm(q=typed), at)
            ours.append(milliseconds(partial(national.search, wanted), times))
            form = SearchForm(q=typed, near="56260", categories=("uaped",))
            around = national.NationalSearch(session, form, at, commune)
            near.append(milliseconds(partial(national.search, around), times))
            plain.append(milliseconds(partial(_ask_plain, floor, asked), times))
    return [
        Line("recherche nationale exacte : FTS5 nu, même réponse ÷ la nôtre", sum(plain) / sum(ours),
             "fois", 4, note=f"{mean(ours):.2f} ms et {mean(plain):.2f} ms en moyenne, comptes compris"),
        Line("mots, catégorie et lieu : réponse entière, 100 000", mean(near), "ms"),
    ]  # fmt: skip


def _ask_plain(floor: sqlite3.Connection, asked: str) -> None:
    floor.execute(floors.TEXT_COUNTS_SQL, (asked,)).fetchall()
    floor.execute(floors.TEXT_PAGE_SQL, (asked, _SHOWN)).fetchall()


def exactness(file: Path) -> list[Line]:
    """How many counts of 100 000 listings are not the plain count, with a word all hold or without."""
    at, wrong, asked = datetime.now(UTC), 0, 0
    with _session(file) as session, sqlite3.connect(file) as rows:
        for category in CATEGORIES:
            true = rows.execute(floors.CATEGORY_COUNT_SQL, (category,)).fetchone()[0]
            for word in ("", _COMMON):
                form = SearchForm(q=word, categories=(category,))
                found = national.search(national.NationalSearch(session, form, at)).total
                wrong, asked = wrong + (found != true), asked + 1
            for code in CODES[::10]:
                true = rows.execute(floors.LOCAL_COUNT_SQL, (code, category)).fetchone()[0]
                for word in ("", _COMMON):
                    form = SearchForm(q=word, categories=(category,))
                    searched = local.LocalSearch(session, DEPARTEMENTS[code], form, at)
                    wrong, asked = wrong + (local.search(searched).total != true), asked + 1
    return [
        Line("comptes faux, avec et sans mot, 100 000", wrong, "", 0, at_most=True, note=f"{asked} comptes")
    ]


def json_lists(large: Server, file: Path) -> list[Line]:
    """Fifty listings of each departement as JSON, not kept, beside SQLite and orjson writing the same.

    One at a time, and few enough times that the limit of requests a minute is not met.
    """
    asked, plain = [], []
    with sqlite3.connect(file) as rows:
        for code in CODES:
            address = f"/api/v1/listings?departement={code}&limit={_LIST}"
            asked.append(milliseconds(partial(_fetch_found, large.port, address), _LIST_TIMES))
            plain.append(milliseconds(partial(_write_list, rows, code), _LIST_TIMES))
    return [
        Line("liste de 50 en SQLite nu et orjson, mêmes colonnes, 100 000", mean(plain), "ms"),
        Line("la même ÷ notre liste en JSON, sans cache, 100 000", sum(plain) / sum(asked), "", 0.5,
             note=f"{mean(asked):.2f} ms, connexion comprise"),
    ]  # fmt: skip


def _write_list(rows: sqlite3.Connection, code: str) -> bytes:
    """The API's own question, its columns and its order, without anything around."""
    views = [orjson.loads(view) for (view,) in rows.execute(floors.LIST_SQL, (code, _LIST))]
    return orjson.dumps({"listings": [{name: view.get(name) for name in FACTS} for view in views]})


def _fetch_found(port: int, path: str) -> None:
    if fetch(port, path).status != 200:
        raise UnexpectedAnswer(f"nothing at {path}")


def exports(large: Server) -> list[Line]:
    """The whole country as CSV: seconds to the first byte, and memory it adds to the worker."""
    before, processor, start = large.memory()["rss"], large.cpu_seconds(), perf_counter()
    connection = HTTPConnection("127.0.0.1", large.port, timeout=300)
    connection.request("GET", f"/exports/listings.csv?q={quote('')}")
    answer = connection.getresponse()
    answer.read(1)
    first, most, size = perf_counter() - start, before, 1
    while piece := answer.read(1 << 20):
        size += len(piece)
        most = max(most, large.memory()["rss"])
    spent, used = perf_counter() - start, large.cpu_seconds() - processor
    connection.close()
    return [
        Line("CSV de 100 000 fiches : premier octet", first, "s", 0.3, at_most=True),
        Line("le même : mémoire ajoutée", most - before, "Mo", 20, at_most=True,
             note=f"{size / 1e6:.0f} Mo en {spent:.0f} s, dont {used:.1f} de processeur"),
    ]  # fmt: skip
