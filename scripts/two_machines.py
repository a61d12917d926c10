"""Two machines behind nginx, on a PostgreSQL that a copy follows: what each sees, what is lost when one dies.

Each campaign returns what it measured, in words, and whether it holds.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from directory.database import migrate
from directory.database.engine import make_engine
from scripts.editor import LISTING, Editor
from scripts.load_campaign import Visits, load, seed
from scripts.machines import Machine, Nginx, Postgres, ask, database_url

PAGES = ("/", "/departements/56", LISTING, "/recherche?q=fictive", "/departements/29", "/rester-discret")
VISITORS, WATCH_SECONDS = 6, 0.02
#: An edit is seen everywhere within a second; a database that burns is replaced within so many.
SEEN_SECONDS, FAILOVER_SECONDS = 1.0, 15.0
Said = tuple[str, str, bool]


class Pair:
    """Two machines of two workers, one database and its copy, nginx before them, somebody signed in."""

    def __init__(self, folder: Path, with_seed: bool = False) -> None:
        folder.chmod(0o755)
        self.primary, self.copy = Postgres(folder / "primary"), Postgres(folder / "copy")
        self.primary.make()
        self.primary.start()
        self.copy.follow(self.primary)
        self.copy.start()
        url = database_url(self.primary, self.copy)
        self.engine = make_engine(url)
        migrate.upgrade(self.engine)
        self.pages = seed(self.engine) if with_seed else []
        self.editor = Editor(self.engine)
        self.machines = [Machine(folder / name, url, workers=2) for name in ("a", "b")]
        for machine in self.machines:
            machine.start()
        self.nginx = Nginx(folder / "nginx", [machine.port for machine in self.machines])
        self.nginx.start()

    def close(self) -> None:
        """Stop everything."""
        self.nginx.stop()
        for machine in self.machines:
            machine.kill()
        self.engine.dispose()
        for server in (self.primary, self.copy):
            server.stop()


@contextmanager
def visiting(port: int) -> Iterator[Counter[int]]:
    """Visitors ask for pages without pause during a block; yield the statuses they were answered."""
    seen, stopped = Counter[int](), threading.Event()

    def visit(number: int) -> None:
        turn = number
        while not stopped.is_set():
            path = PAGES[turn % len(PAGES)]
            path = f"{path}{turn % 50}" if "?" in path else path  # a search nobody made before, now and then
            status, said = ask(port, "GET", path, source=f"127.0.{number}.{turn % 250 + 2}")  # many visitors
            seen[status] += 1
            if not status:
                print(f"{path} : {said}", file=sys.stderr)
            turn += 1

    people = [threading.Thread(target=visit, args=(n,), daemon=True) for n in range(VISITORS)]
    for person in people:
        person.start()
    try:
        yield seen
    finally:
        stopped.set()
        for person in people:
            person.join()


def _errors(seen: Counter[int]) -> int:
    return sum(number for status, number in seen.items() if status != 200)


def see_edits(pair: Pair, times: int = 20) -> Said:
    """An edit saved on one machine is read on both, and through nginx, within a second."""
    slowest = [0.0, 0.0]
    for turn in range(times):
        words = pair.editor.edit(pair.machines[turn % 2].port)
        saved = time.monotonic()
        waited = {machine.port: 0 for machine in pair.machines} | {pair.nginx.port: 1}
        while waited:
            for port, nth in list(waited.items()):
                if words and words in ask(port, "GET", LISTING)[1]:
                    slowest[nth] = max(slowest[nth], time.monotonic() - saved)
                    del waited[port]
            if time.monotonic() - saved > 10:
                return ("modification vue partout", "jamais", False)
            time.sleep(WATCH_SECONDS)
    told = f"{slowest[0]:.2f} s sur les machines, {slowest[1]:.2f} s par nginx, sur {times} modifications"
    return ("modification vue partout", told, max(slowest) <= SEEN_SECONDS)


def kill_a_machine(pair: Pair, times: int = 20, seconds: float = 1.5) -> Said:
    """One machine dies under load, then comes back, one after the other: nobody sees an error."""
    with visiting(pair.nginx.port) as seen:
        for turn in range(times):
            machine = pair.machines[turn % 2]
            time.sleep(seconds)
            machine.kill()
            time.sleep(seconds)
            machine.start()
    told = f"{times} arrêts, {_errors(seen)} erreurs sur {seen.total()} réponses"
    return (
        "une machine tuée sous la charge",
        f"{told} {dict(seen) if _errors(seen) else ''}",
        not _errors(seen),
    )


def share_delays(pair: Pair) -> Said:
    """Wrong passwords typed on one machine slow the other; requests are counted together."""
    wrong, ports = "email=kim%40essai.example&password=faux", [machine.port for machine in pair.machines]
    codes = []
    for turn in range(8):
        cookie, token = _form(ports[turn % 2])
        codes.append(ask(ports[turn % 2], "POST", "/connexion", f"{wrong}&csrf={token}", Cookie=cookie)[0])
    answers: Counter[int] = Counter()
    for turn in range(64):  # each counts for ten
        answers[ask(ports[turn % 2], "GET", f"/images/56.svg?q=mot{turn}")[0]] += 1
    is_slowed = codes[:4].count(422) == 4 and 429 in codes[5:]
    told = f"connexion {codes} ; 64 images : {answers[200]} faites, {answers[429]} refusées"
    return ("délais et bornes communs", told, is_slowed and answers[429] > 0)


def _form(port: int) -> tuple[str, str]:
    """A cookie and a token of the form to sign in."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/connexion")
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), (answer.headers["Set-Cookie"] or "").partition(";")[0]
    connection.close()
    found = re.search(r'name="csrf" value="(\w+)"', page)
    return cookie, found[1] if found else ""


