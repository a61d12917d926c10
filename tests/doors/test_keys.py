"""Every output has exactly the keys of its allow-list, written here a second time on purpose (C28)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import orjson
import pytest
from flask import Flask
from msgspec.structs import asdict
from openpyxl import load_workbook
from sqlmodel import Session

from directory.exports.data_inclusion import make_service, make_structure
from directory.exports.feeds import write_atom
from directory.exports.hsds import Hsds
from directory.exports.json_ld import describe
from directory.exports.listings import LISTING_FORMATS, make_columns
from directory.listings.public_view import PublicView
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.publishing.views import find_slugs, find_view
from directory.search.points import label
from tests.allowed_keys import (
    COLUMNS,
    COVERAGE,
    FEATURE,
    HSDS,
    JSON,
    JSON_LD,
    LISTING,
    MINIMAL_SERVICE,
    ORGANIZATION,
    PAGE,
    SERVICE,
    SERVICE_KEYS,
    STRUCTURE_KEYS,
    TAXONOMY,
    TERM,
    Keys,
    keys_of,
    only,
    under,
)
from tests.fictional import AT, store
from tests.invented import KNOWN, ask

SITE = "https://relais.example"


class Wider(PublicView, frozen=True):
    """A public view to which somebody added a field without thinking of what is published."""

    private_note: str = "zéphirinajout"


@pytest.fixture(scope="module")
def site(invented: Flask) -> Flask:
    """The invented listings, and a partner."""
    with Session(invented.extensions["engine"]) as session:
        facts = PartnerFacts("Ville fictive", ("https://arras.example",), "56")
        partners.add_partner(session, "arras", facts, at=datetime.now(UTC), by=None, allow_local=False)
        session.commit()
    return invented


@pytest.mark.parametrize("address", JSON)
def test_a_json_answer_has_its_keys_and_no_other(site: Flask, address: str) -> None:
    around, place, inner = JSON[address]
    outer = only(around) if around else {}
    assert keys_of(orjson.loads(ask(site, address).data)) == outer | under(place, inner)


@pytest.mark.parametrize("address", HSDS)
def test_an_hsds_entity_has_its_keys_and_no_other(site: Flask, address: str) -> None:
    found = keys_of(orjson.loads(ask(site, f"/hsds/{address}per_page=1000").data))
    assert found == only(PAGE) | under("contents", HSDS[address])


def test_a_table_has_its_columns_and_no_other(site: Flask) -> None:
    for address in ("/exports/listings.csv", "/api/v1/listings.csv"):
        text = ask(site, address).data.decode("utf-8-sig")
        assert set(next(csv.reader(io.StringIO(text), delimiter=";"))) == COLUMNS
    assert ask(site, "/couverture.csv").data.decode("utf-8-sig").splitlines()[0] == COVERAGE
    tables = {"/exports/listings.xlsx": COLUMNS, "/couverture.xlsx": set(COVERAGE.split(";"))}
    for address, columns in tables.items():
        sheet = load_workbook(io.BytesIO(ask(site, address).data)).active
        assert sheet is not None
        assert {cell.value for cell in sheet[1]} == columns


def test_what_engines_and_readers_are_given_has_its_keys_and_no_other(site: Flask) -> None:
    slug = orjson.loads(ask(site, "/api/v1/listings/1").data)["slug"]
    (found,) = re.findall(r'ld\+json">(.*?)</script>', ask(site, f"/fiches/{slug}").text, re.DOTALL)
    assert keys_of(orjson.loads(found)) == JSON_LD
    tags = {
        "/changements.atom": "feed id title updated link author name entry category summary",
        "/sitemap.xml": "urlset url loc",
        "/opensearch.xml": "OpenSearchDescription ShortName Description InputEncoding Language Url",
    }
    for address, names in tags.items():
        root = fromstring(ask(site, address).data)
        assert {element.tag.partition("}")[2] for element in root.iter()} == set(names.split())
    lines = ask(site, "/api/v1/changes").text.splitlines()
    assert {key for line in lines for key in orjson.loads(line)} == {"version", "number", "verb", "slug"}


def test_the_files_of_open_data_have_the_same_keys(site: Flask, tmp_path: Path) -> None:
    assert site.test_cli_runner().invoke(args=["export", "opendata", str(tmp_path)]).exit_code == 0
    expected: Mapping[str, Keys] = {
        "fiches.json": only("licence listings") | under("listings", LISTING),
        "fiches.geojson": only("type features") | under("features", FEATURE),
        "hsds/services.json": SERVICE,
        "hsds/organizations.json": ORGANIZATION
        | {"": ORGANIZATION[""] | {"services"}}
        | under("services", MINIMAL_SERVICE),
        "hsds/taxonomies.json": TAXONOMY,
        "hsds/taxonomy_terms.json": TERM,
        "data-inclusion/services.json": {"": SERVICE_KEYS},
        "data-inclusion/structures.json": {"": STRUCTURE_KEYS},
        "data-inclusion/thematiques.json": only("categorie libelle thematiques"),
    }
    for name, keys in expected.items():
        assert keys_of(orjson.loads((tmp_path / name).read_bytes())) == keys, name
    header = (tmp_path / "fiches.csv").read_text("utf-8-sig").splitlines()[0]
    assert set(header.split(";")) == COLUMNS


def test_a_field_added_to_the_public_view_is_in_no_output(session: Session) -> None:
    store(session, *KNOWN)
    views = [Wider(**asdict(view)) for slug in find_slugs(session) if (view := find_view(session, slug))]
    hsds, (view, _) = Hsds(SITE), views
    written = [
        *(b"".join(form.write(views, SITE)) for form in LISTING_FORMATS.values()),
        *(hsds.full_service(one) for one in views),
        hsds.full_organization(view.operator, views, full=True),
        make_columns(views), label(view, AT), describe(view, SITE), make_service(view, SITE),
        make_structure(views, SITE), write_atom(views, title="", path="/", page="/", public_url=SITE),
    ]  # fmt: skip
    assert "Maison Amarante" in str(written)
    assert "private_note" not in str(written)
    assert "zéphirinajout" not in str(written)
