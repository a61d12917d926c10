"""What the servers and the database do: each returns lines of the table."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from urllib.parse import quote

from sqlmodel import Session

from directory.database.engine import make_engine
from directory.french.words import departement_token
from directory.places.communes import find_commune
from directory.publishing import search_index
from directory.publishing.search_index import vocabulary
from directory.search import national
from directory.search.form import SearchForm
from scripts.benchmarks import floors, servers
from scripts.benchmarks.data import CODES
from scripts.benchmarks.load import HELLO_OF_BARS, Target, UnexpectedAnswer, fetch, rate
from scripts.benchmarks.report import Line
from scripts.benchmarks.servers import Server

#: 7 × the best departement page of others (44 a second).
UNCACHED_BAR = 7 * 44 / HELLO_OF_BARS
PAGES = tuple(f"/departements/{code}" for code in CODES)
#: Times each list is asked for: 101 departements five times are fewer than 600 requests.
_LIST_TIMES = 5
#: A question as typed, and as a plain index must be asked.
QUESTIONS = {
    "hébergement urgence": "hebergement urgence",
    "équipe mobile fugue": "equipe mobile fugue",
    "signalement": "signalement",
    "foyer fictive": "foyer fictive",
}


def interleave(targets: Mapping[str, Target], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Load each target in turn, several times, so that a noisy moment falls on all of them."""
    rates: dict[str, list[float]] = {name: [] for name in targets}
    for target in targets.values():  # what is only done once is not measured
        rate(target, 2 * seconds)
    for _ in range(rounds):
        for name, target in targets.items():
            rates[name].append(rate(target, seconds))
    return rates


def _ratio(rates: Mapping[str, list[float]], above: str, below: str) -> float:
    return median(a / b for a, b in zip(rates[above], rates[below], strict=True))


def pages(
    small: Server, large: Server, warm: Server, hello: Server, rounds: int, seconds: float
) -> list[Line]:
    """The departement page: not kept, at two sizes; kept; unchanged. The bars are shares of hello."""
    etag = fetch(warm.port, "/departements/56").headers["etag"]
    rates = interleave(
        {
            "hello": Target(hello.port, ("/",)),
            "small": Target(small.port, PAGES),
            "large": Target(large.port, PAGES),
            "warm": Target(warm.port, PAGES),
            "unchanged": Target(warm.port, ("/departements/56",), (("If-None-Match", etag),), 304),
            "home": Target(small.port, ("/",)),
        },
        rounds,
        seconds,
    )
    speed = {name: f"{median(found):.0f} par seconde" for name, found in rates.items()}
    return [
        Line("hello (Flask nu)", median(rates["hello"]), "par seconde"),
        Line("département sans cache, 5 000 ÷ hello", _ratio(rates, "small", "hello"), "", UNCACHED_BAR,
             note=speed["small"]),
        Line("département sans cache, 100 000 ÷ 5 000", _ratio(rates, "large", "small"), "", 0.8,
             note=speed["large"]),
        Line("département gardé ÷ hello", _ratio(rates, "warm", "hello"), "", 0.6, note=speed["warm"]),
        Line("département inchangé (304) ÷ hello", _ratio(rates, "unchanged", "hello"), "", 0.8,
             note=speed["unchanged"]),
        Line("accueil sans cache", median(rates["home"]), "par seconde"),
    ]  # fmt: skip


def searches(large: Server, rounds: int, seconds: float) -> list[Line]:
    """The search pages of 100 000 listings, not kept."""
    words = tuple(f"/recherche?q={quote(typed)}" for typed in QUESTIONS)
    local = tuple(f"{page}?q={quote(typed)}" for page in PAGES[:25] for typed in QUESTIONS)
    near = tuple(f"/departements/{code[:2]}?pres={code}" for code in ("56260", "29019", "35238"))
    maps = tuple(f"/points.json?departement={code}" for code in CODES)
    targets = {
        "recherche nationale": Target(large.port, words),
        "recherche dans un département": Target(large.port, local),
        "au plus près d’une commune": Target(large.port, near),
        "données de la carte d’un département": Target(large.port, maps),
    }
    rates = interleave(targets, rounds, seconds)
    return [
        Line(f"{name}, sans cache, 100 000", median(found), "par seconde") for name, found in rates.items()
    ]


@contextmanager
def _session(file: Path) -> Iterator[Session]:
    engine = make_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        yield session
    engine.dispose()