def freeze_database(pair: Pair, seconds: float = 4) -> Said:
    """A database that answers nothing: pages that are kept are read, and everybody gets an answer."""
    ask(pair.nginx.port, "GET", LISTING)
    pair.primary.freeze(True)
    began = time.monotonic()
    statuses = [ask(machine.port, "GET", LISTING, timeout=60)[0] for machine in pair.machines]
    took = time.monotonic() - began
    time.sleep(max(0.0, seconds - took))
    pair.primary.freeze(False)
    after = [_until_200(machine.port) for machine in pair.machines]
    told = f"réponses {statuses} en {took:.1f} s, de nouveau 200 en {max(after):.1f} s"
    return ("base figée", told, set(statuses) <= {200, 503} and max(after) < FAILOVER_SECONDS)


def fail_over(pair: Pair) -> Said:
    """The database burns and its copy takes over: how long until a write is stored, and what visitors saw."""
    with visiting(pair.nginx.port) as seen:
        time.sleep(1)
        pair.primary.stop()
        began = time.monotonic()
        pair.copy.promote()
        promoted = time.monotonic() - began
        while not pair.editor.edit(pair.nginx.port) and time.monotonic() - began < 60:
            time.sleep(WATCH_SECONDS)
        took = time.monotonic() - began
    told = (
        f"réplique promue en {promoted:.1f} s, une modification enregistrée en {took:.1f} s ; visiteurs : "
        f"{_errors(seen)} réponses 503 avec les numéros d’urgence sur {seen.total()}"
    )
    return ("base perdue, réplique promue", told, took < FAILOVER_SECONDS and set(seen) <= {200, 503})


def _until_200(port: int) -> float:
    """Seconds until a page is answered again."""
    began = time.monotonic()
    while ask(port, "GET", LISTING)[0] != 200 and time.monotonic() - began < 60:
        time.sleep(WATCH_SECONDS)
    return time.monotonic() - began


CAMPAIGNS = (see_edits, share_delays, kill_a_machine, freeze_database, fail_over)


def run_load(folder: Path, seconds: float, rate: float, chance: int) -> Said:
    """Load two machines behind nginx."""
    pair = Pair(folder, with_seed=True)
    try:
        visits = Visits(pair.nginx.port, pair.pages, rate, chance)
        return load("charge, deux machines", pair.editor, pair.machines, visits, seconds)
    finally:
        pair.close()


def run(folder: Path) -> Sequence[Said]:
    """Run every campaign on a pair of machines."""
    pair = Pair(folder)
    try:
        return [campaign(pair) for campaign in CAMPAIGNS]
    finally:
        pair.close()
