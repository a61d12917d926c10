"""oEmbed 1.0 (https://oembed.com): pasting the address of a departement shows it in a page.

The address of a partner gives its frame. Anybody else's gives the still picture with its link: no page
that has not asked may frame ours, and nothing breaks.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from flask import Blueprint, Response, request

from directory.copies import pictures
from directory.listings.web_addresses import read_web_address
from directory.partners.integration import USUAL_HEIGHT
from directory.partners.partners import PREVIEW
from directory.partners.queries import find_partner
from directory.places.territories import Territory
from directory.web.database import session
from directory.web.errors import Missing
from directory.web.headers import let_load
from directory.web.machine import problem
from directory.web.pages import keep, settings
from directory.web.searches import known_territory

blueprint = Blueprint("oembed", __name__)

_PAGE = re.compile(r"/departements/(?P<code>[\w-]{1,20})")
_FRAME = re.compile(r"/embed/(?P<slug>[a-z0-9-]{1,40})/(?P<code>[\w-]{1,20})(?:/[0-9a-f]{6}-[0-9a-f]{6})?")
_WIDTH, _LEAST = 800, 280


@blueprint.get("/oembed")
def answer() -> Response:
    """Describe what to show for an address of this site."""
    if request.args.get("format", "json") != "json":
        return let_load(problem(501, "Format absent", "Le format demandé n’existe pas : json.", "format"))
    sizes = {name: _size(name) for name in ("maxwidth", "maxheight")}
    wrong = next((name for name, size in sizes.items() if size == 0), "")
    if wrong:
        return let_load(problem(400, "Paramètre refusé", f"{wrong} : un nombre de pixels.", wrong))
    url = request.args.get("url", "")
    if not url or len(url) > 500:
        sentence = "url : l’adresse d’un département de ce site, 500 caractères au plus."
        return let_load(problem(400, "Paramètre refusé", sentence, "url"))
    try:
        found = _describe(url, sizes["maxwidth"], sizes["maxheight"])
    except Missing as missing:
        return let_load(problem(404, "Adresse inconnue", missing.message, "url"))
    return keep(let_load(Response(orjson.dumps(found) + b"\n", mimetype="application/json")))


def _size(name: str) -> int | None:
    """A number of pixels, None when it is not given, 0 when it is not one."""
    text = request.args.get(name, "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _describe(url: str, most_wide: int | None, most_high: int | None) -> dict[str, Any]:
    """Return the oEmbed answer for an address of this site; raise `Missing` for any other."""
    asked, own = read_web_address(url), urlsplit(settings().public_url)
    page, frame = (form.fullmatch(asked.path) if asked else None for form in (_PAGE, _FRAME))
    found = page or frame
    if asked is None or found is None or (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
        raise Missing("url : l’adresse d’un département de ce site.")
    territory = known_territory(found["code"])
    slug = frame["slug"] if frame else (parse_qs(asked.query).get("partenaire") or [""])[-1][:40]
    partner = find_partner(session(), slug) if slug and slug != PREVIEW else None
    facts = {
        "version": "1.0",
        "title": territory.name,
        "provider_name": "Relais",
        "provider_url": f"{settings().public_url}/",
        "cache_age": 86400,
    }
    if partner is None or partner.status != "active":
        return facts | _picture(territory, most_wide, most_high)
    address = f"{asked.path}?{asked.query}".rstrip("?") if frame else f"/embed/{slug}/{territory.code}"
    width = max(_LEAST, min(_WIDTH, most_wide or _WIDTH))
    height = min(USUAL_HEIGHT, most_high or USUAL_HEIGHT)
    html = (
        f'<iframe src="{escape(settings().public_url + address)}" width="{width}" height="{height}" '
        f'title="Carte des ressources, {escape(territory.name)}" frameborder="0" '
        'referrerpolicy="origin"></iframe>'
    )
    return facts | {"type": "rich", "html": html, "width": width, "height": height}


def _picture(territory: Territory, most_wide: int | None, most_high: int | None) -> dict[str, Any]:
    """The still picture, made to fit."""
    wide, high = pictures.WIDTH, pictures.HEIGHT
    scale = min(1.0, (most_wide or wide) / wide, (most_high or high) / high)
    return {
        "type": "photo",
        # WordPress makes it the alternative text.
        "title": f"Carte et liste des ressources, {territory.name}",
        "url": f"{settings().public_url}/images/{territory.code}.png",
        "width": round(wide * scale),
        "height": round(high * scale),
        "author_name": territory.name,
        "author_url": settings().public_url + territory.public_path,
    }
