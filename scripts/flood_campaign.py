"""Hundreds of thousands of invented addresses: what a server keeps of them, in memory and on its disk."""

from __future__ import annotations

import random
import threading
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

from directory.database.engine import make_engine
from directory.places.departements import DEPARTEMENTS
from scripts.load_campaign import Said, seed
from scripts.machines import HERE, Machine
from tests.addresses import PUBLIC
from tests.hostile_texts import NASTY, write

CONNECTIONS, SAMPLES = 4, 20
#: What a flood may add: the bound of the store (8 MB) with what holding it costs, and the files of pages that
#: a site without visitors had not made yet.
MEGABYTES, FILES = 40, 4000


def run(folder: Path, addresses: int, chance: int, database: str = "") -> Said:
    """Ask one machine of one worker for so many addresses that differ, and weigh it as they go."""
    url = database or f"sqlite:///{folder / 'relais.sqlite'}"
    engine = make_engine(url)
    seed(engine)
    engine.dispose()
    machine = Machine(folder, url)
    try:
        machine.start()
        _ask(machine.port, addresses // 50, chance)  # what every server holds once it has served
        weights, statuses = [machine.memory() / 1000], Counter[int]()
        files, size = _disk(folder)
        for turn in range(SAMPLES):
            statuses += _ask(machine.port, addresses // SAMPLES, chance + 1 + turn)
            weights.append(machine.memory() / 1000)
    finally:
        machine.kill()
    after, later = median(weights[SAMPLES // 4 : SAMPLES // 2]), median(weights[-SAMPLES // 4 :])
    more, grown = _disk(folder)
    told = (
        f"{statuses.total()} adresses, {dict(sorted(statuses.items()))} ; mémoire {weights[0]:.0f} Mo avant, "
        f"{after:.0f} Mo vers le tiers, {later:.0f} Mo à la fin ; disque {files} puis {more} fichiers, "
        f"{size / 1e6:.1f} puis {grown / 1e6:.1f} Mo"
    )
    holds = later - weights[0] <= MEGABYTES and more - files <= FILES and not statuses[0] + statuses[500]
    return "adresses hostiles", told, holds


def _invent(chance: random.Random) -> str:
    """An address nobody asked for before: another path, parameter, value or order of them."""
    number, code = chance.getrandbits(60), chance.choice(list(DEPARTEMENTS))
    path = chance.choice((
        f"/departements/{code}", f"/fiches/{number:x}", f"/points/{number}.json", f"/{number:x}",
        f"/embed/apercu/{code}", f"/carte/{number:x}.js", f"/images/{code}.svg", chance.choice(PUBLIC),
    ))  # fmt: skip
    name = chance.choice(("q", "utm_source", "groupe", "age", "pres", "page", "v", f"{number:x}"))
    value = chance.choice((f"{number}", f"mot{number:x}", write(chance.choice(NASTY)) + f"{number:x}"))
    return f"{path}{'&' if '?' in path else '?'}{name}={value}"[:4000]


def _ask(port: int, number: int, chance: int) -> Counter[int]:
    """Ask for so many addresses over a few connections; return the statuses, 0 for no answer."""
    found, lock = Counter[int](), threading.Lock()

    def visit(seed: int) -> None:
        drawn = random.Random(f"{chance} {seed}")
        connection = HTTPConnection(HERE, port, timeout=60)
        for _ in range(number // CONNECTIONS):
            # Another network each time, as a botnet would: the bound of each is not what is tried here.
            network = f"203.0.{drawn.randrange(256)}.{drawn.randrange(256)}"
            try:
                connection.request("GET", _invent(drawn), headers={"X-Forwarded-For": network})
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, HTTPException):
                connection.close()
                status = 0
            with lock:
                found[status] += 1

    visitors = [threading.Thread(target=visit, args=(each,)) for each in range(CONNECTIONS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return found


def _disk(folder: Path) -> tuple[int, int]:
    """How many files the instance has, and their bytes."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)
