"""What people type besides the words of listings: numbers, acronyms, needs, languages, too many words."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlmodel import Session

from directory.search.form import parse_search
from directory.search.national import NationalSearch, search
from directory.search.results import Results
from tests.fictional import AT, make_draft, store
from tests.page_client import PageClient


def ask(session: Session, typed: str) -> Results:
    return search(NationalSearch(session, parse_search({"q": [typed]}), AT))


def names(results: Results) -> list[str]:
    return [card.view.name for card in results.cards]


@pytest.mark.parametrize(
    "typed",
    ["01 99 00 12 34", "0199001234", "+33 1 99 00 12 34", "+33 (0)1.99.00.12.34", "00 12 34", "12.34"],
)
def test_a_number_typed_whole_or_in_part_finds_who_has_it(session: Session, typed: str) -> None:
    store(
        session,
        make_draft("une", phones=(("01 99 00 12 34", "", "public"),)),
        make_draft("deux", phones=(("01 99 00 56 78", "", "public"),)),
    )
    assert names(ask(session, typed)) == ["Équipe fictive une"]


def test_a_number_kept_for_professionals_is_found_by_nobody(session: Session) -> None:
    store(session, make_draft("une", phones=(("01 99 00 12 99", "", "professionals"),)))
    assert ask(session, "01 99 00 12 99").total == 0


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("C.R.I.P.", "CRIP fictive"), ("I.P.", "CRIP fictive"), ("sourd", "Ligne en signes fictive"),
        ("malentendante", "Ligne en signes fictive"), ("roumain", "Interprètes fictifs"),
        ("M.N.A.", "Interprètes fictifs"), ("enceinte", "Contraception, IVG"),
        ("addictions", "Drogues fictives"),
        ("snapchat", "Maraude numérique fictive"), ("proxénètes", "Équipe prostitution fictive"),
    ],
)  # fmt: skip
def test_words_that_people_type_lead_to_what_listings_say(session: Session, typed: str, found: str) -> None:
    told = {
        "CRIP fictive": "crip", "Ligne en signes fictive": "listening_line",
        "Interprètes fictifs": "listening_line", "Contraception, IVG": "listening_line",
        "Drogues fictives": "listening_line", "Maraude numérique fictive": "digital_outreach",
        "Équipe prostitution fictive": "specialised_association",
    }  # fmt: skip
    drafts = [make_draft(name, name=name, category=slug, summary="") for name, slug in told.items()]
    store(session, *drafts)
    results = ask(session, typed)
    assert names(results)[0] == found
    assert not results.relaxed


def test_words_that_no_listing_has_together_are_relaxed_and_that_is_said(session: Session) -> None:
    store(session, make_draft("une", name="Accueil fictif"), make_draft("deux", name="Maraude fictive"))
    together, alone = ask(session, "accueil maraude"), ask(session, "accueil fictif")
    assert (together.total, together.relaxed) == (2, True)
    assert (alone.total, alone.relaxed) == (1, False)


def test_a_commune_among_words_that_no_listing_has_together_is_read_as_a_place(seeded_app: Flask) -> None:
    page = PageClient(seeded_app).get("/recherche?q=foyer+enfance+Amiens")
    assert "« Amiens » lu comme un lieu : le plus proche d’abord." in page.text
    assert "Aucune fiche n’a tous ces mots" in page.text
    assert "Distances depuis Amiens" in page.text
