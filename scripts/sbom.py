"""The bill of materials: every package of both locks and every vendored file, as CycloneDX 1.6 JSON.

    .venv/bin/python -m scripts.sbom > relais.cdx.json

Read from the lock files alone, so that it says what would be installed anywhere, whatever is installed here;
the same locks give the same bytes. Packages that only tests need have the scope "excluded".
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

ROOT = Path(__file__).resolve().parent.parent
SERVICE, TESTS = "requirements.lock", "requirements-dev.lock"
VENDORED = ROOT / "directory" / "static" / "vendor" / "VERSIONS"
_PIN = re.compile(r"^([a-z0-9][a-z0-9.\-]*)==(\S+)((?:.|\n(?=\s))*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def read_lock(text: str) -> dict[tuple[str, str], list[str]]:
    """The packages of a lock: (name, version) → SHA-256 of each file it may come as."""
    return {(name, version): _HASH.findall(rest) for name, version, rest in _PIN.findall(text)}


def make_bill() -> dict[str, Any]:
    """Return the whole bill as CycloneDX says it (cyclonedx.org/docs/1.6/json)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    components = [*_packages(), *_vendored()]
    said = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, said)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": project["name"],
                "name": project["name"],
                "version": project["version"],
            }
        },
        "components": components,
    }


def _packages() -> Iterator[dict[str, Any]]:
    served = read_lock((ROOT / SERVICE).read_text("utf-8"))
    tested = read_lock((ROOT / TESTS).read_text("utf-8"))
    for (name, version), hashes in sorted((served | tested).items()):
        scope = "required" if (name, version) in served else "excluded"
        yield _component(f"pkg:pypi/{name}@{version}", name, version, hashes, scope=scope)


def _vendored() -> Iterator[dict[str, Any]]:
    for line in VENDORED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version, licence, _file, digest = line.split()
            yield _component(f"pkg:npm/{name}@{version}", name, version, [digest]) | {
                "licenses": [{"license": {"id": licence}}]
            }


def _component(
    purl: str, name: str, version: str, hashes: list[str], scope: str = "required"
) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "scope": scope,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in hashes],
    }


if __name__ == "__main__":
    json.dump(make_bill(), sys.stdout, indent=2)
    print()
