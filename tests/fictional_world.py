"""A small country of invented listings, and any search in it."""

from __future__ import annotations

from datetime import date
from random import Random

from hypothesis import strategies as st
from sqlmodel import Session

from directory.listings.categories import CATEGORIES, GROUPS, disclosure_of
from directory.listings.codes import REFERRER_WORDS
from directory.listings.drafts import Draft
from directory.search.form import GENDERS, REFERRERS, SearchForm
from tests.fictional import (
    LORIENT,
    NANTES,
    PLOERMEL,
    RENNES,
    SAINT_DENIS_REUNION,
    SECRET,
    VANNES,
    in_commune,
    make_draft,
    store,
    verify,
)

COMMUNES = {
    "56": (VANNES, LORIENT, PLOERMEL),
    "35": (RENNES,),
    "44": (NANTES,),
    "974": (SAINT_DENIS_REUNION,),
}
HOURS = ("", "", "24/7", "Mo-Fr 09:00-17:00", "Tu 09:00-12:00", "Sa-Su 10:00-18:00", "Mo-Su 20:00-23:59")
TERNARY = ("yes", "no", "unknown", "unknown")
_LETTERS = str.maketrans("0123456789", "bdghjklmpr")


def make_drafts(number: int, seed: int = 56) -> list[Draft]:
    """Return invented listings with every kind of fact, always the same for a seed."""
    chance = Random(seed)
    return [_make(chance, f"f{index:03}") for index in range(number)]


def _make(chance: Random, ref: str) -> Draft:
    category = chance.choice(sorted(CATEGORIES))
    disclosure = disclosure_of(category, chance.choice(("address", "commune", "commune", "confidential")))
    is_national = chance.random() < 0.1
    served = (
        () if is_national else tuple(sorted(chance.sample(sorted(COMMUNES), chance.choice((1, 1, 1, 2, 3)))))
    )
    place = None
    if disclosure != "confidential" and chance.random() < 0.7:
        seat = chance.choice(served or ("56",))
        place = in_commune(chance.choice(COMMUNES[seat]), "5 rue Fictive" if disclosure == "address" else "")
    minimum = chance.choice((None, None, 0, 6, 12, 15, 18))
    hours = chance.choice(HOURS)
    is_secret = disclosure == "confidential"  # then only a reviewed sentence, and hours that never end
    told = ref.translate(_LETTERS) if is_secret else ref  # a secret name holds no number
    return make_draft(
        ref,
        **({"summary": SECRET} if is_secret else {}),
        category=category,
        name=f"{chance.choice(('Maison', 'Équipe'))} {chance.choice(('Amarante', 'Belladone'))} {told}",
        disclosure=disclosure,
        is_national=is_national,
        departements=served,
        place=place,
        is_dedicated="yes" if chance.random() < 0.7 else "no",
        minimum_age=minimum,
        maximum_age=None if minimum is None else chance.choice((None, minimum + 6, 25)),
        genders=chance.choice(("all", "girls", "boys", "unknown")),
        admits_minors=chance.choice(TERNARY),
        supports_professionals=chance.choice(TERNARY),
        walk_in=chance.choice(TERNARY),
        who_may_refer=tuple(sorted(chance.sample(sorted(REFERRER_WORDS), chance.choice((0, 0, 1, 2))))),
        hours="" if is_secret and hours != "24/7" else hours,
    )


def populate(session: Session, number: int = 120) -> None:
    """Fill a database with invented listings, some verified lately and some long ago."""
    drafts = make_drafts(number)
    store(session, *drafts)
    verify(session, [draft.ref for draft in drafts[::5]], date(2026, 10, 1))
    verify(session, [draft.ref for draft in drafts[1::7]], date(2025, 1, 15))


def searches() -> st.SearchStrategy[SearchForm]:
    """Any search without a place."""
    return st.builds(
        SearchForm,
        q=st.sampled_from(("", "", "", "amarante", "équipe belladone", "crip", "uaped", "inconnu")),
        groups=st.lists(st.sampled_from(sorted(GROUPS)), max_size=2, unique=True).map(tuple),
        categories=st.lists(st.sampled_from(sorted(CATEGORIES)), max_size=3, unique=True).map(tuple),
        age=st.none() | st.integers(0, 25),
        gender=st.sampled_from(("", "", *GENDERS)),
        referrer=st.sampled_from(("", "", *REFERRERS)),
        open_now=st.booleans(),
        walk_in=st.sampled_from((False, False, True)),
        admits_minors=st.sampled_from((False, False, True)),
        supports_professionals=st.sampled_from((False, False, True)),
    )
