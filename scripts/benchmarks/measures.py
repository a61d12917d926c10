"""What the servers and the database do: each returns lines of the table."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from urllib.parse import quote

from scripts.benchmarks import servers
from scripts.benchmarks.data import CODES
from scripts.benchmarks.load import HELLO_OF_BARS, Target, fetch, rate
from scripts.benchmarks.questions import QUESTIONS
from scripts.benchmarks.report import Line
from scripts.benchmarks.servers import Server

#: 7 × the best departement page of others (44 a second).
UNCACHED_BAR = 7 * 44 / HELLO_OF_BARS
PAGES = tuple(f"/departements/{code}" for code in CODES)


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
