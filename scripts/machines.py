"""What campaigns start and kill: a machine that serves the site, a PostgreSQL server, nginx before machines.

Everything listens on 127.0.0.1, each on a free port of its own, and keeps its files in a folder of its own.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
from psycopg import sql

from directory.config import ROOT

_PATIENCE = 60.0
HERE = "127.0.0.1"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as asked:
        asked.bind((HERE, 0))
        return int(asked.getsockname()[1])


def ask(
    port: int,
    method: str,
    path: str,
    body: str = "",
    timeout: float = 20,
    source: str = HERE,
    **headers: str,
) -> tuple[int, str]:
    """Ask a server of this machine from an address; return status and body, or 0 and what failed."""
    said = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    connection = HTTPConnection(HERE, port, timeout=timeout, source_address=(source, 0))
    try:
        connection.request(method, path, body.encode() or None, said)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, HTTPException) as error:
        return 0, repr(error)
    finally:
        connection.close()


class Machine:
    """A folder and a server with workers, on a database of its own (SQLite) or on `database`."""

    def __init__(self, folder: Path, database: str = "", workers: int = 1) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.database, self.workers = folder, database, workers
        self.port = free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait for it to be ready."""
        environment = os.environ | {
            "RELAIS_INSTANCE": str(self.folder),
            "WORKERS": str(self.workers),
            "LOG_LEVEL": "critical",
            "TRUSTED_PROXY": HERE,
        }
        environment.pop("DATABASE_URL", None)
        environment |= {"DATABASE_URL": self.database} if self.database else {}
        gunicorn = [sys.executable, "-m", "gunicorn", "-c", "scripts/gunicorn.conf.py"]
        self._server = subprocess.Popen(
            [*gunicorn, "-b", f"{HERE}:{self.port}", "directory.wsgi:application"],
            cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        waited = time.monotonic()
        while ask(self.port, "GET", "/readyz")[0] != 200:
            if time.monotonic() - waited > _PATIENCE:
                raise TimeoutError("the server does not start")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill the server and its workers, at once."""
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def memory(self) -> int:
        """What the processes of the server hold, in kB (resident)."""
        return self._sum("rss")

    def processor(self) -> int:
        """Seconds of processor that the processes of the server have used."""
        return self._sum("cputimes")

    def _sum(self, column: str) -> int:
        assert self._server is not None
        found = subprocess.run(
            ["ps", "-o", f"{column}=", "-g", str(self._server.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        return sum(int(line) for line in found.stdout.split())


class Postgres:
    """A PostgreSQL server. Durable, unlike that of the tests: what it acknowledged must be there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        found = shutil.which("initdb") or next(Path("/usr/lib/postgresql").glob("*/bin/initdb"), None)
        if found is None:
            raise FileNotFoundError("PostgreSQL (initdb)")
        self._bin = Path(found).resolve().parent
        self._as = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if self._as:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)

    def _run(self, tool: str, *arguments: str, check: bool = True) -> None:
        command = [*self._as, str(self._bin / tool), *arguments]
        subprocess.run(command, cwd=self.folder, check=check, stdout=subprocess.DEVNULL)

    @property
    def data(self) -> str:
        """The folder of the data."""
        return str(self.folder / "data")

    def make(self) -> None:
        """Make an empty server."""
        self._run("initdb", "-D", self.data, "-U", "relais", "--auth=trust", "--encoding=UTF8", "--locale=C")

    def make_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"d{secrets.token_hex(8)}"
        where = f"postgresql://relais@{HERE}:{self.port}/postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return database_url(self, name=name)

    def follow(self, primary: Postgres) -> None:
        """Make a copy of a running server, which goes on following it."""
        self._run("pg_basebackup", "-h", HERE, "-p", str(primary.port), "-U", "relais", "-D", self.data,
                  "-R", "-c", "fast", "-X", "stream")  # fmt: skip

    def start(self) -> None:
        """Start, and wait until it answers."""
        said = f"-p {self.port} -k {self.folder} -c listen_addresses={HERE} -c max_connections=100"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", said, "start")

    def stop(self) -> None:
        """Stop without a word, as a machine that burns."""
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop", check=False)

    def promote(self) -> None:
        """Let a copy take over."""
        self._run("pg_ctl", "-D", self.data, "-w", "promote")

    def freeze(self, stops: bool) -> None:
        """Stop all its processes where they are, or let them go on."""
        first = int((Path(self.data) / "postmaster.pid").read_text().split()[0])
        others = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, others)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGSTOP if stops else signal.SIGCONT)


def database_url(*servers: Postgres, name: str = "postgres") -> str:
    """The address of the server that takes writes, whichever of them it is."""
    hosts, ports = ",".join(HERE for _ in servers), ",".join(str(one.port) for one in servers)
    return (
        f"postgresql+psycopg://relais@/{name}?host={hosts}&port={ports}&target_session_attrs=read-write"
        if len(servers) > 1
        else f"postgresql+psycopg://relais@{HERE}:{servers[0].port}/{name}"
    )


class Nginx:
    """nginx as scripts/deploy/ sets it, but for certificate, name, folders and ports.

    One that `adds` stands behind another, and adds its peer to X-Forwarded-For instead of replacing it.
    """

    def __init__(self, folder: Path, behind: Sequence[int], *, adds: bool = False) -> None:
        folder.mkdir(parents=True)
        folder.chmod(0o755)
        self.folder, self.port = folder, free_port()
        self._server: subprocess.Popen[bytes] | None = None
        source = (ROOT / "scripts/deploy/nginx/relais.conf").read_text(encoding="utf-8")
        servers = "\n".join(f"    server {HERE}:{port} max_fails=1 fail_timeout=5s;" for port in behind)
        written = re.sub(r"    server 127\.0\.0\.1:5000.*", servers, source)
        written = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", written, flags=re.DOTALL)
        written = re.sub(r"    listen .*443.*\n", "", written)
        written = re.sub(r"    ssl_.*\n", "", written)
        written = written.replace("server_name relais.example;", f"listen {HERE}:{self.port};")
        written = written.replace("/srv/relais/scripts/deploy/nginx", str(folder))
        written = written.replace("/run/relais-pages", str(folder / "pages"))
        written = written.replace("/var/log/nginx/relais.log", str(folder / "log"))
        for name in ("proxy.conf", "secours.html"):
            shutil.copy(ROOT / "scripts/deploy/nginx" / name, folder)
        if adds:
            handed = (folder / "proxy.conf").read_text(encoding="utf-8")
            handed = handed.replace("For $remote_addr", "For $proxy_add_x_forwarded_for")
            (folder / "proxy.conf").write_text(handed, encoding="utf-8")
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        (folder / "nginx.conf").write_text(
            f"pid {folder}/pid;\nerror_log {folder}/log alert;\nworker_processes 1;\n"
            f"events {{ worker_connections 512; }}\nhttp {{\n{temporary}{written}\n}}\n",
            encoding="utf-8",
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self._server = subprocess.Popen(
            [program, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"],
            stderr=subprocess.DEVNULL,
        )
        waited = time.monotonic()
        while not ask(self.port, "GET", "/healthz")[0]:
            if time.monotonic() - waited > _PATIENCE or self._server.poll() is not None:
                raise TimeoutError("nginx does not start")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait()
            self._server = None
