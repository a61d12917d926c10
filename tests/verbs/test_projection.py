"""What leaves the program: exactly the allow-list, whatever is added to the models (C28, P01)."""

from __future__ import annotations

import orjson
from sqlalchemy import text
from sqlmodel import Session, select

from directory.listings.contacts import Contact
from directory.listings.public_view import PublicView, Record, public_view
from directory.listings.verification import Verification
from directory.models import Listing
from directory.publishing.publication import project
from directory.publishing.views import find_slugs, find_view
from directory.search.points import label
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_contact, make_draft, store

ALLOWED = set(
    "number slug name category operator summary description is_national is_confidential is_dedicated"
    " departements seat_departement commune code_insee postcode address latitude longitude precision"
    " minimum_age maximum_age genders admits_minors accepts_suspicion supports_professionals who_may_refer"
    " requirement response_delay walk_in capacity stay fallback hours hours_text timezone phones emails"
    " places_tonight places_said_at closures languages step_free warm_handover handover_how"
    " has_restricted_contact website website_origin address_origin caveat source_url source_date source_kind"
    " source_seen source_role verified_on"
    " verified_how verified_by review_due_on modified_on".split()
)
CONTACT = set(
    "value label audience kind source_url source_date source_kind seen_on confirmed_on confirmed_by"
    " source_role".split()
)
#: A listing nobody checked.
RECORD = Record(1, "une-fiche", Verification(), "2026-11-22")
#: What a confidential listing never has.
WHERE = ("seat_departement", "commune", "code_insee", "postcode", "address", "precision")


def test_the_public_view_holds_the_allowed_facts_and_no_other() -> None:
    assert set(PublicView.__struct_fields__) == ALLOWED
    assert set(Contact._fields) == CONTACT


def test_what_is_stored_for_the_public_holds_the_allowed_facts_and_no_other(session: Session) -> None:
    store(session, make_draft("one", place=in_commune(VANNES)), make_confidential("two"))
    for stored in session.connection().execute(text("SELECT view FROM publication")).scalars():
        assert set(orjson.loads(stored)) == ALLOWED


def test_a_column_added_to_the_model_appears_in_no_output(session: Session) -> None:
    store(session, make_draft("one"))
    listing = session.exec(select(Listing)).one()
    object.__setattr__(listing, "private_note", "note-secrète")
    (view,) = project(session, [listing])
    assert "note-secrète" not in repr(view)


def test_contacts_for_professionals_are_counted_and_never_copied(session: Session) -> None:
    store(
        session,
        make_draft(
            "one",
            phones=(("01 99 00 11 11", "accueil", "public"), ("01 99 00 99 99", "garde", "professionals")),
            emails=(("garde@fictif.example", "garde", "professionals"),),
        ),
    )
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    assert view.phones == (make_contact("+33199001111", "accueil", kind="switchboard"),)
    assert view.emails == ()
    assert view.has_restricted_contact
    assert "9999" not in repr(view)
    assert "garde" not in repr(view)


def test_a_confidential_listing_has_no_place_even_if_one_were_handed_over() -> None:
    view = public_view(make_confidential("one", place=in_commune(VANNES, "1 rue Fictive")), RECORD)
    assert [getattr(view, name) for name in WHERE] == [""] * len(WHERE)
    assert (view.latitude, view.longitude) == (None, None)


def test_the_street_is_published_only_where_the_address_is() -> None:
    draft = make_draft("one", disclosure="commune", place=in_commune(VANNES, "4 rue Fictive"))
    view = public_view(draft, RECORD)
    assert (view.commune, view.address) == ("Vannes", "")


def test_a_popup_says_what_to_call_and_where_and_no_more(session: Session) -> None:
    store(session, make_draft("one", phones=(("01 99 00 11 11", "", "public"),)))
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    assert set(label(view, AT)) == {
        "name", "what", "place", "where", "is_approximate", "href", "phone", "dial", "ask",
    }  # fmt: skip
