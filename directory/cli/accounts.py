"""The command line of accounts: `flask account`, `flask retention`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click
from flask import current_app
from flask.cli import AppGroup
from sqlmodel import Session

from directory.accounts import people
from directory.cli.jobs import note
from directory.config import Config
from directory.coordination import retention
from directory.database.statistics import keep_statistics
from directory.listings.typed import Typed
from directory.mail import letters
from directory.permissions import ROLES
from directory.places.departements import DEPARTEMENTS

account = AppGroup("account", help="Comptes.")
retention_group = AppGroup("retention", help="Durées de conservation.")


@account.command("invite")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--name", default="", help="Prénom et nom ; l’adresse à défaut.")
@click.option("--departement", "departements", multiple=True, type=click.Choice(list(DEPARTEMENTS)))
def invite(email: str, role: str, name: str, departements: tuple[str, ...]) -> None:
    """Inviter une personne. Le lien est affiché quand le courriel est éteint ou ne part pas."""
    config: Config = current_app.config["RELAIS"]
    typed = Typed()
    typed.email({"email": email})
    if not typed.is_valid:
        raise click.ClickException(typed.problems["email"])
    at, called = datetime.now(UTC), name or email
    with Session(current_app.extensions["engine"]) as session:
        try:
            found, token = people.invite(
                session, by=None, email=email, name=called, role=role, departements=departements, at=at
            )
        except people.InvalidRights as refused:
            raise click.ClickException(str(refused)) from refused
        session.commit()
        if not token:
            raise click.ClickException("Cette adresse a déjà un compte actif.")
        link = f"{config.public_url}/invitation/{token}"
        letter = letters.invitation(link)
        went = current_app.extensions["mail"].send(found.email, letter.subject, letter.body)
    click.echo("Invitation envoyée." if went else f"Lien à transmettre, valable 72 heures : {link}")


@account.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Désactiver un compte et fermer ses sessions."""
    with Session(current_app.extensions["engine"]) as session:
        found = people.find_account(session, email)
        if found is None:
            raise click.ClickException("Aucun compte n’a cette adresse.")
        people.disable(session, found, by=None, at=datetime.now(UTC))
        session.commit()
    click.echo("Compte désactivé.")


@retention_group.command("run")
def run_retention() -> None:
    """Désactiver les comptes inutilisés depuis 90 jours, effacer ce qui a passé sa durée."""
    config: Config = current_app.config["RELAIS"]
    longest = timedelta(seconds=config.session_most)
    with Session(current_app.extensions["engine"]) as session:
        done = retention.run(session, datetime.now(UTC), longest)
        session.commit()
    keep_statistics(current_app.extensions["engine"])
    note("retention")
    for label, count in done.items():
        click.echo(f"{label} : {count}")
