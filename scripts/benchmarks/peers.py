"""Datasette on the same file, when it is there: never a dependency, so it is installed apart.

`python3 -m venv bench-results/datasette && bench-results/datasette/bin/pip install datasette`
"""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path
from time import sleep
from urllib.parse import quote

from scripts.benchmarks.load import UnexpectedAnswer, fetch
from scripts.benchmarks.questions import milliseconds
from scripts.benchmarks.report import Line
from scripts.benchmarks.servers import ROOT, Server, free_port

_DATASETTE = ROOT / "bench-results" / "datasette" / "bin" / "datasette"
#: The same question to each: name, bar, theirs, ours.
_LIST = "/{name}/publication_departement.json?departement=17&_size=50&_nofacet=1&_shape=array"
#: The exact counts alone: the page that comes with ours is left out, in its favour.
_WORDS = (
    "SELECT d.category, count(*) FROM [plain].plain JOIN [{name}].publication_departement d"
    " ON d.number = plain.rowid WHERE plain MATCH 'mineurs' AND d.is_primary GROUP BY d.category"
)
QUESTIONS = (
    ("liste de 50 en JSON", 3.0, _LIST, "/api/v1/listings?departement=17&limit=50"),
    (
        "des mots dans le pays",
        4.0,
        "/_memory.json?_shape=array&sql=" + quote(_WORDS, safe="{}"),
        "/recherche?q=mineurs",
    ),
)


def measure(large: Server, file: Path, plain_file: Path, times: int) -> list[Line]:
    """Answers of Datasette beside ours, not kept, one at a time; one line when it is not installed."""
    if not _DATASETTE.exists():
        return [Line("Datasette", 0, note="absent : voir scripts/benchmarks/peers.py")]
    port = free_port()
    command = [
        str(_DATASETTE), "serve", "--crossdb", "-i", str(file), "-i", str(plain_file), "--port", str(port),
        "--setting", "sql_time_limit_ms", "60000",
    ]  # fmt: skip
    peer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        return [
            Line(f"{name} : Datasette ÷ nous, 100 000", _time(port, theirs, file, times) / _time(
                large.port, ours, file, times), "fois", bar)
            for name, bar, theirs, ours in QUESTIONS
        ]  # fmt: skip
    finally:
        peer.terminate()
        peer.wait()


def _time(port: int, path: str, file: Path, times: int) -> float:
    return milliseconds(partial(_fetch, port, path.format(name=file.stem)), times)


def _fetch(port: int, path: str) -> None:
    if (answer := fetch(port, path)).status != 200:
        raise UnexpectedAnswer(f"{answer.status} for {path}")


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            fetch(port, "/-/versions.json")
            return
        except (ConnectionError, UnexpectedAnswer):
            sleep(0.1)
    raise UnexpectedAnswer("Datasette did not start")
