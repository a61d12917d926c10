"""`flask export site` and `flask export sheets`: the public side as files, for a folder, a key or a CDN."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlmodel import Session

from directory.copies import sheet as sheets
from directory.copies import static_site
from directory.copies.sheet_queries import find_sheet_content
from directory.french.typography import count, long_date
from directory.listings.national_numbers import read_in_force
from directory.places.departements import DEPARTEMENTS
from directory.publishing.numbers import find_numbers
from directory.publishing.views import find_slugs
from directory.web.pages import COPY, settings

export = AppGroup("export", help="Écrire le site ou les fiches dans un dossier.")
_folder = click.argument("folder", type=click.Path(path_type=Path), metavar="DOSSIER")
_day = click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Jour écrit sur les pages.  [aujourd’hui]"
)


@export.command("site")
@_folder
@_day
@click.option("--sheets", "has_sheets", is_flag=True, help="Avec la fiche PDF de chaque département.")
def export_site(folder: Path, day: datetime | None, has_sheets: bool) -> None:
    """Écrire tout le site public : il s’ouvre sans serveur. Mêmes données, même jour : mêmes octets."""
    config, at = settings(), _noon(day)
    if not config.public_url.startswith("https://"):
        click.echo(f"Attention : les liens vers le site à jour mèneront à {config.public_url}.", err=True)
    with Session(current_app.extensions["engine"]) as session:
        pages = [f"/departements/{code}" for code in DEPARTEMENTS]
        pages += [f"/fiches/{slug}" for slug in find_slugs(session)]
    copy = static_site.Copy(["/", *pages], config.public_url, long_date(at.date()), has_sheets)
    with click.progressbar(length=len(pages) + 1, label="Fichiers") as bar:

        def progress(done: int, known: int) -> None:
            bar.length = known
            bar.update(done - bar.pos)

        try:
            written = static_site.write_site(folder, _ask(at), copy, progress)
        except static_site.FolderInUse as problem:
            raise click.ClickException(str(problem)) from problem
    click.echo(f"{count(written, 'fichier écrit', 'fichiers écrits')} dans {folder}.")


@export.command("sheets")
@_folder
@_day
def export_sheets(folder: Path, day: datetime | None) -> None:
    """Écrire la fiche PDF de chaque département."""
    at, public_url = _noon(day), settings().public_url
    folder.mkdir(parents=True, exist_ok=True)
    with (
        Session(current_app.extensions["engine"]) as session,
        click.progressbar(DEPARTEMENTS.values(), label="Fiches") as places,
    ):
        read_in_force(lambda: find_numbers(session))
        for place in places:
            content = find_sheet_content(session, place, at)
            body = sheets.make_sheet(content, at, f"{public_url}/departements/{place.code}")
            (folder / sheets.file_name(place)).write_bytes(body)
    click.echo(f"{count(len(DEPARTEMENTS), 'fiche écrite', 'fiches écrites')} dans {folder}.")


def _noon(day: datetime | None) -> datetime:
    """The instant pages are made at: noon in Paris, so that they depend on the day and not on the hour."""
    paris = ZoneInfo("Europe/Paris")
    return datetime.combine((day or datetime.now(UTC).astimezone(paris)).date(), time(12), paris)


def _ask(at: datetime) -> Callable[[str], bytes]:
    """Answer addresses as the site would at an instant, for a copy; raise ClickException when it cannot."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    client = app.test_client(use_cookies=False)
    base_url = settings().public_url

    def ask(address: str) -> bytes:
        known = {"relais.now": at, COPY: True}
        with client.get(address, base_url=base_url, environ_overrides=known) as answer:
            if answer.status_code != 200:
                raise click.ClickException(f"{address} : réponse {answer.status_code}, copie interrompue.")
            body: bytes = answer.data
        return body

    return ask
