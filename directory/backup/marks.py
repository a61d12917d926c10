"""The mark of a backup: a file beside it that shows which service made it, and that nothing changed it since.

A backup says by itself which listings are secret. One that somebody else wrote could say that a hidden place
is open: without its mark it is not believed about housing.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from directory.keys.sealed import Keys
from directory.keys.signed import read_late, sign

SUFFIX = ".sceau"
_PURPOSE = "backup"
ABSENT = (
    "Rien ne montre que cette sauvegarde vient de ce service et n’a pas changé : son sceau, « {name} », que "
    "« flask backup » écrit à côté d’elle, manque ou n’est pas le sien, ou la SECRET_KEY n’est plus la même. "
    "Elle pourrait dire ouvert un hébergement tenu secret. Si vous savez d’où elle vient : --unsealed, qui "
    "cache tous les hébergements jusqu’à ce que des coordinateurs disent lesquels sont sous secret."
)


def write_mark(file: Path, keys: Keys) -> None:
    """Mark a backup with the present SECRET_KEY, for its owner alone."""
    mark = sign(keys, _PURPOSE, _digest(file), datetime.now(UTC))
    descriptor = os.open(_path(file), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(mark)


def has_mark(file: Path, keys: Keys) -> bool:
    """Whether a backup is whole as it was when a service with one of these keys made it."""
    try:
        mark = _path(file).read_text("ascii")
    except (OSError, ValueError):
        return False
    return read_late(keys, _PURPOSE, mark) == _digest(file)


def absent(file: Path) -> str:
    """What is said of a backup without its mark."""
    return ABSENT.format(name=_path(file).name)


def _path(file: Path) -> Path:
    return file.with_name(file.name + SUFFIX)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
