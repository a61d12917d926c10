"""What people write to say where without naming it, and what they write that says nothing of it."""

from __future__ import annotations

import csv

import pytest

from directory.config import ROOT
from directory.listings.drafts import check
from directory.places.clues import find_clues
from directory.places.clues.titles import find_clues_in_name
from tests.fictional import make_confidential

TEXTS = ROOT / "tests" / "texts"


def lines(name: str) -> list[str]:
    return (TEXTS / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("field", ["name", "operator"])
def test_of_texts_that_say_where_nearly_all_are_stopped_in_a_name_and_an_operator(field: str) -> None:
    with (TEXTS / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    passed = []
    for row in rows:
        told = row["field"] if row["field"] == "website" else field
        facts = {"departements": tuple(row["served"].split()), told: row["text"]}
        if not check(make_confidential("une", **facts)):
            passed.append(row["text"])
    assert len(rows) == 117
    assert len(passed) <= 4, passed


def test_of_three_hundred_ordinary_texts_at_most_three_raise_an_alarm() -> None:
    texts = lines("ordinary.txt")
    alarms = [text for text in texts if find_clues(text, ("35",))]
    assert len(texts) == 300
    assert len(alarms) <= 3, alarms


def test_ordinary_names_are_names() -> None:
    assert [name for name in lines("names.txt") if find_clues_in_name(name, ("56",))] == []


@pytest.mark.parametrize(
    "text",
    [
        "Ploërmel".encode().hex(" "),
        "une maison calme",
        "Adhésion libre du jeune_majeur",
        "24 h/24, 7 j/7",
        "Cf. la fiche n° 3",
    ],
)
def test_what_is_neither_a_place_nor_hidden_is_left_alone(text: str) -> None:
    assert find_clues(text, ("56",)) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("&#80;loërmel", "commune"),
        ("Plo%C3%ABrmel", "commune"),
        ("UGxvZXJtZWw=", "commune"),
        ("foyer_ploermel", "commune"),
        ("FoyerPloermel", "commune"),
        ("Pl0ermel", "commune"),
        ("Ploër-\nmel", "commune"),
        ("Ренн", "script"),
        ("SIRET 123 456 789 00012", "identifier"),
        ("FINESS 560000123", "identifier"),
        ("8FVC9G8F+6X", "coordinates"),
        ("bit.ly/3xyzAbc", "link"),
        ("bus 42", "transport"),
        ("///chaise.lampe.jardin", "map_link"),
    ],
)
def test_a_place_is_read_however_it_is_coded(text: str, kind: str) -> None:
    assert [clue.kind for clue in find_clues(text, ("35",))] == [kind]
