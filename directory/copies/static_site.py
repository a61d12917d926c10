"""The whole public site as files that open from a folder without a server, and that any CDN can hold.

The door gives `ask`, which answers an address of the site with its bytes; this verb follows the links from
the first addresses, writes what it finds, and signs the lot in SHA256SUMS (`sha256sum --check SHA256SUMS`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson

from directory.copies.static_pages import CopiedFile, copy_page, file_of, relative

README, MANIFEST = "LISEZMOI.txt", "SHA256SUMS"
_MARK = "Copie de Relais"
_COMMUNES_ADDRESS = re.compile(r'"(/carte/[^"]*-communes\.js[^"]*)"')
_DATA_ADDRESS = re.compile(r'"(/points[^"]*)"')

Ask = Callable[[str], bytes]
Progress = Callable[[int, int], None]


class FolderInUse(ValueError):
    """The folder holds something that is not a former copy. The message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What to copy: the addresses to begin with, the address of the live site, the day in French words."""

    first: Iterable[str]
    live_url: str
    day: str
    has_sheets: bool = False


def write_site(folder: Path, ask: Ask, copy: Copy, progress: Progress = lambda done, known: None) -> int:
    """Write the site to `folder` and return the number of files; the same answers are the same bytes.

    `progress` gets the files written and the files known so far. Files of a former copy that no longer exist
    are removed. Raise `FolderInUse` rather than write among somebody's files.
    """
    former = _former_files(folder)
    sums = {README: _write(folder, README, _readme(copy).encode())}
    waiting = {file.name: file for address in copy.first if (file := _file(address, copy))}
    known = set(waiting)
    while waiting:
        _, file = waiting.popitem()
        body, found = _content(file, ask, copy)
        sums[file.name] = _write(folder, file.name, body)
        for target in (_file(address, copy) for address in found):
            if target and target.name not in known:
                known.add(target.name)
                waiting[target.name] = target
        progress(len(sums) - 1, len(known))
    listed = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    _write(folder, MANIFEST, listed.encode())
    for name in former - set(sums):
        (folder / name).unlink(missing_ok=True)
    return len(sums) + 1


def _file(address: str, copy: Copy) -> CopiedFile | None:
    return file_of(address, has_sheets=copy.has_sheets)


def _content(file: CopiedFile, ask: Ask, copy: Copy) -> tuple[bytes, list[str]]:
    """The bytes of a file, and the addresses it refers to."""
    if file.address.startswith("/copie/"):
        return _map_data(Path(file.name).stem, ask), []
    body = ask(file.address)
    if file.address.startswith("/carte/"):
        return body, _COMMUNES_ADDRESS.findall(body.decode())
    if not file.name.endswith(".html"):
        return body, []
    html, found = copy_page(body.decode(), file.name, copy.live_url, has_sheets=copy.has_sheets)
    return html.encode(), found


def _map_data(departement: str, ask: Ask) -> bytes:
    """A script that holds what the map of a departement would fetch: points and their labels.

    A page opened from a folder may fetch nothing, but may load a script.
    """
    script = ask(f"/carte/{departement}.js").decode()
    answers: dict[str, Any] = {}
    for address in _DATA_ADDRESS.findall(script):
        answers[address] = orjson.loads(ask(address))
        for number in accumulate(answers[address].get("numbers", ())):
            answers[f"/points/{number}.json"] = _label(orjson.loads(ask(f"/points/{number}.json")))
    return b"window.relaisCopy = " + orjson.dumps(answers, option=orjson.OPT_SORT_KEYS) + b";\n"


def _label(label: dict[str, str]) -> dict[str, str]:
    """The label of a point, its link made relative to the pages of departements."""
    target = file_of(label["href"])
    return label | {"href": relative(target.name, "departements/_")} if target else label


def _former_files(folder: Path) -> set[str]:
    """The files of the copy a folder already holds; raise `FolderInUse` when it holds something else."""
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(f"{folder} n’est pas un dossier.")
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    readme = folder / README
    if not readme.is_file() or not readme.read_text("utf-8", errors="replace").startswith(_MARK):
        raise FolderInUse(
            f"{folder} n’est pas vide et ne contient pas une ancienne copie : rien n’a été écrit."
        )
    manifest = folder / MANIFEST
    lines = manifest.read_text("utf-8").splitlines() if manifest.is_file() else ()
    names = {line.partition("  ")[2] for line in lines}
    return {name for name in names if name and (folder / name).resolve().is_relative_to(folder.resolve())}


def _write(folder: Path, name: str, body: bytes) -> str:
    """Write a file and return the SHA-256 of its content."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return hashlib.sha256(body).hexdigest()


def _readme(copy: Copy) -> str:
    return (
        f"{_MARK} du {copy.day}\n\n"
        "Ouvrez index.html dans un navigateur : rien d’autre n’est nécessaire, ni serveur ni connexion.\n"
        "Les numéros et les horaires ont pu changer depuis.\n"
        f"Site à jour : {copy.live_url}\n"
        f"Pour contrôler les fichiers : sha256sum --check {MANIFEST}\n"
    )
