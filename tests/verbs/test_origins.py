"""Where a listing, its site and its address were learnt: a page, or what somebody said and when."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from directory.exports import FORMATS
from directory.exports.hsds import Hsds
from directory.exports.json_ld import describe
from directory.exports.listings import LISTING_FORMATS
from directory.exports.record import make_record
from directory.imports import read_table
from directory.imports.cells import make_draft as make_draft_of_row
from directory.imports.columns import match_columns
from directory.imports.standards import read_json
from directory.imports.template_rows import HEADER, make_rows
from directory.listings.cards import source_words
from directory.listings.differences import compare
from directory.listings.drafts import Draft, check, settled
from directory.listings.public_view import PublicView
from directory.listings.sources import ORIGINS, origin_of
from directory.models import Listing
from directory.publishing.stored import read_draft
from directory.publishing.views import find_slugs, find_view
from directory.storing.states import stored_state
from tests.fictional import AT, VANNES, hide, in_commune, make_confidential, make_draft, store
from tests.seed_files import SITE, read_seed

ORIGIN = {
    "website_source_url": "https://annuaire.example/site", "website_source_date": "2025-03",
    "website_source_kind": "secondary", "website_seen_on": "2026-11-30",
    "website_confirmed_on": "2026-11-20", "website_confirmed_by": "coordination nationale",
    "address_source_kind": "visit", "address_source_date": "2026-11-12", "address_source_role": "equipe",
}  # fmt: skip
WHOLE = make_draft(
    "one", disclosure="address", place=in_commune(VANNES, "1 rue Fictive"), website="https://equipe.example/",
    **ORIGIN,
)  # fmt: skip
HEARD = {"source_url": "", "source_kind": "phone", "source_date": "2026-11-12", "source_role": "secretariat"}


def look(session: Session, draft: Draft) -> PublicView:
    """What the public reads of a draft once it is stored."""
    store(session, draft)
    view = find_view(session, find_slugs(session)[0])
    assert view is not None
    return view


def read_again(content: bytes) -> Draft:
    """The listing that a file of ours makes."""
    table = read_table(content)
    columns = match_columns(table.titles, {})
    (row,) = (dict(zip(columns, cells, strict=True)) for cells in table.rows)
    row.pop("", None)
    return settled(make_draft_of_row({"ref": "one"} | row, None, []))


def told(draft: Draft) -> dict[str, str]:
    """What a draft says of the origins of its site and of its address."""
    return {
        name: getattr(draft, name) for names in ORIGINS.values() for name in names if getattr(draft, name)
    }


@pytest.mark.parametrize("extension", list(FORMATS))
def test_a_file_of_a_coordinator_keeps_where_site_and_address_were_learnt(extension: str) -> None:
    content = b"".join(FORMATS[extension].write(HEADER, make_rows([WHOLE])))
    assert told(read_again(content)) == ORIGIN


@pytest.mark.parametrize("extension", ["csv", "xlsx"])
def test_our_public_tables_keep_where_site_and_address_were_learnt(session: Session, extension: str) -> None:
    view = look(session, WHOLE)
    assert told(read_again(b"".join(LISTING_FORMATS[extension].write([view], SITE)))) == ORIGIN


def test_our_json_and_hsds_answers_keep_where_everything_was_learnt(session: Session) -> None:
    view = look(session, WHOLE)
    record = make_record(view, SITE)
    assert record.website_origin.confirmed_by == "coordination nationale"
    assert record.address_origin.source_kind == "visit"
    table = read_json(orjson.dumps([Hsds(SITE).full_service(view)]))
    (row,) = (dict(zip(table.titles, cells, strict=True)) for cells in table.rows)
    again = make_draft_of_row(row, None, [])
    assert told(again) == ORIGIN
    assert (again.source_url, again.source_date) == (WHOLE.source_url, WHOLE.source_date)


def test_machines_that_read_the_page_find_the_page_of_the_site(session: Session) -> None:
    channels = orjson.loads(str(describe(look(session, WHOLE), SITE)))["availableChannel"]
    (site,) = [channel for channel in channels if "serviceUrl" in channel]
    assert site["subjectOf"]["url"] == ORIGIN["website_source_url"]
    assert site["subjectOf"]["reviewedBy"]["name"] == "coordination nationale"


def test_a_site_whose_source_is_that_of_its_listing_says_nothing_more(session: Session) -> None:
    view = look(session, make_draft("one", website="https://equipe.example/"))
    assert (view.website_origin, view.address_origin) == (None, None)
    assert make_record(view, SITE).website_origin is None


def test_what_was_confirmed_takes_the_source_of_its_listing(session: Session) -> None:
    checked = {"website_confirmed_on": "2026-11-20", "website_confirmed_by": "coordination nationale"}
    view = look(session, make_draft("one", website="https://equipe.example/", **checked))
    assert view.website_origin is not None
    assert (view.website_origin.source_url, view.website_origin.source_date) == (
        "https://source.example/fictive", "2026-10",
    )  # fmt: skip


def test_lines_of_contacts_keep_the_source_of_the_site_and_of_the_address(tmp_path: Path) -> None:
    line = {
        "ref": "crip-fictive", "source_url": "https://annuaire.example/56", "source_date": "septembre 2019",
        "source_kind": "secondary", "seen_on": "2026-11",
    }  # fmt: skip
    (row,) = read_seed(
        tmp_path,
        line | {"channel": "website", "value": "https://crip.example/"},
        line | {"channel": "address", "value": "1 rue Fictive"},
        disclosure="address", commune="Vannes", address="1 rue Fictive", website="https://crip.example/",
    )  # fmt: skip
    assert row.draft is not None
    for fact in ORIGINS:
        assert (origin := origin_of(row.draft, fact)) is not None
        assert (origin.source_url, origin.source_date) == ("https://annuaire.example/56", "2019-09")
    (row,) = read_seed(
        tmp_path, line | {"channel": "website", "value": "https://autre.example/"},
        website="https://crip.example/",
    )  # fmt: skip
    assert row.draft is not None
    assert (row.draft.website, origin_of(row.draft, "website")) == ("https://crip.example/", None)


def test_a_listing_without_a_page_says_when_and_from_whom_it_was_learnt(session: Session) -> None:
    heard = make_draft("one", **HEARD)
    assert check(heard) == []
    view = look(session, heard)
    assert source_words(view) == "appris par téléphone le 12\u00a0novembre 2026 auprès du secrétariat"
    assert make_record(view, SITE).source_role == "secretariat"
    content = b"".join(FORMATS["csv"].write(HEADER, make_rows([heard])))
    assert read_again(content).source_role == "secretariat"
    changed = compare(stored_state(heard), stored_state(replace(heard, source_role="direction")))
    assert [(one.label, one.after) for one in changed] == [("Auprès de qui", "auprès de la direction")]


@pytest.mark.parametrize(
    ("missing", "field", "said"),
    [
        ({"source_kind": ""}, "source_url", "La source manque"),
        ({"source_kind": "press"}, "source_url", "La source manque"),
        ({"source_date": "", "source_seen": ""}, "source_date", "Dites quand"),
        ({"source_role": ""}, "source_role", "par sa fonction et jamais par son nom"),
        ({"source_role": "Mme Fictive"}, "source_role", "secrétariat"),
    ],
)
def test_a_listing_without_a_page_is_refused_until_it_says_how_when_and_from_whom(
    missing: dict[str, str], field: str, said: str
) -> None:
    (problem,) = check(make_draft("one", **HEARD | missing))
    assert (problem.field, said in problem.message) == (field, True), problem


def test_a_listing_that_becomes_confidential_loses_where_its_address_was_learnt(session: Session) -> None:
    store(session, WHOLE)
    hide(session, make_confidential("one", source_url="https://source.example/", website=""), at=AT)
    draft = read_draft(session, session.exec(select(Listing)).one())
    assert told(draft) == {}
    kept = session.connection().execute(text("SELECT before, after FROM revision")).all()
    assert "annuaire.example/site" not in str(kept)


@pytest.mark.parametrize("column", ["website_source_url", "address_source_url"])
def test_the_database_refuses_a_confidential_listing_the_page_of_its_site_or_address(
    session: Session, column: str
) -> None:
    store(session, make_confidential("one"))
    with pytest.raises(IntegrityError):
        session.connection().execute(text(f"UPDATE listing SET {column} = 'https://source.example/'"))
    session.rollback()
