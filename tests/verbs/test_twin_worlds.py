"""What was refused or purged changes nothing of what the public may ask (C04)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from directory import create_app
from directory.config import Config
from tests.conftest import Databases
from tests.twin_worlds import differing, make_worlds


def test_no_request_tells_a_purged_place_from_one_that_never_was(
    databases: Databases, empty_database: str, make_config: Callable[[str], Config]
) -> None:
    told, untold = (_open(make_config(databases.make(empty_database))) for _ in range(2))
    make_worlds(told, untold)
    assert differing(told, untold, 360) == []
    for app in (told, untold):
        app.extensions["engine"].dispose()


def _open(config: Config) -> Flask:
    app = create_app(config)
    app.testing = True
    return app
