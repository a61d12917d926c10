"""Who publishes the site: what the installation was given, until an administrator writes otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, delete, select

from directory.accounts import events
from directory.config import Config
from directory.listings.typed import Typed
from directory.models import PublisherText
from directory.permissions import Actor, require
from directory.publishing.publication import raise_version

MOST = 300
#: The texts of the legal notice (loi n° 2004-575 du 21 juin 2004, art. 1-1), by their name in templates.
FIELDS: Mapping[str, str] = {
    "publisher": "Éditeur",
    "contact": "Adresse électronique de contact",
    "director": "Direction de la publication",
    "host": "Hébergement",
}


def installed_texts(config: Config) -> dict[str, str]:
    """Return the texts that the installation was given."""
    return {
        "publisher": config.publisher,
        "contact": config.publisher_contact,
        "director": config.publication_director,
        "host": config.host_name,
    }


def find_texts(session: Session, config: Config) -> dict[str, str]:
    """Return the texts to show, those an administrator wrote before those of the installation."""
    written = {row.name: row.text for row in session.exec(select(PublisherText))}
    return installed_texts(config) | written


def read_texts(source: Mapping[str, str]) -> Typed:
    """Read the form of these texts; an empty one means that of the installation."""
    typed = Typed()
    for name in FIELDS:
        typed.text(source, name, "", MOST)
    if typed["contact"] and "contact" not in typed.problems:
        typed.email(source, "contact")
    return typed


def save_texts(session: Session, texts: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Keep these texts in place of the former ones, and have every page made again; administrators only."""
    require(by.is_admin)
    raise_version(session)
    session.exec(delete(PublisherText))
    session.add_all(PublisherText(name=name, text=texts[name]) for name in FIELDS if texts.get(name))
    events.record(session, None, "publisher", at=at, by=by.email)
