"""The map in partners' pages: /embed/<partner>/<code>, framed by that partner's exact origins alone.

The shell is bare and the answers are those of the site. Colours are part of the path ("1d4e79-fbfaf7"), so
that the query is the search and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from directory.listings.categories import CATEGORIES
from directory.listings.web_addresses import read_web_address
from directory.maps import national as national_map
from directory.maps import points_url, script_url
from directory.models import Partner
from directory.orientation.missing import find_missing
from directory.partners import colours
from directory.partners.colours import Colours
from directory.partners.partners import PREVIEW
from directory.partners.queries import find_origins, find_partner
from directory.places.departements import DEPARTEMENTS, suggest
from directory.places.territories import FRANCE, TERRITORIES, Territory, find_territory
from directory.search import local, regional
from directory.search.crip import find_crip_line
from directory.watching.use import EMBED
from directory.web.bundles import BUNDLES, bundle_url, make_bundle, version_of
from directory.web.context import STATIC
from directory.web.database import session
from directory.web.headers import let_frame, let_load
from directory.web.pages import KEEP, is_fragment, keep_forever, page, settings
from directory.web.searches import FORM_WORDS, MAP_CATEGORIES, local_search, map_query, territory_search
from directory.web.use import count_search

blueprint = Blueprint("embed", __name__)

#: In the address of a map that a page of ours frames, and that is answered as it is.
TRIED = "essai"
A_DAY = "public, max-age=86400"
#: Templates escape every text: in what they render, this is always a link of ours that leaves the frame.
_LEAVING = re.compile(r'<a (?=[^<>]*\bhref="(?:/(?!embed/)|https?:))(?![^<>]*\btarget=)')


@dataclass(frozen=True, slots=True)
class Embed:
    """What one frame shows, and the origins that may show it."""

    slug: str
    origins: tuple[str, ...]
    territory: Territory | None
    colours: Colours | None
    is_chosen: bool = False  # colours come from the address, not from what the partner registered

    def path(self, code: str) -> str:
        """The address of another territory in the same frame."""
        chosen = f"/{self.colours.code}" if self.colours and self.is_chosen else ""
        return f"/embed/{self.slug}/{code}{chosen}"

    @property
    def context(self) -> dict[str, Any]:
        """What the shell needs."""
        sheet = f"/embed/v1/couleurs/{self.colours.code}.css" if self.colours else ""
        return {
            "origins": self.origins,
            "territory": self.territory,
            "colours": self.colours,
            "colours_url": f"{sheet}?v={colours.version_of_style_sheets()}",
            "bundle_url": bundle_url,
            "embed_path": self.path,
        }


@blueprint.get("/embed/<slug>")
def home(slug: str) -> AnyResponse:
    """Lead to what a partner shows unless told otherwise."""
    found = find_partner(session(), slug)
    if found is None or found.status != "active":
        return _stopped(found, None)
    pairs = [("categorie", CATEGORIES[each].path) for each in found.categories.split() if each in CATEGORIES]
    query = f"?{urlencode(pairs)}" if pairs else ""
    response = redirect(f"/embed/{slug}/{found.territory}{query}", 302)
    response.headers["Referrer-Policy"] = "origin"  # else the browser no longer says which page is around
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/embed/<slug>/<code>")
@blueprint.get("/embed/<slug>/<code>/<pair>")
def show(slug: str, code: str, pair: str = "") -> AnyResponse:
    """Show the list and the map of a territory in a partner's page."""
    territory = find_territory(code)
    partner = None if slug == PREVIEW else find_partner(session(), slug)
    if slug != PREVIEW and (partner is None or partner.status != "active"):
        return _stopped(partner, territory)
    # Our own pages are the preview of /integrer, and the frame of a page whose origin the browser keeps back.
    origins = ((*find_origins(session(), partner.id),) if partner else ()) + ("'self'",)
    if partner and _around() and _around() not in origins:
        return _elsewhere(slug, territory, 403)
    if partner and _is_framed_by_unknown() and TRIED not in request.args:
        return _elsewhere(slug, territory, 200, origins, tried=_tried_address())
    chosen = colours.read_pair(pair or (partner.colours if partner else ""))
    embed = Embed(slug, origins, territory, chosen, is_chosen=bool(pair))
    if territory is None or (pair and chosen is None):
        return _missing(embed, code, pair)
    response = let_frame(_leave(_show(embed, territory)), origins)
    # The same address is answered otherwise to a page that may not show the map: no shared cache knows which.
    response.headers["Cache-Control"] = "private, max-age=0, must-revalidate"
    return response


