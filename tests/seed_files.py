"""The seed and its contacts as files a test writes."""

from __future__ import annotations

import csv
from pathlib import Path

from directory.imports import template
from directory.imports.rows import ReadRow

SITE = "https://relais.example"
HEADER = "ref,channel,value,kind,label,audience,source_url,source_date,source_kind,seen_on,note".split(",")
LISTING = {
    "ref": "crip-fictive", "category": "crip", "name": "CRIP fictive", "departements": "56",
    "disclosure": "commune", "status": "published", "phone": "01 99 00 56 56",
    "source_url": "https://source.example/crip", "source_date": "2025-03", "source_kind": "official",
    "source_seen": "2026-11",
}  # fmt: skip


def write(path: Path, header: list[str], *rows: dict[str, str]) -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_seed(folder: Path, *contacts: dict[str, str], **listing: str) -> list[ReadRow]:
    """What a seed of one listing says with these contacts beside it."""
    write(folder / "contacts.csv", HEADER, *contacts)
    row = LISTING | listing
    return template.read(write(folder / "listings.csv", list(row), row))
