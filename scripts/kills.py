"""Killing the server while coordinators write, again and again: what was acknowledged must be there (R01).

Several people save forms over HTTP without pause; the server and its workers get SIGKILL at a moment drawn by
chance. Once restarted: every acknowledged text is in the history, the database is whole, and what the public
reads is what is stored. Then the disk fills up, on a small one made for that (R03), where one may be mounted.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory.accounts import sessions
from directory.database import migrate
from directory.database.engine import make_engine
from directory.editing.listing_form import form_of
from directory.models import Account, Listing, Publication, PublicationDepartement, Revision
from directory.publishing import publication
from directory.publishing.stored import read_draft
from directory.web.csrf import COOKIE
from scripts.machines import Machine, ask
from tests.fictional import make_draft, store
from tests.people import make_account

WRITERS = 4
#: Seconds a server runs once its first write was acknowledged.
SHORTEST, LONGEST = 0.02, 0.5
_REFUSED = 503
_LISTING = "/fiches/equipe-fictive-essai-0-56"


class Site:
    """A site of its own: a database, a folder, signed-in coordinators, a server to start and to kill.

    `database`: an empty PostgreSQL database, else a SQLite file of the folder.
    """

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self.database = database
        self.engine: Engine = make_engine(database or f"sqlite:///{folder / 'relais.sqlite'}")
        migrate.upgrade(self.engine)
        self.machine = Machine(folder, database)
        with Session(self.engine, expire_on_commit=False) as session:
            store(session, *(make_draft(f"essai-{number}") for number in range(WRITERS)))
            people = [make_account(session, f"c{number}", "coordinator", "56") for number in range(WRITERS)]
            self.people: list[Account] = people
        self.acknowledged: set[str] = set()
        self.refused = 0
        self.unexpected: list[int] = []
        self._count = 0
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the server and wait for it to be ready."""
        self.machine.start()

    def kill(self) -> None:
        """Kill the server and its workers, at once."""
        self.machine.kill()

    def ask(self, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, str]:
        """Ask the server and return status and body; status 0 when it did not answer."""
        return ask(self.machine.port, method, path, body, **({"Cookie": cookie} if cookie else {}))

    def write_until(self, stopped: threading.Event, number: int) -> None:
        """Save the form of one listing again and again, and note the texts the server acknowledged."""
        with Session(self.engine) as session:
            owner = session.get_one(Account, self.people[number].id)
            token = sessions.open_session(session, owner, is_full=True, label="", at=datetime.now(UTC))
            session.commit()
        cookie = f"{COOKIE}={token}"
        found = re.search(r'name="csrf" value="(\w+)"', self.ask("GET", "/compte", cookie=cookie)[1])
        while found and not stopped.is_set():
            words = self._words()
            with Session(self.engine) as session:
                listing = session.exec(select(Listing).where(Listing.ref == f"essai-{number}")).one()
                fields = fields_of(session, listing) | {"summary": words, "csrf": found[1]}
                path = f"/coordination/fiches/{listing.number}"
            status, _ = self.ask("POST", path, urlencode(fields, doseq=True), cookie)
            with self._lock:
                if status == 303:
                    self.acknowledged.add(words)
                elif status == _REFUSED:
                    self.refused += 1
                elif status:
                    self.unexpected.append(status)
                else:
                    return

    def _words(self) -> str:
        with self._lock:
            self._count += 1
            return f"Texte d’essai numéro {self._count}."

    def find_wrongs(self) -> list[str]:
        """What is not as it must be, in words."""
        with Session(self.engine) as session:
            wrong = [] if self.database else find_damage(session)
            wrong += [f"réponse inattendue : {status}" for status in self.unexpected]
            stored = {(each.after or {}).get("summary") for each in session.exec(select(Revision))}
            wrong += [f"perdu : {words}" for words in sorted(self.acknowledged - stored)]
            listings = session.exec(select(Listing).order_by(Listing.number)).all()
            views = {view.number: view for view in publication.project(session, listings)}
            shown = {row.number: publication.read_view(row.view) for row in session.exec(select(Publication))}
            wrong += [
                f"fiche {number} publiée autrement" for number in views if views[number] != shown.get(number)
            ]
            expected = sorted(
                (row["departement"], row["number"]) for view in views.values()
                for row in publication.departement_rows(view)
            )  # fmt: skip
            if expected != sorted(
                (r.departement, r.number) for r in session.exec(select(PublicationDepartement))
            ):
                wrong.append("départements publiés autrement")
            return wrong