def _show(embed: Embed, territory: Territory) -> Response:
    response = _departement(embed, territory) if territory.departement else _territory(embed, territory)
    # Anybody may ask for any colours: the disk is for the addresses of partners.
    if embed.is_chosen:
        request.environ[KEEP] = replace(request.environ[KEEP], on_disk=False)
    return response


def _departement(embed: Embed, territory: Territory) -> Response:
    """The same answer as the page of the departement."""
    place = territory.departements[0]
    wanted = local_search(place)
    results = local.search(wanted)
    crip = find_crip_line(wanted.session, place, wanted.at)
    missing = find_missing(wanted.session, place, wanted.form, wanted.near, wanted.at)
    count_search(EMBED, wanted.form, results, place.code, _counted_as(embed))
    return page(
        "_results.html" if is_fragment() else "embed/page.html",
        until=(results.valid_until, crip.valid_until, missing.valid_until),
        timezone=territory.timezone,
        title=f"{place.name} ({place.code})",
        departement=place,
        crip=crip,
        form=wanted.form,
        near=wanted.near,
        results=results,
        facets=results.facets,
        missing=missing,
        map_query=map_query(wanted.form),
        **_map(territory),
        **FORM_WORDS,
        **embed.context,
    )


def _territory(embed: Embed, territory: Territory) -> Response:
    """The answer of a region, or of the country with a map that counts by departement."""
    wanted = territory_search(territory)
    results = regional.search(wanted, territory)
    count_search(EMBED, wanted.form, results, partner=_counted_as(embed))
    context: dict[str, Any] = {}
    if territory.code == FRANCE:
        drawing = national_map.load()
        drawn = {shape.departement for shape in drawing.shapes}
        context = {
            "national_map": drawing,
            "counts": regional.count_by_departement(wanted),
            "places": DEPARTEMENTS,
            "address": lambda code: embed.path(code) + wanted.form.query(),
            "territories": [d for d in DEPARTEMENTS.values() if d.code not in drawn],
        }
    answer = "embed/_country_answer.html" if context else "_results.html"
    return page(
        answer if is_fragment() else "embed/page.html",
        until=(results.valid_until,),
        timezone=territory.timezone,
        title=territory.name,
        departement=None,
        form=wanted.form,
        near=wanted.near,
        results=results,
        facets=results.facets,
        is_fragment=is_fragment(),
        map_query=map_query(wanted.form),
        **_map(territory),
        **context,
        **FORM_WORDS,
        **embed.context,
    )


def _counted_as(embed: Embed) -> str:
    """The partner of a frame; our own previews are nobody's."""
    return "" if embed.slug == PREVIEW else embed.slug


def _map(territory: Territory) -> dict[str, str]:
    """The map's script and categories; the country is drawn without script."""
    if territory.code == FRANCE:
        return {"map_script": "", "map_categories": ""}
    url = script_url(territory.code, tiles=bool(settings().tiles_url))
    return {"map_script": url, "points_url": points_url(territory.code), "map_categories": MAP_CATEGORIES}


def _leave(response: Response) -> Response:
    """Let links to pages of the site, which nobody frames, open in the whole window."""
    html = response.get_data(as_text=True)
    response.set_data(_LEAVING.sub('<a target="_top" ', html))
    return response


