"""Opening hours written in French become OpenStreetMap's, and what the site says is read back."""

from __future__ import annotations

import csv

import pytest

from directory.config import ROOT
from directory.listings import hours
from directory.listings.hours_in_french import parse

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
    "vendredi et samedi de 22h à 4h": "Fr-Sa 22:00-04:00",
    "en semaine de 9h à midi": "Mo-Fr 09:00-12:00",
    "du samedi au mardi de 10h à 11h": "Mo-Tu,Sa-Su 10:00-11:00",
    "week-end 10h-18h": "Sa-Su 10:00-18:00",
    "Mo-Fr 09:00-12:00; PH off": "Mo-Fr 09:00-12:00; PH off",
    "": "",
}  # fmt: skip
REFUSED = (
    "quand on peut", "mardi", "9h", "lundi de 9h à 26h", "lundi 9h-12h sur rendez-vous", "25:00-26:00",
    "Mo-Fr 9", "lundi au vendredi", "9h à 12h à 14h",
)  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_french_becomes_opening_hours(text: str) -> None:
    assert parse(text) == WRITTEN[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_understood_is_refused_with_an_example_and_never_guessed(text: str) -> None:
    with pytest.raises(hours.InvalidHours, match="par exemple"):
        parse(text)


def test_every_week_the_site_says_in_french_is_read_back_the_same() -> None:
    with (ROOT / "data" / "listings.csv").open(encoding="utf-8", newline="") as file:
        known = {row["hours"] for row in csv.DictReader(file)} - {""}
    said = {hours.in_words(each): each for each in known if hours.in_words(each)}
    assert len(said) > 10
    assert {words: parse(words) for words in said} == said
