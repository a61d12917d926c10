"""Opening hours written in French become OpenStreetMap's, and what the site says is read back."""

from __future__ import annotations

import csv
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.config import ROOT
from directory.listings import hours, usual_week
from directory.listings.hours_in_french import parse, read_back

PARIS = ZoneInfo("Europe/Paris")
WRITTEN = {
    "du lundi au vendredi de 9h à 12h et de 14h à 17h30, samedi 9h-12h": (
        "Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00"
    ),
    "Du lundi au jeudi de 8 h à 16 h, le vendredi de 8 h à 15 h": "Mo-Th 08:00-16:00; Fr 08:00-15:00",
    "Lundi, mercredi et vendredi, 9-12h": "Mo,We,Fr 09:00-12:00",
    "lun-ven 9h-17h, sauf jours fériés": "Mo-Fr 09:00-17:00; PH off",
    "le lundi 14:00 – 17:00 ; le mardi fermé ; jeudi 9:30-12:00": "Mo 14:00-17:00; Th 09:30-12:00",
    "Tous les jours de 8 h à minuit": "Mo-Su 08:00-24:00",
    "24 h/24, 7 j/7": "24/7",
    "24h sur 24": "24/7",
    "H24": "24/7",
    "24h/24 sauf jours fériés": "24/7; PH off",
    "vendredi et samedi de 22h à 4h": "Fr-Sa 22:00-04:00",
    "vendredi 22h-4h, samedi 10h-12h": "Fr 22:00-04:00, Sa 10:00-12:00",
    "en semaine de 9h à midi": "Mo-Fr 09:00-12:00",
    "du samedi au mardi de 10h à 11h": "Mo-Tu,Sa-Su 10:00-11:00",
    "week-end 10h-18h": "Sa-Su 10:00-18:00",
    "vendredi 18h au lundi 8h": "Mo 00:00-08:00; Fr 18:00-24:00; Sa-Su 00:00-24:00",
    "lundi 9h-12h et 14h-17h\nmardi 9h-12h": "Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00",
    "le matin de 9h à 12h, du lundi au vendredi": "Mo-Fr 09:00-12:00",
    "Lundi : 9h00 - 12h00 / 13h30 - 17h00, mardi : 9h-12": "Mo 09:00-12:00,13:30-17:00; Tu 09:00-12:00",
    "lundi au jeudi 9h 30-12h 30": "Mo-Th 09:30-12:30",
    "fermé le lundi, du mardi au samedi 10h-18h": "Tu-Sa 10:00-18:00",
    "9h-18h tous les jours sauf le samedi et le dimanche": "Mo-Fr 09:00-18:00",
    "tous les jours, jours fériés compris, 9h-18h": "Mo-Su 09:00-18:00",
    "du lundi au vendredi 18h-8h, week-end et jours fériés 24h/24": (
        "Mo-Fr 18:00-08:00, Sa-Su 00:00-24:00; PH 00:00-24:00"
    ),
    "lundi au vendredi 9h-17h, fermé en août": "Mo-Fr 09:00-17:00; Aug off",
    "lundi au vendredi 9h-17h ; fermé du 24/12/2026 au 2/1/2027": (
        "Mo-Fr 09:00-17:00; 2026 Dec 24-2027 Jan 02 off"
    ),
    "lundi au vendredi 9h-17h, fermé du 3 au 5 mars 2027": (
        "Mo-Fr 09:00-17:00; 2027 Mar 03-2027 Mar 05 off"
    ),
    "Mo-Fr 09:00-12:00; PH off": "Mo-Fr 09:00-12:00; PH off",
    "": "",
}  # fmt: skip
REFUSED = (
    "quand on peut", "mardi", "9h", "lundi de 9h à 26h", "lundi 9h-12h sur rendez-vous", "25:00-26:00",
    "Mo-Fr 9", "lundi au vendredi", "9h à 12h à 14h", "lundi 9h-9h", "jours ouvrables 9h-17h",
    "lundi/vendredi 9h-12h", "Mo-Fr",
)  # fmt: skip
#: Each may mean two things, and says which is to be written.
DOUBTFUL = {
    "9h-17h": "Quels jours",
    "lundi au vendredi 9h-17h, mercredi 9h-12h": "« mercredi » a deux horaires",
    "mercredi 9h-12h, mercredi fermé": "« mercredi » a deux horaires",
    "lundi 9h-12h et 14h-17h mardi 9h-12h": "quels jours vont avec quelles heures",
    "lundi au samedi 9h-18h, fermé le mercredi 9h-12h": "quels jours vont avec quelles heures",
    "lundi au vendredi 9h-17h sauf le mercredi 9h-12h": "quels jours vont avec quelles heures",
    "ouvert sauf le dimanche 9h-18h": "quels jours vont avec quelles heures",
    "lundi 9h-12h, 14h-17h le mardi": "quels jours vont avec quelles heures",
    "du lundi 9h au vendredi 17h": "Une ouverture de plusieurs jours",
    "lundi au vendredi 9h-12h et 14h-17h sauf vendredi après-midi": "« après-midi »",
    "nuit du vendredi au samedi 22h-6h": "« nuit du vendredi",
    "lundi au vendredi 9h-17h, 1er samedi du mois 9h-12h": "« mois 9h-12h »",
    "de septembre à juin, lundi 9h-12h": "fermé en août",
}
#: What people write, an instant in Paris, and whether it is then open.
MEANT = (
    ("lundi au vendredi 9h-17h ; mercredi fermé", "2026-12-02 10:00", False),
    ("tous les jours 9h-18h, dimanche fermé", "2026-12-06 10:00", False),
    ("lundi 9h-12h, lundi 14h-17h", "2026-11-30 10:00", True),
    ("du lundi au vendredi de 9h à 12h, les mardis et jeudis de 14h à 17h", "2026-12-01 10:00", True),
    ("du lundi au vendredi de 9h à 17h et le mercredi de 17h à 20h", "2026-12-02 10:00", True),
    ("lundi 9h - mardi 9h", "2026-12-01 20:00", False),
    ("lundi 9h-12h 14-17h, mardi 9h-12h 14-17h", "2026-12-01 20:00", False),
    ("lundi 9h-12h 14-17h, mardi 9h-12h 14-17h", "2026-12-01 10:00", True),
    ("24h/24 le week-end, du lundi au vendredi 18h-8h", "2026-12-05 14:00", True),
    ("9h-12h le lundi, mardi 14h-17h", "2026-12-03 10:00", False),
    ("lundi au vendredi 9h-12h 14h-17h", "2026-12-03 15:00", True),
    ("lu-ve 9h-17h", "2026-12-03 15:00", True),
    ("tous les jours sauf le dimanche de 9h à 18h", "2026-12-06 10:00", False),
    ("lundi, mercredi et vendredi matin 9h-12h", "2026-12-02 10:00", True),
    ("de 10 à 20h tous les jours", "2026-12-02 19:00", True),
)


