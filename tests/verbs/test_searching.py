"""Words that find listings: synonyms, accents, typing errors, plurals; the same on both engines."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from directory.french.words import question_words, words
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.publishing.publication import departement_rows
from directory.publishing.search_index import find_numbers, vocabulary
from directory.publishing.tokens import ANSWERS, CATEGORY, CELL, NAME, PLACE, POINT, TERM, Token, tokens_of
from directory.publishing.understanding import Question, understand
from directory.publishing.views import find_slugs, find_view, find_views
from tests.fictional import (
    LORIENT,
    RENNES,
    VANNES,
    in_commune,
    make_confidential,
    make_draft,
    store,
)

#: A number and everything the index says of its listing.
Document = tuple[int, set[Token]]


def find(session: Session, typed: str, *scopes: Token) -> list[PublicView]:
    return find_views(session, find_numbers(session, typed, scopes))


#: What is typed, the category of the first answer, and a departement it serves ("" for a national one).
FIRST = [
    ("crip morbihan", "crip", "56"),
    ("CRIP du Morbihan", "crip", "56"),
    ("crip 56", "crip", "56"),
    ("crip 2A", "crip", "2A"),
    ("crip 974", "crip", "974"),
    ("crips 93", "crip", "93"),
    ("adret", "crip", "06"),
    ("MEDO", "crip", "48"),
    ("enfance en danger herault", "crip", "34"),
    ("signalement vannes", "crip", "56"),
    ("uaped vannes", "uaped", "56"),
    ("UAPED de Vannes", "uaped", "56"),
    ("uaped vanes", "uaped", "56"),
    ("hopital rennes", "uaped", "35"),
    ("Hôpital Rennes", "uaped", "35"),
    ("uaped saint quentin", "uaped", "02"),
    ("uaped st-quentin", "uaped", "02"),
    ("uaped la reunion", "uaped", "974"),
    ("parcours de soins grenoble", "uaped", "38"),
    ("maison des adolescents guéret", "adolescent_house", "23"),
    ("mda ajaccio", "adolescent_house", "2A"),
    ("dsden aisne", "school_social_service", "02"),
    ("parquet bobigny", "referent_magistrate", "93"),
    ("maraude numérique marseille", "digital_outreach", "13"),
    ("accueil de jour lyon", "day_reception", "69"),
    ("accueils de jours lyon", "day_reception", "69"),
    ("bus des femmes", "outreach", "75"),
    ("mayotte mise à l’abri", "confidential_housing", "976"),
    ("mayote mise a l abri", "confidential_housing", "976"),
    ("119", "listening_line", ""),
    ("3018", "listening_line", ""),
    ("114", "listening_line", ""),
    ("116 000", "listening_line", ""),
    ("116000", "listening_line", ""),
    ("séjour de rupture", "break_away_housing", ""),
]
#: What is typed, a category every answer belongs to, and how many there are at least.
ALL = [
    ("uaped", "uaped", 60),
    ("uapeds", "uaped", 60),
    ("mélanie", "uaped", 60),
    ("IP", "crip", 50),
    ("ip", "crip", 50),
    ("information préoccupante", "crip", 50),
    ("INFORMATION PREOCCUPANTE", "crip", 50),
    ("fugeuse", "runaway_referent", 1),
    ("procureur", "referent_magistrate", 3),
    ("lieu secret", "confidential_housing", 1),
]
#: Ways to write the same question.
SAME = [
    ("hébergement", "hebergement", "HÉBERGEMENTS", "hebergemment"),
    ("écoute", "ecoute", "Écoutes"),
    ("michetonnage", "Michetonnages", "michetonage", "michetonnnage"),
    ("lover boy", "lover-boy", "Lover Boys"),
    ("amicale du nid", "Amicale nid", "l’amicale du nid", "amicalle du nid"),
    ("signalement", "signalemnt", "signalements", "singalement"),
    ("crip morbihan", "morbihan crip", "crip, morbihan !", "crip morbian"),
    ("proxénétisme", "proxenetisme", "proxénètisme", "proxenétisme"),
]


@pytest.mark.parametrize(("typed", "category", "departement"), FIRST)
def test_the_first_answer_is_the_one_meant(
    seeded_session: Session, typed: str, category: str, departement: str
) -> None:
    first = find(seeded_session, typed)[0]
    assert first.category == category
    assert departement in first.departements if departement else first.is_national


@pytest.mark.parametrize(("typed", "category", "least"), ALL)
def test_every_answer_is_of_the_kind_asked(
    seeded_session: Session, typed: str, category: str, least: int
) -> None:
    found = find(seeded_session, typed)
    assert len(found) >= least
    asked = set(words(typed))
    strangers = [v for v in found if v.category != category and not asked & set(words(v.name + v.summary))]
    assert [v.name for v in strangers] == []
    assert found[0].category == category


@pytest.mark.parametrize("spellings", SAME)
def test_accents_case_plural_order_and_one_error_change_nothing(
    seeded_session: Session, spellings: tuple[str, ...]
) -> None:
    first, *others = [[view.number for view in find(seeded_session, typed)] for typed in spellings]
    assert first
    assert all(other == first for other in others)


def find_everything(session: Session) -> list[PublicView]:
    return [view for slug in find_slugs(session) if (view := find_view(session, slug))]


@pytest.fixture(scope="module")
def everything(seeded_app: Flask) -> list[PublicView]:
    """Every listing of the seed."""
    with Session(seeded_app.extensions["engine"]) as session:
        return find_everything(session)


@pytest.fixture(scope="module")
def documents(everything: list[PublicView]) -> list[Document]:
    """The words of every listing of the seed, by number."""
    return sorted(((view.number, tokens_of(view)) for view in everything), key=lambda one: one[0])


@pytest.mark.parametrize("synonym", sorted({s for c in CATEGORIES.values() for s in c.synonyms}))
def test_every_synonym_finds_every_listing_of_its_category(
    seeded_session: Session, everything: list[PublicView], synonym: str
) -> None:
    found = {view.number for view in find(seeded_session, synonym)}
    meant = {slug for slug, category in CATEGORIES.items() if synonym in category.synonyms}
    assert {view.number for view in everything if view.category in meant} <= found


@pytest.mark.parametrize("typed", ["zzzqqqxx", "xyzzy plugh", "%%%", "'; --", "*", "«»", ""])
def test_words_that_mean_nothing_find_nothing(seeded_session: Session, typed: str) -> None:
    assert find(seeded_session, typed) == []


def test_a_mended_question_says_how_it_was_understood(seeded_session: Session) -> None:
    known = vocabulary(seeded_session)
    assert understand("signalemnt morbian", known).corrected == "signalement morbihan"
    assert understand("signalement morbihan", known).corrected == ""
    assert understand("zzzqqqxx", known).corrected == ""


def test_tokens_of_place_category_and_cell_limit_a_search(session: Session) -> None:
    store(
        session,
        make_draft("one", place=in_commune(VANNES)),
        make_draft("two", place=in_commune(LORIENT), category="crip"),
        make_draft("three", departements=("35",), place=in_commune(RENNES)),
        make_confidential("four", departements=("35", "56")),
        make_draft("five", is_national=True, departements=()),
    )

    def refs(*scopes: Token) -> str:
        return " ".join(
            view.name.removeprefix("Équipe fictive ") for view in find(session, "équipe", *scopes)
        )

    assert refs() == "one two three four five"
    assert refs((ANSWERS, "56")) == "one two four"
    assert refs((ANSWERS, "35")) == "three four"
    assert refs((ANSWERS, "56"), (ANSWERS, "FR")) == "one two four five"
    assert refs((CATEGORY, "crip")) == "two"
    assert refs((CATEGORY, "confidential_housing")) == "four"
    cells = {
        ref: next(token for token in tokens_of(view) if token[0] == CELL)
        for view in find_everything(session)
        if view.latitude is not None
        for ref in [view.name.split()[-1]]
    }
    assert set(cells) == {"one", "two", "three"}
    assert refs(cells["one"]) == "one"
    assert refs(cells["one"], cells["three"]) == "one three"
    assert refs((ANSWERS, "13")) == ""


# The documented rule, said again over plain words, is what the databases must answer.


def expected(documents: list[Document], question: Question, scopes: tuple[Token, ...] = ()) -> list[int]:
    kept = [(number, tokens) for number, tokens in documents if not scopes or set(scopes) & tokens]
    asked = question.alternatives
    if not asked:
        return []

    def holds(tokens: set[Token], kind: str, words: tuple[str, ...]) -> bool:
        return any((kind, word) in tokens for word in words)

    found = dict.fromkeys(n for n, tokens in kept if all(holds(tokens, NAME, one) for one in asked))
    found |= dict.fromkeys(n for n, tokens in kept if all(holds(tokens, TERM, one) for one in asked))
    found = found or dict.fromkeys(n for n, tokens in kept if any(holds(tokens, TERM, one) for one in asked))
    return list(found)


def test_the_database_answers_the_documented_rule(seeded_session: Session, documents: list[Document]) -> None:
    known = vocabulary(seeded_session)
    asked = [row[0] for row in (*FIRST, *ALL)] + [typed for row in SAME for typed in row]
    for typed in asked:
        question = understand(typed, known)
        for scopes in ((), ((ANSWERS, "56"), (ANSWERS, "FR"))):
            found = find_numbers(seeded_session, typed, scopes)
            assert found == expected(documents, question, scopes), typed


@settings(max_examples=60)
@given(data=st.data())
def test_any_words_of_the_index_answer_the_documented_rule(
    seeded_session: Session, documents: list[Document], data: st.DataObject
) -> None:
    known = vocabulary(seeded_session)
    word = st.sampled_from(known) | st.sampled_from(known).map(lambda word: word[:-1]) | st.text(max_size=6)
    typed = " ".join(data.draw(st.lists(word, min_size=1, max_size=4)))
    assert find_numbers(seeded_session, typed) == expected(documents, understand(typed, known))


@settings(max_examples=200)
@given(typed=st.text(max_size=300))
def test_any_text_at_all_is_understood_and_searched(seeded_session: Session, typed: str) -> None:
    question = understand(typed, vocabulary(seeded_session))
    assert len(question.alternatives) == len(question_words(typed)) <= 12
    found = find_numbers(seeded_session, typed)
    assert len(set(found)) == len(found)


def test_a_document_of_a_confidential_listing_holds_no_commune_and_no_cell(session: Session) -> None:
    store(session, make_confidential("one"))
    (view,) = find_everything(session)
    tokens = tokens_of(view)
    assert not {CELL, POINT, PLACE} & {kind for kind, _ in tokens}
    assert (TERM, "vanne") not in tokens
    assert [row["latitude"] for row in departement_rows(view)] == [None]
