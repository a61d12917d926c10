"""The text index: FTS5 on SQLite, GIN over `tsvector` on PostgreSQL, fed the same folded words.

Departement, category and map cell are tokens inside the index, so that a search within a place costs the
size of its answer and not that of the country. Typing errors are mended against the index's own words
before the question reaches the database, which makes both engines answer alike.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import text
from sqlmodel import Session

from directory.database.engine import is_sqlite
from directory.database.rows import batches, insert_rows
from directory.french.words import category_token, cell_token, departement_token, join, question_words, words
from directory.listings.categories import CATEGORIES, GROUPS
from directory.listings.public_view import PublicView
from directory.places.departements import DEPARTEMENTS
from directory.publishing.per_version import PerVersion

CANDIDATES = 200
_PREFIX_WORDS = 40
_CLOSE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Document:
    """The words of one listing. `name` weighs more than `terms`; `scope` says where and what it is."""

    number: int
    name: str
    terms: str
    scope: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question in words of the index: each entry holds the alternatives of one typed word.

    `corrected` is the question as it was understood, when a word had to be mended; empty otherwise.
    """

    alternatives: tuple[tuple[str, ...], ...]
    corrected: str = ""


def make_document(view: PublicView) -> Document:
    """Return the index words of a published listing; a confidential one has no commune and no cell."""
    name = dict.fromkeys((*words(view.name), *words(view.commune)))
    everything = dict.fromkeys(
        chain(
            name,
            _few_words(view.operator),
            _category_words(view.category),
            _departement_words(view.departements),
            words(view.summary),
        )
    )
    tokens = [departement_token(code) for code in view.departements]
    if view.is_national:
        tokens.append(departement_token("FR"))
    if view.seat_departement:
        tokens.append(departement_token(view.seat_departement))
    tokens.append(category_token(view.category))
    if view.latitude is not None and view.longitude is not None:
        tokens.append(cell_token(view.latitude, view.longitude))
    return Document(view.number, " ".join(name), " ".join(everything), " ".join(dict.fromkeys(tokens)))


@lru_cache(maxsize=64)
def _few_words(text: str) -> tuple[str, ...]:
    """The words of a text that many listings repeat."""
    return words(text)


@lru_cache(maxsize=128)
def _category_words(slug: str) -> tuple[str, ...]:
    category = CATEGORIES[slug]
    group = GROUPS[category.group].label
    return tuple(join(category.label, category.plural, category.synonyms, group).split())


@lru_cache(maxsize=512)
def _departement_words(codes: tuple[str, ...]) -> tuple[str, ...]:
    names = [DEPARTEMENTS[code].name for code in codes if code in DEPARTEMENTS]
    return tuple(join(names, codes).split())


def add_documents(session: Session, documents: Sequence[Document]) -> None:
    """Add documents to the index and their words to the vocabulary."""
    if not documents:
        return
    key = "rowid" if is_sqlite(session) else "number"
    # Words are letters and digits alone: with spaces between them they read as a `tsvector`.
    rows = [{key: one.number, "name": one.name, "terms": one.terms, "scope": one.scope} for one in documents]
    insert_rows(session, "publication_search", rows)
    uses = Counter(chain.from_iterable(document.terms.split() for document in documents))
    marks = "(?, ?)" if is_sqlite(session) else "(%s, %s)"
    for part in batches(sorted(uses.items())):
        session.connection().exec_driver_sql(
            f"INSERT INTO search_word (word, uses) VALUES {', '.join([marks] * len(part))}"
            " ON CONFLICT (word) DO UPDATE SET uses = search_word.uses + excluded.uses",
            tuple(chain.from_iterable(part)),
        )


def remove_documents(session: Session, documents: Sequence[Document]) -> None:
    """Remove documents, as they were added, from the index and their words from the vocabulary.

    A word nothing else uses leaves the vocabulary too: nothing of a withdrawn listing is left to guess.
    """
    if not documents:
        return
    key = "rowid" if is_sqlite(session) else "number"
    connection = session.connection()
    connection.execute(
        text(f"DELETE FROM publication_search WHERE {key} = :number"),
        [{"number": document.number} for document in documents],
    )
    uses = Counter(chain.from_iterable(document.terms.split() for document in documents))
    gone = [{"word": word, "uses": count} for word, count in sorted(uses.items())]
    if gone:
        connection.execute(text("UPDATE search_word SET uses = uses - :uses WHERE word = :word"), gone)
        connection.execute(text("DELETE FROM search_word WHERE uses < 1"))


def clear(session: Session) -> None:
    """Empty the index and the vocabulary."""
    session.connection().execute(text("DELETE FROM publication_search"))
    session.connection().execute(text("DELETE FROM search_word"))


