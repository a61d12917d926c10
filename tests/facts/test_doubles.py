"""What may be the same listing under another reference is found wherever the two stand."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from directory.imports.doubles import MOST_KM, Known, Outline
from directory.places.distances import sphere_km

#: Degrees: from Corsica to Dunkerque, from Ouessant to the Rhine.
NORTH, EAST = st.floats(41.3, 51.1), st.floats(-5.2, 9.6)
ASIDE = st.floats(-0.015, 0.015)


def outline(ref: str, name: str, point: tuple[float, float], category: str = "uaped") -> Outline:
    return Outline(ref, name, category, (), (), point, ref)


@given(NORTH, EAST, ASIDE, ASIDE)
def test_near_names_within_a_kilometre_are_doubles_whatever_lies_between(
    north: float, east: float, down: float, across: float
) -> None:
    here, there = (north, east), (min(north + down, 51.1), east + across)
    assume(sphere_km(here, there) <= MOST_KM)
    known = Known()
    known.add(outline("one", "Maison fictive des ados", here))
    [double] = known.find(outline("two", "Maison fictive des ado", there))
    assert double.where == "one"


def test_another_kind_or_a_place_further_away_is_no_double() -> None:
    known = Known()
    known.add(outline("one", "Maison fictive des ados", (48.0, 2.0)))
    assert known.find(outline("two", "Maison fictive des ado", (48.02, 2.0))) == ()
    assert known.find(outline("two", "Maison fictive des ado", (48.0, 2.0), "crip")) == ()
