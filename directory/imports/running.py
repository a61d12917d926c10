"""Files being applied: in a thread of their own, with their progress in a small file any worker can read.

The data are written in one transaction: a process killed in the middle leaves nothing of it but that file,
which is believed for half a minute.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import orjson
from sqlalchemy import Engine
from sqlmodel import Session

from directory.editing.listings import Stale
from directory.imports import jobs as import_jobs
from directory.permissions import Actor

FRESH_SECONDS = 30
STALE, FAILED = "stale", "failed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is: `done` rows of `total`; `problem` is empty, stale or failed."""

    done: int = 0
    total: int = 0
    problem: str = ""


def begin(engine: Engine, folder: Path, job_id: UUID, *, by: Actor, at: datetime) -> None:
    """Apply a file in the background, unless it is being applied."""
    running = read(folder, job_id)
    if running is None or running.problem:
        _write(folder, job_id, Progress())
        threading.Thread(target=run, args=(engine, folder, job_id, by, at), daemon=True).start()


def run(engine: Engine, folder: Path, job_id: UUID, by: Actor, at: datetime) -> None:
    """Apply a file, all of it or nothing, and write how far it is."""
    try:
        with Session(engine) as session:
            import_jobs.apply(
                session, job_id, by=by, at=at,
                progress=lambda done, total: _write(folder, job_id, Progress(done, total)),
            )  # fmt: skip
            session.commit()
    except Stale:
        _write(folder, job_id, Progress(problem=STALE))
    except Exception as error:
        # The message of an error may hold what a row said.
        logging.getLogger(__name__).error("import not applied: %s", type(error).__name__)
        _write(folder, job_id, Progress(problem=FAILED))
    else:
        _path(folder, job_id).unlink(missing_ok=True)


def read(folder: Path, job_id: UUID) -> Progress | None:
    """How far a file is, None when nobody is applying it."""
    path = _path(folder, job_id)
    try:
        if abs(time.time() - path.stat().st_mtime) > FRESH_SECONDS:
            return None
        return Progress(**orjson.loads(path.read_bytes()))
    except OSError:
        return None


def _path(folder: Path, job_id: UUID) -> Path:
    return folder / "imports" / f"{job_id}.json"


def _write(folder: Path, job_id: UUID, progress: Progress) -> None:
    path = _path(folder, job_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".new")
    written.write_bytes(orjson.dumps(progress))
    written.replace(path)
