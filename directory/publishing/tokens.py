"""What the search index says of a listing: a token, of some kind, for each word and each fact a search asks.

A yes/no/unknown fact is its word; a fact that nobody knows is the empty token. A confidential listing has no
token of a place: its view has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from operator import attrgetter

from directory.french.words import join, words
from directory.listings import phones
from directory.listings.categories import CATEGORIES, GROUPS
from directory.listings.codes import LANGUAGE_WORDS
from directory.listings.public_view import PublicView
from directory.listings.standing import standing
from directory.listings.tonight import end_token
from directory.places.cells import cell_of
from directory.places.departements import DEPARTEMENTS

#: The whole country, in the place of a departement.
NATIONAL = "FR"
#: Words of the name and of the commune; words of anything; names of operators: read when a question has them.
NAME, TERM, OPERATOR = "name", "term", "operator"
#: The digits of a public number as people dial it: « 0199001234 ».
PHONE = "phone"
#: Kinds a worker keeps whole: a few thousand tokens, however many listings.
EVERY, ANSWERS, OWN, CATEGORY, STANDING = "every", "answers", "own", "category", "standing"
CONFIDENTIAL, POINT, CELL, PLACE = "confidential", "point", "cell", "place"
MINORS, YOUNGEST, OLDEST, GENDER, REFERRER = "minors", "youngest", "oldest", "gender", "referrer"
WALK_IN, ADVICE, HOURS, VERIFIED, MODIFIED = "walk_in", "advice", "hours", "verified", "modified"
LANGUAGE, STEP_FREE, TONIGHT = "language", "step_free", "tonight"
FACTS = (
    EVERY, ANSWERS, OWN, CATEGORY, STANDING, CONFIDENTIAL, POINT, CELL, PLACE, MINORS, YOUNGEST, OLDEST,
    GENDER, REFERRER, WALK_IN, ADVICE, HOURS, VERIFIED, MODIFIED, LANGUAGE, STEP_FREE, TONIGHT,
)  # fmt: skip

Token = tuple[str, str]
"""A kind and a text."""


def tokens_of(view: PublicView) -> set[Token]:
    """Return every token of a published listing."""
    return own_tokens(view).union(*shared_tokens(view))


def shared_tokens(view: PublicView) -> tuple[frozenset[Token], ...]:
    """The tokens of a listing that follow from its category, its departements and its coded facts.

    They are the same sets for all listings alike, so that many of them are counted at once.
    """
    return (
        _category_terms(view.category),
        _departement_terms(view.departements),
        _code_tokens(*_codes(view), rank=standing(view)),
    )


def own_tokens(view: PublicView) -> set[Token]:
    """The other tokens of a listing: its words, its hours, its place."""
    return {*_words(view), *_own_facts(view), *_places(view)}


def answers_for(view: PublicView) -> tuple[list[str], set[str]]:
    """Return the departements a listing answers for ("FR": the country), and those it is of.

    It is of the one where it sits or, having no place of its own, of the only one it serves. A confidential
    listing is of none: it covers those it serves.
    """
    if view.is_national:
        return [NATIONAL], set()
    served = list(view.departements)
    seat = view.seat_departement
    if seat and seat not in served:
        served.insert(0, seat)
    if seat:
        return served, {seat}
    return served, set(served) if len(served) == 1 and not view.is_confidential else set()


def digits_of(stored: str) -> str:
    """The digits of a stored number as it is dialled in France."""
    if stored.startswith("+33"):
        return f"0{stored[3:]}"
    return "".join(filter(str.isdecimal, phones.display(stored)))


def _words(view: PublicView) -> Iterator[Token]:
    names = {*words(view.name), *words(view.commune)}
    for word in names:
        yield NAME, word
    for word in names.union(_described(view)):
        yield TERM, word
    if view.operator:
        yield OPERATOR, view.operator
    yield from ((PHONE, digits_of(phone.value)) for phone in view.phones)


def _described(view: PublicView) -> set[str]:
    """The words a listing is found by, those of its name, commune, category and departements aside."""
    return {
        *_few_words(view.operator),
        *words(view.summary),
        *_few_words(" ".join(LANGUAGE_WORDS[code] for code in view.languages)),
    }


def _own_facts(view: PublicView) -> Iterator[Token]:
    yield YOUNGEST, "" if view.minimum_age is None else str(view.minimum_age)
    yield OLDEST, "" if view.maximum_age is None else str(view.maximum_age)
    for one in view.who_may_refer or ("",):
        yield REFERRER, one
    for one in view.languages or ("",):
        yield LANGUAGE, one
    yield TONIGHT, end_token(view)
    yield HOURS, f"{view.timezone} {view.local_hours}" if view.hours else ""


#: The coded facts, each kept as its word.
_CODED = {
    CATEGORY: "category",
    MINORS: "admits_minors",
    GENDER: "genders",
    WALK_IN: "walk_in",
    STEP_FREE: "step_free",
    ADVICE: "supports_professionals",
    VERIFIED: "verified_on",
    MODIFIED: "modified_on",
}
_codes = attrgetter(*_CODED.values())


@lru_cache(maxsize=1024)
def _code_tokens(*codes: str, rank: int) -> frozenset[Token]:
    return frozenset((*zip(_CODED, codes, strict=True), (STANDING, f"{rank:02}")))


def _places(view: PublicView) -> Iterator[Token]:
    served, own = answers_for(view)
    if served:
        yield EVERY, ""
    yield from ((ANSWERS, code) for code in served)
    yield from ((OWN, code) for code in own)
    if view.is_confidential:
        yield CONFIDENTIAL, ""
    if view.latitude is not None and view.longitude is not None and not view.is_national:
        yield POINT, ""
        yield CELL, cell_of((view.latitude, view.longitude))
    if view.address:
        yield PLACE, "address"


@lru_cache(maxsize=64)
def _few_words(text: str) -> tuple[str, ...]:
    """The words of a text that many listings repeat."""
    return words(text)


@lru_cache(maxsize=128)
def _category_terms(slug: str) -> frozenset[Token]:
    category = CATEGORIES[slug]
    group = GROUPS[category.group].label
    said = join(category.label, category.plural, category.synonyms, group)
    return frozenset((TERM, word) for word in said.split())


@lru_cache(maxsize=512)
def _departement_terms(codes: tuple[str, ...]) -> frozenset[Token]:
    names = [DEPARTEMENTS[code].name for code in codes if code in DEPARTEMENTS]
    return frozenset((TERM, word) for word in join(names, codes).split())