def read_vocabulary(session: Session) -> tuple[str, ...]:
    """Return every word of the index, sorted by code point."""
    rows = session.connection().execute(text("SELECT word FROM search_word"))
    return tuple(sorted(row[0] for row in rows))


def understand(typed: str, vocabulary: Sequence[str]) -> Question:
    """Turn typed text into words of the index (`vocabulary`, sorted).

    Each word stands for itself and for the words it begins; a word the index does not know is replaced by
    the closest ones, one error up to seven letters and two beyond. A word close to nothing stays, and will
    find nothing.
    """
    alternatives: list[tuple[str, ...]] = []
    shown: list[str] = []
    mended = False
    for word in question_words(typed):
        exact = _beginning_with(word, vocabulary)
        close = () if exact or len(word) < 4 else _close_to(word, vocabulary)
        mended = mended or bool(close)
        alternatives.append(exact or close or (word,))
        shown.append(close[0] if close else word)
    return Question(tuple(alternatives), " ".join(shown) if mended else "")


def _beginning_with(word: str, vocabulary: Sequence[str]) -> tuple[str, ...]:
    """The word itself when known, and the words it begins (from three letters on)."""
    start = bisect_left(vocabulary, word)
    if len(word) < 3:
        return (word,) if start < len(vocabulary) and vocabulary[start] == word else ()
    found = []
    for candidate in vocabulary[start : start + _PREFIX_WORDS]:
        if not candidate.startswith(word):
            break
        found.append(candidate)
    return tuple(found)


def _close_to(word: str, vocabulary: Sequence[str]) -> tuple[str, ...]:
    """The words at the smallest edit distance within the tolerance, at most six."""
    tolerance = 1 if len(word) < 8 else 2
    scored = process.extract(
        word, vocabulary, scorer=OSA.distance, score_cutoff=tolerance, limit=_CLOSE_WORDS * 4
    )
    if not scored:
        return ()
    least = min(distance for _, distance, _ in scored)
    return tuple(sorted(found for found, distance, _ in scored if distance == least)[:_CLOSE_WORDS])


def find_numbers(session: Session, question: Question, scopes: Iterable[str] = ()) -> list[int]:
    """Return the numbers of the listings that answer a question, best first, equal ones by number.

    At most 200. `scopes` are tokens of which one must hold.
    """
    return list(find_ranks(session, question, scopes))


def find_ranks(session: Session, question: Question, scopes: Iterable[str] = ()) -> dict[int, int]:
    """Return how well each listing found answers a question, by number, best first, at most 200.

    0 holds every word in its name, 1 every word anywhere, 2 (only when there is nothing better) any word.
    """
    if not question.alternatives:
        return {}
    places = tuple(scopes)
    search = _find_on_sqlite if is_sqlite(session) else _find_on_postgresql
    found: dict[int, int] = {}
    for rank, (column, every) in enumerate((("name", True), ("terms", True), ("terms", False))):
        if not every and (found or len(question.alternatives) < 2):
            break
        for number in search(session, question, places, column, every):
            found.setdefault(number, rank)
        if len(found) >= CANDIDATES:
            break
    return dict(list(found.items())[:CANDIDATES])


def _find_on_sqlite(
    session: Session, question: Question, places: tuple[str, ...], column: str, every: bool
) -> list[int]:
    parts = ["(" + " OR ".join(words) + ")" for words in question.alternatives]
    match = f"({column} : ({(' AND ' if every else ' OR ').join(parts)}))"
    if places:
        match += f" AND (scope : ({' OR '.join(places)}))"
    rows = session.connection().execute(
        text(
            "SELECT rowid FROM publication_search WHERE publication_search MATCH :match"
            " ORDER BY rowid LIMIT :limit"
        ),
        {"match": match, "limit": CANDIDATES},
    )
    return [row[0] for row in rows]


def _find_on_postgresql(
    session: Session, question: Question, places: tuple[str, ...], column: str, every: bool
) -> list[int]:
    parts = ["(" + " | ".join(words) + ")" for words in question.alternatives]
    where = f"{column} @@ CAST(:match AS tsquery)"
    values: dict[str, object] = {"match": (" & " if every else " | ").join(parts), "limit": CANDIDATES}
    if places:
        where += " AND scope @@ CAST(:places AS tsquery)"
        values["places"] = " | ".join(places)
    rows = session.connection().execute(
        text(f"SELECT number FROM publication_search WHERE {where} ORDER BY number LIMIT :limit"),
        values,
    )
    return [row[0] for row in rows]


#: The sorted words of the index, read once for each version of the data.
vocabulary = PerVersion(read_vocabulary)
