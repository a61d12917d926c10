"""Files of listings as people write and send them."""

from __future__ import annotations

import csv
import io

from click.testing import Result
from flask import Flask
from sqlmodel import Session

from directory.permissions import NATIONAL, Actor
from tests.people import actor_of, make_account

BASE = {
    "category": "open_environment", "name": "Équipe fictive", "departements": "56", "disclosure": "commune",
    "status": "draft", "source_url": "https://source.example/",
}  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def write(rows: list[dict[str, str]], *, delimiter: str = ";") -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def national(session: Session) -> Actor:
    return actor_of(session, make_account(session, "nour", NATIONAL))