def _milliseconds(call: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        start = perf_counter()
        call()
        found.append((perf_counter() - start) * 1000)
    return median(found)


def index(file: Path, plain_file: Path, times: int) -> list[Line]:
    """The text index alone beside a plain bm25 over the country; then what is near a town."""
    commune = find_commune("56260")
    assert commune is not None
    at = datetime.now(UTC)
    ours: list[float] = []
    local: list[float] = []
    plain: list[float] = []
    with _session(file) as session, sqlite3.connect(plain_file) as floor, sqlite3.connect(file) as rows:
        known = vocabulary(session)
        for typed, asked in QUESTIONS.items():
            question = search_index.understand(typed, known)
            scopes = (departement_token("56"),)
            plain.append(_milliseconds(partial(_fetch_all, floor, floors.BM25_SQL, (asked,)), times))
            ours.append(_milliseconds(partial(search_index.find_numbers, session, question), times))
            local.append(_milliseconds(partial(search_index.find_numbers, session, question, scopes), times))
        form = SearchForm(near="56260", categories=("uaped",))
        wanted = national.NationalSearch(session, form, at, commune)
        near = _milliseconds(partial(national.search, wanted), times)
        values = ("uaped", commune.latitude, commune.latitude, commune.longitude, commune.longitude)
        near_floor = _milliseconds(partial(_fetch_all, rows, floors.NEAR_SQL, values), times)
    return [
        Line("recherche nationale classée : bm25 nu ÷ la nôtre", sum(plain) / sum(ours), "fois", 5,
             note=f"{mean(ours):.2f} ms et {mean(plain):.2f} ms en moyenne"),
        Line("recherche dans un département : bm25 nu ÷ la nôtre", sum(plain) / sum(local), "fois", 5,
             note=f"{mean(local):.2f} ms en moyenne"),
        Line("au plus près, une catégorie : page entière", near, "ms",
             note=f"requête SQLite nue : {near_floor:.2f} ms"),
    ]  # fmt: skip


def _fetch_all(connection: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> list[object]:
    return connection.execute(statement, values).fetchall()


def json_lists(large: Server, file: Path) -> list[Line]:
    """The first listings of each departement as JSON, not kept, beside SQLite alone giving its rows.

    One at a time, and few enough times that the limit of requests a minute is not met.
    """
    asked, plain = [], []
    with sqlite3.connect(file) as rows:
        for code in CODES:
            address = f"/api/v1/listings?departement={code}&limit=20"
            asked.append(_milliseconds(partial(_fetch_found, large.port, address), _LIST_TIMES))
            plain.append(_milliseconds(partial(_fetch_all, rows, floors.LIST_SQL, (code,)), _LIST_TIMES))
    return [
        Line("la liste en SQLite nu, 100 000", mean(plain), "ms"),
        Line("SQLite nu ÷ la liste en JSON, sans cache, 100 000", sum(plain) / sum(asked), "", 0.6,
             note=f"{mean(asked):.2f} ms, connexion comprise"),
    ]  # fmt: skip


def _fetch_found(port: int, path: str) -> None:
    if fetch(port, path).status != 200:
        raise UnexpectedAnswer(f"nothing at {path}")


def points(site: Server, file: Path) -> list[Line]:
    """Bytes a point on the wire, for a departement of 2 000 points."""
    with sqlite3.connect(file) as rows:
        [[count]] = rows.execute(
            "SELECT count(*) FROM publication_departement WHERE departement = '56' AND latitude IS NOT NULL"
        ).fetchall()
    answer = fetch(site.port, "/points.json?departement=56")
    return [
        Line("données de la carte, par point", len(answer.body) / count, "octets", 12, at_most=True,
             note=f"{count} points, {len(answer.body) / 1000:.1f} ko")
    ]  # fmt: skip


def starts(work: Path, repeats: int) -> list[Line]:
    """From the start of the process to the first answer: hello, ours with finished pages, without."""
    found: dict[str, list[float]] = {"hello": [], "kept": [], "cold": []}
    for _ in range(repeats):
        for name in found:
            if name == "cold":
                shutil.rmtree(work / "instance-5000" / "pages", ignore_errors=True)
            server = servers.hello() if name == "hello" else servers.relais(work, "5000", cache=True)
            found[name].append(server.first_answer)
            server.stop()
        server = servers.relais(work, "5000", cache=True)  # so that the next restart finds the page
        server.stop()
    note = f"{median(found['kept']):.2f} s et {median(found['hello']):.2f} s"
    return [
        Line("premier démarrage à la première réponse ÷ hello", _ratio(found, "kept", "hello"), "", 1.1,
             at_most=True, note=note),
        Line("la même, sans page gardée", median(found["cold"]), "s"),
    ]  # fmt: skip


def memory(work: Path, seconds: float) -> list[Line]:
    """Memory of a worker that served every departement, searches and maps of 100 000 listings."""
    server = servers.relais(work, "100000", cache=True)
    paths = (*PAGES, *(f"/recherche?q={quote(typed)}" for typed in QUESTIONS), "/", "/couverture")
    paths += tuple(f"/points.json?departement={code}" for code in CODES)
    paths += tuple(f"/departements/{code}?q=hebergemnt" for code in CODES)
    paths += ("/departements/56?pres=56260", "/ou/propositions?lieu=vann", "/fiches/exemple-000500")
    for path in paths:
        fetch(server.port, path)
    rate(Target(server.port, PAGES), seconds)
    used = server.memory()
    server.stop()
    return [
        Line("mémoire d’un processus après charge, 100 000", used["rss"], "Mo", 105, at_most=True,
             note=f"part propre et partagée (PSS) : {used['pss']:.0f} Mo")
    ]  # fmt: skip
