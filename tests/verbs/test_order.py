"""One order for the list of a departement, the country, the nearest, the plan and the counterpart."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from directory.listings.cards import Card
from directory.listings.contacts import Contact
from directory.orientation.counterpart_candidates import find_known
from directory.places.communes import find_commune
from directory.places.departements import DEPARTEMENTS
from directory.search import local, national
from directory.search.form import SearchForm
from directory.search.local import LocalSearch
from directory.search.national import NationalSearch
from tests.fictional import AT, LORIENT, LYON, PLOERMEL, RENNES, VANNES, in_commune, make_draft, store, verify

PHONE = (Contact("01 99 00 55 55"),)
MINORS = {"admits_minors": "yes"}


def names(cards: Any) -> list[str]:
    return [card.view.name.removeprefix("Équipe fictive ") for card in cards]


def cards(session: Session, group: str = "here", near: str = "", **asked: Any) -> list[Card]:
    place = find_commune(near) if near else None
    wanted = LocalSearch(session, DEPARTEMENTS["56"], SearchForm(**asked), AT, place)
    return [card for each in local.search(wanted).groups if each.key == group for card in each.cards]


def test_what_fits_can_be_called_is_dedicated_and_takes_minors_comes_first(session: Session) -> None:
    store(
        session,
        make_draft("adults", phones=PHONE, admits_minors="no"),
        make_draft("unknown", phones=PHONE),
        make_draft("generalist", phones=PHONE, is_dedicated="no", **MINORS),
        make_draft("silent", **MINORS),
        make_draft("best", phones=PHONE, **MINORS),
        make_draft("ages", minimum_age=12, maximum_age=17),
    )
    assert names(cards(session)) == ["best", "unknown", "adults", "generalist", "silent", "ages"]
    assert names(cards(session, age=15)) == ["ages", "best", "unknown", "generalist", "silent"]


def test_training_comes_after_what_helps_a_minor_now_and_says_so(session: Session) -> None:
    store(
        session,
        make_draft("course", category="professional_training", phones=PHONE, **MINORS),
        make_draft("silent", is_dedicated="no"),
        make_draft("best", phones=PHONE, **MINORS),
    )
    found = cards(session)
    assert names(found) == ["best", "silent", "course"]
    assert found[-1].why_here[0] == "formation, après ce qui aide un mineur maintenant"


def test_the_country_keeps_that_order_whatever_the_distance_within_reach(session: Session) -> None:
    store(
        session,
        make_draft("beside", place=in_commune(VANNES), is_dedicated="no", phones=PHONE),
        make_draft("near", place=in_commune(LORIENT), phones=PHONE),
        make_draft("far", departements=("69",), place=in_commune(LYON), phones=PHONE, **MINORS),
    )
    wanted = NationalSearch(session, SearchForm(), AT, find_commune(VANNES))
    assert names(national.search(wanted).cards) == ["near", "beside", "far"]


def test_around_a_commune_what_answers_for_its_departement_is_near_even_without_a_point(
    session: Session,
) -> None:
    store(
        session,
        make_draft("elsewhere", departements=("35",), place=in_commune(RENNES), phones=PHONE, **MINORS),
        make_draft("here", phones=PHONE, **MINORS),
        make_draft("nowhere", departements=("69",), phones=PHONE, **MINORS),
    )
    wanted = NationalSearch(session, SearchForm(), AT, find_commune(VANNES))
    assert names(national.search(wanted).cards) == ["here", "elsewhere", "nowhere"]


def test_the_nearest_and_the_counterpart_keep_it_too(session: Session) -> None:
    around = {"departements": ("35",), "place": in_commune(RENNES)}
    store(
        session,
        make_draft("silent", **around),
        make_draft("generalist", is_dedicated="no", phones=PHONE, **around),
        make_draft("best", phones=PHONE, **around),
    )
    assert names(cards(session, "nearby")) == ["best", "generalist", "silent"]
    known = find_known(session, ("35",), AT.date())["35", "open_environment"]
    assert [view.name.split()[-1] for view in known.views] == ["best", "generalist", "silent"]


def test_distance_then_being_open_only_tell_equal_ones_apart(session: Session) -> None:
    store(
        session,
        make_draft("closed", place=in_commune(VANNES), hours="Mo 09:00-10:00"),
        make_draft("open", place=in_commune(VANNES), hours="24/7"),
        make_draft("farther", place=in_commune(PLOERMEL), hours="24/7"),
        make_draft("called", place=in_commune(PLOERMEL), hours="Mo 09:00-10:00", phones=PHONE),
    )
    found = cards(session, near=VANNES)
    assert names(found) == ["called", "open", "closed", "farther"]
    assert [card.is_open for card in found] == [False, True, False, True]


def test_what_nobody_checked_for_a_year_comes_last(session: Session) -> None:
    store(session, make_draft("old", phones=PHONE, **MINORS), make_draft("new"))
    verify(session, ["old"], date(2025, 10, 1))
    assert names(cards(session)) == ["new", "old"]


@pytest.mark.parametrize("age", [18, 19, 25])
def test_nobody_of_age_is_sent_to_what_is_for_minors_alone(session: Session, age: int) -> None:
    store(
        session,
        *(make_draft(kind, category=kind) for kind in ("uaped", "crip", "runaway_referent")),
        make_draft("open", category="open_environment"),
    )
    assert names(cards(session, age=age)) == ["open"]
    wanted = NationalSearch(session, SearchForm(age=age), AT)
    assert names(national.search(wanted).cards) == ["open"]
    assert set(names(cards(session, age=17))) == {"uaped", "crip", "runaway_referent", "open"}


def test_each_card_says_why_it_is_where_it_is(session: Session) -> None:
    store(
        session,
        make_draft("one", phones=PHONE, minimum_age=12, maximum_age=17, **MINORS),
        make_draft("two", is_dedicated="no"),
    )
    first, second = cards(session, age=15)
    assert first.why_here == (
        "accepte 15 ans", "joignable par téléphone", "dédié à ces situations", "accueille des mineurs",
    )  # fmt: skip
    assert second.why_here == (
        "âges non précisés", "sans numéro public", "généraliste", "accueil des mineurs à vérifier",
    )  # fmt: skip
