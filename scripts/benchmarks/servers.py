"""The servers under measure, all under `scripts/gunicorn.conf.py` with one worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep

from scripts.benchmarks.load import UnexpectedAnswer, fetch

ROOT = Path(__file__).resolve().parent.parent.parent
HELLO = "scripts.benchmarks.floors:application"
RELAIS = "directory.wsgi:application"
#: As scripts/serve starts the site; the floors are started alike.
_ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONOPTIMIZE": "2",
    "PYTHONPYCACHEPREFIX": str(ROOT / "bench-results" / "bytecode"),
    "WORKERS": "1",
    "LOG_LEVEL": "error",
}
_PATIENCE_SECONDS = 60
_POLL_SECONDS = 0.002


class Server:
    """A gunicorn with one worker; `first_answer` is the seconds from its start to its first answer."""

    def __init__(self, application: str, path: str, **environment: str) -> None:
        self.port = free_port()
        start = perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "scripts/gunicorn.conf.py",
             "-b", f"127.0.0.1:{self.port}", application],
            cwd=ROOT,
            env=os.environ | _ENVIRONMENT | environment,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while True:
            try:
                answer = fetch(self.port, path)
            except (ConnectionError, UnexpectedAnswer):
                if perf_counter() - start > _PATIENCE_SECONDS or self._process.poll() is not None:
                    self.stop()
                    raise
                sleep(_POLL_SECONDS)
                continue
            break
        self.first_answer = perf_counter() - start
        if answer.status != 200:
            self.stop()
            raise UnexpectedAnswer(f"{answer.status} for {path}")

    def stop(self) -> None:
        """End the server and wait for it."""
        self._process.terminate()
        self._process.wait()

    @property
    def worker(self) -> int:
        """The process number of the one worker."""
        listed = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return int(listed[0])

    def cpu_seconds(self) -> float:
        """Processor seconds the worker has used."""
        return cpu_seconds(self.worker)

    def memory(self) -> dict[str, float]:
        """Resident and proportional memory of the worker, in megabytes (10⁶ bytes)."""
        found = {}
        for line in Path(f"/proc/{self.worker}/smaps_rollup").read_text().splitlines():
            name, _, rest = line.partition(":")
            if name in {"Rss", "Pss"}:
                found[name.lower()] = int(rest.split()[0]) * 1024 / 1e6
        return found


def cpu_seconds(process: int) -> float:
    """Processor seconds a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def relais(work: Path, database: str, *, cache: bool, path: str = "/departements/56") -> Server:
    """Start the site on one of the databases of the work folder."""
    instance = work / f"instance-{database}"
    instance.mkdir(exist_ok=True)
    return Server(
        RELAIS, path,
        RELAIS_INSTANCE=str(instance), DATABASE_URL=f"sqlite:///{work / database}.sqlite",
        PAGE_CACHE="1" if cache else "0",
    )  # fmt: skip


def hello(**environment: str) -> Server:
    """Start the bare Flask application."""
    return Server(HELLO, "/", **environment)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
