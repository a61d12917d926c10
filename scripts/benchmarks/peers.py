"""Datasette on the same file, when it is there: never a dependency, so it is installed apart.

`python3 -m venv bench-results/datasette && bench-results/datasette/bin/pip install datasette`
"""

from __future__ import annotations

import subprocess
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from time import sleep
from urllib.parse import quote

from scripts.benchmarks.load import UnexpectedAnswer, fetch
from scripts.benchmarks.questions import milliseconds
from scripts.benchmarks.report import Line
from scripts.benchmarks.servers import ROOT, Server, cpu_seconds, free_port

_DATASETTE = ROOT / "bench-results" / "datasette" / "bin" / "datasette"
#: The same question to each: name, bar, theirs, ours.
_LIST = "/{name}/publication_departement.json?departement=17&_size=50&_nofacet=1&_shape=array"
#: The exact counts alone: the page that comes with ours is left out, in its favour.
_WORDS = (
    "SELECT d.category, count(*) FROM [plain].plain JOIN [{name}].publication_departement d"
    " ON d.number = plain.rowid WHERE plain MATCH 'mineurs' AND d.is_primary GROUP BY d.category"
)
_PLACE = (
    "(d.latitude - 47.6586) * (d.latitude - 47.6586) + (d.longitude + 2.7599) * (d.longitude + 2.7599) * 0.45"
)
_NEAR = (
    "SELECT d.number, p.view, count(*) OVER () FROM [{name}].publication_departement d"
    " JOIN [{name}].publication p USING (number) {words} WHERE d.is_primary AND d.category = 'uaped'"
    f" AND d.latitude IS NOT NULL {{and_words}} ORDER BY {_PLACE} LIMIT 15"
)
_POINTS = (
    "SELECT d.number, d.category, d.latitude, d.longitude, p.slug, json_extract(p.view, '$.name') AS name"
    " FROM [{name}].publication_departement d JOIN [{name}].publication p USING (number)"
    " WHERE d.departement = '17' AND d.latitude IS NOT NULL"
)


def _sql(statement: str, **parts: str) -> str:
    """The address of a statement; `{name}` in it, the database, is filled later."""
    for part in ("words", "and_words"):
        statement = statement.replace(f"{{{part}}}", parts.get(part, ""))
    return "/_memory.json?_shape=array&sql=" + quote(statement, safe="{}")


QUESTIONS = (
    ("liste de 50 en JSON", 3.0, _LIST, "/api/v1/listings?departement=17&limit=50"),
    ("des mots dans le pays", 4.0, _sql(_WORDS), "/recherche?q=mineurs"),
    ("une catégorie, un lieu", 2.0, _sql(_NEAR), "/recherche?categorie=uaped&pres=56260"),
    (
        "des mots, une catégorie, un lieu",
        1.5,
        _sql(
            _NEAR, words="JOIN [plain].plain ON plain.rowid = d.number", and_words="AND plain MATCH 'mineurs'"
        ),
        "/recherche?q=mineurs&categorie=uaped&pres=56260",
    ),
    ("points d’une carte", 5.0, _sql(_POINTS), "/points.json?departement=17"),
    ("points en GeoJSON", 3.0, _sql(_POINTS), "/points.geojson?departement=17"),
)


def measure(large: Server, file: Path, plain_file: Path, times: int) -> list[Line]:
    """Answers of Datasette beside ours, not kept, one at a time; one line when it is not installed."""
    if not _DATASETTE.exists():
        return [Line("Datasette", 0, note="absent : voir scripts/benchmarks/peers.py")]
    port = free_port()
    command = [
        str(_DATASETTE), "serve", "--crossdb", "-i", str(file), "-i", str(plain_file), "--port", str(port),
        "--setting", "sql_time_limit_ms", "60000", "--setting", "max_returned_rows", "20000",
    ]  # fmt: skip
    peer = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        return [
            Line(f"{name} : Datasette ÷ nous, 100 000", _time(port, theirs, file, times) / _time(
                large.port, ours, file, times), "fois", bar)
            for name, bar, theirs, ours in QUESTIONS
        ] + [_compare_csv(port, peer.pid, large, file)]  # fmt: skip
    finally:
        peer.terminate()
        peer.wait()


def _time(port: int, path: str, file: Path, times: int) -> float:
    return milliseconds(partial(_fetch, port, path.format(name=file.stem)), times)


def _fetch(port: int, path: str) -> None:
    if (answer := fetch(port, path)).status != 200:
        raise UnexpectedAnswer(f"{answer.status} for {path}")


def _compare_csv(port: int, process: int, large: Server, file: Path) -> Line:
    """Processor time of every listing as CSV: ours, of 86 columns, beside theirs, of the stored text."""
    spent = []
    for number, at, path in (
        (large.worker, large.port, "/exports/listings.csv"),
        (process, port, f"/{file.stem}/publication.csv?_stream=1"),
    ):
        before = cpu_seconds(number)
        connection = HTTPConnection("127.0.0.1", at, timeout=600)
        connection.request("GET", path)
        answer = connection.getresponse()
        while answer.read(1 << 20):
            pass
        connection.close()
        spent.append(cpu_seconds(number) - before)
    note = f"{spent[0]:.1f} s et {spent[1]:.1f} s de processeur"
    return Line(
        "CSV de 100 000 fiches : nous ÷ Datasette", spent[0] / spent[1], "", 0.5, at_most=True, note=note
    )


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            fetch(port, "/-/versions.json")
            return
        except (ConnectionError, UnexpectedAnswer):
            sleep(0.1)
    raise UnexpectedAnswer("Datasette did not start")
