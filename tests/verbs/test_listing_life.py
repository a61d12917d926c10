"""Whatever happens to listings, in any order: places, public tables, index and counts stay true (C02)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

from directory.database.engine import make_engine
from directory.listings.categories import disclosure_of
from directory.listings.drafts import Draft
from directory.models import Listing
from directory.publishing.publication import departement_rows, publish, rebuild
from directory.publishing.views import count_by_departement, count_listings, dataset_version, find_view
from directory.storing.listing import CONFIDENTIAL, Refused, put_listing
from directory.storing.two_people import lifts_secrecy
from tests.conftest import SERVER, Databases
from tests.fictional import (
    AT,
    LORIENT,
    NANTES,
    SECRET,
    VANNES,
    hide,
    in_commune,
    make_confidential,
    make_draft,
    store,
)
from tests.indexed import expected_tokens, stored_tokens

REFS = ("alpha", "beta", "gamma", "delta")
OWNED = """SELECT count(*) FROM place LEFT JOIN listing ON listing.id = place.listing_id
    WHERE listing.id IS NULL OR 'confidential' IN (place.disclosure, listing.disclosure)"""
WORDS = ("Amarante", "Belladone", "Camomille", "Digitale", "Églantine", "Fuchsia")
PROFESSIONAL_PHONE, PUBLIC_PHONE = "01 99 00 11 22", "01 99 00 33 44"


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Any draft that may be stored, of one of four listings."""
    category = draw(st.sampled_from(("day_reception", "confidential_housing", "crip")))
    disclosure = disclosure_of(category, draw(st.sampled_from(("address", "commune", "confidential"))))
    ref = draw(st.sampled_from(REFS))
    place = None
    if disclosure != "confidential" and draw(st.booleans()):
        commune = draw(st.sampled_from((VANNES, LORIENT, NANTES)))
        place = in_commune(commune, "2 rue Fictive" if disclosure == "address" else "")
    own_phones = disclosure != "confidential" and draw(st.booleans())
    return make_draft(
        ref,
        name=" ".join(["Fiche", *draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))]),
        category=category,
        disclosure=disclosure,
        summary=SECRET if disclosure == CONFIDENTIAL else "Une équipe inventée pour les essais.",
        status=draw(st.sampled_from(("draft", "published", "archived"))),
        departements=tuple(
            sorted(draw(st.sets(st.sampled_from(("56", "44", "2A")), min_size=1, max_size=3)))
        ),
        is_national=draw(st.booleans()),
        phones=((PUBLIC_PHONE, "accueil", "public"), (PROFESSIONAL_PHONE, "astreinte", "professionals"))
        if own_phones
        else (),
        place=place,
        operator=draw(st.sampled_from(("", "Association fictive", "Autre association fictive"))),
    )


def _lifts(former: Draft, draft: Draft) -> bool:
    return lifts_secrecy((former.category, former.disclosure), (draft.category, draft.disclosure))


