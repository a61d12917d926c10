"""`flask data refresh`: official registers bring switchboards, mailboxes and addresses up to date."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlmodel import Session

from directory.french.typography import count
from directory.imports import REFRESHES
from directory.imports.refreshing import apply, plan
from directory.imports.tables import Unreadable


@click.command("refresh")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", type=click.Choice(sorted(REFRESHES)), required=True)
@click.option("--apply", "applies", is_flag=True, help="Enregistrer ; sans cela, rien n’est écrit.")
@with_appcontext
def refresh_command(file: Path, source: str, applies: bool) -> None:
    """Actualiser les standards, boîtes générales et adresses d’après un registre officiel."""
    try:
        entries = REFRESHES[source](file)
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    at = datetime.now(UTC)
    with Session(current_app.extensions["engine"]) as session:
        wanted = plan(session, entries, today=at.date().isoformat())
        for change in wanted.changes:
            click.echo(f"{change.draft.ref} ({change.name})")
            for one in change.differences:
                click.echo(f"  {one.label} : {one.before} → {one.after}")
        for line in wanted.kept:
            click.echo(line)
        if applies and wanted.changes:
            apply(session, wanted, by=f"actualisation {source}", at=at)
            session.commit()
    number = len(wanted.changes)
    if applies:
        click.echo(f"{count(number, 'fiche actualisée', 'fiches actualisées')}.")
    else:
        click.echo(f"{count(number, 'fiche', 'fiches')} à actualiser : rien n’est écrit sans --apply.")
