"""The map shows the listings of the list that have a point, and no other, whatever is asked (X03, C06)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from directory.database.engine import make_engine
from directory.listings import hours
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.places.communes import Commune, find_commune
from directory.places.departements import DEPARTEMENTS
from directory.search import local, points
from directory.search.form import SearchForm
from directory.search.local import LocalSearch
from directory.search.results import Results
from tests.conftest import Databases
from tests.fictional import AT, LORIENT, RENNES
from tests.fictional_world import populate, searches

STRICT = ("walk_in", "admits_minors", "supports_professionals", "open_now")
MOSTLY = settings(max_examples=100)
PLACES = st.sampled_from([None, None, find_commune(LORIENT), find_commune(RENNES)])


@pytest.fixture(scope="module")
def world(databases: Databases, empty_database: str) -> Iterator[Session]:
    """A session on a small invented country."""
    engine = make_engine(databases.make(empty_database))
    with Session(engine) as session:
        populate(session)
        yield session
    engine.dispose()


def search(session: Session, code: str, form: SearchForm, near: Commune | None) -> LocalSearch:
    return LocalSearch(session, DEPARTEMENTS[code], form, AT, near)


def all_pages(wanted: LocalSearch) -> list[Results]:
    first = local.search(wanted)
    return [
        first,
        *(
            local.search(replace(wanted, form=replace(wanted.form, page=page)))
            for page in range(2, first.pages + 1)
        ),
    ]


def check(wanted: LocalSearch) -> None:
    pages = all_pages(wanted)
    shown = [(group.key, card) for page in pages for group in page.groups for card in group.cards]
    on_map = {
        card.view.number: (card.view.category, card.view.latitude, card.view.longitude, card.view.name)
        for key, card in shown
        if card.has_point and key != "national"
    }
    columns = points.find_columns(wanted)
    numbers = list(accumulate(columns["numbers"]))
    assert set(numbers) == set(on_map)
    assert len(numbers) == len(on_map)
    for number, category, y, x, name in zip(
        numbers, columns["categories"], accumulate(columns["y"]), accumulate(columns["x"]), columns["names"],
        strict=True,
    ):  # fmt: skip
        slug, latitude, longitude, said = on_map[number]
        assert list(CATEGORIES)[category] == slug
        assert (y / 10_000, x / 10_000) == pytest.approx((latitude, longitude), abs=0.00006)
        assert name == said
    features = orjson.loads(points.write_features(wanted))["features"]
    assert sorted(feature["id"] for feature in features) == sorted(
        {card.view.slug for key, card in shown if card.has_point and key != "national"}
    )
    check_listed(wanted, pages, shown)
    assert columns["hidden"] == sum(
        card.view.is_confidential for key, card in shown if key in {"here", "covers"}
    )


def check_listed(wanted: LocalSearch, pages: list[Results], shown: list[tuple[str, Any]]) -> None:
    """What holds of any list: nothing twice, nothing out of its group, no distance to a secret place."""
    numbers = [card.view.number for _, card in shown]
    assert len(set(numbers)) == len(numbers)
    code, form = wanted.departement.code, wanted.form
    assert sum(key in {"here", "covers"} for key, _ in shown) == pages[0].total
    for key, card in shown:
        view = card.view
        if view.is_confidential:
            assert key in {"covers", "national", "nearby"}
            assert card.distance_km is None
        if key in {"here", "covers"}:
            assert code in (*view.departements, view.seat_departement)
        if key == "nearby":
            assert code not in (*view.departements, view.seat_departement)
            # By its departement when nobody knows where it stands: then no distance is said.
            assert (card.distance_km is not None) is card.has_point
        if key == "national":
            assert view.is_national
        if form.wanted_categories:
            assert view.category in form.wanted_categories
        if form.age is not None and form.age < 18:
            assert view.admits_minors != "no"
        if form.age is not None:
            assert (
                (view.minimum_age or 0) <= form.age <= (99 if view.maximum_age is None else view.maximum_age)
            )
        for fact in ("walk_in", "admits_minors", "supports_professionals"):
            if getattr(form, fact):
                assert getattr(view, fact) == "yes"
        if form.open_now:
            assert any(chip.tone == "good" for chip in card.chips[:1])


@MOSTLY
@given(form=searches(), code=st.sampled_from(("56", "56", "35", "44", "974", "29")), near=PLACES)
def test_the_map_of_an_invented_country_equals_its_list(
    world: Session, form: SearchForm, code: str, near: Commune | None
) -> None:
    check(search(world, code, form, near))


@MOSTLY
@given(form=searches(), code=st.sampled_from(sorted(DEPARTEMENTS)), near=PLACES)
def test_the_map_of_the_real_listings_equals_their_list(
    seeded_session: Session, form: SearchForm, code: str, near: Commune | None
) -> None:
    check(search(seeded_session, code, form, near))


@pytest.mark.parametrize("code", DEPARTEMENTS)
def test_the_map_of_a_whole_departement_equals_its_list(seeded_session: Session, code: str) -> None:
    check(search(seeded_session, code, SearchForm(), None))


@MOSTLY
@given(form=searches(), facts=st.sets(st.sampled_from(STRICT), min_size=1, max_size=3))
def test_strict_filters_only_take_away_and_say_how_many_they_mask(
    world: Session, form: SearchForm, facts: set[str]
) -> None:
    form = replace(form, open_now=False, walk_in=False, admits_minors=False, supports_professionals=False)
    wider = all_pages(search(world, "56", form, None))
    narrower = all_pages(search(world, "56", replace(form, **dict.fromkeys(facts, True)), None))
    before = {card.view.number: card.view for page in wider for card in local_cards(page)}
    after = {card.view.number for page in narrower for card in local_cards(page)}
    said = {number: {_said(view, fact) for fact in facts} for number, view in before.items()}
    assert after == {number for number, words in said.items() if words == {"yes"}}
    assert narrower[0].masked == sum("unknown" in words and "no" not in words for words in said.values())
    assert wider[0].masked == 0


def _said(view: PublicView, fact: str) -> str:
    """What a listing says of a fact: yes, no or unknown."""
    if fact != "open_now":
        return str(getattr(view, fact))
    return {True: "yes", False: "no", None: "unknown"}[hours.state(view.hours, view.timezone, AT).is_open]


def local_cards(page: Results) -> list[Any]:
    return [card for group in page.groups if group.key in {"here", "covers"} for card in group.cards]
