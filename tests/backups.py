"""Saving and restoring by the command line, and what is then seen of the data."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlmodel import Session

from tests.fictional import store


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def restore(app: Flask, file: Path) -> Result:
    """Restore, being sure."""
    result = run(app, "restore", file, "--yes")
    assert result.exit_code == 0, result.output
    return result


def kept_in(result: Result) -> Path:
    """Where a restoration says it kept what it replaced."""
    found = re.search(r"gardée dans (.+?) : ", result.output.replace("\n", ""))
    assert found
    return Path(found[1])


def session_of(app: Flask) -> Session:
    return Session(app.extensions["engine"])


def put(app: Flask, *drafts: object) -> None:
    with session_of(app) as session:
        store(session, *drafts)  # type: ignore[arg-type]


def shown(app: Flask) -> list[str]:
    """The names of the listings a visitor of the Morbihan is shown."""
    return re.findall(r"(Maison \w+|Foyer \w+)</a>", app.test_client().get("/departements/56").text)
