from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.listings.closures import with_local_holidays
from directory.listings.hours import (
    HoursState,
    InvalidHours,
    check,
    describe,
    state,
    week,
)
from directory.listings.usual_week import days, in_words, schema_org
from directory.places.departements import DEPARTEMENTS

PARIS = "Europe/Paris"
OFFICE = "Mo-Fr 08:30-12:00,14:00-17:00; PH off"

# Words of the syntax, put together at random: what a person may type, right or wrong.
WORDS = st.lists(
    st.sampled_from(
        ["Mo", "Fr", "Sa-Su", "PH", "off", "24/7", ";", ",", "-", "09:00-12:00", "22:00-06:00", "00:00-24:00"]
        + [
            "Jan-Mar",
            "Dec 25",
            "easter",
            "week 1-53/2",
            "Mo[1]",
            "2020",
            "2020-2999",
            "||",
            "+1 day",
            "open",
            " ",
        ]
    ),
    max_size=12,
).map(" ".join)
INSTANTS = st.datetimes(
    datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)
ZONES = st.sampled_from(
    [PARIS, "America/Guadeloupe", "America/Miquelon", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti"]
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(PARIS))


def said(hours: str, at: str, *, by_phone: bool = False) -> str:
    now = paris(at)
    return describe(state(hours, PARIS, now), now, PARIS, by_phone=by_phone).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hours", "at", "words"),
    [
        (OFFICE, "2026-11-23T09:00", "Ouvert maintenant, ferme à 12 h"),
        (OFFICE, "2026-11-23T12:30", "Fermé, ouvre à 14 h"),
        (OFFICE, "2026-11-23T18:00", "Fermé, ouvre demain à 8 h 30"),
        (OFFICE, "2026-11-20T18:00", "Fermé, ouvre lundi à 8 h 30"),
        (OFFICE, "2026-12-25T10:00", "Fermé, ouvre lundi à 8 h 30"),
        ("24/7", "2026-11-23T03:00", "Ouvert 24 h/24"),
        ("Dec 3 10:00-12:00", "2026-11-23T10:00", "Fermé, ouvre le 3 décembre à 10 h"),
        ("Jan 1 10:00-12:00", "2026-11-23T10:00", "Fermé, ouvre le 1er janvier à 10 h"),
        ("Mo-Su 18:00-24:00", "2026-11-23T20:00", "Ouvert maintenant, ferme à minuit"),
        ("Mo-Su 18:00-06:00", "2026-11-23T20:00", "Ouvert maintenant, ferme demain à 6 h"),
        ("24/7; PH off", "2026-11-23T20:00", "Ouvert maintenant, ferme le 24 décembre à minuit"),
        ("2020 Mo 10:00-12:00", "2026-11-23T10:00", "Fermé"),
        ("", "2026-11-23T10:00", "Horaires non renseignés"),
        ("selon arrivage", "2026-11-23T10:00", "Horaires non renseignés"),
    ],
)
def test_a_place_says_whether_it_is_open_and_until_when(hours: str, at: str, words: str) -> None:
    assert said(hours, at) == words


@pytest.mark.parametrize(
    ("hours", "at", "words"),
    [
        (OFFICE, "2026-11-23T15:00", "Joignable maintenant, jusqu’à 17 h"),
        (OFFICE, "2026-11-23T18:00", "Fermé, joignable demain à 8 h 30"),
        ("24/7", "2026-11-23T03:00", "Joignable 24 h/24"),
        ("Mo-Su 18:00-06:00", "2026-11-23T20:00", "Joignable maintenant, jusqu’à demain à 6 h"),
        ("24/7; Dec 25 off", "2026-11-23T20:00", "Joignable maintenant, jusqu’au 24 décembre à minuit"),
    ],
)
def test_a_line_says_whether_it_answers_and_until_when(hours: str, at: str, words: str) -> None:
    assert said(hours, at, by_phone=True) == words


def test_hours_are_those_of_the_clock_on_the_wall_overseas() -> None:
    noon_in_paris = paris("2026-11-23T12:00")
    assert state("Mo-Fr 08:00-16:00", "Indian/Reunion", noon_in_paris).is_open is True
    assert state("Mo-Fr 08:00-16:00", "America/Guadeloupe", noon_in_paris).is_open is False
    changes_at = state("Mo-Fr 08:00-16:00", "America/Guadeloupe", noon_in_paris).changes_at
    assert changes_at == datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert changes_at.utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize("day", ["2026-05-01", "2026-05-25", "2026-07-14", "2026-11-11", "2027-03-29"])
def test_french_public_holidays_close_an_office(day: str) -> None:
    assert state(OFFICE, PARIS, paris(f"{day}T10:00")).is_open is False


