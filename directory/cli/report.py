"""`flask data report`: how complete the directory is, departement by departement."""

from __future__ import annotations

import csv
import sys

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlmodel import Session

from directory.coverage.completeness import REPORT_HEADER, measure, report


@click.command("report")
@with_appcontext
def report_command() -> None:
    """Dire, par département, ce qui manque : numéros, options dédiées, vérifications (CSV, point-virgule)."""
    with Session(current_app.extensions["engine"]) as session:
        rows = list(report(measure(session)))
    csv.writer(sys.stdout, delimiter=";", lineterminator="\n").writerows((REPORT_HEADER, *rows))
