"""The register of health establishments (FINESS), as the file « etalab-cs1100507-stock » gives it.

From data.gouv.fr: one line an establishment, fields separated by semicolons, no titles; the first line says
the day of the extraction. Format: « FINESS, extraction du fichier des établissements », ANS.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from directory.imports.registers import Entry
from directory.imports.tables import Unreadable
from directory.places import communes

URL = "https://www.data.gouv.fr/fr/datasets/finess-extraction-du-fichier-des-etablissements/"
_KIND, _NUMBER, _NAME, _LONG_NAME = 0, 1, 3, 4
_STREET = slice(7, 10)
_COMMUNE, _DEPARTEMENT, _TOWN, _PHONE = 12, 13, 15, 16
_ABBREVIATIONS = {
    "R": "rue",
    "AV": "avenue",
    "BD": "boulevard",
    "PL": "place",
    "CHE": "chemin",
    "RTE": "route",
}


def read(path: Path) -> list[Entry]:
    """Read every establishment; raise `Unreadable` when the file is not this register's."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    rows = csv.reader(text.splitlines(), delimiter=";")
    head = next(rows, [])
    if len(head) < 4 or head[0] != "finess" or not re.fullmatch(r"\d{4}-\d\d-\d\d", head[3]):
        raise Unreadable(
            "Ce fichier n’est pas l’extraction des établissements FINESS (première ligne « finess;… »)."
        )
    return [_entry(row, head[3]) for row in rows if len(row) > _PHONE and row[_KIND] == "structureet"]


def _entry(row: list[str], date: str) -> Entry:
    number, kind, street = (part.strip() for part in row[_STREET])
    commune = communes.find_commune(row[_DEPARTEMENT] + row[_COMMUNE])
    phone = row[_PHONE].strip()
    return Entry(
        key=("finess", row[_NUMBER]),
        name=row[_LONG_NAME] or row[_NAME],
        source_url=URL,
        date=date,
        # Some editions write numbers without their first zero.
        phones=(phone.zfill(10),) if phone else (),
        commune=commune.code_insee if commune else "",
        postcode=row[_TOWN][:5] if row[_TOWN][:5].isdigit() else "",
        address=" ".join(
            part for part in (number, _ABBREVIATIONS.get(kind, kind.lower()), street.title()) if part
        ),
    )