def test_both_half_past_two_of_an_autumn_night_are_evaluated() -> None:
    first = state("Mo-Su 02:00-04:00", PARIS, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
    second = state("Mo-Su 02:00-04:00", PARIS, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    assert first == second == HoursState(True, datetime(2026, 10, 25, 3, 0, tzinfo=UTC))


@given(WORDS | st.text(), ZONES, INSTANTS)
def test_any_text_has_a_state_and_changes_later_in_local_time(hours: str, zone: str, at: datetime) -> None:
    found = state(hours, zone, at)
    assert describe(found, at, zone)
    assert describe(found, at, zone, by_phone=True)
    if found.changes_at:
        assert found.changes_at > at
        assert found.changes_at.tzinfo == ZoneInfo(zone)


@given(WORDS, INSTANTS)
def test_a_state_lasts_until_the_announced_change(hours: str, at: datetime) -> None:
    found = state(hours, PARIS, at)
    if found.changes_at:
        before = found.changes_at - timedelta(minutes=1)
        assert state(hours, PARIS, found.changes_at).is_open is not found.is_open
        if before > at and before.utcoffset() == found.changes_at.utcoffset():
            assert state(hours, PARIS, before).is_open is found.is_open


@given(WORDS | st.text())
def test_checking_any_text_says_yes_or_explains_in_french(hours: str) -> None:
    try:
        check(hours)
    except InvalidHours as refused:
        explanation = str(refused)
    else:
        explanation = ""
    assert explanation.endswith("." if explanation else "")
    assert len(week(hours, PARIS, date(2026, 11, 23))) == (0 if explanation else 7)
    assert not (explanation and schema_org(hours))


@pytest.mark.parametrize(
    ("hours", "reason"),
    [
        ("24/24", "illisibles"),
        ("Lu-Ve 09:00-12:00", "illisibles"),
        ("9h-12h", "illisibles"),
        ("  ", "illisibles"),
        ("Mo-Fr 09:00-12:00;" * 20, "255 caractères"),
        ('Mo 09:00-12:00 "3 rue de l’Exemple"', "sans commentaire"),
        ("SH off", "vacances scolaires"),
        ("sunrise-sunset", "heures fixes"),
        ("Mo-Fr 09:00+", "horaires certains"),
        ("Mo-Fr 09:00-12:00 unknown", "horaires certains"),
        ("Mo-Fr", "jours sont sans heures"),
        ("Mo, We 09:00-12:00", "jours sont sans heures"),
        ("Mo-Fr 09:00-12:00; Sa", "jours sont sans heures"),
    ],
)
def test_unusable_hours_are_refused_with_the_reason(hours: str, reason: str) -> None:
    with pytest.raises(InvalidHours, match=reason):
        check(hours)


def test_a_week_has_seven_rows_and_names_its_holidays() -> None:
    rows = [(name, text.replace("\u00a0", " ")) for name, text in week(OFFICE, PARIS, date(2026, 12, 21))]
    assert rows[0] == ("lundi", "8 h 30 – 12 h, 14 h – 17 h")
    assert rows[4] == ("vendredi", "fermé (jour férié)")
    assert rows[6] == ("dimanche", "fermé")


def test_a_night_is_cut_at_midnight_and_a_whole_day_is_said_so() -> None:
    nights = [text.replace("\u00a0", " ") for _, text in week("Sa 22:00-06:00", PARIS, date(2026, 11, 23))]
    assert nights[5:] == ["22 h – minuit", "0 h – 6 h"]
    always = [text.replace("\u00a0", " ") for _, text in week("24/7", PARIS, date(2026, 10, 19))]
    assert set(always) == {"24 h/24"}


def test_regular_hours_are_published_by_span() -> None:
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    kind = {"@type": "OpeningHoursSpecification"}
    assert schema_org(OFFICE) == [
        kind | {"dayOfWeek": days, "opens": "08:30", "closes": "12:00"},
        kind | {"dayOfWeek": days, "opens": "14:00", "closes": "17:00"},
    ]
    assert schema_org("Su 00:00-24:00") == [
        kind | {"dayOfWeek": ["Sunday"], "opens": "00:00", "closes": "23:59"}
    ]


@pytest.mark.parametrize(
    "hours", ["Mo[1] 14:00-17:30", "Jan-Jun Mo 10:00-12:00", "week 1-53/2 Mo", "2027 Mo", ""]
)
def test_irregular_hours_are_not_published_as_a_days(hours: str) -> None:
    assert schema_org(hours) == []


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("Mo-Fr 08:00-18:00; PH off", "lundi à vendredi 8 h – 18 h, sauf jours fériés"),
        ("Mo-Th 08:00-16:00; Fr 08:00-15:30", "lundi à jeudi 8 h – 16 h ; vendredi 8 h – 15 h 30"),
        ("Sa,Su 20:00-24:00", "samedi et dimanche 20 h – minuit"),
        ("Mo,We 09:00-12:00", "lundi 9 h – 12 h ; mercredi 9 h – 12 h"),
        ("24/7", "24 h/24, 7 jours sur 7"),
        ("24/7; PH off", "24 h/24, 7 jours sur 7, sauf jours fériés"),
        ("Mo-Fr 09:00-17:00; Sa,Su,PH off", "lundi à vendredi 9 h – 17 h, sauf jours fériés"),
        ("Mo-Fr 09:00-17:00, PH off", "lundi à vendredi 9 h – 17 h, sauf jours fériés"),
        ("Mo-Fr 09:00-17:00; Aug off", "lundi à vendredi 9 h – 17 h ; fermé en août"),
        ("Mo-Fr 09:00-17:00; Jul-Aug off", "lundi à vendredi 9 h – 17 h ; fermé de juillet à août"),
        (
            "Mo-Fr 09:00-17:00; 2026 Nov 23-2026 Dec 05 off",
            "lundi à vendredi 9 h – 17 h ; fermé du 23 novembre au 5 décembre 2026",
        ),
        (
            "Mo-Fr 09:00-17:00; 2026 Dec 24-2027 Jan 02 off",
            "lundi à vendredi 9 h – 17 h ; fermé du 24 décembre 2026 au 2 janvier 2027",
        ),
        ("Mo-Fr 09:00-17:00; Dec 24 off", "lundi à vendredi 9 h – 17 h ; fermé chaque année le 24 décembre"),
        ("Su,PH 10:00-12:00", "dimanche 10 h – 12 h ; jours fériés 10 h – 12 h"),
        ("Fr-Sa 22:00-04:00", "vendredi et samedi 22 h – 4 h"),
        (
            "Mo-Fr 18:00-08:00, Sa-Su 00:00-24:00",
            "lundi à jeudi 18 h – 8 h ; vendredi 18 h – minuit ; samedi et dimanche 24 h/24",
        ),
        ("Jan-Jun Mo 10:00-12:00", ""),
        ("", ""),
    ],
)
def test_usual_hours_are_said_without_a_date(hours: str, words: str) -> None:
    assert in_words(hours).replace("\u00a0", " ") == words


