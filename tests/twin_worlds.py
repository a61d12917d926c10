"""Two sites that differ only in what was refused or purged, and requests to tell them apart (C04)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from urllib.parse import urlencode

from flask import Flask
from msgspec.structs import replace
from sqlmodel import Session

from directory.listings.categories import CATEGORIES, GROUPS
from directory.listings.contacts import Contact
from directory.listings.drafts import Draft
from directory.storing.listing import Refused, put_listing
from tests.addresses import EXAMPLES
from tests.fictional import (
    AT,
    LORIENT,
    PLOERMEL,
    VANNES,
    hide,
    in_commune,
    make_confidential,
    make_draft,
    store,
)
from tests.fictional_world import make_drafts

HIDDEN = 6
#: Forms carry a signature made for one visitor: they are never the same twice.
_SIGNED = (
    "/integrer/demande",
    "/proposer",
    "/valider-un-fichier",
    "/fiches/<slug>/signaler",
    "/administration",
    "/coordination",
)
_WORDS = (
    "",
    "lorient",
    "ploërmel",
    "zibeline",
    "foyer",
    "tournesol",
    "amarante",
    "loriant",
    "équipe",
    "maison",
)
_PLACES = ("", "56260", "56121", "56165", "56000", "56100", "56800", "35238", "44109")
_PATHS = (
    "/recherche", "/departements/56", "/departements/35", "/points.json", "/points.geojson", "/couverture",
    "/exports/listings.csv", "/exports/listings.json", "/orientation", "/api/v1/listings",
)  # fmt: skip


def make_worlds(told: Flask, untold: Flask) -> None:
    """Fill two empty sites: in the first, listings said their place until they became confidential."""
    for app, tells in ((told, True), (untold, False)):
        with Session(app.extensions["engine"]) as session:
            store(session, *make_drafts(40))
            after = [
                make_confidential(f"hidden-{n}", category="emergency_reception", name=f"Maison Camomille {n}")
                for n in range(HIDDEN)
            ]
            store(session, *(_before(draft, n, tells) for n, draft in enumerate(after)))
            for draft in after:
                if tells:
                    _try(session, replace(draft, summary="Près de la gare de Lorient."))
                hide(session, draft)
                if tells:
                    _try(session, replace(draft, description="7 rue de la Zibeline, à Ploërmel"))


def _before(draft: Draft, number: int, tells: bool) -> Draft:
    """A listing before it became confidential, with a place or without."""
    plain = make_draft(draft.ref, name=draft.name, category=draft.category)
    if not tells:
        return plain
    seat = (LORIENT, PLOERMEL, VANNES)[number % 3]
    return replace(
        plain,
        name=f"Foyer de la Zibeline {number}",
        operator="Maison Tournesol",
        disclosure="address",
        place=in_commune(seat, f"{number} rue de la Zibeline"),
        phones=(Contact("01 99 00 11 77", "Foyer Tournesol", "public"),),
        website="https://tournesol.example/lorient",
    )


def _try(session: Session, draft: Draft) -> None:
    """Try what must be refused."""
    try:
        put_listing(session, draft, by="essai", at=AT)
    except Refused:
        session.rollback()
    else:
        raise AssertionError(f"{draft.ref} was not refused")


def requests(number: int, seed: int = 4) -> Iterator[str]:
    """Yield addresses: every example of the public site, then searches at random."""
    chance = Random(seed)
    fixed = [
        address
        for route, addresses in EXAMPLES.items()
        if not route.startswith(_SIGNED)
        for address in addresses
    ]
    for index in range(number):
        if index < len(fixed):
            yield fixed[index]
            continue
        wanted = {
            "q": chance.choice(_WORDS), "pres": chance.choice(_PLACES),
            "departement": chance.choice(("", "56")),
            "categorie": chance.choice(("", *CATEGORIES)), "groupe": chance.choice(("", "", *GROUPS)),
            "age": chance.choice(("", "15")), "page": chance.choice(("", "", "2")),
        }  # fmt: skip
        yield f"{chance.choice(_PATHS)}?{urlencode({name: value for name, value in wanted.items() if value})}"


def differing(told: Flask, untold: Flask, number: int, seed: int = 4) -> list[str]:
    """Return the requests that the two sites do not answer with the same status, headers and bytes."""
    return [address for address in requests(number, seed) if _ask(told, address) != _ask(untold, address)]


def _ask(app: Flask, address: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers (but the second it was sent at) and body of an answer, at an instant of its own."""
    with app.test_client().get(address, environ_overrides={"relais.now": AT}) as answer:
        return answer.status, sorted(pair for pair in answer.headers if pair[0] != "Date"), answer.data
