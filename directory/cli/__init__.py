"""The command line: `flask db`, `flask data`, `flask maps`; other commands have a module each beside it.

A command parses, calls one verb and says in French what was done; rules are never written here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlmodel import Session

from directory import maps
from directory.cli.accounts import account, retention_group
from directory.cli.backup import restore, save
from directory.cli.jobs import jobs, note
from directory.cli.opendata import export
from directory.cli.partners import partner
from directory.cli.refresh import refresh_command
from directory.cli.reminders import reminders
from directory.cli.report import report_command
from directory.config import Config
from directory.database import migrate
from directory.database.statistics import keep_statistics
from directory.editing import purge, reappearing
from directory.french.typography import count
from directory.imports import LISTINGS
from directory.imports.keeping import keep_others
from directory.imports.loading import allow_approved
from directory.imports.loading import load as load_drafts
from directory.imports.outlines import ask_second_crips
from directory.imports.own_answers import reread
from directory.imports.refreshing import keep_establishments
from directory.imports.rows import ReadRow
from directory.imports.tables import Unreadable
from directory.imports.terms import give_categories
from directory.publishing import publication, views
from directory.publishing.renewal import renew
from directory.storing.listing import Refused

db = AppGroup("db", help="Schéma de la base.")
data = AppGroup("data", help="Charger et contrôler les fiches.")
data.add_command(refresh_command)
data.add_command(report_command)
maps_group = AppGroup("maps", help="Cartes.")


def register_commands(app: Flask) -> None:
    """Add the commands to the application."""
    everything = (db, data, maps_group, prepare, save, restore, account, retention_group, export, partner)
    for command in (*everything, reminders, jobs):
        app.cli.add_command(command)
        command.invoke = partial(_invoke, type(command).invoke, command)  # type: ignore[method-assign]


def _invoke(
    run: Callable[[click.Command, click.Context], Any], command: click.Command, context: click.Context
) -> Any:
    """Run a command; a database that is away or not made yet is one sentence, never a traceback."""
    try:
        return run(command, context)
    except (OperationalError, ProgrammingError) as error:
        said = str(error.orig).strip()
        raise click.ClickException(
            f"La base ne répond pas, ou n’est pas prête ({said}). Lancez « flask --app directory prepare », "
            "ou vérifiez DATABASE_URL."
        ) from error


@db.command("upgrade")
def upgrade() -> None:
    """Mettre la base au schéma du programme, et publier de nouveau ce qu’il dit autrement."""
    engine = current_app.extensions["engine"]
    migrate.upgrade(engine)
    with Session(engine) as session:
        renew(session, lambda count: click.echo(f"{count}…", err=True))
        session.commit()
    keep_statistics(engine)
    click.echo("Base à jour.")


@db.command("downgrade")
@click.argument("revision")
@click.confirmation_option(prompt="Revenir en arrière peut effacer des données. Continuer ?")
def downgrade(revision: str) -> None:
    """Ramener la base à une révision antérieure."""
    migrate.downgrade(current_app.extensions["engine"], revision)


_TERMS = click.option(
    "--terme", "terms", multiple=True, help="Un mot du fichier et sa catégorie : « Food=maraude »."
)


@data.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--source", type=click.Choice(sorted(LISTINGS)), default="template", show_default=True)
@_TERMS
def load(file: Path | None, source: str, terms: tuple[str, ...]) -> None:
    """Charger des fiches (par défaut data/listings.csv). Recharger le même fichier ne change rien."""
    rows = _read(source, file or _seed(), terms)
    refused = [row for row in rows if row.draft is None or row.problems]
    _report(rows)
    fine = [row for row in rows if row.draft and not row.problems]
    with (
        Session(current_app.extensions["engine"]) as session,
        click.progressbar(length=len(fine), label="Fiches") as bar,
    ):
        drafts = [row.draft for row in keep_others(session, fine) if row.draft]
        try:
            loaded = load_drafts(
                session,
                drafts,
                by="chargement initial",
                at=datetime.now(UTC),
                progress=lambda done: bar.update(done - bar.pos),
            )
        except Refused as error:
            raise click.ClickException(f"Rien n’a été chargé. {error}") from error
        keep_establishments(session, {row.ref: row.finess for row in rows if row.finess and not row.problems})
        session.commit()
    keep_statistics(current_app.extensions["engine"])
    counted = loaded.counts
    for ref in loaded.left_out:
        click.echo(
            f"{ref} : hébergement publié, ce changement se fait sur la fiche, à deux personnes.", err=True
        )
    if loaded.waiting:
        click.echo(f"{loaded.waiting} fiches d’hébergement attendent sur le bureau l’accord d’une personne.")
    click.echo(
        f"{counted['new']} nouvelles, {counted['changed']} modifiées, {counted['unchanged']} inchangées, "
        f"{len(refused)} refusées."
    )
    if refused:
        raise SystemExit(1)


@data.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--source", type=click.Choice(sorted(LISTINGS)), default="template", show_default=True)
@_TERMS
def check(file: Path | None, source: str, terms: tuple[str, ...]) -> None:
    """Contrôler un fichier de fiches, ligne par ligne, sans rien enregistrer."""
    rows = _read(source, file or _seed(), terms)
    problems = _report(rows)
    warnings = sum(len(row.warnings) for row in rows)
    click.echo(f"{len(rows)} lignes, {problems} problèmes, {warnings} avertissements.")
    if problems:
        raise SystemExit(1)


@data.command("erase-traces")
def erase_traces() -> None:
    """Effacer des fichiers de la base les traces des fiches passées sous secret, si l’écran l’a demandé."""
    config: Config = current_app.config["RELAIS"]
    if not purge.erase_traces(current_app.extensions["engine"], config.instance_path / "pages"):
        raise click.ClickException("La base est occupée. Recommencez dans un instant.")
    click.echo("Traces effacées.")


@data.command("publish")
def publish() -> None:
    """Refaire les tables publiques et l’index à partir des fiches."""
    with Session(current_app.extensions["engine"]) as session:
        done = publication.rebuild(session, lambda count: click.echo(f"{count}…", err=True))
        session.commit()
    keep_statistics(current_app.extensions["engine"])
    click.echo(f"{done} fiches publiées.")


@data.command("publish-due")
def publish_due() -> None:
    """Publier sous un autre numéro les fiches passées sous secret, ou qui en sortent, dont l’heure est venue.

    À lancer chaque nuit.
    """
    with Session(current_app.extensions["engine"]) as session:
        done = reappearing.publish_due(session, at=datetime.now(UTC))
        session.commit()
    note("publish-due")
    click.echo(f"{done} fiches publiées sous un autre numéro.")


@maps_group.command("build")
def build_maps() -> None:
    """Préparer le script de chaque carte."""
    config: Config = current_app.config["RELAIS"]
    built = maps.build_scripts(config.instance_path / "maps", has_plan=bool(config.tiles_url))
    click.echo(f"Cartes prêtes : {built}.")


@click.command("prepare")
@click.pass_context
@with_appcontext
def prepare(context: click.Context) -> None:
    """Tout ce qu’il faut avant de servir : schéma, fiches de départ, cartes."""
    context.invoke(upgrade)
    with Session(current_app.extensions["engine"]) as session:
        is_new = views.has_no_listing(session)
    if is_new:  # afterwards coordinators keep the facts, and a seed must not undo what they wrote
        context.invoke(load)
    context.invoke(build_maps)


def _read(source: str, file: Path, terms: Sequence[str]) -> list[ReadRow]:
    """The rows of a file, our own answers over what is stored; a file that cannot be read is a sentence."""
    config: Config = current_app.config["RELAIS"]
    try:
        rows = LISTINGS[source](file)
    except (OSError, UnicodeError, Unreadable) as error:
        raise click.ClickException(f"{file.name}\u202f: {error}") from None
    engine = current_app.extensions["engine"]
    if _is_prepared(engine):
        with Session(engine) as session:
            rows = reread(session, rows, config.public_url)
            for question in ask_second_crips(session, rows):
                click.echo(question, err=True)
    rows, unknown = give_categories(rows, dict(term.rpartition("=")[::2] for term in terms))
    for term, number in unknown.items():
        counted = count(number, "ligne", "lignes")
        click.echo(
            f'« {term[:60]} » ({counted}) : dites sa catégorie, --terme "{term[:60]}=maraude".', err=True
        )
    if _is_prepared(engine):
        with Session(engine) as session:
            rows = allow_approved(session, rows)
    return rows


def _is_prepared(engine: Engine) -> bool:
    """Whether there is a database that holds listings: a file may be checked without one."""
    try:
        return inspect(engine).has_table("listing")
    except OperationalError:
        return False


def _seed() -> Path:
    config: Config = current_app.config["RELAIS"]
    return config.data_path / "listings.csv"


def _report(rows: list[ReadRow]) -> int:
    """Print what is wrong and what is worth knowing, row by row; return the number of problems."""
    for row in rows:
        for problem in row.problems:
            click.echo(f"ligne {row.line} ({row.ref}) : {problem.field} : {problem.message}", err=True)
        for warning in row.warnings:
            click.echo(f"ligne {row.line} ({row.ref}) : {warning}", err=True)
    return sum(len(row.problems) for row in rows)
