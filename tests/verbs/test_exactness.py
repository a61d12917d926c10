"""Every count, page, map and export is exact, with words as without: it is that of a plain scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from directory.database.engine import make_engine
from directory.places.departements import DEPARTEMENTS, neighbours
from directory.places.territories import TERRITORIES
from directory.publishing.publication import add_views, raise_version
from directory.publishing.search_index import vocabulary
from directory.publishing.tokens import answers_for
from directory.publishing.understanding import understand
from directory.search import feed, local, national, regional
from directory.search.form import SearchForm
from scripts.benchmarks.data import make_views
from tests.conftest import Databases
from tests.fictional import AT
from tests.fictional_world import searches
from tests.plain_scan import Scan

SIZE = 5000
#: A word of the summary of every listing of this country.
COMMON = "mineurs"
BRETAGNE = TERRITORIES["region-53"]
CODES = st.sampled_from(("56", "35", "44", "69", "974", "2A", "971"))
FORMS = searches().map(lambda form: replace(form, q=""))
SOME = settings(max_examples=40)


@dataclass(frozen=True, slots=True)
class Country:
    """Five thousand invented listings, stored and as they are."""

    session: Session
    scan: Scan

    def of(self, *codes: str) -> set[int]:
        """The listings that answer for some departements."""
        return {n for n, view in self.scan.views.items() if set(answers_for(view)[0]) & set(codes)}


@pytest.fixture(scope="module")
def country(databases: Databases, empty_database: str) -> Iterator[Country]:
    engine = make_engine(databases.make(empty_database))
    views = list(make_views(SIZE))
    with Session(engine) as session:
        raise_version(session)
        add_views(session, views)
        session.commit()
        yield Country(session, Scan(views))
    engine.dispose()


def here(country: Country, code: str, form: SearchForm) -> local.LocalSearch:
    return local.LocalSearch(country.session, DEPARTEMENTS[code], form, AT)


def said(country: Country, code: str, form: SearchForm) -> tuple[object, ...]:
    """Everything a search counts, in a departement, a region, the country, its map and its exports."""
    results = local.search(here(country, code, form))
    everywhere = national.search(national.NationalSearch(country.session, form, AT))
    region = national.NationalSearch(country.session, form, AT, codes=BRETAGNE.codes)
    exported = feed.resolve(feed.FeedSearch(country.session, AT, form, departement=code))
    return (
        results.total, results.hidden, results.masked, results.summary, results.pages,
        dict(results.facets.categories),
        everywhere.total, dict(everywhere.facets.categories), dict(everywhere.facets.groups),
        regional.search(region, BRETAGNE).total, regional.count_by_departement(region),
        set(local.find_map_numbers(here(country, code, form)).numbers),
        set(regional.find_map_numbers(region).numbers), set(exported.numbers), feed.count(exported),
    )  # fmt: skip


@SOME
@given(form=FORMS, code=CODES)
def test_a_word_that_every_listing_holds_changes_nothing(
    country: Country, form: SearchForm, code: str
) -> None:
    assert said(country, code, replace(form, q=COMMON)) == said(country, code, form)


@SOME
@given(data=st.data(), form=FORMS, code=CODES)
def test_what_words_and_filters_find_is_what_a_plain_scan_finds(
    country: Country, data: st.DataObject, form: SearchForm, code: str
) -> None:
    known = vocabulary(country.session)
    words = data.draw(st.lists(st.sampled_from(known) | st.sampled_from(("mineur", "foyer")), max_size=3))
    form = replace(form, q=" ".join(words))
    question = understand(form.q, known)
    everything = set(country.scan.views)
    expected = country.scan.find(form, AT, question, everything)
    found = national.search(national.NationalSearch(country.session, form, AT))
    assert found.total == len(expected)
    assert found.facets.categories == Counter(country.scan.views[number].category for number in expected)
    assert set(feed.resolve(feed.FeedSearch(country.session, AT, form)).numbers) == expected
    around = [neighbour.code for neighbour in neighbours(code)]
    scope = country.of(code, "FR", *around)
    of_here = country.scan.find(form, AT, question, scope) & country.of(code)
    results = local.search(here(country, code, form))
    assert results.total == len(of_here)
    assert results.hidden == sum(country.scan.views[number].is_confidential for number in of_here)
    placed = {n for n in of_here if country.scan.views[n].latitude is not None}
    drawn = local.find_map_numbers(here(country, code, form)).numbers
    assert placed <= set(drawn)
    assert not (set(drawn) - placed) & country.of(code)


@SOME
@given(form=FORMS, code=CODES, word=st.sampled_from(("", COMMON, "foyer", "hébergement urgence")))
def test_the_pages_of_a_list_are_the_whole_set_once(
    country: Country, form: SearchForm, code: str, word: str
) -> None:
    form = replace(form, q=word)
    first = local.search(here(country, code, form))
    pages = [local.search(here(country, code, replace(form, page=n))) for n in range(1, first.pages + 1)]
    listed = [
        card.view.number for page in pages for group in page.groups
        for card in group.cards if group.key in {"here", "covers"}
    ]  # fmt: skip
    exported = feed.resolve(feed.FeedSearch(country.session, AT, form, departement=code))
    assert len(listed) == len(set(listed)) == first.total
    if not word:  # words are understood within a departement and its neighbours, an export within it alone
        assert set(listed) == set(exported.numbers)
