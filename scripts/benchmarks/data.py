"""Synthetic listings, visibly fictional, the same at every run: `make_database` keeps them between runs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from time import perf_counter

from sqlalchemy import text
from sqlmodel import Session

from directory.database import migrate
from directory.database.engine import make_engine
from directory.listings.categories import CATEGORIES, is_secret
from directory.listings.contacts import Contact
from directory.listings.public_view import PublicView
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.partners.queries import find_partner
from directory.places.communes import Commune
from directory.places.communes.gazetteer import gazetteer
from directory.places.departements import DEPARTEMENTS, neighbours
from directory.publishing import publication, renewal

SEED = 15_11_2021
CODES = tuple(code for code in DEPARTEMENTS if code < "977" and code != "975")
NATIONAL = 20
BATCH = 1000
PARTNER = "mesure"
JITTER = 0.02  # degrees, about 2 km

HOURS = ("", "", "24/7") + tuple(
    f"{days} {opens:02}:{minutes}-12:00,13:30-{closes}:00"
    for days in ("Mo-Fr", "Mo-Sa", "Mo,Tu,Th,Fr", "Tu-Sa")
    for opens in (8, 9, 10)
    for minutes in ("00", "30")
    for closes in (17, 18, 19)
)[:58]
_KINDS = ("équipe mobile", "service", "maison", "permanence", "antenne", "foyer", "pôle", "dispositif")
_OPERATORS = tuple(
    f"Association fictive {word}" for word in "du Chêne,des Tilleuls,de l’Érable,du Saule".split(",")
)
#: A secret category is only that of confidential listings.
_SHOWN = tuple(slug for slug in CATEGORIES if not is_secret(slug))
_THINGS = (
    "accueil inconditionnel", "écoute", "mise à l’abri", "accompagnement éducatif", "soutien aux familles",
    "soins", "accès aux droits", "scolarité", "appui aux professionnels", "hébergement en urgence",
    "prévention", "aller vers les jeunes en fugue", "suivi psychologique", "médiation", "groupes de parole",
)  # fmt: skip


def make_views(size: int, codes: tuple[str, ...] = CODES) -> Iterator[PublicView]:
    """Yield `size` listings spread evenly over departements, the first twenty of them national."""
    chance = random.Random(SEED)
    places = {code: _communes(code) for code in codes}
    for number in range(1, size + 1):
        code = codes[number % len(codes)]
        yield _make_view(number, code, places[code], chance)


def _communes(code: str) -> list[Commune]:
    known = gazetteer()
    return [known.commune(row) for row in known.of_departement(code)]


def _make_view(number: int, code: str, places: list[Commune], chance: random.Random) -> PublicView:
    category = chance.choice(_SHOWN)
    is_national = number <= NATIONAL
    is_confidential = not is_national and chance.random() < 0.03
    if is_confidential:
        category = "confidential_housing"
    place = None if is_national or is_confidential else chance.choice(places)
    around = [neighbour.code for neighbour in neighbours(code)]
    covers = (chance.choice(around),) if around and chance.random() < 0.1 else ()
    things = chance.sample(_THINGS, 3)
    high, low = divmod(number, 1000)
    minimum = chance.choice((None, None, 6, 11, 12, 13, 14, 15, 16))
    where = f" {place.name}" if place else ""
    return PublicView(
        number=number,
        slug=f"exemple-{number:06}",
        # Two short numbers and not one: real names do not bring one new word each.
        name=f"Exemple {high:03}-{low:03}, {chance.choice(_KINDS)}{where}",
        category=category,
        operator=chance.choice(_OPERATORS),
        summary=f"{things[0].capitalize()}, {things[1]} et {things[2]} pour les mineurs en danger.",
        description=f"Fiche fictive qui sert à mesurer la vitesse. {things[2].capitalize()} à deux. " * 3,
        is_national=is_national,
        is_confidential=is_confidential,
        is_dedicated="yes" if chance.random() < 0.6 else "no",
        departements=() if is_national else tuple(sorted({code, *covers})),
        seat_departement=code if place else "",
        commune=place.name if place else "",
        code_insee=place.code_insee if place else "",
        postcode=place.postcodes[0] if place and place.postcodes else "",
        address="1 rue de l’Exemple" if place else "",
        latitude=round(place.latitude + chance.uniform(-JITTER, JITTER), 5) if place else None,
        longitude=round(place.longitude + chance.uniform(-JITTER, JITTER), 5) if place else None,
        precision="address" if place else "",
        minimum_age=minimum,
        maximum_age=chance.choice((None, 18, 21, 25)) if minimum else None,
        genders=chance.choice(("all", "all", "all", "girls", "boys", "unknown")),
        admits_minors=chance.choice(("yes", "yes", "unknown")),
        accepts_suspicion=chance.choice(("yes", "no", "unknown")),
        supports_professionals=chance.choice(("yes", "no", "unknown")),
        who_may_refer=chance.choice(((), ("anyone",), ("ase", "justice"), ("professionals",))),
        requirement=chance.choice(("", "", "", "Accord parental")),
        response_delay=chance.choice(("", "now", "48h", "on_file")),
        walk_in=chance.choice(("yes", "no", "unknown")),
        capacity=chance.choice(("", "8 places")),
        stay=chance.choice(("", "6 mois renouvelables")),
        fallback="",
        hours=chance.choice(HOURS),
        hours_text="",
        timezone=DEPARTEMENTS[code].timezone,
        phones=() if is_confidential else (Contact(f"+3326191{number % 10_000:04}", kind="direct"),),
        emails=() if is_confidential else (Contact("accueil@exemple.example", kind="mailbox"),),
        has_restricted_contact=False,
        website="" if is_confidential else "https://exemple.example/",
        caveat="",
        source_url="https://exemple.example/source",
        source_date=chance.choice(("2023", "2024-04", "2025-11-03")),
        source_kind="official",
        source_seen="2026-11-20",
        verified_on=chance.choice(("", "", "2026-09-14", "2025-06-02")),
        verified_how="",
        verified_by="",
        review_due_on="",
        modified_on="2026-11-20",
        closures=(),
        languages=("interpreter",) if number % 7 == 0 else (),
        warm_handover="unknown",
        handover_how="",
        step_free="yes" if number % 5 == 0 else "unknown",
        places_tonight=None,
        source_role="",
        places_said_at="",
    )  # fmt: skip


def make_database(
    file: Path,
    size: int,
    codes: tuple[str, ...] = CODES,
    progress: Callable[[int], None] = lambda done: None,
) -> float | None:
    """Publish `size` listings in a SQLite file; return listings a second, None if they were there already."""
    if file.exists():
        engine = make_engine(f"sqlite:///{file}")
        migrate.upgrade(engine)
        with Session(engine) as session:
            is_current = renewal.is_current(session)
        engine.dispose()
        if is_current:
            return None
        file.unlink()
    draft = file.with_suffix(".part")
    draft.unlink(missing_ok=True)
    engine = make_engine(f"sqlite:///{draft}")
    migrate.upgrade(engine)
    views = make_views(size, codes)
    done, spent = 0, 0.0
    with Session(engine) as session:
        while batch := list(islice(views, BATCH)):
            start = perf_counter()
            publication.add_views(session, batch)
            spent += perf_counter() - start
            done += len(batch)
            progress(done)
        publication.raise_version(session)
        renewal.mark(session)
        session.commit()
        session.connection().execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    draft.rename(file)
    return size / spent


def put_partner(file: Path, origin: str) -> None:
    """Let the pages of one origin frame the site of a database, as the partner `PARTNER`."""
    engine = make_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        put = partners.change_partner if find_partner(session, PARTNER) else partners.add_partner
        facts = PartnerFacts("Partenaire fictif", (origin,), "56")
        put(session, PARTNER, facts, at=datetime.now(UTC), by=None, allow_local=True)
        session.commit()
    engine.dispose()
