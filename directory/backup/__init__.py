"""Saving the whole database to a file while the service runs, and putting such a file back.

A backup holds everything, restricted contacts and second factors included: it is readable by its owner
alone. What a restoration replaces is kept beside it, dated, so that it can be undone. It copies tables whole:
what a row means is not its concern, but for what was hidden since.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from directory.backup import postgresql as backup_postgresql
from directory.backup import restoration
from directory.backup.files import TABLES, Contents, Unusable, check_revision
from directory.backup.purges import NAME as PURGES
from directory.backup.purges import UNSAID, Said, Told, find_told, write_purges
from directory.database import migrate
from directory.database.engine import make_engine, open_file

#: Pages of 4 kB copied between two signs of progress.
STEP = 500
_BROKEN = frozenset((sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CANTOPEN))
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restoration did: where the former database is kept (None: there was none to keep), whether
    its state could be read, and what of the present it took over."""

    kept: Path | None
    was_read: bool
    adopted: restoration.Adopted


def save(engine: Engine, file: Path, progress: Progress = lambda done, total: None) -> Contents:
    """Write the whole database to a new file while others write, check it, and return what it holds.

    The list of purges of today goes beside it. Raise `Unusable` when the file exists, when a tool is missing
    or when the database cannot be read.
    """
    found = _write(engine, file, progress)
    write_purges(engine, file.parent)
    return found


def _write(engine: Engine, file: Path, progress: Progress = lambda done, total: None) -> Contents:
    """Write a backup alone: the list beside it stays, which may know more than a database that was lost."""
    if file.exists():
        raise Unusable(f"{file} existe déjà : une sauvegarde n’en remplace jamais une autre.")
    with _draft(file) as draft:
        if engine.dialect.name == "sqlite":
            with _said("La base ne peut pas être lue"):
                _copy(_open_database(engine), draft, progress)
        else:
            backup_postgresql.dump(engine.url, draft)
        found = inspect(engine, draft)
        draft.replace(file)
    return found


def inspect(engine: Engine, file: Path) -> Contents:
    """Check a backup from end to end and return what it holds; raise `Unusable` unless it may be restored."""
    if not file.is_file():
        raise Unusable(f"{file} est introuvable.")
    if engine.dialect.name != "sqlite":
        return backup_postgresql.inspect(file)
    with _said("Ce fichier n’est pas une sauvegarde SQLite entière"), closing(_read_only(file)) as connection:
        _check_whole(connection)
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Unusable("Cette sauvegarde est abîmée : une ligne renvoie à une autre qui n’existe pas.")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "alembic_version" not in tables:
            raise Unusable("Ce fichier n’est pas une sauvegarde de Relais.")
        check_revision(str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]))
        return {
            name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
            for name in TABLES
            if name in tables
        }


def restore(
    engine: Engine,
    file: Path,
    *,
    pages: Path,
    at: datetime,
    progress: Progress = lambda done, total: None,
    said: Said = UNSAID,
) -> Restored:
    """Put a backup in place of the database, which is first kept beside it; raise `Unusable`.

    `said`: the list of purges, that beside the backup when it names none. Unless the replaced database knew
    the listings of the backup, there must be a fresh one, or every housing option is hidden.

    The backup is brought to the schema of this program. Accounts stay as they are today (see
    `restoration`); sessions and mailed links end; listings that the
    replaced database knew to be confidential are purged again (C15); the version of the data goes past all
    that was ever served and finished pages (folder `pages`) are dropped.
    """
    inspect(engine, file)
    former = restoration.read_former(engine)
    held = _read_ids(engine, file)
    knows = former is not None and (not held or bool(held & former.listings))
    told = find_told(said, file.with_name(PURGES), at, knows=knows)
    stamp = f"{at:%Y%m%d-%H%M%S-%f}"
    if engine.dialect.name == "sqlite":
        kept, adopted = _restore_sqlite(engine, file, former, stamp, at, progress, told)
    else:
        kept = file.with_name(f"relais-avant-{stamp}.dump")
        _write(engine, kept)
        backup_postgresql.load(engine.url, file, former, told)
        engine.dispose()
        adopted = restoration.adopt(engine, former, at, pages, told)
    shutil.rmtree(pages, ignore_errors=True)
    return Restored(kept, former is not None, adopted)


