"""Somebody signed in who works through a server while campaigns try it: edits a listing, imports files."""

from __future__ import annotations

import re
import sys
import time
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from directory.accounts import sessions
from directory.models import ImportJob, Listing
from directory.web.csrf import COOKIE
from scripts.benchmarks.imports import TITLES, make_rows, write_csv
from scripts.kills import fields_of
from scripts.machines import ask
from tests.fictional import make_draft, store
from tests.people import make_account

LISTING = "/fiches/equipe-fictive-essai-56"
_PHONE = TITLES.index("tél")
_IMPORT, _BOUNDARY, _PATIENCE = "/coordination/import", "fichier-fictif", 120.0


class Editor:
    """A national coordinator, and the fictional listing they edit, in a migrated database."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._edits, self._files = engine, 0, 0
        with Session(engine) as session:
            store(session, make_draft("essai"))
            kim = make_account(session, "kim", "national")
            token = sessions.open_session(session, kim, is_full=True, label="", at=datetime.now(UTC))
            session.commit()
        self._cookie = f"{COOKIE}={token}"

    def edit(self, port: int) -> str:
        """Save another summary through a server; return it, or "" when it was not acknowledged."""
        self._edits += 1
        words = f"Résumé d’essai numéro {self._edits}."
        with Session(self._engine) as session:
            listing = session.exec(select(Listing).where(Listing.ref == "essai")).one()
            typed = fields_of(session, listing) | {"summary": words}
            path = f"/coordination/fiches/{listing.number}"
        return words if self._post(port, path, typed) else ""

    def import_file(self, port: int, rows: int) -> bool:
        """Send a file of fictional listings, apply it and wait; each one changes what the last one stored."""
        self._files += 1
        token = self._token(port)
        parts = (("csrf", "", token), ("fichier", '; filename="fiches.csv"', self._write_file(rows)))
        body = "".join(
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
            for name, more, value in parts
        ) + f"--{_BOUNDARY}--\r\n"  # fmt: skip
        kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Cookie": self._cookie}
        status, _ = ask(port, "POST", _IMPORT, body, _PATIENCE, **kind)
        with Session(self._engine) as session:
            sent = session.exec(select(ImportJob.id).where(ImportJob.state == "ready")).first()
        if status != 303 or sent is None or not self._post(port, f"{_IMPORT}/{sent}/appliquer", {}):
            return False
        return self._wait_for(sent)

    def _write_file(self, rows: int) -> str:
        """A file in which each telephone is another than in the last one."""

        def change(phone: str) -> str:
            return phone and f"{phone[:4]}{self._files % 10}{phone[5:]}"

        told = make_rows(rows)
        changed = [(*row[:_PHONE], change(row[_PHONE]), *row[_PHONE + 1 :]) for row in told]
        return write_csv(changed).decode()

    def _wait_for(self, job: UUID) -> bool:
        """Whether a file is stored before long."""
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE:
            with Session(self._engine) as session:
                if session.get_one(ImportJob, job).state == "applied":
                    return True
            time.sleep(0.2)
        return False

    def _token(self, port: int) -> str:
        page = ask(port, "GET", "/compte", Cookie=self._cookie)[1]
        found = re.search(r'name="csrf" value="(\w+)"', page)
        return found[1] if found else ""

    def _post(self, port: int, path: str, typed: dict[str, object]) -> bool:
        """Send a form; whether it was taken."""
        token = self._token(port)
        body = urlencode(typed | {"csrf": token}, doseq=True)
        status, said = ask(port, "POST", path, body, _PATIENCE, Cookie=self._cookie)
        if status != 303:
            print(f"{path} : {status} {said[:200] if not status else ''}", file=sys.stderr)
        return status == 303
