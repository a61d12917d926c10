"""Ten times the expected peak while somebody edits and files are imported: errors, delays, memory.

Visitors come at moments drawn by chance, whether or not the former ones were answered; a delay counts from
the moment a visitor came, so that a server which stops for a second shows it.
"""

from __future__ import annotations

import queue
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from sqlalchemy import Engine
from sqlmodel import Session, select

from directory.config import ROOT
from directory.database import migrate
from directory.database.engine import make_engine
from directory.imports import LISTINGS
from directory.models import Publication
from directory.places.departements import DEPARTEMENTS
from directory.storing.many import put_listings
from scripts.editor import Editor
from scripts.machines import Machine, ask
from tests.fictional import AT

#: Requests a second: 20 000 visits of six pages a day, a fifth of them in one hour, make 7; rounded up.
PEAK = 10
RATE = 10.0 * PEAK
#: Seconds between two edits and between two files, rows of a file.
EDIT_EVERY, FILE_EVERY, FILE_ROWS = 15.0, 120.0, 1500
VISITORS = 48
#: How much more memory the last third of a load may hold than the second, when it lasts so many seconds.
GROWTH, LONG = 1.05, 300.0
_WORDS = ("uaped", "fugue", "signalement", "michetonnage", "écoute", "hébergement", "maraude", "crip")
Said = tuple[str, str, bool]


def seed(engine: Engine) -> list[str]:
    """Store the listings of the seed in an empty database; return the addresses of their pages."""
    migrate.upgrade(engine)
    with Session(engine) as session:
        if session.exec(select(Publication.slug)).first() is None:
            rows = LISTINGS["template"](ROOT / "data" / "listings.csv")
            drafts = [row.draft for row in rows if row.draft and not row.problems]
            put_listings(session, drafts, by="essai", at=AT)
            session.commit()
        return [f"/fiches/{slug}" for slug in session.exec(select(Publication.slug))]


class Visits:
    """Visitors of a server, as many a second as said, until told to stop; their statuses and delays."""

    def __init__(self, port: int, pages: Sequence[str], rate: float, seed: int) -> None:
        self.statuses, self.delays = Counter[int](), list[float]()
        self._port, self._pages, self._rate, self._chance = port, pages, rate, random.Random(seed)
        self._coming: queue.SimpleQueue[tuple[float, str, str] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()

    def run(self, seconds: float) -> None:
        """Let visitors come for so many seconds, and wait for the answers of the last ones."""
        visitors = [threading.Thread(target=self._visit, daemon=True) for _ in range(VISITORS)]
        for visitor in visitors:
            visitor.start()
        began = comes = time.monotonic()
        while comes - began < seconds:
            time.sleep(max(0.0, comes - time.monotonic()))
            network = f"127.0.{self._chance.randrange(1, 6)}.{self._chance.randrange(2, 255)}"
            self._coming.put((comes, self._choose(), network))
            comes += self._chance.expovariate(self._rate)
        for _ in visitors:
            self._coming.put(None)
        for visitor in visitors:
            visitor.join()

    def _choose(self) -> str:
        """What a visitor asks for: mostly pages of départements, often the same ones."""
        chance = self._chance
        codes = list(DEPARTEMENTS)
        code, kind = codes[int(len(codes) * chance.random() ** 2)], chance.random()
        if kind < 0.4:
            return f"/departements/{code}"
        if kind < 0.6:
            return chance.choice(self._pages)
        if kind < 0.7:
            return "/"
        if kind < 0.8:
            return f"/departements/{code}?groupe={chance.choice(('ecouter', 'heberger', 'soigner'))}"
        if kind < 0.9:
            return f"/recherche?q={quote(chance.choice(_WORDS))}&pour={code}"
        return chance.choice(
            (f"/points.json?departement={code}", "/orientation", "/couverture", "/ou?lieu=29")
        )

    def _visit(self) -> None:
        while (asked := self._coming.get()) is not None:
            came, path, network = asked
            status, said = ask(self._port, "GET", path, source=network, **{"Accept-Encoding": "gzip"})
            with self._lock:
                self.delays.append(time.monotonic() - came)
                self.statuses[status] += 1
            if _is_error(status):
                print(f"{path} : {status} {said[:100] if not status else ''}", file=sys.stderr)


def _is_error(status: int) -> bool:
    return not 200 <= status < 400


def load(name: str, editor: Editor, machines: Sequence[Machine], visits: Visits, seconds: float) -> Said:
    """Let visitors come to a service while `editor` works through its machines; say what was seen."""
    lines = min(FILE_ROWS, round(50 * seconds))
    ports = [machine.port for machine in machines]
    spent = sum(machine.processor() for machine in machines)
    stopped = threading.Event()
    edits, files, held = Counter[bool](), Counter[bool](), list[int]()

    def every(pause: float, first: float, act: Callable[[int], None]) -> threading.Thread:
        def repeat() -> None:
            turn, wait = 0, first
            while not stopped.wait(wait):
                act(turn)
                turn, wait = turn + 1, pause

        thread = threading.Thread(target=repeat, daemon=True)
        thread.start()
        return thread

    def edit(turn: int) -> None:
        edits[bool(editor.edit(ports[turn % len(ports)]))] += 1

    def send(turn: int) -> None:
        files[editor.import_file(ports[turn % len(ports)], lines)] += 1

    def weigh(_: int) -> None:
        held.append(sum(machine.memory() for machine in machines))

    workers = [
        every(EDIT_EVERY, 0.5, edit), every(FILE_EVERY, min(5.0, seconds / 2), send), every(1.0, 0.0, weigh),
    ]  # fmt: skip
    visits.run(seconds)
    spent = sum(machine.processor() for machine in machines) - spent
    stopped.set()
    for worker in workers:
        worker.join()
    errors = sum(number for status, number in visits.statuses.items() if _is_error(status))
    milliseconds = [round(1000 * cut) for cut in quantiles(visits.delays, n=1000)]
    third = 1 + len(held) // 3
    before, after = median(held[third - 1 : 2 * third]), median(held[-third:])
    told = (
        f"{len(visits.delays)} réponses en {seconds:.0f} s, {errors} erreurs ; p50 {milliseconds[499]} ms, "
        f"p99 {milliseconds[989]} ms, pire {1000 * max(visits.delays):.0f} ms ; {edits[True]} modifications "
        f"({edits[False]} refusées), {files[True]} fichiers de {lines} lignes ({files[False]} refusés) ; "
        f"mémoire {before / 1000:.0f} Mo puis {after / 1000:.0f} Mo, {max(held) / 1000:.0f} au plus ; "
        f"processeur {spent / seconds:.2f} cœur"
    )
    grows = seconds >= LONG and after > GROWTH * before
    holds = not (errors or edits[False] or files[False] or grows)
    return name, told, holds


def run(folder: Path, seconds: float, rate: float, chance: int, database: str = "") -> Said:
    """Load one machine of two workers, on a database of its own: `database`, else a SQLite file."""
    url = database or f"sqlite:///{folder / 'relais.sqlite'}"
    engine = make_engine(url)
    pages, editor = seed(engine), Editor(engine)
    machine = Machine(folder, url, workers=2)
    try:
        machine.start()
        visits = Visits(machine.port, pages, rate, chance)
        return load("charge, une machine", editor, [machine], visits, seconds)
    finally:
        machine.kill()
        engine.dispose()
