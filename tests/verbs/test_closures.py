"""Closures with their dates, places left tonight: shown before and during, over by themselves."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from directory.editing import tonight
from directory.imports import template
from directory.listings.cards import Card
from directory.listings.dated_closures import find_faults, read_closure, read_typed
from directory.listings.drafts import check
from directory.listings.public_view import PublicView
from directory.models import Listing
from directory.places.departements import DEPARTEMENTS
from directory.publishing.search_index import index
from directory.publishing.views import find_slugs, find_view
from directory.search import matching
from directory.search.form import parse_search
from directory.search.local import LocalSearch, search
from tests.fictional import AT, make_confidential, make_draft, store

CHRISTMAS = "2026-12-24/2027-01-02/leave"
LINE = (("01 99 00 11 11", "", "public", "direct"),)


def paris(text: str) -> datetime:
    """A winter instant of Paris, as UTC."""
    day, hour = text.split()
    return datetime.fromisoformat(f"{day}T{hour}+01:00").astimezone(UTC)


def view_of(session: Session) -> PublicView:
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    return view


def texts(card: Card) -> str:
    return " | ".join((card.head.state, *(chip.text for chip in card.chips))).replace("\u00a0", " ")


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-17:00", "24/7; PH off", ""])
def test_a_closure_is_told_before_shown_during_and_ends_by_itself(session: Session, hours: str) -> None:
    store(session, make_draft("une", phones=LINE, hours=hours, closures=(CHRISTMAS,)))
    view = view_of(session)
    told = "Fermé du 24 décembre 2026 au 2 janvier 2027 (congés)"
    assert "24 décembre" not in texts(Card(view, paris("2026-11-20 10:00")))
    assert told in texts(Card(view, paris("2026-12-23 10:00")))
    during = Card(view, paris("2026-12-28 10:00"))
    assert "Fermé jusqu’au 2 janvier (congés)" in texts(during)
    assert during.is_open is False
    assert during.head.ways[0].href != "tel:+33199001111"  # the relay comes first
    after = Card(view, paris("2027-01-04 10:00"))
    assert "janvier" not in texts(after)
    assert after.is_open is (True if hours else None)


def test_who_is_closed_for_the_holidays_is_not_open_now(session: Session) -> None:
    store(session, make_draft("une", hours="24/7", closures=(CHRISTMAS,)), make_draft("deux", hours="24/7"))
    form = parse_search({"ouvert": ["1"]})
    place = DEPARTEMENTS["56"]

    def open_at(text: str) -> int:
        return search(LocalSearch(session, place, form, paris(text))).total

    assert [open_at("2026-12-20 10:00"), open_at("2026-12-28 10:00"), open_at("2027-01-03 10:00")] == [
        2,
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("du 24/12/2026 au 02/01/2027 (congés)", CHRISTMAS),
        ("Fermé du 24/12/2026 au 2/1/2027 (Conges)", CHRISTMAS),
        ("du 24 décembre 2026 au 2 janvier 2027 (congés)", CHRISTMAS),
        ("le 15/05/2027", "2027-05-15/2027-05-15"),
        (CHRISTMAS, CHRISTMAS),
        ("pendant les vacances", "pendant les vacances"),
        ("du 31/02/2027 au 01/03/2027", "du 31/02/2027 au 01/03/2027"),
    ],
)
def test_a_closure_is_read_as_people_write_it_or_left_as_it_is(typed: str, kept: str) -> None:
    assert read_typed(typed) == kept


def test_an_impossible_closure_is_refused_with_a_sentence() -> None:
    assert find_faults([CHRISTMAS]) == []
    assert "Fermeture illisible" in find_faults(["pendant les vacances"])[0]
    assert "avant le premier" in find_faults(["2027-01-02/2026-12-24"])[0]
    assert "un an au plus" in find_faults(["2026-12-24/2028-12-24"])[0]
    assert "4 fermetures" in find_faults([CHRISTMAS] * 5)[0]
    long = "Mo 09:00-12:00; " * 14 + "Tu 09:00-12:00"
    assert [p.field for p in check(make_draft("une", hours=long, closures=(CHRISTMAS,)))] == ["closures"]
    assert read_closure("2027-05-15/2027-05-15").words == "fermé le 15\u00a0mai 2027"


def test_a_row_of_a_file_tells_closures_languages_and_access() -> None:
    cells = {
        "name": "Équipe fictive", "category": "outreach", "departements": "56", "step_free": "oui",
        "source_url": "https://source.example/", "languages": "roumain, langue des signes",
        "closures": "du 24/12/2026 au 02/01/2027 (congés) | le 15/05/2027",
    }  # fmt: skip
    draft = template.read_row(2, cells).draft
    assert draft is not None
    assert (draft.languages, draft.step_free) == (("ro", "fsl"), "yes")
    assert draft.closures == (CHRISTMAS, "2027-05-15/2027-05-15")
    assert check(draft) == []


def test_who_speaks_a_language_or_has_an_interpreter_comes_before_who_does_not_say(session: Session) -> None:
    store(
        session,
        make_draft("a-muette", phones=LINE),
        make_draft("b-roumaine", languages=("ro",)),
        make_draft("c-interprete", languages=("interpreter",)),
        make_draft("d-anglaise", languages=("en",)),
        make_draft("e-plain-pied", step_free="yes"),
    )

    def found(**asked: str) -> list[str]:
        form = parse_search({name.replace("_", "-"): [value] for name, value in asked.items()})
        results = search(LocalSearch(session, DEPARTEMENTS["56"], form, AT))
        return [card.view.name.split()[-1] for card in results.cards]

    assert found(langue="ro") == ["b-roumaine", "c-interprete", "a-muette", "e-plain-pied"]
    assert found(q="roumain") == ["b-roumaine", "c-interprete"]
    assert found(sans_marche="1") == ["e-plain-pied"]
    assert len(found(langue="klingon")) == 5  # an unknown word is said, and filters nothing


def test_places_said_in_the_evening_are_gone_the_next_morning(session: Session) -> None:
    store(session, make_draft("foyer", category="emergency_reception", phones=LINE, hours="24/7"))
    listing = session.exec(select(Listing)).one()
    tonight.say_places(session, listing, 2, at=paris("2026-11-24 19:05"))
    view = view_of(session)
    assert "2 places ce soir, dit à 19 h 05" in texts(Card(view, paris("2026-11-25 02:00")))
    assert "places" not in texts(Card(view, paris("2026-11-25 08:00")))
    known = index(session)
    opened = matching.find_opened(known, known.every, paris("2026-11-25 02:00"))
    assert opened.until == paris("2026-11-25 08:00")  # the page that says them ends with them
    tonight.say_places(session, listing, 0, at=paris("2026-11-25 01:30"))
    assert "Complet ce soir, dit à 1 h 30" in texts(Card(view_of(session), paris("2026-11-25 02:00")))
    tonight.say_places(session, listing, None, at=AT)
    assert "ce soir" not in texts(Card(view_of(session), AT))


def test_places_are_never_said_of_a_confidential_listing(session: Session) -> None:
    store(session, make_confidential("abri"), make_draft("equipe"))
    for listing in session.exec(select(Listing)):
        with pytest.raises(ValueError, match="jamais d’une fiche sous secret"):
            tonight.say_places(session, listing, 2, at=AT)
    with pytest.raises(IntegrityError):
        session.exec(
            update(Listing)  # type: ignore[call-overload]
            .where(Listing.disclosure == "confidential")
            .values(places_tonight=2, places_said_at=AT)
        )
    session.rollback()


@pytest.mark.parametrize("typed", ["beaucoup", "-1", "100", "2 ou 3"])
def test_what_is_not_a_number_of_places_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="de 0 à 99"):
        tonight.read_places(typed)
