"""A front on an application of its own, at an hour of one’s choice."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from flask import Flask
from sqlmodel import Session
from werkzeug.test import Client, TestResponse

from directory import create_app
from directory.config import Config
from directory.front import Front
from tests.fictional import store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 16, 59, tzinfo=PARIS)


class Site:
    """A front on an application of its own, at an hour of one's choice; counts what reaches the latter."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.app: Flask = create_app(config)
        self.at = TUESDAY
        self.asked = 0
        self.fronts: list[Front] = []
        self.front = self.make_front(self.load)

    def make_front(self, load: Callable[[], WSGIApplication], build: str = "one") -> Front:
        made = Front(
            load,
            database_url=self.config.database_url,
            folder=self.config.instance_path / "pages",
            build=build,
            clock=lambda: self.at.timestamp(),
        )
        self.fronts.append(made)
        return made

    def close(self) -> None:
        for front in self.fronts:
            front.close()
        self.app.extensions["engine"].dispose()

    def load(self) -> WSGIApplication:
        def counting(environ: Any, start_response: Any) -> Any:
            self.asked += 1
            return self.app.wsgi_app(environ, start_response)

        return counting

    def get(
        self, path: str, *, front: Front | None = None, method: str = "GET", **headers: str
    ) -> TestResponse:
        client = Client(front or self.front, use_cookies=False)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        now = {"relais.now": self.at}
        answer = client.open(path, method=method, headers=named, environ_overrides=now)
        answer.get_data()
        answer.close()
        return answer

    def put(self, *drafts: Any) -> None:
        with Session(self.app.extensions["engine"]) as session:
            store(session, *drafts)


def unloadable() -> WSGIApplication:
    """An application that must not be asked."""
    raise AssertionError("the application was needed")


def kept(site: Site, word: bytes) -> Iterator[Path]:
    """The files of the cache that hold a word."""
    for path in (site.config.instance_path / "pages").rglob("*"):
        if path.is_file():
            head, _, body = path.read_bytes().partition(b"\n")
            body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
            if word in head + body + path.name.encode():
                yield path
