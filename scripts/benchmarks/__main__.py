"""`scripts/bench`: measure everything on this machine, print the table, write bench-results/."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

from scripts.benchmarks import data, floors, growth, imports, measures, peers, questions, servers
from scripts.benchmarks.report import Line, save, write_document, write_table
from scripts.benchmarks.servers import ROOT, Server

RESULTS = ROOT / "bench-results"
WORK = RESULTS / "work"
POINTS = 2060  # of which 3 % confidential: about 2 000 on the map


def main() -> None:
    """Parse the options and run what they ask."""
    parser = argparse.ArgumentParser(description="Mesure la vitesse de Relais sur des fiches fictives.")
    parser.add_argument("--quick", action="store_true", help="moins de répétitions : un ordre de grandeur")
    parser.add_argument("--no-browser", action="store_true", help="sans les mesures du navigateur")
    parser.add_argument("--document", action="store_true", help="écrire aussi docs/vitesse.md")
    options = parser.parse_args()
    rounds, seconds, times = (2, 0.5, 5) if options.quick else (7, 2.0, 25)
    WORK.mkdir(parents=True, exist_ok=True)
    lines = list(_prepare())
    for found in _measure(rounds, seconds, times, has_browser=not options.no_browser):
        lines += found
        for line in found:
            say(f"  {line.name} : {line.figure:.3g} {line.unit}")
    conditions = {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
        "quick": options.quick,
    }
    save(lines, RESULTS, conditions)
    if options.document:
        (ROOT / "docs" / "vitesse.md").write_text(write_document(lines, conditions), "utf-8")
    print(write_table(lines))
    sys.exit(any(line.holds is False for line in lines))


def _prepare() -> Iterator[Line]:
    """Make the databases that are not there yet."""
    for name, size, codes in (
        ("5000", 5000, data.CODES), ("100000", 100_000, data.CODES), ("points", POINTS, ("56",)),
    ):  # fmt: skip
        say(f"Données : {size} fiches…")
        speed = data.make_database(WORK / f"{name}.sqlite", size, codes, _progress)
        if speed:
            yield Line(f"publication de {size} fiches", speed, "par seconde")
    floors.make_plain_index(WORK / "plain.sqlite", WORK / "100000.sqlite")


def _measure(rounds: int, seconds: float, times: int, *, has_browser: bool) -> Iterator[list[Line]]:
    with ExitStack() as stack:

        def keep(server: Server) -> Server:
            stack.callback(server.stop)
            return server

        say("Pages…")
        hello = keep(servers.hello(FLOOR_DATABASE=str(WORK / "points.sqlite")))
        small = keep(servers.relais(WORK, "5000", cache=False))
        large = keep(servers.relais(WORK, "100000", cache=False))
        warm = keep(servers.relais(WORK, "5000", cache=True))
        yield measures.pages(small, large, warm, hello, rounds, seconds)
        say("Recherches…")
        yield measures.searches(large, rounds, seconds)
        yield questions.words(WORK / "100000.sqlite", WORK / "plain.sqlite", times)
        yield questions.exactness(WORK / "100000.sqlite")
        yield questions.json_lists(large, WORK / "100000.sqlite")
        yield questions.exports(large)
        yield growth.measure({5_000: small, 100_000: large}, times)
        yield peers.measure(large, WORK / "100000.sqlite", WORK / "plain.sqlite", times)
        data.put_partner(WORK / "points.sqlite", f"http://127.0.0.1:{hello.port}")
        site = keep(servers.relais(WORK, "points", cache=True))
        yield measures.points(site, WORK / "points.sqlite")
        if has_browser:
            say("Navigateur…")
            from scripts.benchmarks import browser

            yield browser.measure(site.port, hello.port, 3 * rounds)
            yield browser.measure_embed(site.port, hello.port, 2 * rounds)
            yield browser.measure_slow_phone(site.port, 2 * rounds + 1)
        say("Import…")
        yield imports.measure(WORK, hello.port, max(3, rounds))
    say("Démarrages…")
    yield measures.starts(WORK, max(3, rounds))
    say("Mémoire…")
    yield measures.memory(WORK, seconds)


def _progress(done: int) -> None:
    if done % 10_000 == 0:
        say(f"  {done}…")


def say(text: str) -> None:
    """Tell progress apart from the result."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
