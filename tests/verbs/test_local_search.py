"""What the page of a departement lists, in which order, and what it says of what it leaves out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from directory.listings.categories import CATEGORIES
from directory.places import communes
from directory.places.departements import DEPARTEMENTS
from directory.search import local, national
from directory.search.form import SearchForm
from directory.search.local import PAGE_SIZE, LocalSearch
from directory.search.results import Results
from tests.fictional import (
    AT,
    LORIENT,
    LYON,
    NANTES,
    PLOERMEL,
    RENNES,
    SAINT_DENIS_REUNION,
    VANNES,
    in_commune,
    make_confidential,
    make_draft,
    store,
    verify,
)

Group = list[str]


def look(session: Session, code: str = "56", *, at: datetime = AT, near: str = "", **asked: Any) -> Results:
    """Search in a departement; `near` is an Insee code."""
    commune = communes.find_commune(near) if near else None
    wanted = LocalSearch(session, DEPARTEMENTS[code], SearchForm(**asked), at, commune)
    return local.search(wanted)


def groups(results: Results) -> dict[str, Group]:
    """The references listed, by group."""
    return {group.key: [card.view.name.split()[-1] for card in group.cards] for group in results.groups}


def listed(results: Results) -> Group:
    """The references of what is here or covers here, in order."""
    found = groups(results)
    return [*found.get("here", []), *found.get("covers", [])]


def test_what_is_here_covers_here_is_national_or_near_comes_in_that_order(session: Session) -> None:
    store(
        session,
        make_draft("near", departements=("35",), place=in_commune(RENNES)),
        make_draft("national", departements=(), is_national=True),
        make_draft("from-rennes", departements=("35", "56"), place=in_commune(RENNES)),
        make_draft("regional", departements=("22", "35", "56")),
        make_confidential("hidden"),
        make_draft("alone"),
        make_draft("seated", place=in_commune(VANNES)),
        make_draft("far", departements=("69",), place=in_commune(LYON)),
    )
    found = groups(look(session))
    assert list(found) == ["here", "covers", "national", "nearby"]
    assert set(found["here"]) == {"alone", "seated"}
    assert set(found["covers"]) == {"from-rennes", "regional", "hidden"}
    assert found["national"] == ["national"]
    assert found["nearby"] == ["near"]


def test_a_departement_without_anything_still_lists_the_national_services(session: Session) -> None:
    store(session, make_draft("national", departements=(), is_national=True))
    assert groups(look(session, "23")) == {"national": ["national"]}


def test_open_now_comes_first_then_unknown_hours_then_closed(session: Session) -> None:
    store(
        session,
        make_draft("closed", hours="Mo 09:00-10:00"),
        make_draft("unknown"),
        make_draft("open", hours="24/7"),
    )
    assert listed(look(session)) == ["open", "unknown", "closed"]
    assert listed(look(session, open_now=True)) == ["open"]


def test_a_known_fit_comes_before_an_unknown_one_even_open(session: Session) -> None:
    store(
        session,
        make_draft("unknown", hours="24/7"),
        make_draft("fits", minimum_age=12, maximum_age=17),
        make_draft("too-old", minimum_age=18),
    )
    assert listed(look(session, age=15)) == ["fits", "unknown"]


def test_dedicated_comes_before_generalist_and_categories_keep_their_order(session: Session) -> None:
    store(
        session,
        make_draft("line", category="listening_line"),
        make_draft("generalist", category="crip", is_dedicated="no"),
        make_draft("unknown", category="crip", is_dedicated="unknown"),
        make_draft("crip", category="crip"),
        make_draft("uaped", category="uaped"),
    )
    assert listed(look(session)) == ["crip", "uaped", "line", "unknown", "generalist"]


def test_what_nobody_checked_for_twelve_months_comes_last_and_says_so(session: Session) -> None:
    store(session, *(make_draft(ref) for ref in ("old", "fresh", "never")))
    verify(session, ["old"], date(2025, 11, 20))
    verify(session, ["fresh"], date(2026, 11, 1))
    results = look(session)
    assert listed(results)[-1] == "old"
    assert [card.is_stale for card in results.cards] == [False, False, True]
    assert "1 vérifiée depuis moins de 6 mois" in results.summary.replace("\u202f", " ")


def test_distances_are_counted_from_the_place_and_only_where_there_is_a_point(session: Session) -> None:
    store(
        session,
        make_draft("ploermel", place=in_commune(PLOERMEL)),
        make_draft("nowhere"),
        make_draft("vannes", place=in_commune(VANNES)),
        make_confidential("hidden"),
    )
    results = look(session, near=LORIENT)
    distances = {card.view.name.split()[-1]: card.distance_km for card in results.cards}
    assert distances["vannes"] == pytest.approx(47, abs=3)
    assert distances["ploermel"] == pytest.approx(76, abs=4)
    assert distances["nowhere"] is None
    assert distances["hidden"] is None
    order = listed(results)
    assert order.index("vannes") < order.index("ploermel")
    assert "de Lorient" in next(c.reason for c in results.cards if c.view.commune == "Vannes")


def test_without_a_place_no_distance_is_said_of_what_is_here(session: Session) -> None:
    store(session, make_draft("vannes", place=in_commune(VANNES)))
    assert [card.distance_km for card in look(session).cards] == [None]


@pytest.mark.parametrize("near", ["", LORIENT, RENNES])
def test_a_confidential_listing_covers_or_answers_next_door_without_any_distance(
    session: Session, near: str
) -> None:
    store(session, make_confidential("sole"), make_confidential("beside", departements=("35",)))
    results = look(session, near=near)
    assert groups(results) == {"covers": ["sole"], "nearby": ["beside"]}
    assert [card.distance_km for card in results.cards] == [None, None]
    assert not any("km" in card.reason for card in results.cards)
    assert results.hidden == 1


def test_the_nearest_are_five_without_those_that_only_answer_at_home(session: Session) -> None:
    store(
        session,
        make_draft("crip", category="crip", departements=("35",), place=in_commune(RENNES)),
        make_draft("serves-here", departements=("35", "56"), place=in_commune(RENNES)),
        *(
            make_draft(f"n{index}", departements=("44",), place=in_commune(NANTES), category="uaped")
            for index in range(6)
        ),
        make_draft("missing", departements=("35",), place=in_commune(RENNES), category="day_reception"),
    )
    nearby = look(session).groups[-1]
    assert nearby.key == "nearby"
    names = [card.view.name.split()[-1] for card in nearby.cards]
    assert names == ["missing", "n0", "n1", "n2", "n3"]
    assert all(card.distance_km for card in nearby.cards)


def test_overseas_nothing_is_near(session: Session) -> None:
    store(session, make_draft("reunion", departements=("974",), place=in_commune(SAINT_DENIS_REUNION)))
    assert "nearby" not in groups(look(session, "976"))


def test_the_options_of_the_plan_nobody_reported_are_named(session: Session) -> None:
    promised = [category.label for category in CATEGORIES.values() if category.counts_in_plan]
    assert list(look(session).gaps) == promised
    store(session, make_draft("one", category="day_reception"), make_confidential("two"))
    left = look(session).gaps
    assert set(promised) - set(left) == {"Accueil de jour", "Hébergement sous secret"}
    assert look(session, categories=("crip",)).gaps == left


def test_a_generalist_door_leaves_the_option_of_the_plan_missing(session: Session) -> None:
    store(session, make_draft("generalist", category="day_reception", is_dedicated="no"))
    assert "Accueil de jour" in look(session).gaps
    store(session, make_draft("nobody knows", category="day_reception", is_dedicated="unknown"))
    assert "Accueil de jour" not in look(session).gaps


def test_strict_filters_want_a_known_yes_and_count_what_they_mask(session: Session) -> None:
    store(
        session,
        make_draft("yes", walk_in="yes", admits_minors="yes"),
        make_draft("no", walk_in="no", admits_minors="yes"),
        make_draft("unknown"),
        make_draft("elsewhere", departements=("35",)),
    )
    results = look(session, walk_in=True)
    assert (listed(results), results.masked) == (["yes"], 1)
    results = look(session, admits_minors=True)
    assert (listed(results), results.masked) == (["yes", "no"], 1)
    assert look(session).masked == 0
    assert look(session, open_now=True).masked == 3


def test_a_minor_is_never_sent_to_a_service_for_adults(session: Session) -> None:
    store(
        session,
        make_draft("adults", admits_minors="no"),
        make_draft("from-18", minimum_age=18),
        make_draft("unknown"),
        make_draft("adults-near", admits_minors="no", departements=("35",), place=in_commune(RENNES)),
        make_draft("adults-national", admits_minors="no", departements=(), is_national=True),
    )
    for age in (0, 12, 17):
        assert groups(look(session, age=age)) == {"here": ["unknown"]}
    assert set(listed(look(session, age=18))) == {"adults", "from-18", "unknown"}


def test_gender_and_who_refers_keep_what_does_not_say(session: Session) -> None:
    store(
        session,
        make_draft("girls", genders="girls", who_may_refer=("professionals",)),
        make_draft("boys", genders="boys", who_may_refer=("ase",)),
        make_draft("all", genders="all", who_may_refer=("anyone",)),
        make_draft("silent"),
    )
    assert listed(look(session, gender="fille")) == ["girls", "all", "silent"]
    assert listed(look(session, gender="garcon")) == ["boys", "all", "silent"]
    assert listed(look(session, referrer="ecole")) == ["girls", "all", "silent"]
    assert listed(look(session, referrer="ase")) == ["girls", "boys", "all", "silent"]
    assert listed(look(session, referrer="mineur")) == ["all", "silent"]


def test_words_narrow_every_group(session: Session) -> None:
    store(
        session,
        make_draft("one", name="Maison Amarante one"),
        make_draft("two", name="Maison Belladone two"),
        make_draft("three", name="Amarante nationale three", departements=(), is_national=True),
        make_draft("four", name="Amarante voisine four", departements=("35",), place=in_commune(RENNES)),
    )
    results = look(session, q="amarente")
    assert groups(results) == {"here": ["one"], "national": ["three"], "nearby": ["four"]}
    assert results.corrected == "amarante"
    assert look(session, q="zzzqqq").groups == ()


def test_what_words_find_keeps_the_order_of_the_list(session: Session) -> None:
    store(
        session,
        make_draft("closed", name="Amarante closed", hours="Mo 09:00-10:00"),
        make_draft("old", name="Amarante old", hours="24/7"),
        make_draft("elsewhere", summary="Reçoit avec Amarante.", hours="24/7"),
        make_draft("unknown", name="Amarante unknown"),
        make_draft("open", name="Amarante open", hours="24/7"),
    )
    verify(session, ["old"], date(2025, 11, 1))
    in_order = ["open", "unknown", "closed", "old", "elsewhere"]
    assert listed(look(session, q="amarante")) == in_order
    everywhere = national.NationalSearch(session, SearchForm(q="amarante"), AT)
    assert [card.view.name.split()[-1] for card in national.search(everywhere).cards] == in_order


def test_pages_follow_each_other_without_gap_or_repeat(session: Session) -> None:
    total = 2 * PAGE_SIZE + 5
    store(
        session,
        *(make_draft(f"r{index:02}", place=in_commune(VANNES)) for index in range(total)),
        make_draft("national", departements=(), is_national=True),
    )
    pages = [look(session, page=page) for page in (1, 2, 3)]
    seen = [ref for results in pages for ref in listed(results)]
    assert seen == [f"r{index:02}" for index in range(total)]
    assert [("national" in groups(results)) for results in pages] == [False, False, True]
    assert {results.pages for results in pages} == {3}
    assert look(session, page=10_000).page == 3
    assert listed(look(session, page=10_000)) == listed(pages[-1])


def test_an_answer_holds_until_the_next_opening_or_closing_of_what_it_shows(session: Session) -> None:
    store(
        session,
        make_draft("here", hours="Mo-Fr 08:00-18:30"),
        make_draft("national", departements=(), is_national=True, hours="Mo-Su 14:00-23:00"),
        make_draft("near", departements=("35",), place=in_commune(RENNES), hours="Mo-Fr 09:00-11:30"),
        make_draft("far", departements=("69",), hours="Mo-Fr 10:00-10:05"),
    )
    paris = ZoneInfo("Europe/Paris")
    assert look(session).valid_until == datetime(2026, 11, 24, 11, 30, tzinfo=paris)
    noon = datetime(2026, 11, 24, 12, tzinfo=paris)
    assert look(session, at=noon).valid_until == datetime(2026, 11, 24, 14, tzinfo=paris)


def test_opening_hours_are_those_of_the_place(session: Session) -> None:
    store(
        session,
        make_draft("reunion", departements=("974",), hours="Mo-Fr 09:00-17:00",
                   place=in_commune(SAINT_DENIS_REUNION)),
    )  # fmt: skip
    morning_there = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    assert listed(look(session, "974", at=morning_there, open_now=True)) == ["reunion"]
    evening_there = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    assert listed(look(session, "974", at=evening_there, open_now=True)) == []


def test_filters_leave_the_counts_of_the_place_alone(session: Session) -> None:
    store(session, make_draft("one", category="crip"), make_draft("two", category="uaped"))
    wanted = LocalSearch(session, DEPARTEMENTS["56"], SearchForm(categories=("crip",)), AT)
    results = local.search(wanted)
    assert (results.total, results.facets.total) == (1, 2)
    assert results.facets.categories == {"crip": 1, "uaped": 1}
