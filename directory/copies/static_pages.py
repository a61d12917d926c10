"""Which addresses a copy of the site holds, under which file names, and how its pages refer to each other.

A copy opens from a folder: links are relative and name files. What only a server can answer leads to the
live site. Templates escape every text: in their output `href="/` is always a link, never what somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from posixpath import dirname, relpath
from types import MappingProxyType
from urllib.parse import parse_qsl, urlencode

_TEXTS = ("rester-discret", "mentions-legales", "donnees-personnelles", "accessibilite", "couverture")
_DEPARTEMENT = re.compile(r"/departements/(\d[0-9AB]\d?)")
_SHEET = re.compile(r"/departements/(\d[0-9AB]\d?)/fiche\.pdf")
_LISTING = re.compile(r"/fiches/([a-z0-9-]+)")
_ASSET = re.compile(r"/(static|carte|copie)/[\w./-]+")
_VALUE = re.compile(r"[a-z0-9-]+")

#: The parameters with which a page is still a file of its own, by its path.
_ASKED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"/recherche": ("groupe", "portee", "page"), "/departements": ("page",)}
)
#: A parameter that changes nothing of the page: the departement its reader comes from.
_DROPPED = {"pour"}

_LINK = re.compile(r'(?<=\s)(href|src)="(/(?!/)[^"]*)"')
_FORM = re.compile(r"<form\b.*?</form>\s*", re.DOTALL)
_ASKS_SERVER = re.compile(r'\s+data-hx-[a-z-]+="[^"]*"')
_CHIP_OF_NOW = re.compile(r'class="chip [a-z]+"(?= data-lasting)')
_ONLY_NOW = re.compile(r' data-lasting="([^"]*)">[^<]*')


@dataclass(frozen=True, slots=True)
class CopiedFile:
    """A file of the copy, with forward slashes, and the address of the site that gives its content."""

    name: str
    address: str


def file_of(address: str, *, has_sheets: bool = True) -> CopiedFile | None:
    """Return the file that holds an address of the site, or None when only the live site answers it."""
    path, _, query = address.partition("?")
    if path == "/":
        return CopiedFile("index.html", "/")
    if _ASSET.fullmatch(path) and ".." not in path:
        return CopiedFile(path[1:], address)
    if found := _SHEET.fullmatch(path):
        return CopiedFile(f"departements/relais-{found[1]}.pdf", path) if has_sheets else None
    if _LISTING.fullmatch(path):
        return CopiedFile(f"{path[1:]}.html", path)
    if _DEPARTEMENT.fullmatch(path):
        kept = [pair for pair in _asked("/departements", query) if pair]
        return _page(path, kept)
    if path == "/recherche":
        asked = _asked(path, query)
        return None if None in asked else _page(path, [pair for pair in asked if pair])
    if path[1:] in _TEXTS and not query:
        return CopiedFile(f"{path[1:]}.html", path)
    return None


def _asked(path: str, query: str) -> list[tuple[str, str] | None]:
    """The parameters of an address in a fixed order; None stands for one that the copy has no file for."""
    pairs = sorted(parse_qsl(query), key=lambda pair: (pair[0] == "page", pair))
    kept = [(name, value) for name, value in pairs if name not in _DROPPED and (name, value) != ("page", "1")]
    return [pair if pair[0] in _ASKED[path] and _VALUE.fullmatch(pair[1]) else None for pair in kept]


def _page(path: str, asked: list[tuple[str, str]]) -> CopiedFile:
    name = "-".join([path[1:], *(f"{name}-{value}" for name, value in asked)])
    return CopiedFile(f"{name}.html", path + (f"?{urlencode(asked)}" if asked else ""))


def copy_page(html: str, here: str, live_url: str, *, has_sheets: bool) -> tuple[str, list[str]]:
    """Return a page as the file `here` of a copy, and the addresses of the site it needs or leads to.

    Forms, which nobody would answer, are taken out; what is only true for now gives way to what lasts.
    """
    found: list[str] = []

    def point(match: re.Match[str]) -> str:
        address, hash_mark, part = unescape(match[2]).partition("#")
        target = file_of(address, has_sheets=has_sheets)
        if target is None:
            link = live_url + address
        else:
            found.append(target.address)
            link = relative(target.name, here)
        return f'{match[1]}="{escape(link + hash_mark + part)}"'

    html = _ASKS_SERVER.sub("", _FORM.sub("", html))
    html = _ONLY_NOW.sub(r">\1", _CHIP_OF_NOW.sub('class="chip"', html))
    return _LINK.sub(point, html), found


def relative(name: str, here: str) -> str:
    """The way from the file `here` to the file `name`."""
    return relpath(name, dirname(here) or ".")