@pytest.mark.parametrize("text", WRITTEN)
def test_french_becomes_opening_hours(text: str) -> None:
    assert parse(text) == WRITTEN[text]


@pytest.mark.parametrize(("text", "instant", "is_open"), MEANT)
def test_a_place_is_open_when_what_is_written_says_so(text: str, instant: str, is_open: bool) -> None:
    at = datetime.fromisoformat(instant).replace(tzinfo=PARIS)
    assert hours.state(parse(text), "Europe/Paris", at).is_open is is_open


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused_with_an_example_and_never_guessed(text: str) -> None:
    with pytest.raises(hours.InvalidHours, match="par exemple"):
        parse(text)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_mean_two_things_is_refused_with_what_is_missing(text: str) -> None:
    with pytest.raises(hours.InvalidHours) as refused:
        parse(text)
    assert DOUBTFUL[text] in str(refused.value).replace("\u202f", " ")


def test_every_week_the_site_says_in_french_is_read_back_the_same() -> None:
    with (ROOT / "data" / "listings.csv").open(encoding="utf-8", newline="") as file:
        known = {row["hours"] for row in csv.DictReader(file)} - {""}
    said = {usual_week.in_words(each): each for each in known if usual_week.in_words(each)}
    assert len(said) > 10
    assert {words: parse(words) for words in said} == said


@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]), min_size=1),
            st.sampled_from(["08:30-12:00,14:00-17:30", "09:00-24:00", "22:00-06:00", "00:00-24:00"]),
        ),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(
        ["", "; PH off", "; Aug off", "; PH 10:00-12:00", "; PH off; 2026 Dec 24-2027 Jan 02 off"]
    ),
)
def test_any_week_said_in_words_and_typed_again_is_said_the_same(
    rules: list[tuple[set[str], str]], end: str
) -> None:
    written = ", ".join(f"{','.join(sorted(days))} {spans}" for days, spans in rules) + end
    words = usual_week.in_words(written)
    assert usual_week.in_words(parse(words)) == words


def test_hours_are_read_back_until_somebody_says_they_are_well_understood() -> None:
    found, question = read_back("lu-ve 9h-17h", "")
    assert question.replace("\u00a0", " ").startswith("Compris : lundi à vendredi 9 h – 17 h.")
    assert read_back("lu-ve 9h-17h", found) == (found, "")
    assert read_back("lu-ve 9h-18h", found)[1]
    assert read_back("lundi à vendredi 9 h – 17 h", "") == (found, "")
