"""What goes on paper or by message: everything of a departement, or a list picked by hand."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Blueprint, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from directory.copies.pictures import draw_cards
from directory.listings.cards import Card
from directory.listings.opening import next_change
from directory.listings.reasons import where_words
from directory.places.departements import find_departement
from directory.publishing.views import find_views
from directory.search.crip import find_crip_line
from directory.search.whole import find_whole
from directory.watching.use import PAPER, Use
from directory.web.database import session
from directory.web.pages import now, page, settings
from directory.web.searches import known_departement
from directory.web.use import count_use

blueprint = Blueprint("papers", __name__)

#: Pixels of the map on paper, which is 640 wide.
MAP_HEIGHT = 480
#: A hand-picked list is read by a person.
MOST_PICKED = 60
_NUMBER = re.compile("[0-9]{1,9}")


@blueprint.get("/departements/<code>/papier")
def paper(code: str) -> AnyResponse:
    """Everything of a departement and the national lines, whole, to print; each may be picked."""
    place = known_departement(code)
    if place.code != code:
        return redirect(f"/departements/{place.code}/papier", 301)
    count_use(Use(PAPER, place.code))
    cards = find_whole(session(), place, now())
    crip = find_crip_line(session(), place, now())
    return page(
        "paper.html",
        until=(crip.valid_until,),
        timezone=place.timezone,
        title=f"{place.name} ({place.code}), à imprimer",
        nav="trouver",
        place=place,
        crip=crip,
        local=cards.local,
        national=cards.national,
        drawn=Markup(draw_cards(place, cards.local, MAP_HEIGHT)),  # made of numbers and names of communes
        placed=sum(card.has_point for card in cards.local),
    )


@blueprint.get("/selection")
def selection() -> AnyResponse:
    """The listings whose numbers are in the address, in the order asked; nothing is kept anywhere else."""
    asked = list(dict.fromkeys(int(n) for n in request.args.getlist("f") if _NUMBER.fullmatch(n)))
    views = find_views(session(), asked[:MOST_PICKED])
    place = find_departement(request.args.get("de", "")[:3])
    crip = find_crip_line(session(), place, now()) if place else None
    until = [next_change(view, now()) for view in views]
    return page(
        "selection.html",
        until=until,
        title="Ma sélection",
        nav="trouver",
        place=place,
        crip=crip,
        cards=tuple(Card(view, now(), reason=where_words(view)) for view in views),
        missing=len(asked) - len(views),
        address=f"{settings().public_url}/selection?" + urlencode(_pairs(place.code if place else "", asked)),
    )


def _pairs(code: str, numbers: list[int]) -> list[tuple[str, str]]:
    """The address of a selection, with nothing in it but a departement and numbers."""
    return [("de", code)] * bool(code) + [("f", str(number)) for number in numbers[:MOST_PICKED]]
