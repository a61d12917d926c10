"""Long campaigns: misspelt places to be seen, worlds nobody may tell apart, kills, a full disk, imports."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from flask import Flask

from directory import create_app
from directory.config import Config
from directory.database import migrate
from directory.places.clues import find_clues
from scripts import (
    attack_campaign,
    flood_campaign,
    guesses_campaign,
    import_campaign,
    load_campaign,
    proxies,
    two_machines,
)
from scripts.kills import run_disk, run_kills
from scripts.machines import Postgres
from tests.place_texts import SERVED, clean_texts, place_fragments
from tests.twin_worlds import differing, make_worlds

RECALL, FALSE_ALARMS, MILLISECONDS, HOSTILE_SECONDS = 0.99, 0.02, 50, 2


def main() -> int:
    """Run every campaign; return 0 when all hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fragments", type=int, default=40_000)
    parser.add_argument("--requests", type=int, default=2_500)
    parser.add_argument("--kills", type=int, default=120)
    parser.add_argument("--imports", type=int, default=25)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--attacks", type=int, default=20_000, help="hostile requests")
    parser.add_argument("--files", type=int, default=600, help="spoilt files")
    parser.add_argument("--addresses", type=int, default=200_000, help="invented addresses")
    parser.add_argument("--seconds", type=float, default=600, help="of load")
    parser.add_argument("--rate", type=float, default=load_campaign.RATE, help="requests a second of load")
    parser.add_argument("--only", choices=("secrecy", "attacks", "reliability", "machines", "load"))
    wanted = parser.parse_args()
    held = []
    if wanted.only in {None, "machines"}:
        held += [*_machines(), _proxies()]
    if wanted.only in {None, "secrecy"}:
        held += [_detector(wanted.fragments, wanted.seed), _alarms(wanted.seed), _speed()]
        held += [_twins(wanted.requests, wanted.seed)]
    if wanted.only in {None, "attacks"}:
        held += _attacks(wanted.attacks, wanted.files, wanted.seed)
        held += _floods(wanted.addresses, wanted.seed)
    if wanted.only in {None, "reliability"}:
        held += _on_both(wanted.kills, wanted.imports, wanted.seed)
        held += [_disk(), _hostile()]
    if wanted.only in {None, "load"} and wanted.seconds:
        held += _load(wanted.seconds, wanted.rate, wanted.seed)
    return 0 if all(held) else 1


def _say(name: str, measured: str, holds: bool) -> bool:
    print(f"{'tient ' if holds else 'CÈDE  '} {name} : {measured}", flush=True)
    return holds


def _detector(number: int, seed: int) -> bool:
    missed: Counter[str] = Counter()
    examples = []
    for kind, fragment in place_fragments(number, seed):
        if not find_clues(fragment, SERVED):
            missed[kind] += 1
            examples.append(fragment)
    recall = 1 - missed.total() / number
    print(*examples[:10], sep="\n", file=sys.stderr)
    return _say("lieux vus", f"{recall:.2%} de {number} ({dict(missed)})", recall >= RECALL)


def _alarms(seed: int) -> bool:
    texts = clean_texts(seed)
    share = sum(bool(find_clues(text, SERVED)) for text in texts) / len(texts)
    return _say("fausses alertes", f"{share:.2%} de {len(texts)}", share <= FALSE_ALARMS)


def _speed() -> bool:
    """The slowest of texts of 10 kB, real and hostile, in processor time."""
    real = " ".join(clean_texts())
    slowest = 0.0
    for text in (real, real.upper(), "rue " * 3000, "12 " * 4000, "d'" * 5000, "0 " * 5000, "x." * 5000):
        taken = []
        for _ in range(5):
            start = time.process_time()
            find_clues(text[:10_000], SERVED)
            taken.append(time.process_time() - start)
        slowest = max(slowest, min(taken) * 1000)
    return _say("10 ko", f"{slowest:.0f} ms au plus", slowest <= MILLISECONDS)


