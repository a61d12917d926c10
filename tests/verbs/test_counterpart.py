"""Who does the same elsewhere: missions side by side, and what admission changes, in words."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from directory.orientation.counterpart import Comparison, Mission, compare, parse_move
from directory.orientation.counterpart_candidates import find_known
from directory.places.departements import DEPARTEMENTS
from directory.search.form import OversizedParameter
from tests.fictional import AT, LYON, in_commune, make_confidential, make_draft, store


def compared(session: Session, origin: str = "56", arrival: str = "69") -> Comparison:
    known = find_known(session, (origin, arrival), AT.date())
    return compare(known, DEPARTEMENTS[origin], DEPARTEMENTS[arrival], AT)


def only(missions: tuple[Mission, ...]) -> Mission:
    assert len(missions) == 1
    return missions[0]


def test_a_mission_known_on_both_sides_shows_both(session: Session) -> None:
    store(session, make_draft("here"), make_draft("there", departements=("69",)))
    mission = only(compared(session).kept)
    assert [card.view.name for card in mission.origin.cards] == ["Équipe fictive here"]
    assert [card.view.name for card in mission.arrival.cards] == ["Équipe fictive there"]


def test_a_mission_without_counterpart_stays_in_the_list(session: Session) -> None:
    store(session, make_draft("here"))
    mission = only(compared(session).kept)
    assert mission.arrival.total == 0
    assert mission.differences == ()


def test_what_only_exists_at_the_arrival_comes_after(session: Session) -> None:
    store(session, make_draft("here"), make_draft("there", category="uaped", departements=("69",)))
    found = compared(session)
    assert only(found.kept).category.slug == "open_environment"
    assert only(found.gained).category.slug == "uaped"
    assert "CRIP" in found.unknown
    assert "UAPED" not in found.unknown


def test_what_differs_is_said_in_words_and_what_is_missing_is_said_too(session: Session) -> None:
    store(
        session,
        make_draft("here", minimum_age=12, maximum_age=17, who_may_refer=("ase", "justice"), walk_in="yes"),
        make_draft("there", departements=("69",), minimum_age=15, requirement="Mesure ASE", walk_in="yes"),
    )
    mission = only(compared(session).kept)
    said = {each.label: (each.origin, each.arrival) for each in mission.differences}
    assert said == {
        "Âges": ("de 12 à 17 ans", "à partir de 15 ans"),
        "Qui peut orienter": ("l’aide sociale à l’enfance (ASE) et la justice", "non renseigné"),
        "Condition": ("non renseigné", "Mesure ASE"),
    }
    assert "Venir sans rendez-vous" not in mission.unknown
    assert "Simple suspicion" in mission.unknown


def test_the_same_listing_on_both_sides_changes_nothing(session: Session) -> None:
    store(session, make_draft("both", departements=("56", "69"), minimum_age=12))
    mission = only(compared(session).kept)
    assert (mission.differences, mission.unknown) == ((), ())


def test_a_service_for_adults_only_is_never_a_counterpart(session: Session) -> None:
    store(session, make_draft("here"), make_draft("adults", departements=("69",), admits_minors="no"))
    assert only(compared(session).kept).arrival.total == 0


def test_three_listings_are_shown_and_all_are_counted(session: Session) -> None:
    store(
        session,
        make_draft("near", departements=("69",), place=in_commune(LYON)),
        make_draft("general", departements=("69",), is_dedicated="no"),
        *(make_draft(f"wide-{n}", departements=("69", "01")) for n in range(3)),
    )
    mission = only(compared(session).gained)
    assert mission.arrival.total == 5
    assert [card.view.name for card in mission.arrival.cards] == [
        "Équipe fictive near",
        "Équipe fictive wide-0",
        "Équipe fictive wide-1",
    ]


def test_a_confidential_option_is_compared_without_any_place(session: Session) -> None:
    store(session, make_confidential("here"), make_confidential("there", departements=("69",)))
    mission = only(compared(session).kept)
    view = mission.arrival.cards[0].view
    assert (view.commune, view.postcode, view.latitude) == ("", "", None)


def test_codes_are_read_kindly_and_bad_ones_are_said_beside_their_field() -> None:
    assert parse_move({"de": [" 1 "], "vers": ["2a"]}).is_complete
    wrong = parse_move({"de": ["zz"], "vers": ["69"]})
    assert set(wrong.errors) == {"de"}
    assert "« zz »" in wrong.errors["de"]
    assert set(parse_move({"de": ["69"], "vers": ["69"]}).errors) == {"vers"}
    assert parse_move({"de": ["69"]}).errors == {}
    assert not parse_move({}).is_complete
    with pytest.raises(OversizedParameter):
        parse_move({"de": ["9" * 101]})
