"""What every backup is, whatever engine made it."""

from __future__ import annotations

from collections.abc import Mapping

from directory.database import migrate

#: The tables whose rows are counted, and what they are called.
TABLES = {
    "listing": "fiches",
    "revision": "modifications",
    "account": "comptes",
    "suggestion": "suggestions",
    "partner": "partenaires",
}
#: How many rows of each of those tables.
Contents = Mapping[str, int]


class Unusable(Exception):
    """A backup cannot be made or restored. The message is a French sentence."""


def check_revision(revision: str) -> None:
    """Raise `Unusable` unless this program knows the schema a backup was made at."""
    if not migrate.is_known(revision):
        raise Unusable(
            "Cette sauvegarde vient d’une version plus récente de Relais : mettez-le à jour d’abord."
        )
