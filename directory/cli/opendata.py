"""`flask export opendata`: everything public as files for a data portal."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from sqlmodel import Session

from directory.cli.export import export
from directory.exports.opendata import write_opendata
from directory.french.typography import count
from directory.search import feed
from directory.web.pages import settings

__all__ = ["export"]


@export.command("opendata")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DOSSIER")
def export_opendata(folder: Path) -> None:
    """Écrire les données ouvertes : CSV, GeoJSON, HSDS, data·inclusion. Mêmes données : mêmes octets."""
    with Session(current_app.extensions["engine"]) as session:
        selection = feed.resolve(feed.FeedSearch(session, datetime.now(UTC)))
        groups = feed.group_by_operator(feed.iterate(selection))
        written = write_opendata(folder, lambda: feed.iterate(selection), groups, settings().public_url)
    click.echo(f"{count(len(written), 'fichier écrit', 'fichiers écrits')} dans {folder}.")
