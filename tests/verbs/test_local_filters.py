"""Filters, words and pages of the list of a departement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from directory.places.departements import DEPARTEMENTS
from directory.search import local, national
from directory.search.form import SearchForm
from directory.search.local import PAGE_SIZE, LocalSearch
from tests.fictional import (
    AT,
    RENNES,
    SAINT_DENIS_REUNION,
    VANNES,
    in_commune,
    make_draft,
    store,
    verify,
)
from tests.local_lists import groups, listed, look


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
