"""What whoever runs the service asks first: did the jobs of the day run, do letters leave, is there room."""

from __future__ import annotations

import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from directory.config import ROOT
from directory.coordination.job_runs import find_runs
from directory.database import migrate
from directory.french.typography import NO_BREAK, count
from directory.mail.sending import Mailer
from directory.publishing.per_version import dataset_version
from directory.watching import counts, jobs
from directory.web.database import session
from directory.web.desk import moment
from directory.web.pages import now, settings

#: Less free room on the disk than this is said to be little, in bytes.
LITTLE_ROOM = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know, in words; `is_wrong`: somebody has something to do."""

    label: str
    words: str
    is_wrong: bool = False


def describe() -> list[Line]:
    """What is known of this machine and of the database, the jobs of the day first."""
    return [*_jobs(), *_letters(), *_database(), *_room()]


def _jobs() -> list[Line]:
    """When each daily job last ended well, whatever machine ran it."""
    wanted = jobs.wanted(reminders=settings().reminders)
    runs = find_runs(session())
    lines = []
    for job, label in jobs.DAILY.items():
        ended = [run for run in runs if run.job == job]
        words = " ; ".join(f"{moment(run.ended_at)}, sur {run.machine}" for run in ended) or "jamais"
        off = "" if job in wanted else " (REMINDERS n’est pas « on »)"
        is_late = not ended or now() - ended[0].ended_at > jobs.LATE_AFTER
        lines.append(Line(f"Dernier passage réussi : {label}", words + off, job in wanted and is_late))
    return lines


def _letters() -> list[Line]:
    mailer: Mailer = current_app.extensions["mail"]
    if not mailer.is_on:
        return [
            Line("Courriels", "éteints : MAIL_URL n’est pas réglé, les liens sont montrés à l’écran", True)
        ]
    counts.COUNTS.write()
    present = counts.read(settings().instance_path / "figures").present
    waiting = max(mailer.waiting, present["letters_waiting"])
    failed = max(mailer.failed, present["letters_failed"])
    words = f"{count(failed, 'non parti', 'non partis')} depuis le démarrage, {waiting} en attente"
    return [Line("Courriels", words, bool(failed))]


def _database() -> list[Line]:
    engine: Engine = current_app.extensions["engine"]
    is_current = migrate.is_current(engine)
    schema = "à jour" if is_current else "en retard : lancez flask prepare"
    return [
        Line("Version du programme", _version()),
        Line("Migrations de la base", schema, not is_current),
        Line("Version des données", str(dataset_version(session()))),
        Line("Base de données", engine.dialect.name + _file_size(engine)),
    ]


def _version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def _file_size(engine: Engine) -> str:
    path = Path(engine.url.database or "")
    is_file = engine.dialect.name == "sqlite" and path.is_file()
    return f", {_bytes(path.stat().st_size)}" if is_file else ""


def _room() -> list[Line]:
    usage = shutil.disk_usage(settings().instance_path)
    words = f"{_bytes(usage.free)} libres sur {_bytes(usage.total)}"
    return [Line("Place sur le disque", words, usage.free < LITTLE_ROOM)]


def _bytes(number: int) -> str:
    """A size as one says it: "12 Mo", "3,4 Go"."""
    if number < 1_000_000_000:
        return f"{max(1, round(number / 1_000_000))}{NO_BREAK}Mo"
    return f"{number / 1_000_000_000:.1f}{NO_BREAK}Go".replace(".", ",")
