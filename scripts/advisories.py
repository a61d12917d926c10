"""Security advisories about what the locks install, as OSV.dev knows them: python3 -m scripts.advisories.

Asks one address, once, for names and versions, which are public. Leaves with 0 when there is none, with 1
when there are some, with 2 when nobody could be asked: silence is never taken for an answer.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.sbom import ROOT, read_lock

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
#: OSV, an open database of advisories: https://google.github.io/osv.dev/post-v1-querybatch/. Answers come in
#: the order of the questions, 1 000 at most; one too long goes on with `page_token`.
SERVICE, PAGE, SECONDS = "https://api.osv.dev/v1/querybatch", "https://osv.dev/vulnerability/", 20
Package = tuple[str, str]


def ask(packages: Sequence[Package], service: str = SERVICE) -> dict[Package, list[str]]:
    """Return the advisories of those that have some; raise OSError or ValueError when they cannot be read."""
    waiting = {package: "" for package in packages}
    found: dict[Package, list[str]] = {}
    while waiting:
        results = _ask(waiting, service)
        if len(results) != len(waiting):
            raise ValueError("fewer answers than questions")
        asked, waiting = waiting, {}
        for package, result in zip(asked, results, strict=True):
            if known := [each["id"] for each in result.get("vulns", [])]:
                found.setdefault(package, []).extend(known)
            if token := result.get("next_page_token", ""):
                if token == asked[package]:
                    raise ValueError("the same page again")
                waiting[package] = token
    return found


def _ask(waiting: Mapping[Package, str], service: str) -> list[dict[str, Any]]:
    """Ask once for every package that waits, each from its page."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": at}
        | ({"page_token": page} if page else {})
        for (name, at), page in waiting.items()
    ]
    asked = urllib.request.Request(
        service, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
        results: list[dict[str, Any]] = json.load(answer)["results"]
        return results


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
