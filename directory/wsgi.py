"""What a WSGI server runs: `gunicorn directory.wsgi:application`."""

from __future__ import annotations

import atexit
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from directory.config import ROOT, Config, read_config
from directory.front import Front
from directory.watching import lines
from directory.watching.counts import COUNTS
from directory.watching.requests import Watch
from directory.watching.use import USES

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PACKAGE = Path(__file__).resolve().parent
#: Long enough for a restarted server to answer its first visitors before the application loads.
WARM_AFTER_SECONDS = 1.0


def make_front(config: Config) -> Front:
    """Return the front of a configured site; the application behind it loads on first need, or soon."""

    def load() -> WSGIApplication:
        from directory import create_app
        from directory.coordination import use

        app = create_app(config)
        USES.write_with(use.writer(app.extensions["engine"]))
        return app.wsgi_app

    return Front(
        load,
        database_url=config.database_url,
        folder=config.instance_path / "pages",
        build=build_of(config),
        keeps=config.page_cache,
        warm_after=WARM_AFTER_SECONDS,
    )


def build_of(config: Config) -> str:
    """Name the program and its settings: when either changes, so do the pages they make."""
    seen = hashlib.sha256(repr(config).encode())
    for folder in (_PACKAGE, config.data_path, ROOT / "docs"):
        for path in sorted(_files(folder)):
            status = path.stat()
            seen.update(f"{path.name} {status.st_mtime_ns} {status.st_size}".encode())
    return seen.hexdigest()[:16]


def _files(folder: Path) -> list[Path]:
    return [
        Path(where) / name
        for where, _, names in os.walk(folder)
        if not where.endswith("__pycache__")
        for name in names
    ]


def make_application(config: Config) -> WSGIApplication:
    """Return the front, watched: its requests are counted and its log is lines of JSON."""
    front = make_front(config)
    COUNTS.keep_in(config.instance_path / "figures")
    COUNTS.present |= {"kept_pages": lambda: front.kept[0], "kept_bytes": lambda: front.kept[1]}
    lines.install(os.environ.get("LOG_LEVEL", "warning"))
    return Watch(front)


application = make_application(read_config())
atexit.register(USES.write)