def find_damage(session: Session) -> list[str]:
    """What SQLite finds wrong in its own file."""
    connection = session.connection()
    whole = connection.execute(text("PRAGMA integrity_check")).scalars()
    orphans = connection.execute(text("PRAGMA foreign_key_check"))
    return [str(said) for said in whole if said != "ok"] + [f"clé {row}" for row in orphans]


def run_kills(folder: Path, kills: int, seed: int, database: str = "") -> tuple[int, list[str]]:
    """Kill the server so many times; return the writes acknowledged and what went wrong."""
    chance, site = random.Random(seed), Site(folder, database)
    wrong: list[str] = []
    try:
        for number in range(1, kills + 1):
            site.start()
            with site_writing(site):
                time.sleep(chance.uniform(SHORTEST, LONGEST))
                site.kill()
            wrong += [f"{number} : {each}" for each in site.find_wrongs()]
            print(
                f"\rarrêt {number}/{kills}, {len(site.acknowledged)} écritures",
                end="",
                file=sys.stderr,
                flush=True,
            )
    finally:
        site.kill()
        site.engine.dispose()
    print(file=sys.stderr)
    return len(site.acknowledged), wrong


def run_disk(folder: Path) -> tuple[str, bool] | None:
    """Fill a disk of 16 MB while people write, then make it read-only; None where none may be mounted."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        return None
    site = Site(folder)
    try:
        site.start()
        with site_writing(site):
            filling = folder / "filling"
            with suppress(OSError), filling.open("wb") as file:
                while True:
                    file.write(b"x" * 65536)
                    file.flush()
            while not site.refused:
                time.sleep(0.05)
            full = _read(site)
        filling.unlink()
        before = len(site.acknowledged)
        with site_writing(site):  # once there is room again
            while len(site.acknowledged) == before:
                time.sleep(0.05)
        wrong = site.find_wrongs()
        site.engine.dispose()
        site.kill()
        frozen, written = _read_frozen(site)
        said = (
            f"plein : {site.refused} écritures refusées, lectures {full} ; "
            f"lecture seule puis non : écritures {written}, lectures {frozen} ; {wrong or 'base intègre'}"
        )
        return said, (full, frozen, written) == ([200], [200], [_REFUSED, 303]) and not wrong
    finally:
        site.kill()
        site.engine.dispose()
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def _read_frozen(site: Site) -> tuple[list[int], list[int]]:
    """Serve from a disk nobody can write, then may again: statuses of readings, of two writings."""
    while subprocess.run(["mount", "-o", "remount,ro", str(site.folder)], capture_output=True).returncode:
        time.sleep(0.1)  # workers that were killed let go of their files
    site.start()
    path = f"{_LISTING}/erreur"
    token = re.search(r'name="token" value="([^"]+)"', site.ask("GET", path)[1])
    fields = {"token": token[1] if token else "", "kind": "closed", "text": "Un texte d’essai."}
    read, refused = _read(site), site.ask("POST", path, urlencode(fields))[0]
    site.kill()
    subprocess.run(["mount", "-o", "remount,rw", str(site.folder)], check=True)
    site.start()
    return read, [refused, site.ask("POST", path, urlencode(fields))[0]]


def _read(site: Site) -> list[int]:
    """The statuses of some pages, each once."""
    return sorted(
        {site.ask("GET", path)[0] for path in ("/departements/56", _LISTING, "/recherche?q=fictive")}
    )


@contextmanager
def site_writing(site: Site) -> Iterator[None]:
    """People write from the first acknowledged text to the end of the block."""
    stopped, before = threading.Event(), len(site.acknowledged)
    writers = [
        threading.Thread(target=site.write_until, args=(stopped, n), daemon=True) for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    while len(site.acknowledged) == before and not site.refused and any(each.is_alive() for each in writers):
        time.sleep(0.005)
    try:
        yield
    finally:
        stopped.set()
        for writer in writers:
            writer.join()


def fields_of(session: Session, listing: Listing) -> dict[str, Any]:
    """The fields of the form of a listing, as a browser sends them."""
    form = form_of(read_draft(session, listing), listing.version, datetime.now(UTC).date())
    return form.values | dict(form.choices) | {name: "1" for name, is_set in form.flags.items() if is_set}
