"""The command line of daily jobs: `flask jobs check`, and the note that each leaves when it ended well."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from socket import gethostname
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from directory.config import Config
from directory.coordination.job_runs import note_run
from directory.watching.jobs import DAILY, last, late, wanted
from directory.watching.jobs import note as write_down
from directory.web import figures

jobs = AppGroup("jobs", help="Tâches du jour et chiffres de cette machine.")


def note(job: str) -> None:
    """Write down that a daily job ended well now: on this machine, and for all of them in the database."""
    config: Config = current_app.config["RELAIS"]
    at = datetime.now(UTC)
    write_down(config.instance_path / "jobs", job, at)
    with suppress(SQLAlchemyError), Session(current_app.extensions["engine"]) as session:
        note_run(session, gethostname(), job, at)
        session.commit()


@jobs.command("check")
def check() -> None:
    """Dire quand chaque tâche du jour a réussi ; échouer si l’une a plus de 26 heures."""
    config: Config = current_app.config["RELAIS"]
    folder, asked = config.instance_path / "jobs", wanted(reminders=config.reminders)
    missed = late(folder, asked, datetime.now(UTC))
    for job, ended in last(folder, asked).items():
        when = f"{ended.astimezone(ZoneInfo('Europe/Paris')):%d/%m/%Y à %H:%M}" if ended else "jamais"
        click.echo(f"{DAILY[job]} : {when}{', EN RETARD' if job in missed else ''}")
    if missed:
        raise SystemExit(1)


@jobs.command("figures")
def show_figures() -> None:
    """Écrire les chiffres de cette machine, au format texte de Prometheus."""
    click.echo(figures.read(), nl=False)
