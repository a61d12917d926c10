"""The head of a card, by day and at night: can I call, and what do I ask for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from directory.listings.arrangement import arrange
from directory.listings.cards import Card
from directory.models import Listing
from directory.publishing.views import find_view
from tests.fictional import make_contact, make_draft, store

DAY = datetime(2026, 11, 30, 14, 10, tzinfo=UTC)  # a Monday, 15 h 10 in Paris
NIGHT = datetime(2026, 11, 30, 22, 10, tzinfo=UTC)
OFFICE = "Mo-Fr 08:30-17:30"


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def card(session: Session, ref: str, at: datetime, **facts: Any) -> Card:
    store(session, make_draft(ref, **facts))
    listing = session.exec(select(Listing).where(Listing.ref == ref)).one()
    view = find_view(session, listing.slug)
    assert view is not None
    return Card(view, at)


def test_a_direct_line_is_the_head_with_until_when_and_what_to_ask_for(session: Session) -> None:
    line = make_contact("+33199001256", label="Demandez l’éducatrice de permanence", kind="direct")
    head = card(session, "un", DAY, phones=(line,), hours=OFFICE).head
    assert (head.kind, head.href, plain(head.number)) == ("direct", "tel:+33199001256", "01 99 00 12 56")
    assert plain(head.state) == "Ligne directe, jusqu’à 17 h 30"
    assert head.ask == "Demandez l’éducatrice de permanence"
    assert head.year == ""


def test_a_switchboard_says_its_own_words_and_the_year_of_an_old_source(session: Session) -> None:
    number = make_contact(
        "+33199001280", label="Standard du CHU d’Amiens : demander l’UAPED", kind="switchboard",
        source_date="2019-09",
    )  # fmt: skip
    head = card(session, "un", DAY, category="uaped", phones=(number,)).head
    assert head.kind == "switchboard"
    assert (head.state, head.ask, head.year) == ("Standard du CHU d’Amiens", "Demandez l’UAPED", "2019")


@pytest.mark.parametrize(("dated", "year"), [("2021-12", ""), ("2021-10", "2021"), ("2021", ""), ("", "")])
def test_a_year_is_shown_past_five_years(session: Session, dated: str, year: str) -> None:
    number = make_contact("+33199001280", kind="direct", source_date=dated, seen_on="2026-11")
    assert card(session, "un", DAY, phones=(number,)).head.year == year


@pytest.mark.parametrize(
    ("category", "relays"),
    [
        ("uaped", ["15"]),
        ("crip", ["119"]),
        ("runaway_referent", ["17", "116 000"]),
        ("digital_outreach", ["3018", "119"]),
        ("open_environment", ["119"]),
    ],
)
def test_a_closed_service_gives_its_relay_first_then_its_own_number_and_hour(
    session: Session, category: str, relays: list[str]
) -> None:
    line = make_contact("0810990000", kind="direct")
    head = card(session, "un", NIGHT, category=category, phones=(line,), hours=OFFICE).head
    assert (head.kind, plain(head.state)) == ("closed", "Fermé, rouvre mardi 8 h 30")
    assert head.href == ""
    assert [plain(way.name) for way in head.ways] == [*relays, "0 810 99 00 00"]
    assert plain(head.ways[-1].words) == "dès mardi 8 h 30, appel majoré"


def test_without_a_number_the_card_is_no_dead_end(session: Session) -> None:
    head = card(
        session, "un", NIGHT, category="uaped", website="https://essai.example/uaped",
        emails=(make_contact("contact@essai.example", kind="mailbox"),),
    ).head  # fmt: skip
    assert (head.kind, head.state, head.number) == ("none", "Pas de numéro connu", "")
    assert [(way.href, way.words) for way in head.ways] == [
        ("tel:119", "demandez comment joindre ce service"),
        ("mailto:contact@essai.example", "sans nom d’enfant"),
        ("https://essai.example/uaped", ""),
    ]


def test_what_is_read_at_any_hour_says_no_state_of_now(session: Session) -> None:
    line = make_contact("+33199001256", kind="direct")
    head = card(session, "un", NIGHT, phones=(line,), hours=OFFICE).lasting_head
    assert (head.kind, plain(head.state)) == ("direct", "Ligne directe, lundi à vendredi 8 h 30 – 17 h 30")


def sections(session: Session, at: datetime, *drafts: dict[str, Any]) -> list[tuple[str, list[str]]]:
    cards = [card(session, f"n{rank}", at, **facts) for rank, facts in enumerate(drafts)]
    return [
        (section.title, [each.view.name.split()[-1] for each in (*section.cards, *section.lines)])
        for section in arrange(cards)
    ]


def test_by_day_the_callable_come_before_those_without_a_number(session: Session) -> None:
    line = (make_contact("+33199001256", kind="direct"),)
    assert sections(session, DAY, {}, {"phones": line, "hours": OFFICE}, {}, {"phones": line}) == [
        ("Vous pouvez appeler", ["n1", "n3"]), ("Sans numéro connu", ["n0", "n2"]),
    ]  # fmt: skip


def test_when_most_are_closed_who_answers_comes_first_and_a_dedicated_service_leads(session: Session) -> None:
    line = (make_contact("+33199001256", kind="direct"),)
    made = sections(
        session, NIGHT,
        {"phones": line, "hours": OFFICE}, {"phones": line, "hours": "24/7", "is_dedicated": "no"},
        {"phones": line, "hours": "24/7"}, {"phones": line, "hours": OFFICE, "is_dedicated": "no"},
        {"phones": line, "hours": OFFICE},
    )  # fmt: skip
    assert made == [("Répond maintenant", ["n2", "n1"]), ("Demain", ["n0", "n3", "n4"])]


def test_at_night_a_number_without_hours_comes_before_the_closed(
    session: Session,
) -> None:
    line = (make_contact("+33199001256", kind="direct"),)
    made = sections(session, NIGHT, {"phones": line, "hours": OFFICE}, {"phones": line}, {})
    assert made == [
        ("Horaires non renseignés", ["n1"]), ("Demain", ["n0"]), ("Sans numéro connu", ["n2"]),
    ]  # fmt: skip
