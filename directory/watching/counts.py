"""Counting requests, in each process, and adding the counts of all processes of a machine together.

Each process keeps its counts in memory and writes them to a file of its own, `WRITE_EVERY` seconds after they
changed. Whoever reads adds up the files of the folder: those of processes that ended count too, until the
server starts again (`forget`, called by scripts/gunicorn.conf.py).
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from directory.watching.later import Later

WRITE_EVERY = 5.0
#: Upper bounds of the durations that are counted apart, in seconds; the last one has none.
BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Totals:
    """What was counted: answers by (route, status), durations by route, and values of the present moment.

    `durations`: for each route, how many answers took at most each bound of `BOUNDS` and no less than the one
    before, then how many took longer. `seconds`: the sum of durations by route. `present`: by name.
    """

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    durations: dict[str, list[int]] = field(default_factory=dict)
    seconds: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one answer."""
        self.answers[route, status] += 1
        self.durations.setdefault(route, [0] * (len(BOUNDS) + 1))[bisect_left(BOUNDS, seconds)] += 1
        self.seconds[route] += seconds  # type: ignore[assignment]

    def add(self, other: Totals) -> None:
        """Add the counts of another process."""
        self.answers.update(other.answers)
        self.seconds.update(other.seconds)
        self.present.update(other.present)
        for route, counts in other.durations.items():
            mine = self.durations.get(route, [0] * len(counts))
            self.durations[route] = [a + b for a, b in zip(mine, counts, strict=True)]


class Counts:
    """The counts of this process; `present` names values to be read when they are written."""

    def __init__(self) -> None:
        self.totals = Totals()
        self.present: dict[str, Callable[[], int]] = {}
        self._file: Path | None = None
        self._lock = threading.Lock()
        self._writing = Later(WRITE_EVERY, self.write)

    def keep_in(self, folder: Path) -> None:
        """Write to a file of this folder from now on, named by this process."""
        self._file = folder / f"{os.getpid()}-{time.time_ns()}.json"

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one answer; it is written a few seconds later at most."""
        with self._lock:
            self.totals.count(route, status, seconds)
        if self._file is not None:
            self._writing.ask()

    def write(self) -> None:
        """Write the counts now; on a full or read-only disk figures are lost, and nothing else."""
        with self._lock:
            self.totals.present = Counter({name: read() for name, read in self.present.items()})
            text = _write(self.totals)
        if self._file is None:
            return
        with suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._file.with_suffix(".part")
            draft.write_text(text)
            draft.replace(self._file)


#: The counts of this process.
COUNTS = Counts()


def read(folder: Path) -> Totals:
    """Add up what every process of this machine counted; present values are those of living ones alone."""
    totals = Totals()
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError):
            found = _read(path.read_text())
            if not _lives(int(path.name.partition("-")[0])):
                found.present.clear()
            totals.add(found)
    return totals


def forget(folder: Path) -> None:
    """Begin anew: the server starts."""
    shutil.rmtree(folder, ignore_errors=True)


def _write(totals: Totals) -> str:
    answers = [[route, status, count] for (route, status), count in totals.answers.items()]
    return json.dumps([answers, totals.durations, totals.seconds, totals.present])


def _read(text: str) -> Totals:
    answers, durations, seconds, present = json.loads(text)
    counted = Counter({(route, status): count for route, status, count in answers})
    return Totals(counted, durations, Counter(seconds), Counter(present))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's
        return True
    return True
