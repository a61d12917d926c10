"""Storing drafts: new, changed, unchanged, refused; and what publishing them does."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from sqlmodel import Session, col, select

from directory.listings.drafts import check, plain_fields
from directory.listings.slugs import make_slug
from directory.models import Email, Listing, Phone, Place, Revision
from directory.publishing.publication import rebuild
from directory.publishing.search_index import read_vocabulary
from directory.publishing.stored import read_drafts
from directory.publishing.views import count_listings, dataset_version, find_slugs, find_view, was_withdrawn
from directory.storing import writer
from directory.storing.listing import Refused, put_listing
from directory.storing.many import put_listings
from tests.fictional import AT, LORIENT, VANNES, hide, in_commune, make_confidential, make_draft, store

CONFIDENTIAL_CHANGES: list[dict[str, Any]] = [
    {"place": in_commune(VANNES)},
    {"phones": (("01 99 00 12 34", "", "public"),)},
    {"phones": (("01 99 00 12 34", "", "professionals"),)},
    {"emails": (("foyer@fictif.example", "", "public"),)},
]
REFUSALS: list[tuple[str, dict[str, Any]]] = [
    ("name", {"name": ""}),
    ("name", {"name": "x" * 201}),
    ("category", {"category": "inconnue"}),
    ("disclosure", {"disclosure": "secret"}),
    ("status", {"status": "visible"}),
    ("admits_minors", {"admits_minors": "peut-être"}),
    ("departements", {"departements": ()}),
    ("departements", {"departements": ("20",)}),
    ("departements", {"departements": ("56000",)}),
    ("source_url", {"source_url": ""}),
    ("source_url", {"source_url": "javascript:alert(1)"}),
    ("website", {"website": "data:text/html,x"}),
    ("website", {"website": "https://[sans.fin"}),
    ("source_url", {"source_url": "https://"}),
    ("source_date", {"source_date": "hier"}),
    ("phone", {"phones": (("0892 12 34 56", "", "public"),)}),
    ("email", {"emails": (("pas une adresse", "", "public"),)}),
    ("minimum_age", {"minimum_age": 120}),
    ("maximum_age", {"minimum_age": 18, "maximum_age": 12}),
    ("who_may_refer", {"who_may_refer": ("voisin",)}),
    ("hours", {"hours": "quand on peut"}),
    ("address", {"place": in_commune(VANNES, "3 rue Fictive")}),
    ("address", {"disclosure": "address", "place": in_commune(VANNES, "x" * 201)}),
    ("postcode", {"place": replace(in_commune(VANNES), postcode="560000")}),
    ("source_seen", {"source_seen": "en novembre dernier"}),
    *[(next(iter(change)).removesuffix("s"), change) for change in CONFIDENTIAL_CHANGES[1:3]],
]


def test_what_no_column_can_hold_is_refused_whatever_the_engine() -> None:
    draft = make_draft("one")
    lengths = {column.name: getattr(column.type, "length", None) for column in Listing.__table__.columns}
    texts = [name for name in plain_fields() if lengths[name]]
    assert len(texts) > 15
    assert [name for name in texts if not check(replace(draft, **{name: "x" * (lengths[name] + 1)}))] == []


def test_storing_the_same_drafts_twice_changes_nothing(session: Session) -> None:
    drafts = (make_draft("one"), make_draft("two", place=in_commune(VANNES)), make_confidential("three"))
    assert store(session, *drafts) == {"new": 3, "changed": 0, "unchanged": 0}
    version = dataset_version(session)
    assert store(session, *drafts) == {"new": 0, "changed": 0, "unchanged": 3}
    assert dataset_version(session) == version
    assert len(session.exec(select(Revision)).all()) == 3


def test_a_changed_draft_replaces_the_facts_and_the_contacts(session: Session) -> None:
    store(session, make_draft("one", phones=(("01 99 00 11 11", "", "public"),), place=in_commune(VANNES)))
    store(session, make_draft("one", phones=(("01 99 00 22 22", "", "public"),), place=in_commune(LORIENT)))
    assert [phone.value for phone in session.exec(select(Phone))] == ["+33199002222"]
    assert [place.code_insee for place in session.exec(select(Place))] == [LORIENT]
    listing = session.exec(select(Listing)).one()
    assert listing.version == 2
    view = find_view(session, listing.slug)
    assert view is not None
    assert view.commune == "Lorient"


def test_each_changed_draft_of_a_batch_is_then_what_it_says_and_no_other(session: Session) -> None:
    first, second, third = (
        make_draft(ref, operator=operator) for ref, operator in (("a", "Un"), ("b", ""), ("c", "Deux"))
    )
    store(session, first, second, third)
    changed = (
        replace(first, operator="", capacity="2 places"),
        replace(second, operator="Trois", minimum_age=12),
        replace(third, status="archived", who_may_refer=("school",)),
    )
    assert store(session, *changed)["changed"] == 3
    listings = session.exec(select(Listing).order_by(col(Listing.number))).all()
    assert read_drafts(session, listings) == list(changed)


def test_a_file_stored_in_several_batches_leaves_the_index_that_a_rebuild_writes(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_BATCH", 2)
    names = ("Le Phare", "La Digue", "Le Môle", "Le Quai", "La Jetée")
    first = [make_draft(f"n{place}", name=name) for place, name in enumerate(names)]
    store(session, *first)
    changed = make_draft("n1", name="La Vigie", phones=(("01 99 00 12 34", "", "public"),))
    withdrawn = replace(first[3], status="archived")
    store(session, first[0], changed, first[2], withdrawn, make_draft("n5", name="Le Fanal"))
    words = read_vocabulary(session)
    assert {"phare", "vigie", "fanal"} <= {*words}
    assert not {"digue", "quai"} & {*words}
    before = _rows(session)
    rebuild(session)
    assert _rows(session) == before


def _rows(session: Session) -> list[tuple[Any, ...]]:
    statement = "SELECT kind, token, block, numbers FROM search_token"
    return sorted((*key, bytes(numbers)) for *key, numbers in session.connection().exec_driver_sql(statement))


def test_the_same_reference_twice_in_a_file_leaves_the_last(session: Session) -> None:
    store(session, make_draft("one", name="Premier nom"), make_draft("one", name="Dernier nom"))
    assert [listing.name for listing in session.exec(select(Listing))] == ["Dernier nom"]
    assert count_listings(session) == 1
    assert "premier" not in read_vocabulary(session)


@pytest.mark.parametrize(("field", "change"), REFUSALS)
def test_a_draft_that_breaks_a_rule_is_refused_by_field(
    session: Session, field: str, change: dict[str, Any]
) -> None:
    draft = make_draft("one", **change)
    if change in CONFIDENTIAL_CHANGES:
        draft = replace(draft, disclosure="confidential")
    with pytest.raises(Refused) as refused:
        put_listing(session, draft, by="essai", at=AT)
    assert field in {problem.field for problem in refused.value.problems}
    assert session.exec(select(Listing)).all() == []


@pytest.mark.parametrize("change", CONFIDENTIAL_CHANGES)
def test_a_confidential_draft_with_a_place_or_a_contact_is_refused_without_echo(
    change: dict[str, Any],
) -> None:
    problems = check(make_confidential("one", **change))
    assert problems
    said = " ".join(problem.message for problem in problems)
    assert not any(secret in said for secret in ("Vannes", "56260", "99 00", "foyer@"))


def test_one_refused_draft_leaves_nothing_of_its_batch_once_rolled_back(session: Session) -> None:
    with pytest.raises(Refused):
        put_listings(session, [make_draft("one"), make_draft("two", name="")], by="essai", at=AT)
    session.rollback()
    assert session.exec(select(Listing)).all() == []
    assert count_listings(session) == 0


def test_a_listing_made_confidential_leaves_no_place_contact_word_or_point(session: Session) -> None:
    phones = (("01 99 00 11 11", "", "public"),)
    store(session, make_draft("one", place=in_commune(LORIENT), phones=phones, name="Maison Amarante"))
    assert "lorient" in read_vocabulary(session)
    hide(session, make_confidential("one", name="Maison Amarante"))
    assert session.exec(select(Place)).all() == []
    assert session.exec(select(Phone)).all() == []
    assert session.exec(select(Email)).all() == []
    assert "lorient" not in read_vocabulary(session)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    assert (view.is_confidential, view.commune, view.latitude, view.phones) == (True, "", None, ())


def test_an_archived_listing_leaves_the_public_tables_and_is_known_as_withdrawn(session: Session) -> None:
    store(session, make_draft("one", name="Maison Amarante"))
    (slug,) = find_slugs(session)
    store(session, make_draft("one", name="Maison Amarante", status="archived"))
    assert find_view(session, slug) is None
    assert was_withdrawn(session, slug)
    assert "amarante" not in read_vocabulary(session)


def test_an_address_keeps_its_word_when_the_name_changes(session: Session) -> None:
    store(session, make_draft("one", name="Premier nom"))
    before = find_slugs(session)
    store(session, make_draft("one", name="Dernier nom"))
    assert find_slugs(session) == before


def test_the_address_of_a_listing_made_confidential_forgets_the_name_it_was_made_of(session: Session) -> None:
    store(session, make_draft("one", name="Foyer de Lorient"), make_draft("two", name="Foyer stable"))
    hide(session, make_confidential("one", name="Foyer"))
    hide(session, make_confidential("two", name="Foyer stable"))
    assert find_slugs(session) == ["foyer-56", "foyer-stable-56"]


def test_two_listings_of_one_name_have_two_addresses(session: Session) -> None:
    store(session, *(make_draft(ref, name="Maison Amarante") for ref in ("one", "two", "three")))
    assert find_slugs(session) == ["maison-amarante-56", "maison-amarante-56-2", "maison-amarante-56-3"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lutte contre la prostitution des mineurs", "lutte-contre-mineurs-56"),
        ("Victimes de viol et de traite", "milieu-ouvert-56"),
        ("L’Éclaircie", "eclaircie-56"),
        ("Équipe mobile 56", "equipe-mobile-56"),
        ("!!!", "milieu-ouvert-56"),
    ],
)
def test_an_address_holds_no_telling_word(name: str, slug: str) -> None:
    assert make_slug(make_draft("one", name=name)) == slug
