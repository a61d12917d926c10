"""Hostile requests and files drawn by chance, the same for a seed: nothing breaks, nothing leaks.

Anybody, from a stranger to an administrator, asks for any address with any parameters; who has no right over
the listing of the campaign sends any form; files are spoilt byte by byte. It is bounded by what it is told.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from directory.exports import FORMATS
from directory.imports import jobs as import_jobs
from directory.imports.tables import Unreadable
from directory.imports.template_rows import HEADER, example_row
from directory.models import Publication
from directory.web.machine import Limiter
from scripts.benchmarks.imports import make_rows, write_csv
from tests.addresses import EVERY
from tests.fictional import make_confidential, make_draft, store
from tests.hostile_files import hostile_files
from tests.hostile_texts import NASTY, check, write
from tests.people import BASE, Browser, account, actor_of, browse, make_account
from tests.role_table import GUARDED

#: Who attacks: role, departement kept, facts of the account. Those who are `OUTSIDE` have no right over the
#: listing; those who are `BLIND` may not read what it keeps for professionals.
PEOPLE: dict[str, tuple[str, tuple[str, ...], dict[str, date]]] = {
    "pending": ("professional", ("56",), {}),
    "professional": ("professional", ("56",), {"access_until": date(2999, 1, 1)}),
    "elsewhere": ("coordinator", ("29",), {}),
    "coordinator": ("coordinator", ("56",), {}),
    "admin": ("admin", (), {}),
}
OUTSIDE, BLIND = ("stranger", "pending", "professional", "elsewhere"), ("stranger", "pending")
#: A number kept for professionals and a text no listing may say; how an answer is read to find the first.
NUMBER, _SEPARATORS = "199007351", re.compile(r"[\s.\-()]|%20|&nbsp;|&#\d+;")
_VARIABLE = re.compile(r"<(?:[^:<>]+:)?[^<>]+>")
_FORMS = tuple(route.removeprefix("POST ") for route in GUARDED if route.startswith("POST "))
_NAMES = (
    "q", "pres", "lieu", "groupe", "categorie", "age", "genre", "page", "departement", "dep", "format",
    "limit", "cursor", "since", "rayon", "search", "url", "next", "f", "de", "vers", "mois", "etape", "v",
    "nom", "geste", "summary", "name", "phone_0", "version", "disclosure", "status", "email", "role",
    "lignes", "fichier",
)  # fmt: skip
FILE_SECONDS = 2.0


class Attackers:
    """A site with a listing that keeps a number, a confidential one, and those who attack them."""

    def __init__(self, app: Flask, seed: int) -> None:
        app.extensions["limiter"] = Limiter(10**9)
        app.testing = False  # an error is an answer, as for visitors
        self._app, self._chance = app, random.Random(seed)
        phones = ((f"0{NUMBER}", "garde", "professionals"),)
        with Session(app.extensions["engine"]) as session:
            store(session, make_draft("reservee", phones=phones), make_confidential("cachee"))
        self._before = self._published()
        self._people: dict[str, Browser] = {"stranger": browse(app)}
        for name, (role, codes, facts) in PEOPLE.items():
            self._people[name] = browse(app, account(app, name, role, *codes, **facts))

    def find_wrongs(self, number: int) -> Iterator[str]:
        """Ask so many times; yield what was answered and must not be."""
        for _ in range(number):
            sends = self._chance.random() < 0.3
            name = self._chance.choice(OUTSIDE if sends else tuple(self._people))
            said, answer = self._send(name) if sends else self._ask(name)
            try:
                check(answer)
            except AssertionError as wrong:
                yield f"{name} : {said} : {answer.status_code} {str(wrong)[:100]}"
            if name in BLIND and NUMBER in _SEPARATORS.sub("", answer.get_data().decode("utf-8", "replace")):
                yield f"{name} : {said} : lit le numéro réservé"
            answer.close()
        if self._published() != self._before:
            yield "les fiches ont changé"

    def _published(self) -> list[tuple[int, object]]:
        with Session(self._app.extensions["engine"]) as session:
            rows = session.exec(select(Publication).order_by(Publication.number)).all()
            return [(row.number, row.view) for row in rows]

    def _text(self) -> str:
        """A nasty text, or two stuck together."""
        return self._chance.choice(NASTY) + self._chance.choice(("", "", self._chance.choice(NASTY)))

    def _pairs(self) -> str:
        names = self._chance.choices(_NAMES, k=self._chance.randrange(5))
        return "&".join(f"{write(name)}={write(self._text())}" for name in names)

    def _ask(self, name: str) -> tuple[str, TestResponse]:
        path = self._chance.choice(EVERY)
        if self._chance.random() < 0.3:  # spoil the path too
            cut = self._chance.randrange(1, len(path) + 1)
            path = path[:cut] + write(self._text()) + path[cut:]
        address = f"{path}{'&' if '?' in path else '?'}{self._pairs()}"
        fragment = {"HX-Request": "true"} if self._chance.random() < 0.2 else {}
        method = self._chance.choice(("GET", "GET", "GET", "HEAD", "OPTIONS"))
        return f"{method} {address}", self._people[name].client.open(
            address, method=method, base_url=BASE, headers=fragment, buffered=True
        )

    def _send(self, name: str) -> tuple[str, TestResponse]:
        route = self._chance.choice(_FORMS)
        path = _VARIABLE.sub(
            lambda _: self._chance.choice(("1", "2", "reservee", write(self._text()))), route
        )
        if any(word in path for word in ("fermer", "desactiver", "second-facteur", "mot-de-passe")):
            path = "/coordination/fiches/1"  # those would end the attacker's own visit
        browser = self._people[name]
        token = f"&csrf={browser.csrf_token()}" if self._chance.random() < 0.7 else ""
        return f"POST {path}", browser.client.post(
            path, base_url=BASE, data=self._pairs() + token, buffered=True,
            content_type="application/x-www-form-urlencoded",
        )  # fmt: skip


def spoil_files(engine: Engine, number: int, seed: int) -> tuple[float, list[str]]:
    """Send so many spoilt files; return the most processor seconds one took, and what was wrong.

    `engine`: that of a migrated database, in which nothing is left but an account.
    """
    chance, slowest, wrong = random.Random(seed), 0.0, list[str]()
    whole = [content for content, _ in hostile_files().values() if len(content) < 200_000]
    whole += [
        write_csv(make_rows(20)),
        *(b"".join(each.write(HEADER, [example_row()])) for each in FORMATS.values()),
    ]
    with Session(engine) as session:
        kim = actor_of(session, make_account(session, "kim", "national"))
        for turn in range(number):
            content = _spoil(chance.choice(whole), chance)
            began = time.process_time()
            try:
                import_jobs.start(session, content, by=kim, at=datetime.now(UTC))
            except Unreadable as refused:
                if not str(refused):
                    wrong.append(f"fichier {turn} : refusé sans un mot")
            except Exception as error:
                wrong.append(f"fichier {turn} : {type(error).__name__}")
            slowest = max(slowest, time.process_time() - began)
            session.rollback()
    return slowest, wrong


def _spoil(content: bytes, chance: random.Random) -> bytes:
    """The same file with a few bytes changed, cut, doubled or replaced by a nasty text."""
    spoilt = bytearray(content or b";")
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(spoilt))
        end = min(len(spoilt), at + chance.randrange(1, 40))
        nasty = chance.choice(NASTY).encode("utf-8", "surrogatepass")
        spoilt[at:end] = chance.choice(
            (bytes([chance.randrange(256)]), b"", bytes(spoilt[at:end]) * 2, nasty)
        )
        spoilt = spoilt or bytearray(b";")
    return bytes(spoilt)
