"""What is missing in a departement becomes the next answer: the nearest, the national door, whom to ask."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import Session

from directory.orientation.missing import Missing, find_missing
from directory.places.departements import DEPARTEMENTS
from directory.search.form import SearchForm
from tests.fictional import RENNES, in_commune, make_confidential, make_draft, store
from tests.plans import DAY

PHONES = (("+33199000035", "", "public"),)


def look(session: Session, code: str = "56", **form: Any) -> Missing:
    return find_missing(session, DEPARTEMENTS[code], SearchForm(**form), None, DAY)


def nearest(missing: Missing) -> dict[str, str]:
    """The nearest answer to each missing need, by name."""
    return {gap.need.slug: gap.nearest[0].card.view.name for gap in missing.gaps if gap.nearest}


def test_each_missing_need_has_one_line_and_there_are_four_at_most(session: Session) -> None:
    store(session, make_draft("team", category="open_environment"))
    assert [gap.need.slug for gap in look(session).gaps] == ["abri", "soin", "aller_vers"]
    assert len(look(session, "08").gaps) == 4


@pytest.mark.parametrize(("groups", "expected"), [(("heberger",), ["abri"]), (("former",), [])])
def test_only_the_needs_asked_for_are_missed(
    session: Session, groups: tuple[str, ...], expected: list[str]
) -> None:
    assert [gap.need.slug for gap in look(session, groups=groups).gaps] == expected
    assert look(session, q="équipe").gaps == ()


def test_a_neighbour_without_a_point_answers_by_the_distance_of_its_departement(session: Session) -> None:
    store(
        session,
        make_draft(
            "far", name="Foyer de Lyon", category="emergency_reception",
            departements=("69",), place=in_commune("69123"),
        ),
        make_draft("near", name="Places du 35", category="emergency_reception", departements=("35",)),
    )  # fmt: skip
    missing = look(session)
    assert nearest(missing) == {"abri": "Places du 35"}
    (gap,) = [gap for gap in missing.gaps if gap.nearest]
    assert gap.nearest[0].card.reason == "Ille-et-Vilaine (35)"


def test_a_confidential_neighbour_answers_without_a_place_nor_a_distance(session: Session) -> None:
    store(session, make_confidential("hidden", name="Maison discrète", departements=("35",)))
    (gap,) = [gap for gap in look(session).gaps if gap.nearest]
    assert gap.nearest[0].card.distance_km is None
    assert gap.nearest[0].card.reason == "Lieu jamais publié, accessible depuis l’Ille-et-Vilaine (35)"


def test_among_neighbours_one_that_can_be_called_comes_before_a_nearer_one_that_cannot(
    session: Session,
) -> None:
    store(
        session,
        make_draft("mute", name="Équipe muette", departements=("35",), place=in_commune(RENNES)),
        make_draft(
            "loud", name="Équipe jointe", departements=("44",), place=in_commune("44109"), phones=PHONES
        ),
    )
    assert nearest(look(session))["accompagnement"] == "Équipe jointe"


def test_behind_a_neighbour_without_a_number_comes_the_next_one_that_can_be_called(session: Session) -> None:
    store(
        session,
        make_draft("mute", name="Équipe muette", departements=("35",), place=in_commune(RENNES)),
        make_draft(
            "loud", name="Équipe d’Angers", departements=("49",), place=in_commune("49007"), phones=PHONES
        ),
    )
    (gap,) = [gap for gap in look(session).gaps if gap.need.slug == "accompagnement"]
    assert [call.card.view.name for call in gap.nearest] == ["Équipe muette", "Équipe d’Angers"]


def test_a_training_course_is_never_the_nearest_answer(session: Session) -> None:
    store(
        session,
        make_draft(
            "course", category="professional_training", departements=("35",), place=in_commune(RENNES)
        ),
    )
    assert nearest(look(session)) == {}


def test_whom_to_ask_is_the_119_or_the_line_of_the_territory(session: Session) -> None:
    assert [relay.display for relay in look(session).listening] == ["119"]
    assert [relay.display for relay in look(session, "988").listening] == ["05 44 44"]
