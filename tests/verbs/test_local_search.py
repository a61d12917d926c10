"""What the page of a departement lists, in which order, and what it says of what it leaves out."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session

from directory.listings.categories import CATEGORIES
from tests.fictional import (
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
from tests.local_lists import groups, listed, look


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