def test_a_usual_week_has_its_closed_days_and_no_holiday() -> None:
    found = days("Mo-Fr 08:00-18:00; PH off")
    assert [day.text.replace("\u00a0", " ") for day in found] == ["8 h – 18 h"] * 5 + ["fermé"] * 2
    assert days("Jan-Jun Mo 10:00-12:00") == ()


@pytest.mark.parametrize(
    ("departement", "day"),
    [
        ("57", "2025-12-26"), ("67", "2025-12-26"), ("68", "2025-12-26"), ("67", "2026-04-03"),
        ("971", "2026-05-27"), ("972", "2026-05-22"), ("973", "2026-06-10"), ("974", "2027-12-20"),
        ("976", "2026-04-27"), ("977", "2026-10-09"), ("978", "2026-05-28"),
    ],
)  # fmt: skip
def test_a_place_is_closed_on_the_holidays_of_its_own_departement(departement: str, day: str) -> None:
    timezone = DEPARTEMENTS[departement].timezone
    at = datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=ZoneInfo(timezone))
    assert state(OFFICE, timezone, at).is_open is True
    assert state(with_local_holidays(OFFICE, (departement,)), timezone, at).is_open is False
    monday = at.date() - timedelta(days=at.weekday())
    assert week(OFFICE, timezone, monday, (departement,))[at.weekday()].text == "fermé (jour férié)"


def test_holidays_are_shared_by_the_departements_served_or_are_not_taken() -> None:
    assert with_local_holidays(OFFICE, ("67", "68")) != OFFICE
    assert with_local_holidays(OFFICE, ("67", "88")) == OFFICE
    assert with_local_holidays(OFFICE, ()) == OFFICE
    assert with_local_holidays("Mo-Fr 09:00-17:00", ("67",)) == "Mo-Fr 09:00-17:00"


def test_a_guard_of_nights_and_holidays_is_open_on_the_holidays_of_alsace() -> None:
    guard = with_local_holidays("Mo-Fr 18:00-08:00, Sa-Su 00:00-24:00; PH 00:00-24:00", ("67",))
    assert state(guard, PARIS, paris("2025-12-26T12:00")).is_open is True
    assert state(guard, PARIS, paris("2025-12-23T12:00")).is_open is False
