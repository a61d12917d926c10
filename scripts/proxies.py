"""Sign-in delays behind no proxy, one nginx and two: the visitor is slowed, and nobody else.

What a visitor writes in X-Forwarded-For changes nothing in any of the three.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from directory.accounts.throttling import NETWORK_FREE
from directory.database import migrate
from directory.database.engine import make_engine
from scripts.machines import HERE, Machine, Nginx


def run(folder: Path) -> tuple[str, str, bool]:
    """Try the three set-ups; return what was measured."""
    folder.chmod(0o755)
    engine = make_engine(f"sqlite:///{folder / 'relais.sqlite'}")
    migrate.upgrade(engine)
    engine.dispose()
    machine = Machine(folder)
    inner = Nginx(folder / "inner", [machine.port], adds=True)
    one, two = Nginx(folder / "one", [machine.port]), Nginx(folder / "two", [inner.port])
    try:
        machine.start()
        for proxy in (inner, one, two):
            proxy.start()
        ports = {"aucun": machine.port, "un": one.port, "deux": two.port}
        seen = {name: _hammer(port, str(number)) for number, (name, port) in enumerate(ports.items())}
        return ("délais derrière 0, 1, 2 proxys", _tell(seen), set(seen.values()) == {(429, 422)})
    finally:
        for proxy in (two, one, inner):
            proxy.stop()
        machine.kill()


def _tell(seen: Mapping[str, tuple[int, int]]) -> str:
    return ", ".join(
        f"{name} : {first} à qui insiste, {other} aux autres" for name, (first, other) in seen.items()
    )


def _hammer(port: int, name: str) -> tuple[int, int]:
    """Fail as often as nobody may, from one network; return its last answer, and that of another one."""
    last = 0
    for number in range(NETWORK_FREE + 1):
        last = _try(port, f"127.0.{name}.7", f"n{number}-{name}", f"198.51.100.{number}")
    return last, _try(port, f"127.0.{name}.8", f"autre-{name}", f"127.0.{name}.7")


def _try(port: int, source: str, email: str, claimed: str) -> int:
    """Sign in with a wrong password, claiming to be somewhere else; return the status."""
    connection = HTTPConnection(HERE, port, timeout=30, source_address=(source, 0))
    connection.request("GET", "/connexion")
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), (answer.headers["Set-Cookie"] or "").partition(";")[0]
    token = re.search(r'name="csrf" value="(\w+)"', page)
    body = urlencode(
        {"email": f"{email}@essai.example", "password": "faux", "csrf": token[1] if token else ""}
    )
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "X-Forwarded-For": claimed,
    }  # fmt: skip
    connection.request("POST", "/connexion", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status
