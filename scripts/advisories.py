"""Security advisories about what the locks install, as OSV.dev knows them: python3 -m scripts.advisories.

Asks one address, once, for names and versions, which are public. Leaves with 0 when there is none, with 1
when there are some, with 2 when nobody could be asked: silence is never taken for an answer.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Sequence

from scripts.sbom import ROOT, read_lock

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
#: OSV, an open database of advisories; its API is described on google.github.io/osv.dev.
SERVICE, PAGE, SECONDS = "https://api.osv.dev/v1/querybatch", "https://osv.dev/vulnerability/", 20
Package = tuple[str, str]


def ask(packages: Sequence[Package], service: str = SERVICE) -> dict[Package, list[str]]:
    """Return the advisories of those that have some; raise OSError or ValueError when they cannot be read."""
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": at} for name, at in packages]
    asked = urllib.request.Request(
        service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
        results = json.load(answer)["results"]
    if len(results) != len(packages):
        raise ValueError("fewer answers than questions")
    return {
        package: [each["id"] for each in result["vulns"]]
        for package, result in zip(packages, results, strict=True)
        if result.get("vulns")
    }


def main(service: str = SERVICE) -> int:
    """Say what is known of every lock."""
    packages = sorted({found for name in LOCKS for found in read_lock((ROOT / name).read_text("utf-8"))})
    try:
        found = ask(packages, service)
    except (OSError, ValueError, KeyError) as error:
        print(f"Les avis n’ont pas pu être lus ({type(error).__name__}) : on ne sait donc rien. Recommencez.")
        return 2
    for (name, version), identifiers in found.items():
        print(f"{name} {version} : {', '.join(PAGE + each for each in identifiers)}")
    print(f"{len(packages)} paquets, {len(found)} avec un avis de sécurité.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
