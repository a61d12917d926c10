"""Static files joined for pages that must load with few requests: an embed is one frame among others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from directory.web.context import static_file

#: Name in an address → the files, in order.
BUNDLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "page.css": ("style.css", "map.css", "embed/embed.css"),
        "first.js": ("relais.js",),  # served here, open to frames without an origin of their own
        "map.js": ("vendor/leaflet-1.9.4.js",),
        "tried.css": ("embed/tried.css",),
        "tried.js": ("embed/tried.js", "embed/embed.js"),
        "page.js": ("embed/embed.js", "vendor/htmx-4.0.1.js"),
    }
)


@cache
def make_bundle(name: str) -> bytes:
    """Return the files of a bundle as one; raise KeyError for an unknown name."""
    between = b"\n" if name.endswith(".css") else b"\n;\n"
    return between.join(static_file(part) for part in BUNDLES[name])


@cache
def version_of(name: str) -> str:
    """Return the first digits of the SHA-256 of a bundle."""
    return hashlib.sha256(make_bundle(name)).hexdigest()[:12]


def bundle_url(name: str) -> str:
    """Return the address of a bundle, which changes with its content."""
    return f"/embed/v1/{name}?v={version_of(name)}"
