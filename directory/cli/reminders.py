"""The command line of reminders: `flask reminders send`, to be run every day."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import AppGroup
from sqlmodel import Session

from directory.cli.jobs import note
from directory.config import Config
from directory.coordination.digests import claim_digests, find_digests, write_digests
from directory.coordination.reminders import (
    claim,
    claim_changes,
    find_due,
    find_recipients,
    release,
    write,
    write_to_deciders,
)
from directory.coordination.structure_letters import Send
from directory.french.typography import count
from directory.listings.drafts import tell_unknown_departement
from directory.mail.letters import Letter
from directory.mail.sending import Mailer
from directory.places.departements import DEPARTEMENTS

reminders = AppGroup("reminders", help="Rappels des fiches à vérifier.")


OFF = "Les rappels sont éteints : essayez d’abord --dry-run, puis réglez REMINDERS=on. Rien n’est parti."


@reminders.command("send")
@click.option("--most", default=200, show_default=True, help="Fiches au plus par passage.")
@click.option(
    "--departement", "codes", multiple=True, help="Un code (56), à répéter ; sinon toute la France."
)
@click.option(
    "--digests", "only_digests", is_flag=True, help="Seulement ce qui attend chacun : à passer plus souvent."
)
@click.option("--dry-run", is_flag=True, help="Dire à qui on écrirait, sans rien envoyer ni noter.")
def send(most: int, codes: tuple[str, ...], *, only_digests: bool, dry_run: bool) -> None:
    """Écrire aux structures et à ceux qui tiennent les fiches ; jamais deux fois en 30 jours pour une.

    Et dire à chacun, au rythme choisi dans son compte, ce qui l’attend.
    """
    config: Config = current_app.config["RELAIS"]
    mailer: Mailer = current_app.extensions["mail"]
    if unknown := [code for code in codes if code not in DEPARTEMENTS]:
        raise click.ClickException(tell_unknown_departement(unknown[0]))
    if dry_run:
        if not only_digests:
            _tell(most, codes)
        _tell_digests()
        return
    if not config.reminders:
        click.echo(OFF)
        return
    if not mailer.is_on:
        raise click.ClickException("Le courriel est éteint : réglez MAIL_URL.")

    def post(to: str, letter: Letter) -> bool:
        return mailer.send(to, letter.subject, letter.body)

    at = datetime.now(UTC)
    with Session(current_app.extensions["engine"], expire_on_commit=False) as session:
        failed = 0 if only_digests else _send_reminders(session, post, at, most, codes, config)
        failed += _send_digests(session, post, at, config)
    if failed:
        raise SystemExit(1)
    if not only_digests:
        note("reminders")


def _send_reminders(
    session: Session, post: Send, at: datetime, most: int, codes: tuple[str, ...], config: Config
) -> int:
    """Write about listings due and changes that wait for long; return how many letters did not go."""
    claimed = claim(session, at, most, codes)
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
    return done.failed + decided.failed


def _send_digests(session: Session, post: Send, at: datetime, config: Config) -> int:
    """Tell people what waits for them; return how many letters did not go."""
    claimed = claim_digests(session, at)
    session.commit()  # as above
    went, failed = write_digests(claimed, post, site=config.public_url)
    session.commit()
    if claimed:
        click.echo(
            f"Ce qui attend : {count(went, 'courriel envoyé', 'courriels envoyés')}, {failed} non partis."
        )
    return failed


def _tell_digests() -> None:
    """Say whom a run would tell what."""
    with Session(current_app.extensions["engine"]) as session:
        found = find_digests(session, datetime.now(UTC))
        for digest in found:
            click.echo(f"{digest.account.email} : {', '.join(words for words, _path in digest.lines)}")
        letters = count(len(found), "courriel partirait", "courriels partiraient")
        click.echo(f"Ce qui attend : {letters}. Rien n’est parti.")


def _tell(most: int, codes: tuple[str, ...]) -> None:
    """Say whom a run would write to, and about what."""
    with Session(current_app.extensions["engine"]) as session:
        due = find_due(session, datetime.now(UTC), most, codes)
        recipients = find_recipients(session, due)
        for address, about in recipients:
            names = ", ".join(f"n° {listing.number} {listing.name}" for listing in about[:5])
            more = f" et {len(about) - 5} autres" if len(about) > 5 else ""
            click.echo(f"{address} : {names}{more}")
        letters = count(len(recipients), "courriel partirait", "courriels partiraient")
        click.echo(f"{count(len(due), 'fiche', 'fiches')}, {letters}. Rien n’est parti.")
