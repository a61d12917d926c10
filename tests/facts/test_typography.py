from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.french.typography import count, join_words, long_date, nobreak, partial_date

PIECES = st.sampled_from(
    [*"«»;:!?'@/.,()aé10 \u00a0\u202f\n", "http://", "www.", "116 000", "02 61 91 00 00", " km", "24 h"]
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Qui appeler ?", "Qui appeler\u202f?"),
        ("Qui appeler?", "Qui appeler\u202f?"),
        ("Ouvert : oui ; non", "Ouvert\u00a0: oui\u202f; non"),
        ("« ici »", "«\u202fici\u202f»"),
        ("«ici»", "«\u202fici\u202f»"),
        ("L'école d'à côté", "L’école d’à côté"),
        ("le 116 000", "le 116\u202f000"),
        ("au 02 61 91 00 00.", "au 02\u202f61\u202f91\u202f00\u202f00."),
        ("au 0 800 00 00 00", "au 0\u202f800\u202f00\u202f00\u202f00"),
        ("à 5 000 km", "à 5\u202f000\u00a0km"),
        ("24 h/24", "24\u00a0h/24"),
    ],
)
def test_text_is_read_with_french_spaces_and_apostrophes(typed: str, read: str) -> None:
    assert nobreak(typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "https://exemple.test/page?a=1;b=2",
        "www.exemple.test/l'ecole?x",
        "prenom.d'exemple@exemple.test",
        "9:30",
        "(?)",
        "? seul",
        "en 2023 et 119 appels",
    ],
)
def test_addresses_times_and_lone_marks_stay_as_typed(text: str) -> None:
    assert nobreak(text) == text


def test_a_mark_after_an_address_is_spaced_and_the_address_is_not() -> None:
    assert nobreak("Voir https://exemple.test/?q ?") == "Voir https://exemple.test/?q\u202f?"


@given(st.lists(PIECES).map("".join) | st.text())
def test_correcting_twice_changes_nothing_more(text: str) -> None:
    once = nobreak(text)
    assert nobreak(once) == once


@given(st.lists(PIECES).map("".join))
def test_correcting_only_touches_spaces_and_apostrophes(text: str) -> None:
    def letters(value: str) -> str:
        return "".join(value.replace("’", "'").split())

    assert letters(nobreak(text)) == letters(text)


def test_a_date_is_written_in_words() -> None:
    assert long_date(date(2026, 10, 3)) == "3\u00a0octobre 2026"
    assert long_date(date(2026, 8, 1)) == "1er\u00a0août 2026"


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("2023-04", "avril 2023"),
        ("2020", "2020"),
        ("2023-12-01", "1er\u00a0décembre 2023"),
        ("", ""),
        ("2023-13", "2023-13"),
        ("2023-02-30", "2023-02-30"),
        ("vers 2019", "vers 2019"),
    ],
)
def test_a_partial_date_says_only_what_is_known(stored: str, read: str) -> None:
    assert partial_date(stored) == read


def test_zero_and_one_are_singular() -> None:
    assert count(0, "ressource", "ressources") == "0 ressource"
    assert count(1, "ressource", "ressources") == "1 ressource"
    assert count(2, "ressource", "ressources") == "2 ressources"


def test_thousands_are_grouped_without_a_break() -> None:
    assert count(1204, "ressource", "ressources") == "1\u202f204 ressources"
    assert count(1204567, "ressource", "ressources") == "1\u202f204\u202f567 ressources"


def test_words_are_joined_as_a_sentence() -> None:
    assert join_words([]) == ""
    assert join_words(["a"]) == "a"
    assert join_words(["a", "b"]) == "a et b"
    assert join_words(("a", "b", "c")) == "a, b et c"
