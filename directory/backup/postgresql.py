"""Backups of PostgreSQL, by its own tools: pg_dump's custom format, read back by pg_restore into psql."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

from sqlalchemy import URL

from directory.backup.files import TABLES, Contents, Unusable, check_revision
from directory.backup.purges import NOTHING, Told
from directory.backup.restoration import Former
from directory.listings.categories import CATEGORIES
from directory.storing.two_people import HOUSING

#: A running service may hold a table for a moment; longer than this, the restoration is given up whole.
_BEFORE = """SET lock_timeout = '30s';
SET client_min_messages = warning;
DO $$ DECLARE one text; BEGIN
FOR one IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
LOOP EXECUTE 'DROP TABLE ' || one || ' CASCADE'; END LOOP;
FOR one IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
LOOP EXECUTE 'DROP FUNCTION ' || one || ' CASCADE'; END LOOP;
END $$;
"""
#: Ends whatever statement was cut short, and the transaction with it.
_GIVE_UP = "\n\\.\nDO $$ BEGIN RAISE EXCEPTION 'sauvegarde incomplète'; END $$;\n"
_PSQL = ("psql", "--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1",
         "--output=/dev/null", "--file=-")  # fmt: skip


def dump(url: URL, file: Path) -> None:
    """Write a database to a file, as one moment saw it; raise `Unusable`."""
    with _tool(
        url,
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--exclude-table=asked",
        f"--file={file}",
    ):
        pass


def inspect(file: Path) -> Contents:
    """Read a backup from end to end and count its rows; raise `Unusable`."""
    counts: dict[str, int] = {}
    table = revision = ""
    with _tool(None, "pg_restore", "--data-only", "--file=-", str(file)) as tool:
        assert tool.stdout is not None
        for line in tool.stdout:
            if table:
                if line == b"\\.\n":
                    table = ""
                    continue
                counts[table] += 1
                revision = line.decode().strip() if table == "alembic_version" else revision
            elif line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                table = line.split()[1].decode().removeprefix("public.")
                counts[table] = 0
    if not revision:
        raise Unusable("Ce fichier n’est pas une sauvegarde de Relais.")
    check_revision(revision)
    return {name: counts[name] for name in TABLES if name in counts}


def read_ids(file: Path) -> frozenset[UUID]:
    """Return the identifiers of the listings of a backup; raise `Unusable`."""
    found: set[UUID] = set()
    place = None
    with _tool(None, "pg_restore", "--data-only", "--table=listing", "--file=-", str(file)) as tool:
        assert tool.stdout is not None
        for line in tool.stdout:
            if place is not None:
                if line == b"\\.\n":
                    place = None
                    continue
                found.add(UUID(line.split(b"\t")[place].decode()))
            elif line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
                columns = line[line.index(b"(") + 1 : line.index(b")")].decode().split(", ")
                place = columns.index("id")
    return frozenset(found)


def load(url: URL, file: Path, former: Former | None, told: Told = NOTHING) -> None:
    """Replace everything in a database by a backup, in one transaction; raise `Unusable`.

    What was confidential is not published again, not even for a moment: see `directory.backup.restoration`.
    """
    with (
        _tool(None, "pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)) as reading,
        _tool(url, *_PSQL, stdin=subprocess.PIPE) as writing,
        suppress(BrokenPipeError),  # it stopped at a mistake, and says which
    ):
        script, target = reading.stdout, writing.stdin
        assert script is not None
        assert target is not None
        target.write(_BEFORE.encode())
        shutil.copyfileobj(script, target)
        target.write((_after(former, told) if reading.wait() == 0 else _GIVE_UP).encode())
        target.close()


def _after(former: Former | None, told: Told) -> str:
    """Statements that keep former pages from being served, and confidential places from being published."""
    hidden = {*(former.confidential if former else ()), *told.listings}
    ids = ", ".join(f"'{each}'" for each in hidden) or "NULL"
    housing = ", ".join(f"'{each.slug}'" for each in CATEGORIES.values() if each.group == HOUSING)
    also = f" OR category IN ({housing})" if told.hides_housing else ""
    recalled = (
        f"SELECT number FROM public.listing WHERE (id IN ({ids}){also}) AND disclosure <> 'confidential'"
    )
    return f"""
UPDATE public.dataset_version SET number = greatest(number, {former.version if former else 0}) + 1;
DO $$ BEGIN IF to_regclass('public.search_token') IS NOT NULL THEN
    DELETE FROM public.search_token WHERE EXISTS ({recalled}); END IF; END $$;
DELETE FROM public.publication_departement WHERE number IN ({recalled});
DELETE FROM public.publication WHERE number IN ({recalled});
UPDATE public.listing SET status = 'draft' WHERE number IN ({recalled});
"""


@contextmanager
def _tool(
    url: URL | None, name: str, *arguments: str, stdin: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a tool of PostgreSQL, on a database when one is given; its password goes by the environment."""
    environment, database = dict(os.environ), []
    if url is not None:
        environment |= {"PGPASSWORD": str(url.password)} if url.password else {}
        plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
        database = [f"--dbname={plain.render_as_string()}"]
    try:
        tool = subprocess.Popen(
            [name, *arguments, *database], env=environment, stdin=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
    except FileNotFoundError:
        raise Unusable(
            f"{name} est introuvable : installez les outils de PostgreSQL (Debian : postgresql-client)."
        ) from None
    with tool:
        yield tool
        assert tool.stderr is not None
        said = tool.stderr.read().decode(errors="replace").strip()
    if tool.returncode:
        raise Unusable(
            f"{name} a échoué : {said.strip().splitlines()[0] if said.strip() else tool.returncode}"
        )
