"""Killing an import while it is stored, at any moment (R02), and reading hostile files (S15).

A process of its own stores a file and gets SIGKILL at a moment drawn by chance. Then: all of the file is
there or nothing of it, the database is whole, storing goes through, the same file changes nothing more.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine, func
from sqlmodel import Session, select

from directory.accounts.people import find_account
from directory.config import ROOT
from directory.database import migrate
from directory.database.engine import make_engine
from directory.imports import jobs as import_jobs
from directory.imports import read_table
from directory.imports.tables import Unreadable
from directory.models import ImportJob, Listing, Publication, Revision
from directory.permissions import Actor
from scripts.benchmarks.imports import make_rows, write_csv
from scripts.kills import find_damage
from scripts.machines import Postgres
from tests.hostile_files import hostile_files
from tests.people import actor_of, make_account

ROWS = 1500


def main() -> None:
    """Store a file that was read (address of the database, identifier), telling when it begins and ends."""
    engine = make_engine(sys.argv[1])
    with Session(engine) as session:
        account = find_account(session, "ada@essai.example")
        assert account is not None
        ada = actor_of(session, account)
        print("begun", flush=True)
        import_jobs.apply(session, UUID(sys.argv[2]), by=ada, at=datetime.now(UTC))
        session.commit()
        print("done", flush=True)


def run_kills(times: int, seed: int, server: Postgres | None = None) -> tuple[Counter[str], list[str]]:
    """Kill an import so many times; return how many left all of it or nothing, and what was wrong.

    Each time in a database of its own, a file, or one of `server`.
    """
    chance = random.Random(seed)
    content = write_csv(make_rows(ROWS))
    longest = 0.0
    found, wrong = Counter[str](), list[str]()
    for number in range(times + 1):
        with tempfile.TemporaryDirectory() as folder:
            address = server.make_database() if server else f"sqlite:///{Path(folder) / 'relais.sqlite'}"
            engine = make_engine(address)
            migrate.upgrade(engine)
            with Session(engine) as session:
                ada = actor_of(session, make_account(session, "ada", "national"))
                job_id = import_jobs.start(session, content, by=ada, at=datetime.now(UTC)).id
                session.commit()
            engine.dispose()
            if number == 0:  # the first one lives, to know how long it takes
                longest = _store(address, job_id, None)
            else:
                _store(address, job_id, chance.uniform(0, 1.1 * longest))
            state = _look(engine, job_id, content, ada, wrong)
            found[state] += number > 0
            engine.dispose()
    return found, wrong


def _store(address: str, job_id: UUID, after: float | None) -> float:
    """Store a file in another process, killed so many seconds after it began; return how long it lived."""
    command = [sys.executable, "-m", "scripts.import_campaign", address, str(job_id)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "begun\n"
        began = time.monotonic()
        if after is None:
            assert child.stdout.readline() == "done\n"
        else:
            time.sleep(after)
            child.send_signal(signal.SIGKILL)
        return time.monotonic() - began


def _look(engine: Engine, job_id: UUID, content: bytes, ada: Actor, wrong: list[str]) -> str:
    """Say whether all or nothing was stored; store what was not, then the same file again."""
    with Session(engine) as session:
        if engine.dialect.name == "sqlite":
            wrong += find_damage(session)
        state, counts = session.get_one(ImportJob, job_id).state, _counts(session)
        expected = (ROWS, ROWS) if state == "applied" else (0, 0)
        if counts[:2] != expected or bool(counts[2]) != (state == "applied"):
            wrong.append(f"à moitié : {state}, {counts}")
        if state == "ready":
            import_jobs.apply(session, job_id, by=ada, at=datetime.now(UTC))
            session.commit()
        before = _counts(session)
        again = import_jobs.start(session, content, by=ada, at=datetime.now(UTC))
        counted = import_jobs.apply(session, again.id, by=ada, at=datetime.now(UTC))
        session.commit()
        if (counted["new"], counted["changed"], _counts(session)) != (0, 0, before):
            wrong.append(f"la relecture change : {counted}")
    return state


def _counts(session: Session) -> tuple[int, ...]:
    """How many listings, revisions and public views there are."""
    return tuple(
        session.exec(select(func.count()).select_from(model)).one()
        for model in (Listing, Revision, Publication)
    )


def time_hostile_files() -> tuple[float, str, list[str]]:
    """Read every hostile file: the longest processor time in seconds, of which file, and those accepted."""
    slowest, accepted = (0.0, ""), []
    for kind, (content, _) in hostile_files().items():
        began = time.process_time()
        try:
            read_table(content)
        except Unreadable:
            slowest = max(slowest, (time.process_time() - began, kind))
        else:
            accepted.append(kind)
    return *slowest, accepted


if __name__ == "__main__":
    main()
