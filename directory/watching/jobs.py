"""When each daily job last ended well on this machine: one empty file a job, dated by its modification."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

#: What a machine that keeps the data has to run every day, and how the command line names it.
DAILY: Mapping[str, str] = {
    "backup": "sauvegarde (flask backup)",
    "reminders": "rappels (flask reminders send)",
    "retention": "durées de conservation (flask retention run)",
    "publish-due": "parution des fiches dont l’heure est venue (flask data publish-due)",
}
#: A day, and the time a job may take or be put off.
LATE_AFTER = timedelta(hours=26)


def note(folder: Path, job: str, at: datetime) -> None:
    """Write down that a job of `DAILY` ended well; a disk that cannot be written does not undo the job."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / job
        path.touch(mode=0o600)
        os.utime(path, (at.timestamp(), at.timestamp()))


def wanted(*, reminders: bool) -> list[str]:
    """The jobs that a machine has to run every day; `reminders` are wanted once they are turned on."""
    return [job for job in DAILY if reminders or job != "reminders"]


def last(folder: Path, jobs: Iterable[str]) -> dict[str, datetime | None]:
    """When each of some jobs last ended well; None for one that never did."""
    found: dict[str, datetime | None] = dict.fromkeys(jobs)
    for job in found:
        with suppress(OSError):
            found[job] = datetime.fromtimestamp((folder / job).stat().st_mtime, UTC)
    return found


def late(folder: Path, jobs: Iterable[str], at: datetime) -> list[str]:
    """Those of some jobs that did not end well within `LATE_AFTER` before an instant."""
    return [job for job, ended in last(folder, jobs).items() if ended is None or at - ended > LATE_AFTER]
