"""Contacts with a provenance of their own: which comes first, which source wins, how the seed's are read."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlmodel import Session, select

from directory.imports import template
from directory.imports.rows import ReadRow
from directory.listings.contacts import Contact, best_first, merge
from directory.listings.public_view import can_be_called
from directory.models import Phone
from directory.publishing.views import find_slugs, find_view
from directory.storing.many import put_listings
from tests.fictional import AT, make_contact, make_draft, store

HEADER = "ref,channel,value,kind,label,audience,source_url,source_date,source_kind,seen_on,note".split(",")
LISTING = {
    "ref": "crip-fictive", "category": "crip", "name": "CRIP fictive", "departements": "56",
    "disclosure": "commune", "status": "published", "phone": "01 99 00 56 56",
    "source_url": "https://source.example/crip", "source_date": "2025-03", "source_kind": "official",
    "source_seen": "2026-11",
}  # fmt: skip
SWITCHBOARD = {
    "ref": "crip-fictive", "channel": "phone", "value": "01 99 00 50 50", "kind": "switchboard",
    "label": "Standard du Département : demandez la CRIP", "source_url": "https://annuaire.example/56",
    "source_date": "2019-09", "source_kind": "secondary", "seen_on": "2026-11-30",
}  # fmt: skip


def write(path: Path, header: list[str], *rows: dict[str, str]) -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_seed(folder: Path, *contacts: dict[str, str], **listing: str) -> list[ReadRow]:
    """What a seed of one listing says with these contacts beside it."""
    write(folder / "contacts.csv", HEADER, *contacts)
    row = LISTING | listing
    return template.read(write(folder / "listings.csv", list(row), row))


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
        ({"source_url": "annuaire"}, "adresse complète"),
        ({"source_date": "septembre 2019"}, "2023-04"),
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
