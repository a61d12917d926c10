"""Telling who watches the service what it answers, and reading the figures of this machine."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from sqlalchemy.exc import SQLAlchemyError

from directory.config import Config
from directory.mail.sending import Mailer
from directory.publishing.per_version import dataset_version
from directory.watching import counts, figures, jobs
from directory.watching.requests import SEEN
from directory.web.database import session


def install(app: Flask) -> None:
    """Tell the route of each answer, and count the letters that wait."""
    mailer: Mailer = app.extensions["mail"]
    counts.COUNTS.present["letters_waiting"] = lambda: mailer.waiting
    counts.COUNTS.present["letters_failed"] = lambda: mailer.failed

    @app.after_request
    def tell(response: Response) -> Response:
        seen = request.environ.get(SEEN)
        if seen is not None and request.url_rule is not None:
            seen["route"] = request.url_rule.rule
        return response


def read() -> str:
    """The figures of every process of this machine, in Prometheus's text format."""
    config: Config = current_app.config["RELAIS"]
    counts.COUNTS.write()
    last = jobs.last(config.instance_path / "jobs", jobs.wanted(reminders=config.reminders))
    ended = {job: at.timestamp() if at else None for job, at in last.items()}
    try:
        version = dataset_version(session())
    except SQLAlchemyError:
        version = None
    return figures.write(counts.read(config.instance_path / "figures"), version=version, jobs=ended)
