"""The place detector: what it must see, what it must leave alone, and what it points at (C11, C13)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.config import ROOT
from directory.imports import LISTINGS
from directory.listings.drafts import ADDRESSES, check
from directory.listings.fields import FREE_TEXTS, PHRASED
from directory.listings.typed import Typed
from directory.places.clues import KIND_WORDS, find_clues, find_clues_in_address
from directory.places.clues.positions import describe, find_spans
from tests.fictional import make_confidential, make_draft
from tests.place_texts import SERVED, clean_texts, place_fragments


def test_of_four_thousand_badly_typed_places_at_least_ninety_nine_in_a_hundred_are_seen() -> None:
    missed: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for kind, fragment in place_fragments(4000):
        asked[kind] += 1
        missed[kind] += not find_clues(fragment, SERVED)
    assert missed.total() <= 0.01 * asked.total(), missed
    assert all(missed[kind] <= 0.05 * asked[kind] for kind in asked), missed


def test_of_two_thousand_texts_without_a_place_at_most_two_in_a_hundred_raise_an_alarm() -> None:
    texts = clean_texts()
    alarms = [text for text in texts if find_clues(text, SERVED)]
    assert len(texts) >= 2000
    assert len(alarms) <= 0.02 * len(texts), alarms[:20]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("Un foyer au 12 bis rue des Lilas, discret", "12 bis rue des Lilas", "street"),
        ("Écrire au BP 123", "BP 123", "postal_box"),
        ("Vers Ploërmel par la nationale", "Ploërmel", "commune"),
        ("à Ploermel", "Ploermel", "commune"),
        ("à PLOËRMEL", "PLOËRMEL", "commune"),
        ("à Ploe\u0308rmel", "Ploe\u0308rmel", "commune"),
        ("au plo\u00adërmel", "plo\u00adërmel", "commune"),
        ("V.A.N.N.E.S", "V.A.N.N.E.S", "commune"),
        ("à Sens", "Sens", "commune"),
        ("la mairie de Tours", "Tours", "commune"),
        ("foyer de lyon", "lyon", "commune"),
        ("Située en Isère", "Isère", "departement"),
        ("Chalets 47.6582, -2.7608 la nuit", "47.6582, -2.7608", "coordinates"),
        ("tél. 02 99 00 11 22", "02 99 00 11 22", "phone"),
        ("Foyer près de la gare", "près de la gare", "landmark"),
        ("À deux pas de la ligne 12", "ligne 12", "transport"),
        ("Prendre la ligne 12, ou le bus 119", "bus 119", "transport"),
    ],
)
def test_the_words_that_tell_are_pointed_at(text: str, words: str, kind: str) -> None:
    clues = find_clues(text, ("56",))
    assert words in {text[clue.start : clue.end] for clue in clues}, clues
    assert kind in {clue.kind for clue in clues}


@pytest.mark.parametrize(
    "text",
    [
        "Dans le Morbihan et en Bretagne",
        "Partout en France et en Europe, à La Réunion et à Mayotte",
        "Rencontre dans la rue, en sens inverse, sans condition",
        "Au cours de l’année, 10 places, dont 2 d’urgence, sur place",
        "Environ 11 000 mineurs, 14 000 €, le 12 mars 2024, de 9 h à 17 h 30",
        "Appeler le 119, le 116 000 ou le 3018",
        "La ligne 119 répond jour et nuit, la ligne 116\u202f000 aussi, et la ligne 39 19",
        "Art. L226-2-1 du CASF",
        "À côté de leur famille, face aux violences, près de 300 jeunes",
        "",
    ],
)
def test_what_everybody_may_know_is_no_clue(text: str) -> None:
    assert find_clues(text, ("56",)) == ()


def test_a_departement_may_be_named_when_it_is_served_only() -> None:
    text = "Un foyer en Seine-Saint-Denis"
    assert find_clues(text, ("93",)) == ()
    assert [clue.kind for clue in find_clues(text, ("56",))] == ["departement"]


def test_a_capital_after_a_preposition_is_a_place_whoever_bears_the_name() -> None:
    assert [clue.kind for clue in find_clues("Demande d’admission à Koutcha", ())] == ["commune"]


@pytest.mark.parametrize(
    ("address", "is_clue"),
    [
        ("https://structure.example/le-dispositif/article/56000", False),
        ("https://structure.example/foyer-de-lorient", True),
        ("https://www.mairie-vannes.example/", True),
        ("https://www.openstreetmap.org/#map=17/47.65/-2.76", True),
        ("https://structure.example/morbihan/actualites", False),
        ("", False),
    ],
)
def test_a_web_address_may_tell_by_its_words(address: str, is_clue: bool) -> None:
    assert bool(find_clues_in_address(address, ("56",))) == is_clue


@pytest.mark.parametrize("field", [name for name in FREE_TEXTS if name not in PHRASED])
def test_every_text_of_a_confidential_draft_is_read_and_no_word_of_it_repeated(field: str) -> None:
    problems = check(make_confidential("one", **{field: "Maison à Ploërmel, 7 rue de la Zibeline"}))
    assert [problem.field for problem in problems] == [field]
    assert "une commune" in problems[0].message
    assert problems[0].clues
    assert not any(word in problems[0].message for word in ("Ploërmel", "Zibeline", "rue de"))
    assert check(make_draft("one", **{field: "Maison à Ploërmel, 7 rue de la Zibeline"})) == []


@pytest.mark.parametrize("field", ADDRESSES)
def test_addresses_and_references_of_a_confidential_draft_are_read_too(field: str) -> None:
    draft = make_confidential(
        **{"ref": "one", "name": "Foyer", field: "https://structure.example/foyer-de-ploermel"}
    )
    assert [problem.field for problem in check(draft)] == [field]


def test_the_confidential_listings_of_the_seed_say_nothing_of_a_place() -> None:
    rows = LISTINGS["template"](ROOT / "data" / "listings.csv")
    hidden = [row for row in rows if row.draft and row.draft.disclosure == "confidential"]
    assert len(hidden) == 6
    assert [row.problems for row in hidden if row.problems] == []


@given(st.text(max_size=300), st.sampled_from((("56",), (), ("2A", "974"))))
def test_any_text_is_read_and_clues_are_in_order_inside_it(text: str, served: tuple[str, ...]) -> None:
    last = 0
    for clue in find_clues(text, served):
        assert last <= clue.start < clue.end <= len(text)
        assert clue.kind in KIND_WORDS
        last = clue.end


@pytest.mark.parametrize("before", ["", "Au ", "  Au\t", "Au\r\n\r\n", "😀 é\u00a0: ", "zéro\u200bun "])
def test_a_clue_is_pointed_at_in_the_field_as_its_browser_holds_it(before: str) -> None:
    typed = Typed()
    sent = f"{before}12 rue\r\ndes Lilas, puis rien"
    typed.text({"text": sent}, "text", "", 99)
    ((start, end),) = find_spans(sent, typed["text"], find_clues(typed["text"], SERVED))
    units = sent.replace("\r\n", "\n").encode("utf-16-le")
    assert units[2 * start : 2 * end].decode("utf-16-le") == "12 rue\ndes Lilas"


def test_words_are_counted_and_grouped_by_kind() -> None:
    text = "Au 12 rue des Lilas, vers Quiberon ou Sauzon"
    words = describe(text, find_clues(text, SERVED)).replace("\u00a0", " ")
    assert words == "une voie ou un numéro (mots 2 à 5), une commune (mots 7 et 9)"
    assert describe("Quiberon", find_clues("Quiberon", SERVED)) == "une commune"


@pytest.mark.parametrize(
    "written",
    [
        "Ren\u00adnes", "Re\u034fnnes", "Re\u3164nnes", "Re\u2800nnes", "Re\ufe0fnnes", "R\u0435nnes",
        "\u03a1ennes", "\u0280\u1d07\u0274\u0274\u1d07s",
    ],
)  # fmt: skip
def test_marks_nobody_sees_and_letters_that_look_like_ours_hide_no_town(written: str) -> None:
    assert [clue.kind for clue in find_clues(f"Un refuge sur {written}.", ["35"])] == ["commune"]


@pytest.mark.parametrize("address", ["/Foug%C3%A8res", "/Foug%25C3%25A8res"])
def test_an_encoded_web_address_is_read_as_it_is_meant(address: str) -> None:
    assert find_clues_in_address(f"https://exemple.example{address}", ["35"])
