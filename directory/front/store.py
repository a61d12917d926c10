"""Where finished pages are kept: in memory, bounded, and on disk for addresses without a query string."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from directory.watching.use import Use

MOST_MEMORY = 8 * 1024 * 1024
MOST_FILES = 4000
#: Bytes of an entry of the store and of a header, beside their text (CPython, 64 bits).
_ENTRY, _PAIR = 900, 170
#: Seconds by which a clock may be set back without making finished answers untrue.
_SKEW = 60


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished answer. `until` is a POSIX time in seconds, None when only a change of data ends it; `made`
    is another, 0 when unknown; `uses`, what reading it adds to the figures of use."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    until: float | None
    body: bytes
    is_compressed: bool
    made: float = 0.0
    uses: tuple[Use, ...] = ()

    def holds_at(self, now: float) -> bool:
        """Whether the answer is still true at an instant, as far as time goes.

        One made after that instant is not: the clock was wrong then, or is now.
        """
        return self.until is None or self.made - _SKEW <= now < self.until

    @property
    def weight(self) -> int:
        """Bytes it takes in memory: its body, its headers, and what Python needs to hold them."""
        return len(self.body) + sum(_PAIR + len(name) + len(value) for name, value in self.headers) + _ENTRY


class PageStore:
    """Finished answers of one version of the data at a time; a new version empties everything."""

    def __init__(self, folder: Path, build: str) -> None:
        self._folder = folder
        self._build = build
        self._lock = threading.Lock()
        self._version: int | None = None
        self._pages: OrderedDict[str, Finished] = OrderedDict()
        self._bytes = 0
        self._files = 0

    @property
    def size(self) -> tuple[int, int]:
        """How many answers are in memory, and their bytes."""
        return len(self._pages), self._bytes

    def get(self, version: int, key: str, now: float) -> Finished | None:
        """Return the answer kept for a key, if it still holds at `now` (POSIX seconds)."""
        self._enter(version)
        page = self._pages.get(key) or self._read(key)
        return page if page is not None and page.holds_at(now) else None

    def last(self, key: str) -> Finished | None:
        """Return the last answer kept for a key, whether or not it still holds: nobody can say the version.

        The disk is asked which version is the newest: what a purge took away from it is not in memory alone.
        """
        try:
            names = [entry.name.rpartition("-") for entry in self._folder.iterdir()]
        except OSError:
            names = []
        versions = [int(number) for build, _, number in names if build == self._build and number.isdigit()]
        if not versions:
            return None
        self._enter(max(versions))
        return self._pages.get(key) or self._read(key)

    def put(self, version: int, key: str, page: Finished, *, on_disk: bool) -> None:
        """Keep an answer; the ones used longest ago make room."""
        self._enter(version)
        self._remember(key, page)
        if on_disk and self._files < MOST_FILES:
            self._write(key, page)

    def clear(self) -> None:
        """Forget every answer, on disk too."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0
            shutil.rmtree(self._folder, ignore_errors=True)
            self._files = 0

    def _enter(self, version: int) -> None:
        """Drop what belongs to another version of the data."""
        if version == self._version:
            return
        with self._lock:
            if version == self._version:
                return
            self._pages.clear()
            self._bytes = 0
            self._version = version
            current = self._current()
            self._files = 0
            with suppress(
                OSError
            ):  # on a full or read-only disk pages are made again, and answered all the same
                current.mkdir(parents=True, exist_ok=True)
                for entry in self._folder.iterdir():
                    if entry != current:
                        shutil.rmtree(entry, ignore_errors=True)
                self._files = sum(1 for _ in current.iterdir())  # those of a process before this one

    def _current(self) -> Path:
        return self._folder / f"{self._build}-{self._version}"

    def _path(self, key: str) -> Path:
        return self._current() / hashlib.sha256(key.encode()).hexdigest()[:32]

    def _remember(self, key: str, page: Finished) -> None:
        with self._lock:
            former = self._pages.pop(key, None)
            self._bytes += page.weight - (former.weight if former else 0)
            self._pages[key] = page
            while self._bytes > MOST_MEMORY:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= oldest.weight

    def _read(self, key: str) -> Finished | None:
        try:
            head, _, body = self._path(key).read_bytes().partition(b"\n")
            facts = json.loads(head)
        except (OSError, ValueError):  # not there, or not whole
            return None
        facts["headers"] = tuple((name, value) for name, value in facts["headers"])
        facts["uses"] = tuple(Use(*each) for each in facts.get("uses", ()))
        page = Finished(**facts, body=body)
        self._remember(key, page)
        return page

    def _write(self, key: str, page: Finished) -> None:
        facts = asdict(page)
        del facts["body"]
        path = self._path(key)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        try:
            draft.write_bytes(json.dumps(facts).encode() + b"\n" + page.body)
            draft.replace(path)
            self._files += 1
        except OSError:  # on a full or read-only disk pages are made again, and answered all the same
            with suppress(OSError):
                draft.unlink(missing_ok=True)
