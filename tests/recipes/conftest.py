"""A copy of the program to follow a recipe of the README or of CONTRIBUTING in, as a newcomer would."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from directory.config import ROOT

#: What every recipe's program starts with: an empty database, the application, an invented listing.
PRELUDE = """
import sys
from msgspec.structs import replace
from datetime import UTC, datetime
from sqlmodel import Session
from directory import create_app
from directory.config import Config
from directory.database import migrate
from tests.fictional import make_draft, store

app = create_app()
engine = app.extensions["engine"]
migrate.upgrade(engine)
client = app.test_client()

def keep(*drafts):
    with Session(engine) as session:
        store(session, *drafts)
"""


@dataclass
class Workshop:
    """A copy of the program: change it by the recipe, then see what it does."""

    folder: Path
    #: A file, or a part of an anchor, whose step of the recipe is forgotten on purpose.
    forgotten: str = ""

    def write(self, path: str, text: str) -> None:
        """Add a file."""
        if self._is_forgotten(path):
            return
        target = self.folder / path
        assert not target.exists(), f"{path} exists already: the recipe says to add it"
        target.write_text(text, "utf-8")

    def add_after(self, path: str, anchor: str, text: str) -> None:
        """Add lines after the first line that holds `anchor`."""
        if self._is_forgotten(path + anchor):
            return
        target = self.folder / path
        lines = target.read_text("utf-8").splitlines(keepends=True)
        found = [number for number, line in enumerate(lines) if anchor in line]
        assert found, f"{path} has no line with {anchor!r}: the recipe says to add after it"
        lines.insert(found[0] + 1, text)
        target.write_text("".join(lines), "utf-8")

    def _is_forgotten(self, step: str) -> bool:
        return bool(self.forgotten) and self.forgotten in step

    def run(self, program: str, *, expect_failure: bool = False, **environment: str) -> str:
        """Run a program in the copy after `PRELUDE`; return what it prints, or how it failed."""
        return self._run([sys.executable, "-c", PRELUDE + program], expect_failure, environment)

    def start(self) -> str:
        """Begin the program, which a forgotten entry stops; return how it failed."""
        begin = "from directory import create_app; create_app()"
        return self._run([sys.executable, "-c", begin], expect_failure=True, environment={})

    def flask(self, *words: str, expect_failure: bool = False) -> str:
        """Run a command of the program in the copy."""
        return self._run([sys.executable, "-m", "flask", "--app", "directory", *words], expect_failure, {})

    def _run(self, command: list[str], expect_failure: bool, environment: dict[str, str]) -> str:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL"}}
        asked = {"RELAIS_INSTANCE": str(self.folder / "instance"), "PYTHONPATH": str(self.folder)}
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=kept | asked | environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert (ran.returncode != 0) is expect_failure, ran.stdout + ran.stderr
        return re.sub(r"\s+", " ", ran.stderr if expect_failure else ran.stdout)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """The program, its facts and the fictional listings of the tests, to be changed."""
    for name in ("directory", "data", "tests"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("e2e"))
    return Workshop(tmp_path)