def _twins(number: int, seed: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        apps = [_make_site(Path(folder), name) for name in ("told", "untold")]
        make_worlds(*apps)
        found = differing(*apps, number, seed)
        for app in apps:
            app.extensions["engine"].dispose()
    print(*found[:10], sep="\n", file=sys.stderr)
    return _say("mondes jumeaux", f"{len(found)} réponses différentes sur {number}", not found)


def _attacks(attacks: int, files: int, seed: int) -> list[bool]:
    with tempfile.TemporaryDirectory() as folder:
        app = _make_site(Path(folder), "attacked")
        wrong = list(attack_campaign.Attackers(app, seed).find_wrongs(attacks))
        slowest, refused = attack_campaign.spoil_files(app.extensions["engine"], files, seed)
        app.extensions["engine"].dispose()
    print(*wrong[:10], *refused[:10], sep="\n", file=sys.stderr)
    holds = not refused and slowest <= HOSTILE_SECONDS
    return [
        _say("requêtes hostiles", f"{len(wrong)} défauts sur {attacks}", not wrong),
        _say("fichiers abîmés", f"{len(refused)} défauts sur {files}, {slowest:.2f} s au plus", holds),
    ]


def _floods(addresses: int, seed: int) -> list[bool]:
    with tempfile.TemporaryDirectory() as folder:
        held = [_say(*guesses_campaign.run(Path(folder), 1000))]
    if addresses:
        with tempfile.TemporaryDirectory() as folder:
            held.append(_say(*flood_campaign.run(Path(folder), addresses, seed)))
    return held


def _make_site(folder: Path, name: str) -> Flask:
    """A site on an empty database of its own."""
    app = create_app(
        Config(
            environment="test",
            database_url=f"sqlite:///{folder / name}.sqlite",
            instance_path=folder / name,
            public_url="https://relais.example",
        )
    )
    migrate.upgrade(app.extensions["engine"])
    return app


def _imports(number: int, seed: int, server: Postgres | None) -> bool:
    found, wrong = import_campaign.run_kills(number, seed, server)
    print(*wrong, sep="\n", file=sys.stderr)
    told = f"{found['applied']} entiers, {found['ready']} absents, sur {number} arrêtés"
    return _say(f"imports interrompus, {_engine(server)}", told, not wrong)


def _engine(server: Postgres | None) -> str:
    return "PostgreSQL" if server else "SQLite"


def _hostile() -> bool:
    """Hostile files, in processor time."""
    slowest, kind, accepted = import_campaign.time_hostile_files()
    told = f"{slowest:.2f} s au plus ({kind}), {len(accepted)} acceptés"
    return _say("fichiers hostiles", told, slowest <= HOSTILE_SECONDS and not accepted)


def _kills(number: int, seed: int, server: Postgres | None) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        database = server.make_database() if server else ""
        acknowledged, wrong = run_kills(Path(folder), number, seed, database)
    print(*wrong[:10], sep="\n", file=sys.stderr)
    measured = f"{number} arrêts brutaux, {acknowledged} écritures acquittées, {len(wrong)} défauts"
    return _say(f"arrêts brutaux, {_engine(server)}", measured, not wrong and acknowledged >= number)


def _on_both(kills: int, imports: int, seed: int) -> list[bool]:
    """Kill edits and imports on both engines."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        server = Postgres(Path(folder) / "postgresql")
        server.make()
        server.start()
        try:
            engines = (None, server)
            held = [_kills(kills, seed, each) for each in engines if kills]
            return held + [_imports(imports, seed, each) for each in engines if imports]
        finally:
            server.stop()


def _machines() -> list[bool]:
    with tempfile.TemporaryDirectory() as folder:
        return [_say(*said) for said in two_machines.run(Path(folder))]


def _load(seconds: float, rate: float, seed: int) -> list[bool]:
    held = []
    for run in (load_campaign.run, two_machines.run_load):
        with tempfile.TemporaryDirectory() as folder:
            held.append(_say(*run(Path(folder), seconds, rate, seed)))
    return held


def _proxies() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        return _say(*proxies.run(Path(folder)))


def _disk() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        found = run_disk(Path(folder))
    return _say("disque", *found) if found else _say("disque", "non mesuré ici (mount refusé)", True)


if __name__ == "__main__":
    sys.exit(main())
