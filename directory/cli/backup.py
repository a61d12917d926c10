"""The command line of backups: `flask backup FILE`, `flask restore FILE`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from directory import backup
from directory.backup.files import TABLES, Contents, Unusable
from directory.backup.marks import absent, has_mark, write_mark
from directory.backup.purges import Said
from directory.cli.jobs import note
from directory.web.pages import settings

_file = click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FICHIER")


@click.command("backup")
@_file
@with_appcontext
def save(file: Path) -> None:
    """Sauvegarder toute la base dans un nouveau fichier, pendant que le site sert."""
    with _progress("Sauvegarde") as progress:
        found = backup.save(current_app.extensions["engine"], file, progress)
        write_mark(file, settings().keys)
    note("backup")
    click.echo(f"Sauvegardé dans {file} : {_count(found)}.")
    click.echo("Ce fichier contient des contacts réservés et des comptes : lui seul suffit à tout lire.")


@click.command("restore")
@_file
@click.option("--yes", is_flag=True, help="Ne pas demander confirmation.")
@click.option(
    "--purges", type=click.Path(dir_okay=False, path_type=Path), help="Liste des fiches sous secret."
)
@click.option(
    "--list-of", type=click.DateTime(["%Y-%m-%d"]), help="Jour de cette liste, si aucune n’est plus récente."
)
@click.option("--hide-housing", is_flag=True, help="Sans cette liste : cacher tous les hébergements.")
@click.option("--unsealed", is_flag=True, help="Sauvegarde sans son sceau : cacher tous les hébergements.")
@with_appcontext
def restore(
    file: Path, yes: bool, purges: Path | None, list_of: datetime | None, hide_housing: bool, unsealed: bool
) -> None:
    """Remettre une sauvegarde à la place de la base, qui est gardée à côté."""
    engine = current_app.extensions["engine"]
    with _progress("Contrôle"):
        found = backup.inspect(engine, file)
        is_ours = has_mark(file, settings().keys)
        if not (is_ours or unsealed):
            raise Unusable(absent(file))
    click.echo(f"Cette sauvegarde est entière : {_count(found)}.")
    if not yes:
        click.confirm("Remplacer la base par cette sauvegarde ?", abort=True)
    with _progress("Restauration") as progress:
        pages = settings().instance_path / "pages"
        done = backup.restore(
            engine, file, pages=pages, at=datetime.now(UTC), progress=progress,
            said=Said(purges, list_of.date() if list_of else None, hide_housing or not is_ours),
        )  # fmt: skip
        if done.kept:
            write_mark(done.kept, settings().keys)
    click.echo("Base restaurée. Chacun doit se connecter de nouveau.")
    if done.adopted.hidden:
        click.echo(
            f"Fiches passées sous secret depuis la sauvegarde, remises sous secret : {done.adopted.hidden}."
        )
    if done.adopted.withdrawn:
        click.echo(
            "Fiches sous secret retirées de la publication, car leurs mots disent où elles sont : "
            f"{done.adopted.withdrawn}."
        )
    if done.adopted.codes:
        click.echo(
            f"Comptes sans code de secours : {done.adopted.codes}. Chacun en refait dans « Mon compte »."
        )
    if not done.was_read:
        click.echo(
            "La base remplacée n’a pas pu être lue : vérifiez que les fiches passées sous secret et les "
            "comptes désactivés depuis la sauvegarde le sont encore."
        )
    if done.kept:
        click.echo(
            f"L’ancienne base est gardée dans {done.kept} : « flask restore » la remet. Effacez-la ensuite."
        )


@contextmanager
def _progress(label: str) -> Iterator[backup.Progress]:
    """Show how far the work is, and say in a sentence why it cannot be done."""
    try:
        with click.progressbar(length=1, label=label) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            yield progress
            bar.update((bar.length or 1) - bar.pos)
    except Unusable as refused:
        raise click.ClickException(str(refused)) from refused


def _count(found: Contents) -> str:
    return ", ".join(f"{number} {TABLES[name]}" for name, number in found.items())