def _read_ids(engine: Engine, file: Path) -> frozenset[UUID]:
    """The identifiers of the listings of a backup."""
    if engine.dialect.name != "sqlite":
        return backup_postgresql.read_ids(file)
    with closing(_read_only(file)) as connection:
        return frozenset(UUID(row[0]) for row in connection.execute("SELECT id FROM listing"))


def _restore_sqlite(
    engine: Engine,
    file: Path,
    former: restoration.Former | None,
    stamp: str,
    at: datetime,
    progress: Progress,
    told: Told,
) -> tuple[Path | None, restoration.Adopted]:
    """Make everything ready in a copy, then write it over the database as one transaction."""
    database = Path(engine.url.database or "")
    database.parent.mkdir(parents=True, exist_ok=True)
    with _draft(database) as draft:
        with _said("La sauvegarde ne peut pas être copiée"):
            _copy(_read_only(file), draft, progress)
            # Once it may be written: SQLite looks at no rule of a file that is only read.
            with closing(sqlite3.connect(draft)) as connection:
                _check_whole(connection)
        work = make_engine(f"sqlite:///{draft}")
        migrate.upgrade(work)
        adopted = restoration.adopt(work, former, at, draft.with_suffix(".pages"), told)
        work.dispose()
        _settle(draft)
        kept = database.with_name(f"{database.stem}-avant-{stamp}{database.suffix}")
        try:
            with _draft(kept) as copy:
                _copy(_open_database(engine), copy)
                copy.replace(kept)
            _overwrite(draft, database, progress)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in _BROKEN:
                raise Unusable(f"La base ne peut pas être remplacée : {error}.") from error
            kept.unlink(missing_ok=True)
            return _move_aside(database, kept, draft), adopted
    return kept, adopted


def _check_whole(connection: sqlite3.Connection) -> None:
    """Raise `Unusable` for a damaged file, or one with a row that breaks a rule of its table."""
    wrong = [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    if wrong:
        raise Unusable(f"Cette sauvegarde est abîmée : {wrong[0]}.")


def _move_aside(database: Path, kept: Path, draft: Path) -> Path | None:
    """Replace a file that is gone, or that SQLite cannot read; a running service sees that it changed."""
    had_one = database.exists()
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{database}{suffix}").rename(f"{kept}{suffix}")
    draft.replace(database)
    return kept if had_one else None


def _copy(source: sqlite3.Connection, file: Path, progress: Progress = lambda done, total: None) -> None:
    """Copy one state of a database; a transaction held open keeps writers from starting it over."""
    with closing(source), closing(sqlite3.connect(file)) as target:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=STEP, progress=lambda _code, left, total: progress(total - left, total))
        target.execute("PRAGMA journal_mode = DELETE")


def _overwrite(draft: Path, database: Path, progress: Progress) -> None:
    """Write a copy over a database in use: others read the former state until the last page is there."""
    with closing(_read_only(draft)) as source, closing(open_file(str(database))) as target:
        source.backup(target, pages=STEP, progress=lambda _code, left, total: progress(total - left, total))
        target.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing of the former state stays in the journal


def _settle(file: Path) -> None:
    """Bring a database into its one file."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _open_database(engine: Engine) -> sqlite3.Connection:
    return open_file(engine.url.database or "")


def _read_only(file: Path) -> sqlite3.Connection:
    """Open a backup without leaving anything beside it."""
    has_journal = Path(f"{file}-wal").exists()
    address = f"{file.resolve().as_uri()}?mode=ro{'' if has_journal else '&immutable=1'}"
    return sqlite3.connect(address, uri=True)


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """Give a new empty file beside another, readable by its owner alone, and leave none behind."""
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield draft
    except OSError as error:
        raise Unusable(f"{file.parent} ne peut pas être écrit : {error.strerror}.") from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(f"{draft}{suffix}").unlink(missing_ok=True)


@contextmanager
def _said(what: str) -> Iterator[None]:
    """Turn an error of SQLite into a sentence."""
    try:
        yield
    except sqlite3.Error as error:
        raise Unusable(f"{what} : {error}.") from error
