"""A search in a region: each listing once, national ones last, a map that equals the list."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from directory.places.territories import TERRITORIES, find_territory
from directory.search import regional
from directory.search.form import SearchForm
from directory.search.national import NationalSearch
from tests.fictional import (
    AT,
    LORIENT,
    NANTES,
    RENNES,
    VANNES,
    in_commune,
    make_confidential,
    make_draft,
    store,
)

BRETAGNE = TERRITORIES["region-53"]


def search_of(session: Session, **filters: object) -> NationalSearch:
    form = replace(SearchForm(), **filters)  # type: ignore[arg-type]
    return NationalSearch(session, form, AT, codes=BRETAGNE.codes)


def fill(session: Session) -> None:
    store(
        session,
        make_draft("both", departements=("35", "56"), place=in_commune(VANNES)),
        make_draft("rennes", departements=("35",), place=in_commune(RENNES), category="crip"),
        make_draft("far", departements=("44",), place=in_commune(NANTES)),
        make_draft("from-nantes", departements=("44", "56"), place=in_commune(NANTES)),
        make_confidential("hidden", departements=("29", "56")),
        *(make_draft(f"n{i}", departements=(), is_national=True) for i in range(7)),
    )


def test_a_listing_of_several_departements_is_listed_once_and_national_ones_follow(session: Session) -> None:
    fill(session)
    results = regional.search(search_of(session), BRETAGNE)
    own, national = results.groups
    assert {card.view.name.removeprefix("Équipe fictive ") for card in own.cards} == {
        "both", "rennes", "from-nantes", "hidden",
    }  # fmt: skip
    assert (own.title, own.total, results.total) == ("Bretagne", 4, 4)
    assert (national.total, len(national.cards)) == (7, 5)
    assert national.more_url == "/recherche?portee=nationale"
    assert results.facets.total == 4
    assert results.summary == "4 ressources ici, 7 nationales."


def test_filters_narrow_the_list_and_keep_what_could_be_asked(session: Session) -> None:
    fill(session)
    results = regional.search(search_of(session, categories=("crip",)), BRETAGNE)
    assert [card.view.category for card in results.groups[0].cards] == ["crip"]
    assert results.facets.total == 4


def test_words_find_listings_of_the_region_alone(session: Session) -> None:
    fill(session)
    results = regional.search(search_of(session, q="rennes"), BRETAGNE)
    assert [card.view.category for card in results.groups[0].cards] == ["crip"]
    nothing = regional.search(search_of(session, q="far"), BRETAGNE)
    assert [group.key for group in nothing.groups] in ([], ["national"])


def test_the_map_draws_the_list_and_never_a_confidential_place(session: Session) -> None:
    fill(session)
    wanted = search_of(session)
    numbers, hidden = regional.find_map_numbers(wanted)
    results = regional.search(wanted, BRETAGNE)
    assert set(numbers) == {c.view.number for c in results.groups[0].cards if c.has_point}
    assert hidden == 1


def test_counts_of_the_country_follow_the_filters(session: Session) -> None:
    store(
        session,
        make_draft("one", departements=("56",), place=in_commune(LORIENT)),
        make_draft("two", departements=("56", "35"), category="crip"),
    )
    everything = NationalSearch(session, SearchForm(), AT)
    assert regional.count_by_departement(everything) == {"56": 2, "35": 1}
    only_crip = replace(everything, form=SearchForm(categories=("crip",)))
    assert regional.count_by_departement(only_crip) == {"56": 1, "35": 1}


def test_territories_are_found_as_people_write_them() -> None:
    found = [find_territory(code) for code in ("1", "2a", "FRANCE", "Region-53", "zz")]
    assert [place and place.name for place in found] == ["Ain", "Corse-du-Sud", "France", "Bretagne", None]
    assert sum(len(t.codes) for code, t in TERRITORIES.items() if t.region_code) == 107