def _missing(embed: Embed, code: str, pair: str) -> Response:
    """A framed page for an unknown territory or unreadable colours: the partner sees what to correct."""
    message = f"Aucun territoire ne porte le code « {code[:40]} » : 59, region-53 ou france."
    if embed.territory:
        message = f"Couleurs « {pair[:40]} » illisibles l’une sur l’autre, ou mal écrites (1d4e79-fbfaf7)."
    close = (embed.territory,) if embed.territory else tuple(TERRITORIES[d.code] for d in suggest(code[:40]))
    close = close or (TERRITORIES["france"],)
    safe = replace(embed, colours=None, is_chosen=False)
    html = render_template(
        "embed/missing.html", title="Carte introuvable", message=message, suggestions=close, **safe.context
    )
    return let_frame(_leave(make_response(html, 404)), embed.origins)


def _is_framed() -> bool:
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


def _is_framed_by_unknown() -> bool:
    """Whether the browser keeps back the origin of the page around, which may be the partner's or not."""
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return _is_framed() and not is_ours and not request.headers.get("Referer")


def _tried_address() -> str:
    """The address of this frame, for a frame of ours inside it, which the browser shows or not."""
    pairs = [*request.args.items(multi=True), (TRIED, "1")]
    return f"{request.path}?{urlencode(pairs)}"


def _around() -> str:
    """The origin of the page around this frame as the browser tells it, "" when it tells none."""
    address = read_web_address(request.headers.get("Referer", ""))
    return f"{address.scheme}://{address.netloc}" if _is_framed() and address else ""


def _elsewhere(
    slug: str, territory: Territory | None, status: int, origins: tuple[str, ...] = (), tried: str = ""
) -> Response:
    """What any page may frame, in place of the grey box of a browser: the way to the site, whom to call.

    `tried`: the address of the map, for a page that may be one of `origins`; it takes the place of the rest
    once the browser shows it, and goes away when it does not.
    """
    shell = Embed(slug, origins, territory, None)
    title = "Ressources pour un mineur en danger"
    html = render_template("embed/elsewhere.html", title=title, tried=tried, **shell.context)
    response = let_frame(_leave(make_response(html, status)), ["*"], inside="'self'" if tried else "")
    response.headers["Cache-Control"] = "no-store"
    return response


def _stopped(partner: Partner | None, territory: Territory | None) -> Response:
    """A page nobody frames: the partner is unknown, or archived; the public page is always there."""
    if _is_framed():
        return _elsewhere("", territory, 410 if partner else 404)
    message = "Aucun partenaire ne porte ce nom. L’annuaire public, lui, est ouvert à tous."
    title, code = "Partenaire inconnu", 404
    if partner:
        message = "Ce partenaire n’affiche plus la carte. L’annuaire public, lui, est ouvert à tous."
        title, code = "Intégration arrêtée", 410
    html = render_template("embed/stopped.html", title=title, code=code, message=message, territory=territory)
    return make_response(html, code)


@blueprint.get(f"/embed/v1/<any({','.join(BUNDLES)}):name>")
def bundle(name: str) -> Response:
    """The style sheet and the scripts of embeds."""
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    response = let_load(Response(make_bundle(name), mimetype=kind))
    response.headers["Cache-Control"] = A_DAY
    return keep_forever(response) if request.args.get("v") == version_of(name) else response


@blueprint.get("/embed/v1/couleurs/<pair>.css")
def style_sheet(pair: str) -> Response:
    """The colours a partner chose."""
    chosen = colours.read_pair(pair)
    if chosen is None:
        return make_response("/* Couleurs illisibles. */\n", 404, {"Content-Type": "text/css; charset=utf-8"})
    response = let_load(Response(colours.make_style_sheet(chosen), mimetype="text/css"))
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.get("/embed/v1/relais-embed.js")
def component() -> Response:
    """The web component partners load: this address stays, and says the same for good."""
    text = (STATIC / "embed" / "relais-embed.v1.js").read_bytes()
    response = let_load(Response(text, mimetype="text/javascript"))
    response.headers["Cache-Control"] = A_DAY
    return response
