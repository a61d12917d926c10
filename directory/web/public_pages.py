"""Pages that several routes answer with: home, and a listing with or without its restricted contacts."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort, request

from directory.editing.reappearing import is_gone
from directory.exports.json_ld import describe
from directory.listings import hours, usual_week
from directory.listings.cards import Card, phone_link, source_words
from directory.listings.categories import group_of
from directory.listings.codes import LANGUAGE_WORDS, REFERRER_WORDS
from directory.listings.dated_closures import with_closures
from directory.listings.opening import closures_to_come, next_change
from directory.listings.public_view import ProfessionalView
from directory.listings.reasons import where_words
from directory.listings.relays import find_relays
from directory.listings.tonight import say_places
from directory.maps import national as national_map
from directory.places import communes
from directory.places.communes import Match
from directory.places.departements import DEPARTEMENTS
from directory.publishing import views
from directory.search.crip import find_crip_line
from directory.search.form import SearchForm
from directory.search.similar import find_similar
from directory.suggestions import signals, suggestions
from directory.watching.use import LISTING, Use
from directory.web import csrf
from directory.web.auth import current_account
from directory.web.database import session
from directory.web.errors import Missing
from directory.web.pages import is_copy, now, page, settings
from directory.web.searches import (
    FILTER_GROUPS,
)
from directory.web.use import count_use


def home_page(
    form: SearchForm, *, text: str = "", choices: tuple[Match, ...] = (), message: str = ""
) -> Response:
    """Render the home page, with what was typed, the places it may mean and the filters to keep."""
    counts = views.count_by_departement(session())
    figures = {
        "listings": views.count_listings(session()),
        "departements": sum(code in DEPARTEMENTS for code in counts),
    }
    drawing = national_map.load()
    drawn = {shape.departement for shape in drawing.shapes}
    return page(
        "home.html",
        title="Vers qui orienter, ici, maintenant",
        nav="trouver",
        form=form,
        text=text,
        choices=choices,
        message=message,
        national_map=drawing,
        counts=counts,
        known=tuple(counts.items()),
        figures=figures,
        departements=tuple(DEPARTEMENTS.values()),
        territories=tuple(d for d in DEPARTEMENTS.values() if d.code not in drawn),
        groups=FILTER_GROUPS,
        main_communes=communes.main_communes,
    )


def _heard(number: int) -> str:
    """What several signed-in professionals found lately when they called, for other professionals only."""
    reader = current_account() if csrf.COOKIE in request.cookies else None
    if reader is None or not reader.may_read_restricted(now().date()):
        return ""
    listing = suggestions.find_listing(session(), number)
    said = signals.find_several(session(), now().date(), [listing.id], professionals=True) if listing else {}
    return signals.words(said[listing.id]) if listing and listing.id in said else ""


def _only(codes: tuple[str, ...]) -> str:
    """The departement of a listing that serves one alone."""
    return codes[0] if len(codes) == 1 else ""


def listing_page(slug: str, restricted: ProfessionalView | None = None) -> Response:
    """Render a listing, with the contacts kept for professionals when somebody allowed asked for them."""
    view = views.find_view(session(), slug)
    if view is None:
        if views.was_withdrawn(session(), slug) or is_gone(session(), slug, settings().keys):
            abort(410)
        close = [(v.name, f"/fiches/{v.slug}") for v in views.find_close(session(), slug[:120])]
        raise Missing("Aucune fiche ne porte ce nom.", close)
    count_use(Use(LISTING, view.seat_departement or _only(view.departements), view.category))
    at = now()
    home = DEPARTEMENTS.get(view.seat_departement or next(iter(view.departements), ""))
    crip = find_crip_line(session(), home, at) if home else None
    monday = at.date() - timedelta(days=at.weekday())
    opened = with_closures(view.hours, view.closures)
    week = hours.week(opened, view.timezone, monday, view.sits_in)
    return page(
        "listing.html",
        until=(next_change(view, at), crip.valid_until if crip else None),
        timezone=view.timezone,
        # Neutral on purpose: the title stays in a history somebody else may read.
        title=f"{group_of(view.category).label} : {home.name if home else 'France'}",
        nav="trouver",
        card=Card(view, at, reason=where_words(view)),
        view=view,
        restricted=restricted,
        heard=_heard(view.number),
        called=signals.KINDS,
        restricted_phones=tuple(phone_link(phone) for phone in restricted.phones) if restricted else (),
        home=home,
        relays=find_relays(view.category, home.code if home else ""),
        crip=crip,
        week=usual_week.days(view.hours) if is_copy() else week,
        interruptions=usual_week.interruptions(view.hours),
        closures=[one.words for one in closures_to_come(view, at)],
        tonight=say_places(view, at),
        similar=find_similar(session(), view, at),
        departements=tuple(DEPARTEMENTS[code] for code in view.departements if code in DEPARTEMENTS),
        referrer_words=REFERRER_WORDS,
        language_words=LANGUAGE_WORDS,
        source_words=source_words(view),
        json_ld=describe(view, settings().public_url),
        back_url=f"/departements/{home.code}" if home else "/",
    )
