"""Importing a file of 10 000 new listings, as a coordinator does, beside the least that the same rules and
tables cost: the rows it leaves in every table written by plain SQLite under the same triggers and checks, one
look-up of a commune for each row, one search of places for each name and address of a confidential one.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sqlmodel import Session

from directory.database import migrate
from directory.database.engine import make_engine
from directory.database.rows import batches
from directory.imports import jobs as import_jobs
from directory.listings.public_view import PublicView
from directory.models import Account
from directory.permissions import NATIONAL, Actor
from directory.places.clues import find_clues_in_address
from directory.places.clues.titles import find_clues_in_name
from directory.places.communes.lookup import find_commune_by_name
from scripts.benchmarks.data import make_views
from scripts.benchmarks.load import HELLO_OF_BARS, Target, rate
from scripts.benchmarks.report import Line

ROWS = 10_000
#: What a file of 10 000 rows may cost without a commune, and what as many communes add, in seconds.
BAR, COMMUNES_BAR = 1.2, 1.0
#: How many times the least that the same rules and tables cost an import may take.
BAR_OF_LEAST = 1.6
#: The tables a file of new listings writes, parents first.
_WRITTEN = (
    "organization", "listing", "listing_departement", "phone", "email", "place", "revision", "pending_change",
    "publication", "publication_departement", "publication_change", "search_token",
)  # fmt: skip
TITLES = tuple("ref;catégorie;nom;département;statut;lieu;commune;tél;mail;résumé;horaires;source".split(";"))
Cells = tuple[str, ...]


def make_rows(size: int) -> list[Cells]:
    """Rows of fictional listings, one in 34 of them confidential; 10 000 of them fill the 2 MiB allowed."""
    return [_make_row(view) for view in make_views(size)]


#: The name of a confidential listing holds no number.
_LETTERS = str.maketrans("0123456789", "bdghjkwzpv")


def _make_row(view: PublicView) -> Cells:
    hidden = view.is_confidential
    return (
        f"b{view.number}",
        view.category,
        view.name.translate(_LETTERS) if hidden else view.name,
        " ".join(view.departements) or "75",
        "publiée",
        "sous secret" if hidden else "commune",
        view.commune,
        "" if hidden else f"0199{view.number:06}",
        "" if hidden else "a@exemple.example",
        "hebergement-mineurs" if hidden else view.summary.partition(",")[0],
        "" if hidden else view.hours,
        "https://exemple.example/s",
    )


def write_csv(rows: Sequence[Cells]) -> bytes:
    """The file a coordinator sends."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([TITLES, *rows])
    return text.getvalue().encode()


def measure(work: Path, hello_port: int, times: int) -> list[Line]:
    """Seconds to read and to store the file, in an empty database; as hellos; and the ratio to the floor."""
    rows = make_rows(ROWS)
    communes = sum(bool(row[TITLES.index("commune")]) for row in rows)
    hello = Target(hello_port, ("/",))
    spent, hellos, floors = [], [], []
    file = work / "import.sqlite"
    for _ in range(times):
        before = rate(hello, 1.0)
        spent.append(_import(file, write_csv(rows), ROWS))
        hellos.append(sum(spent[-1][:2]) * (before + rate(hello, 1.0)) / 2)
        floors.append(_least(file, work / "plain-import.sqlite", rows))
    _remove(file)
    start, apply, processor = (median(column) for column in zip(*spent, strict=True))
    bar = BAR + COMMUNES_BAR * communes / ROWS
    floor = median(floors)
    return [
        Line(
            "import de 10 000 lignes : relecture et enregistrement", start + apply, "s",
            bar, at_most=True,
            note=f"{start:.2f} s et {apply:.2f} s, {processor:.2f} s de processeur ; {communes} communes",
        ),
        Line(
            "le même, compté en réponses de hello", median(hellos), "hello",
            bar * HELLO_OF_BARS, at_most=True, note="le même seuil, où hello répond 2 600 fois par seconde",
        ),
        Line(
            "le même ÷ ce que coûtent au moins les mêmes règles et tables", processor / floor, "fois",
            BAR_OF_LEAST, at_most=True, note=f"temps de processeur ; plancher : {floor:.2f} s",
        ),
    ]  # fmt: skip


def _import(file: Path, content: bytes, expected: int) -> tuple[float, float, float]:
    """Seconds to start and to apply a file, then of processor time for both, in a new database."""
    _remove(file)
    engine = make_engine(f"sqlite:///{file}")
    migrate.upgrade(engine)
    now = datetime.now(UTC)
    with Session(engine) as session:
        account = Account(email="mesure@essai.example", name="Mesure", role=NATIONAL, created_at=now,
                          last_used_at=now)  # fmt: skip
        session.add(account)
        session.commit()
        by = Actor(account.id, account.email, account.name, NATIONAL, frozenset(), has_second_factor=True)
        warm = import_jobs.start(session, write_csv(make_rows(1)), by=by, at=now)
        session.delete(warm)
        session.commit()
        began, processor = perf_counter(), process_time()
        job = import_jobs.start(session, content, by=by, at=now)
        session.commit()
        read = perf_counter()
        counted = import_jobs.apply(session, job.id, by=by, at=now)
        session.commit()
        stored = perf_counter()
        assert counted["new"] == expected, counted
        spent = read - began, stored - read, process_time() - processor
    engine.dispose()
    return spent


def _least(imported: Path, file: Path, rows: Sequence[Cells]) -> float:
    """Seconds of processor time that the rules and tables cost at least; `imported`: what the file left."""
    _remove(file)
    engine = make_engine(f"sqlite:///{file}")
    migrate.upgrade(engine)
    with closing(sqlite3.connect(imported)) as source:
        found = {
            table: source.execute(f'SELECT * FROM "{table}"').fetchall() for table in ("account", *_WRITTEN)
        }
    with closing(engine.raw_connection()) as connection:
        _insert(connection, "account", found.pop("account"))
        connection.commit()
        connection.cursor().execute("PRAGMA cache_size = -32000")
        began = process_time()
        for table, kept in found.items():
            _insert(connection, table, kept)
        connection.commit()
        for row in rows:
            cells = dict(zip(TITLES, row, strict=True))
            if cells["commune"]:
                find_commune_by_name(cells["commune"], cells["département"])
            if cells["lieu"] == "sous secret":
                find_clues_in_name(cells["nom"], (cells["département"],))
                find_clues_in_address(cells["source"], (cells["département"],))
        spent = process_time() - began
    engine.dispose()
    _remove(file)
    return spent


def _insert(connection: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows as SQLite takes them fastest: the checks of a table are prepared once a statement."""
    size = max(1, 8000 // len(rows[0])) if rows else 1
    for part in batches(rows, size):
        marks = ", ".join([f"({', '.join('?' * len(part[0]))})"] * len(part))
        connection.cursor().execute(f'INSERT INTO "{table}" VALUES {marks}', tuple(chain.from_iterable(part)))


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
