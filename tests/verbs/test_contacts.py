"""Contacts with a provenance of their own: which comes first, which source wins, how the seed's are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson
import pytest
from sqlmodel import Session, select

from directory.editing.some_facts import read_some
from directory.exports.data_inclusion import make_service
from directory.exports.hsds import Hsds
from directory.exports.json_ld import describe
from directory.exports.listings import LISTING_FORMATS
from directory.listings.contact_words import DISAGREES, NO_NAME, tell
from directory.listings.contacts import Contact, best_first, merge
from directory.listings.public_view import can_be_called
from directory.models import Phone
from directory.publishing.views import find_slugs, find_view
from directory.storing.many import put_listings
from tests.fictional import AT, make_contact, make_draft, store
from tests.people import actor_of, make_account
from tests.seed_files import SITE, read_seed
from tests.whole_contacts import WHOLE

SWITCHBOARD = {
    "ref": "crip-fictive", "channel": "phone", "value": "01 99 00 50 50", "kind": "switchboard",
    "label": "Standard du Département : demandez la CRIP", "source_url": "https://annuaire.example/56",
    "source_date": "2019-09", "source_kind": "secondary", "seen_on": "2026-11-30",
}  # fmt: skip


def test_a_direct_line_comes_before_the_one_on_call_and_the_switchboard_and_newer_before_older() -> None:
    direct_2019 = make_contact("+33199000001", source_date="2019-09")
    direct_2025 = make_contact("+33199000002", source_date="2025")
    confirmed = make_contact("+33199000003", source_date="2019", confirmed_on="2026-11-02")
    on_call = make_contact("+33199000004", kind="on_call")
    switchboard = make_contact("+33199000005", kind="switchboard", source_date="2026-11")
    tried = best_first([switchboard, direct_2019, on_call, direct_2025, confirmed])
    assert tried == (confirmed, direct_2025, direct_2019, on_call, switchboard)


def test_an_older_source_adds_its_number_and_never_replaces_a_newer_one() -> None:
    newer = make_contact("+33199000001", "Secrétariat", source_date="2025-03")
    older = make_contact("+33199000001", source_date="2019-09", source_url="https://annuaire.example/")
    other = make_contact("+33199000002", source_date="2019-09")
    assert merge([newer], [older, other]) == (newer, other)
    assert merge([older], [newer]) == (newer,)


def test_a_number_kept_for_professionals_stays_so_when_another_source_tells_it() -> None:
    restricted = make_contact("+33199000001", audience="professionals", source_date="2024")
    (kept,) = merge([restricted], [make_contact("+33199000001", source_date="2026")])
    assert kept.audience == "professionals"


def test_the_seed_is_read_with_the_contacts_beside_it(session: Session, tmp_path: Path) -> None:
    (row,) = read_seed(tmp_path, SWITCHBOARD)
    assert row.problems == ()
    assert row.draft is not None
    put_listings(session, [row.draft], by="essai", at=AT)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    assert can_be_called(view)
    assert [(phone.value, phone.kind, phone.source_date) for phone in view.phones] == [
        ("+33199005656", "direct", "2025-03"),
        ("+33199005050", "switchboard", "2019-09"),
    ]
    assert view.phones[1].label == "Standard du Département : demandez la CRIP"
    assert view.phones[1].source_url == "https://annuaire.example/56"
    assert put_listings(session, [row.draft], by="essai", at=AT)["unchanged"] == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"ref": "inconnue"}, "Aucune fiche"),
        ({"value": "0892 12 34 56"}, "surtaxé"),
        ({"kind": "mailbox"}, "Nature du contact inconnue"),
        ({"channel": "fax"}, "phone, email, website, address"),
        ({"source_url": "annuaire"}, "Adresse complète"),
        ({"source_date": "à la rentrée"}, "12/03/2024"),
    ],
)
def test_a_line_of_contacts_that_cannot_be_used_says_why_and_leaves_its_listing(
    tmp_path: Path, line: dict[str, str], said: str
) -> None:
    listing, refused = read_seed(tmp_path, SWITCHBOARD | line)
    assert (listing.ref, listing.problems) == ("crip-fictive", ())
    assert (refused.line, refused.draft) == (2, None)
    assert said in refused.problems[0].message


def test_a_website_of_the_contacts_fills_an_empty_one_and_replaces_none(tmp_path: Path) -> None:
    site = {"ref": "crip-fictive", "channel": "website", "value": "https://crip.example/"}
    (empty,) = read_seed(tmp_path, site)
    (known,) = read_seed(tmp_path, site, website="https://departement.example/")
    assert empty.draft is not None
    assert known.draft is not None
    assert (empty.draft.website, known.draft.website) == (
        "https://crip.example/",
        "https://departement.example/",
    )


def test_a_contact_without_a_source_takes_that_of_its_listing_when_it_is_stored(session: Session) -> None:
    store(
        session, make_draft("one", phones=(Contact("01 99 00 11 11"),), source_url="https://source.example/x")
    )
    assert session.exec(select(Phone.source_url)).one() == "https://source.example/x"


@pytest.mark.parametrize(
    ("typed", "stored"), [("", "unknown"), ("oui", "yes"), ("non", "no"), ("inconnu", "unknown")]
)
def test_whether_a_listing_is_dedicated_may_be_left_unsaid_in_a_file(
    tmp_path: Path, typed: str, stored: str
) -> None:
    (row,) = read_seed(tmp_path, dedicated=typed)
    assert row.problems == ()
    assert row.draft is not None
    assert row.draft.is_dedicated == stored


def test_what_machines_read_in_a_page_says_what_answers_and_where_each_number_was_read(
    session: Session,
) -> None:
    store(session, WHOLE)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    told = orjson.loads(str(describe(view, "https://relais.example")))
    direct, switchboard = [channel["servicePhone"] for channel in told["availableChannel"]]
    assert direct["telephone"] == "+33199001111"
    assert switchboard["contactType"] == "standard"
    assert switchboard["description"] == "Standard du CHU : demandez l’UAPED"
    assert switchboard["subjectOf"]["url"] == "https://annuaire.example/chu"
    assert told["provider"]["contactPoint"][0]["contactType"] == "boîte générale"
    assert "3333" not in str(told)


def test_beside_a_contact_stand_what_answers_its_source_and_the_year_of_an_old_number() -> None:
    today = date(2026, 11, 30)
    direct, switchboard = tell(WHOLE.phones[:2], today)
    assert (direct.kind, direct.source, direct.year) == ("ligne directe", "page officielle, octobre 2026", "")
    assert switchboard.kind == "standard"
    (never_confirmed,) = tell([WHOLE.phones[1]._replace(confirmed_on="")], today)
    assert never_confirmed.year == "numéro de 2019"
    assert switchboard.confirmed == "confirmé le 20\u00a0novembre 2026, coordination nationale"


def test_a_number_confirmed_lately_does_not_show_the_year_of_its_old_source() -> None:
    (told,) = tell([make_contact("+33199001111", source_date="2019", confirmed_on="2026-11-20")], AT.date())
    assert told.year == ""


@pytest.mark.parametrize(("label", "warning"), [("", NO_NAME), ("Boîte générale : aucun nom d’enfant", "")])
def test_a_general_mailbox_is_not_for_the_name_of_a_child_and_that_is_said_once(
    label: str, warning: str
) -> None:
    (told,) = tell([make_contact("accueil@essai.example", label, kind="mailbox")], AT.date())
    assert told.warning == warning


def test_two_sources_that_disagree_both_stay_the_newer_first_and_the_older_is_marked() -> None:
    older = make_contact("+33199000002", source_date="2019", source_url="https://annuaire.example/")
    shown = best_first([older, make_contact("+33199000001")])
    assert [told.warning for told in tell(shown, AT.date())] == ["", DISAGREES]


def test_what_was_learnt_by_telephone_says_when() -> None:
    learnt = make_contact(
        "+33199001111",
        source_url="",
        source_kind="phone",
        source_date="2026-11-20",
        source_role="secretariat",
    )
    (told,) = tell([learnt], AT.date())
    said = "appris par téléphone le 20\u00a0novembre 2026 auprès du secrétariat"
    assert (told.source, told.source_url) == (said, "")


def test_of_a_contact_for_professionals_nothing_leaves_not_even_its_source(session: Session) -> None:
    secret = make_contact(
        "+33199009999", "garde zéphirine", audience="professionals", source_url="https://zephirine.example/"
    )
    store(session, make_draft("one", phones=(secret, make_contact("+33199001111"))))
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    said = [repr(view), str(describe(view, SITE)), str(Hsds(SITE).full_service(view))]
    said.append(str(make_service(view, SITE)))
    said += [b"".join(one.write([view], SITE)).decode("utf-8", "replace") for one in LISTING_FORMATS.values()]
    assert not [text for text in said if "zephirine" in text or "zéphirine" in text or "9999" in text]


def test_a_form_that_asks_for_contacts_alone_keeps_of_whom_a_number_was_learnt(session: Session) -> None:
    kim = actor_of(session, make_account(session, "kim", "coordinator", "56"))
    typed = {
        "phone_value": ["01 99 00 11 22"], "phone_label": [""], "phone_audience": ["public"],
        "phone_kind": ["direct"], "phone_source_url": [""], "phone_source_kind": ["phone"],
        "phone_source_date": ["24/11/2026"], "phone_source_role": ["equipe"], "phone_seen_on": [""],
    }  # fmt: skip
    form, draft = read_some(typed, make_draft("a"), ("phones",), by=kim, on=AT.date())
    assert form.problems == {}
    assert [(one.source_kind, one.source_date, one.source_role) for one in draft.phones] == [
        ("phone", "2026-11-24", "equipe")
    ]
