"""What is missing in a departement, as the next answer: the nearest, the national door, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from directory.listings.relays import Relay, find_listening
from directory.orientation.calls import Gap, choose_calls
from directory.orientation.candidates import find_candidates, find_unanswered
from directory.orientation.place import Asked
from directory.orientation.reading import RULES
from directory.orientation.situation import Situation
from directory.places.communes import Commune
from directory.places.departements import Departement
from directory.search.form import SearchForm


@dataclass(frozen=True, slots=True)
class Missing:
    """The needs nothing in a departement is known to answer, at most four, and who listens day and night.

    What it says of opening hours holds until `valid_until`.
    """

    gaps: tuple[Gap, ...] = ()
    listening: tuple[Relay, ...] = ()
    valid_until: datetime | None = None


def find_missing(
    session: Session, place: Departement, form: SearchForm, near: Commune | None, at: datetime
) -> Missing:
    """Return what a search of a departement misses at the aware instant `at`: of the needs it asks for only.

    A search by words asks for no need.
    """
    asked = set(form.wanted_categories)
    needs = [
        replace(need, quiet=False) for need in RULES.missing if not asked or asked & set(need.categories)
    ]
    if form.q:
        return Missing()
    answers = {"genre": form.gender} if form.gender else {}
    situation = Situation(Asked(place, near), age=form.age, answers=answers)
    needs = find_unanswered(session, situation, needs)
    if not needs:
        return Missing()
    candidates = find_candidates(session, situation, needs, at)
    gaps = choose_calls(situation, needs, candidates.found, at).gaps
    return Missing(gaps, find_listening(place.code), candidates.valid_until)