class ListingLife(RuleBasedStateMachine):
    """Creates, edits, flips, archives and publishes, and remembers what each listing should be."""

    def __init__(self, open_session: Callable[[], Session]) -> None:
        super().__init__()
        self.session = open_session()
        self.expected: dict[str, Draft] = {}

    def teardown(self) -> None:
        self.session.close()
        self.session.get_bind().dispose()  # type: ignore[union-attr]

    @rule(draft=drafts())
    def put(self, draft: Draft) -> None:
        former = self.expected.get(draft.ref, draft)
        if draft.disclosure == CONFIDENTIAL != former.disclosure:
            hide(self.session, draft)
        elif not _lifts(former, draft):
            store(self.session, draft)
        else:
            put = put_listing(self.session, draft, by="essai", at=AT, confirmed_by="quelqu’un d’autre")
            publish(self.session, [put.listing])
            self.session.commit()
        self.expected[draft.ref] = draft

    @rule(several=st.lists(drafts(), max_size=6))
    def import_several(self, several: list[Draft]) -> None:
        last = {draft.ref: draft for draft in several}
        for draft in last.values():
            former = self.expected.get(draft.ref, draft)
            if draft.disclosure == CONFIDENTIAL != former.disclosure or _lifts(former, draft):
                with pytest.raises(Refused):
                    store(self.session, *several)
                self.session.rollback()
                return
        store(self.session, *several)
        self.expected |= last

    @rule(ref=st.sampled_from(REFS), status=st.sampled_from(("draft", "published", "archived")))
    def change_status(self, ref: str, status: str) -> None:
        if ref in self.expected:
            self.put(replace(self.expected[ref], status=status))

    @rule(ref=st.sampled_from(REFS))
    def make_confidential(self, ref: str) -> None:
        if ref in self.expected:
            hidden = replace(
                self.expected[ref], disclosure=CONFIDENTIAL, place=None, phones=(), emails=(), summary=SECRET
            )
            self.put(hidden)

    @rule(ref=st.sampled_from(REFS))
    def put_again(self, ref: str) -> None:
        if ref in self.expected:
            before = dataset_version(self.session)
            assert store(self.session, self.expected[ref])["unchanged"] == 1
            assert dataset_version(self.session) == before

    @rule(ref=st.sampled_from(REFS))
    def try_to_place_a_confidential_one(self, ref: str) -> None:
        with pytest.raises(Refused):
            store(self.session, make_confidential(ref, place=in_commune(VANNES)))
        self.session.rollback()

    @rule()
    def rebuild_everything(self) -> None:
        assert rebuild(self.session) == len(self.published)
        self.session.commit()

    @property
    def published(self) -> dict[str, Draft]:
        return {ref: draft for ref, draft in self.expected.items() if draft.status == "published"}

    @invariant()
    def no_confidential_listing_owns_a_place(self) -> None:
        assert self.session.connection().execute(text(OWNED)).scalar() == 0

    @invariant()
    def exactly_the_published_are_public(self) -> None:
        assert count_listings(self.session) == len(self.published)
        for listing in self.session.exec(select(Listing)):
            draft = self.expected[listing.ref]
            view = find_view(self.session, listing.slug)
            assert (view is not None) == (draft.status == "published")
            if view is None:
                continue
            assert view.name == draft.name
            assert view.departements == draft.departements
            place = draft.place
            assert (view.code_insee, view.address) == (
                (place.code_insee, place.address) if place else ("", "")
            )
            assert (view.latitude is not None) == (place is not None)
            assert view.has_restricted_contact == bool(draft.phones)

    @invariant()
    def nothing_for_professionals_is_public(self) -> None:
        stored = self.session.connection().execute(text("SELECT view FROM publication")).scalars()
        assert not any("199001122" in view or "astreinte" in view for view in stored)

    @invariant()
    def public_rows_and_words_are_those_of_the_published_listings(self) -> None:
        views = [find_view(self.session, listing.slug) for listing in self.session.exec(select(Listing))]
        known = [view for view in views if view]
        assert stored_tokens(self.session) == expected_tokens(known)
        rows = [row for view in known for row in departement_rows(view)]
        table = SQLModel.metadata.tables["publication_departement"]
        stored = [dict(row) for row in self.session.connection().execute(table.select()).mappings()]
        assert sorted(stored, key=_key) == sorted(rows, key=_key)
        assert count_by_departement(self.session) == Counter(row["departement"] for row in rows)


def _key(row: dict[str, object]) -> tuple[object, object]:
    return row["departement"], row["number"]


def test_a_listing_lives_any_life_without_breaking_a_rule(databases: Databases, empty_database: str) -> None:
    def open_session() -> Session:
        return Session(make_engine(databases.make(empty_database)))

    run_state_machine_as_test(
        lambda: ListingLife(open_session),
        settings=settings(
            max_examples=8 if SERVER else 16,
            stateful_step_count=12,
            phases=(Phase.generate,),
        ),
    )
