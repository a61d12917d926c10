"""The command line of reminders: `flask reminders send`, to be run every day."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlmodel import Session

from directory.config import Config
from directory.coordination.reminders import claim, claim_changes, release, write, write_to_deciders
from directory.french.typography import count
from directory.mail.letters import Letter
from directory.mail.sending import Mailer

reminders = AppGroup("reminders", help="Rappels des fiches à vérifier.")


@reminders.command("send")
@click.option("--most", default=200, show_default=True, help="Fiches au plus par passage.")
def send(most: int) -> None:
    """Écrire aux structures et à ceux qui tiennent les fiches ; jamais deux fois en 30 jours pour une."""
    config: Config = current_app.config["RELAIS"]
    mailer: Mailer = current_app.extensions["mail"]
    if not mailer.is_on:
        raise click.ClickException("Le courriel est éteint : réglez MAIL_URL.")

    def post(to: str, letter: Letter) -> bool:
        return mailer.send(to, letter.subject, letter.body)

    at = datetime.now(UTC)
    with Session(current_app.extensions["engine"], expire_on_commit=False) as session:
        claimed = claim(session, at, most)
        session.commit()  # before writing: another run, or this one stopped halfway, never writes twice
        done, told = write(session, claimed, post, site=config.public_url, keys=config.keys, at=at)
        release(session, {listing.id for listing in claimed} - told)
        session.commit()
        changes = claim_changes(session, at)
        session.commit()
        decided = write_to_deciders(session, changes, post, site=config.public_url)
        session.commit()
    asked = count(done.listings, "fiche", "fiches")
    sent = count(done.letters, "courriel envoyé", "courriels envoyés")
    click.echo(f"{asked}, {sent}, {done.failed} non partis.")
    if changes:
        late = count(len(changes), "changement attend", "changements attendent")
        sent = count(decided.letters, "courriel envoyé", "courriels envoyés")
        click.echo(f"{late} depuis plus de 30 jours, {sent}, {decided.failed} non partis.")
    untold = len(claimed) - done.listings
    if untold:
        click.echo(f"{count(untold, 'fiche', 'fiches')} sans destinataire joignable.")
    if done.failed or decided.failed:
        raise SystemExit(1)
