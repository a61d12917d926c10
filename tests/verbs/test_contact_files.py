"""Contacts through files: what leaves comes back, provenance included."""

from __future__ import annotations

import orjson
import pytest
from sqlmodel import Session

from directory.exports import FORMATS, Format
from directory.exports.hsds import Hsds
from directory.exports.listings import LISTING_FORMATS
from directory.imports import read_table
from directory.imports.cells import make_draft as make_draft_of_row
from directory.imports.columns import match_columns
from directory.imports.standards import read_json
from directory.imports.template_rows import HEADER as HEADER_ROW
from directory.imports.template_rows import make_rows
from directory.listings.contacts import Contact, best_first
from directory.listings.drafts import Draft, settled
from directory.publishing.views import find_slugs, find_view
from tests.fictional import store
from tests.whole_contacts import WHOLE


def through_template(wanted: Format, draft: Draft) -> Draft:
    """What a listing becomes when it is exported for a coordinator in a format and read again as new."""
    content = b"".join(wanted.write(HEADER_ROW, make_rows([draft])))
    table = read_table(content)
    columns = match_columns(table.titles, {})
    (row,) = (dict(zip(columns, cells, strict=True)) for cells in table.rows)
    return settled(make_draft_of_row(row, None, []))


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_file_of_a_coordinator_keeps_all_that_is_known_of_each_contact(extension: str) -> None:
    again = through_template(FORMATS[extension], WHOLE)
    assert (again.phones, again.emails) == (WHOLE.phones, WHOLE.emails)


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_our_public_tables_sent_back_hold_all_that_the_public_knows_of_each_contact(
    session: Session, extension: str
) -> None:
    store(session, WHOLE)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    table = read_table(b"".join(LISTING_FORMATS[extension].write([view], "https://relais.example")))
    columns = match_columns(table.titles, {})
    (row,) = (dict(zip(columns, cells, strict=True)) for cells in table.rows)
    again = make_draft_of_row(
        {name: row[name] for name in row if name.startswith(("phone", "email"))}, None, []
    )
    assert best_first(again.phones) == view.phones
    assert best_first(again.emails) == view.emails


@pytest.mark.parametrize("extension", ["json", "geojson"])
def test_our_json_files_hold_all_that_the_public_knows_of_each_contact(
    session: Session, extension: str
) -> None:
    store(session, WHOLE)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    read = orjson.loads(b"".join(LISTING_FORMATS[extension].write([view], "https://relais.example")))
    (listing,) = read["listings"] if extension == "json" else [one["properties"] for one in read["features"]]
    assert tuple(Contact(**phone) for phone in listing["phones"]) == view.phones
    assert tuple(Contact(**email) for email in listing["emails"]) == view.emails


def test_a_file_without_the_columns_of_provenance_leaves_that_of_known_contacts() -> None:
    row = {"ref": "one", "phone": "01 99 00 22 22 | 01 99 00 44 44", "phone_label": "Autre mot"}
    first, second, restricted = make_draft_of_row(row, WHOLE, []).phones
    assert first == WHOLE.phones[1]._replace(label="Autre mot")
    assert (second.value, second.kind, second.source_url) == ("+33199004444", "", "")
    assert restricted == WHOLE.phones[2]


def test_a_source_told_in_a_file_replaces_the_whole_provenance_of_a_known_number() -> None:
    row = {"ref": "one", "phone": "0199001111", "phone_source_url": "https://autre.example/"}
    (found, *_) = make_draft_of_row(row, WHOLE, []).phones
    assert (found.source_url, found.source_date, found.kind) == ("https://autre.example/", "", "direct")


def test_more_sources_than_numbers_are_refused_with_the_way_to_write_them() -> None:
    row = {"ref": "one", "phone": "0199001111", "phone_source_date": "2019 | 2020"}
    with pytest.raises(ValueError, match="une par contact, dans le même ordre"):
        make_draft_of_row(row, WHOLE, [])


def test_our_hsds_answers_sent_back_hold_all_that_the_public_knows_of_each_contact(session: Session) -> None:
    store(session, WHOLE)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    table = read_json(orjson.dumps([Hsds("https://relais.example").full_service(view)]))
    (row,) = (dict(zip(table.titles, cells, strict=True)) for cells in table.rows)
    again = make_draft_of_row(row, None, [])
    assert best_first(again.phones) == view.phones
    assert best_first(again.emails) == view.emails
