"""The command line of partners: `flask partner add | list | origins | archive | restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlmodel import Session

from directory.config import Config
from directory.listings.categories import BY_PATH
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.partners.queries import find_origins, find_partner, list_partners
from directory.places.territories import TERRITORIES

partner = AppGroup("partner", help="Partenaires qui intègrent la carte.")


@partner.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--origin", "origins", multiple=True, required=True, help="https://www.exemple.fr, répétable.")
@click.option("--territory", default="france", show_default=True, help="59, region-53 ou france.")
@click.option("--category", "categories", multiple=True, type=click.Choice(sorted(BY_PATH)))
@click.option("--colours", default="", help="Couleur et fond : 1d4e79-fbfaf7.")
def add(
    slug: str, name: str, origins: tuple[str, ...], territory: str, categories: tuple[str, ...], colours: str
) -> None:
    """Ajouter un partenaire et les origines exactes de ses pages."""
    chosen = tuple(BY_PATH[path].slug for path in categories)
    facts = PartnerFacts(name, origins, territory, chosen, colours)
    with _writing() as session:
        partners.add_partner(session, slug, facts, at=datetime.now(UTC), by=None, allow_local=_allow_local())
    click.echo(f"Partenaire ajouté : /embed/{slug}/{territory}")


@partner.command("list")
def show() -> None:
    """Lister les partenaires."""
    with _writing() as session:
        for each in list_partners(session):
            state = "" if each.status == "active" else " (archivé)"
            where = f"{TERRITORIES[each.territory].name} ({each.territory})"
            click.echo(
                f"{each.slug}{state} : {each.name}, {where}, {', '.join(find_origins(session, each.id))}"
            )


@partner.command("origins")
@click.argument("slug")
@click.argument("origins", nargs=-1, required=True)
def change_origins(slug: str, origins: tuple[str, ...]) -> None:
    """Remplacer les origines d’un partenaire."""
    with _writing() as session:
        known = find_partner(session, slug)
        if known is None:
            raise partners.Refused("slug", f"Aucun partenaire « {slug[:40]} ».")
        facts = PartnerFacts(
            known.name, origins, known.territory, tuple(known.categories.split()), known.colours
        )
        at = datetime.now(UTC)
        partners.change_partner(session, slug, facts, at=at, by=None, allow_local=_allow_local())
    click.echo("Origines remplacées.")


@partner.command("archive")
@click.argument("slug")
def archive(slug: str) -> None:
    """Arrêter l’intégration d’un partenaire."""
    with _writing() as session:
        partners.archive_partner(session, slug, at=datetime.now(UTC), by=None)
    click.echo("Partenaire archivé : ses pages n’affichent plus la carte.")


@partner.command("restore")
@click.argument("slug")
def restore(slug: str) -> None:
    """Rétablir un partenaire archivé."""
    with _writing() as session:
        partners.restore_partner(session, slug, at=datetime.now(UTC), by=None)
    click.echo("Partenaire rétabli.")


@contextmanager
def _writing() -> Iterator[Session]:
    """Open a session, commit at the end, and say a refusal as the command line does."""
    with Session(current_app.extensions["engine"]) as session:
        try:
            yield session
        except partners.Refused as refused:
            raise click.ClickException(str(refused)) from refused
        session.commit()


def _allow_local() -> bool:
    config: Config = current_app.config["RELAIS"]
    return not config.is_production
