"""How complete the directory says it is: who can be called, what is dedicated, how old numbers are."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from directory.coverage.completeness import KNOWN, NOTHING, NUMBER, Completeness, measure, report, sum_up
from tests.fictional import make_confidential, make_contact, make_draft, store, verify

PHONE = "01 99 00 12 34"


def morbihan(session: Session) -> Completeness:
    return measure(session)["56"]


def test_a_departement_of_which_nothing_is_known_says_so(session: Session) -> None:
    assert morbihan(session) == Completeness("56")
    assert morbihan(session).services == (NOTHING, NOTHING, NOTHING)


def test_a_service_is_known_before_its_number_is(session: Session) -> None:
    store(session, make_draft("crip", category="crip"), make_draft("care", category="uaped"))
    assert morbihan(session).services == (KNOWN, KNOWN, NOTHING)
    store(session, make_draft("crip", category="crip", phones=(make_contact(PHONE),)))
    assert morbihan(session).services == (NUMBER, KNOWN, NOTHING)


def test_what_can_be_called_and_was_checked_is_counted_among_listings_of_the_departement(
    session: Session,
) -> None:
    store(
        session,
        make_draft("one", phones=(make_contact(PHONE),)),
        make_draft("two"),
        make_draft(
            "line",
            category="listening_line",
            is_national=True,
            departements=(),
            phones=(make_contact(PHONE),),
        ),
        make_draft("adults", admits_minors="no", phones=(make_contact(PHONE),)),
    )
    verify(session, ["two"], date(2026, 10, 1))
    found = morbihan(session)
    assert (found.listings, found.callable, found.verified) == (2, 1, 1)


def test_the_oldest_number_is_the_oldest_date_a_number_was_published_at(session: Session) -> None:
    store(
        session,
        make_draft(
            "old", phones=(make_contact(PHONE, source_date="2019-09"), make_contact("01 99 00 56 78"))
        ),
        make_draft("new", phones=(make_contact(PHONE, source_date="2025"),)),
    )
    assert morbihan(session).oldest_number == "2019-09"


def test_a_confidential_option_is_dedicated_and_enters_no_number(session: Session) -> None:
    store(session, make_confidential("hidden"))
    assert morbihan(session) == Completeness("56", has_dedicated=True)
    store(session, make_confidential("other"))
    assert morbihan(session) == Completeness("56", has_dedicated=True)


def test_a_generalist_door_is_no_dedicated_option(session: Session) -> None:
    store(session, make_draft("paej", category="day_reception", is_dedicated="no"))
    assert not morbihan(session).has_dedicated


def test_the_report_has_a_line_for_each_departement_each_region_and_the_country(session: Session) -> None:
    store(session, make_draft("crip", category="crip", phones=(make_contact(PHONE, source_date="2019-09"),)))
    rows = list(report(measure(session)))
    assert rows[-1] == (
        "", "France", "1 sur 101", "0 sur 101", "0 sur 101", "0 sur 101", 1, 1, 0, "2019-09",
    )  # fmt: skip
    bretagne = next(row for row in rows if row[1] == "Bretagne")
    assert bretagne[2] == "1 sur 4"
    assert next(row for row in rows if row[0] == "56")[2:5] == (
        "avec un numéro",
        "non renseigné",
        "non renseigné",
    )
    assert len(sum_up(measure(session))) == 18 + 1
