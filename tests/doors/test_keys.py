"""Every output has exactly the keys of its allow-list, written here a second time on purpose (C28)."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
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
from tests.doors.test_api import LISTING_KEYS
from tests.doors.test_data_inclusion import SERVICE_KEYS, STRUCTURE_KEYS
from tests.fictional import AT, store
from tests.invented import KNOWN, ask

SITE = "https://relais.example"


class Wider(PublicView, frozen=True):
    """A public view to which somebody added a field without thinking of what is published."""

    private_note: str = "zéphirinajout"


#: Where an object stands in an answer → its keys, all objects of that place together.
Keys = Mapping[str, set[str]]


def under(place: str, keys: Keys) -> Keys:
    """The same keys, deeper."""
    return {f"{place}.{inner}".strip("."): names for inner, names in keys.items()}


def only(*names: str) -> Keys:
    return {"": set(" ".join(names).split())}


CONTACT = only("value label kind source_url source_date source_kind seen_on confirmed_on confirmed_by")
#: A table tells in columns of their own what is known of contacts.
COLUMNS = LISTING_KEYS | {f"{name}_{key}" for name in ("phones", "emails") for key in CONTACT[""] - {"value"}}
LISTING = {"": LISTING_KEYS} | under("phones", CONTACT) | under("emails", CONTACT)
FEATURE = (
    only("type id geometry properties")
    | under("geometry", only("type coordinates"))
    | under("properties", LISTING | {"": LISTING_KEYS - {"latitude", "longitude"}})
)
TAXONOMY = only("id name description uri version")
TERM = only("id code name description parent_id taxonomy language taxonomy_id taxonomy_detail") | under(
    "taxonomy_detail", TAXONOMY
)
ORGANIZATION = only("id name description")
MINIMAL_SERVICE = only("id name status last_modified")
PLAIN_SERVICE = (
    only(
        "id name status description url email application_process eligibility_description minimum_age"
        " maximum_age last_modified organization additional_urls"
    )
    | under("organization", ORGANIZATION)
    | under("additional_urls", only("id label service_id url"))
)
AREA = only("id name description uri service_id")
LOCATION = only(
    "id name description location_type latitude longitude external_identifier external_identifier_type"
    " addresses"
) | under(
    "addresses",
    only("id address_1 address_type city country location_id postal_code state_province"),
)
METADATA = only(
    "id resource_id resource_type last_action_date last_action_type field_name previous_value"
    " replacement_value updated_by"
)
SERVICE = (
    PLAIN_SERVICE
    | {
        "": PLAIN_SERVICE[""]
        | set("attributes phones contacts schedules service_areas service_at_locations".split())
    }
    | under("attributes", only("id label link_entity link_id link_type taxonomy_term taxonomy_term_id value"))
    | under("attributes.taxonomy_term", TERM)
    | under("phones", only("id number type description service_id metadata"))
    | under("phones.metadata", METADATA)
    | under("contacts", only("id email department service_id metadata"))
    | under("contacts.metadata", METADATA)
    | under("schedules", only("id byday opens_at closes_at description freq notes service_id"))
    | under("service_areas", AREA)
    | under("service_at_locations", only("id location location_id service_id"))
    | under("service_at_locations.location", LOCATION)
)
SERVICES = under("services", SERVICE)
LINK = only("id location_id service_id")
FULL_AT = (
    only("id location location_id service service_areas service_id")
    | under("location", LOCATION)
    | under("service", PLAIN_SERVICE)
    | under("service_areas", AREA)
)
OEMBED = "provider_name provider_url cache_age"
#: Address → the keys around its records, where these stand, their own keys.
JSON: Mapping[str, tuple[str, str, Keys]] = {
    "/api/v1/listings?limit=1000": ("next listings", "listings", LISTING),
    "/api/v1/listings/1": ("", "", LISTING),
    "/api/v1/listings.geojson?limit=1000": ("type next features", "features", FEATURE),
    "/api/v1/listings.columns": ("", "", only("number slug name category latitude longitude next")),
    "/api/v1/departements": (
        "departements",
        "departements",
        only("code name region region_code timezone latitude longitude neighbours listings url"),
    ),
    "/api/v1/communes?q=vannes": (
        "communes is_certain",
        "communes",
        only("kind label detail departement code_insee postcode latitude longitude"),
    ),
    "/api/v1/categories": (
        "categories",
        "categories",
        only("slug path label description group group_label measure data_inclusion"),
    ),
    "/api/v1/coverage": (
        "coverage",
        "coverage",
        only("departement category state known own verified generalist last_verified has_confidential"),
    ),
    "/exports/listings.json": ("licence listings", "listings", LISTING),
    "/exports/listings.geojson": ("type features", "features", FEATURE),
    "/points.json?departement=56": ("", "", only("numbers names categories x y here approximate hidden")),
    "/points/1.json": ("", "", only("name what place where is_approximate href phone dial ask")),
    "/points.geojson?departement=56": (
        "type features",
        "features",
        only("type id geometry properties")
        | under("geometry", only("type coordinates"))
        | under("properties", only("name category precision")),
    ),
    "/hsds/": ("", "", only("version profile openapi_url")),
    "/data-inclusion/v1/services?size=1000": (
        "items page pages size total",
        "items",
        {"": SERVICE_KEYS},
    ),
    "/data-inclusion/v1/structures?size=1000": (
        "items page pages size total",
        "items",
        {"": STRUCTURE_KEYS},
    ),
    "/data-inclusion/v1/thematiques": ("thematiques", "thematiques", only("categorie libelle thematiques")),
    "/oembed?url=https://relais.example/departements/56": (
        "",
        "",
        only(
            "version type title url width height author_name author_url provider_name provider_url cache_age"
        ),
    ),
    "/oembed?url=https://relais.example/embed/arras/56": (
        "",
        "",
        only("version type title html width height", OEMBED),
    ),
}
HSDS: Mapping[str, Keys] = {
    "services?": PLAIN_SERVICE,
    "services?full=true&": SERVICE,
    "services?minimal=true&": MINIMAL_SERVICE,
    "organizations?": ORGANIZATION,
    "organizations?full_service=true&": ORGANIZATION | {"": ORGANIZATION[""] | {"services"}} | SERVICES,
    "service_at_locations?": LINK,
    "service_at_locations?full=true&": FULL_AT,
    "taxonomies?": TAXONOMY,
    "taxonomy_terms?": TERM,
}
PAGE = "total_items total_pages page_number size first_page last_page empty contents"
CHANNEL = "availableChannel"
PHONE_POINT = only("@type telephone contactType description subjectOf")
EMAIL_POINT = only("@type email contactType description subjectOf")
SUBJECT = only("@type url datePublished")
JSON_LD = (
    only(
        "@context @id @type name description provider areaServed url availableChannel hoursAvailable",
    )
    | under("provider", only("@type name contactPoint"))
    | under("provider.contactPoint", EMAIL_POINT)
    | under("hoursAvailable", only("@type dayOfWeek opens closes"))
    | under(CHANNEL, only("@type servicePhone serviceLocation"))
    | under(f"{CHANNEL}.servicePhone", PHONE_POINT)
    | under(f"{CHANNEL}.servicePhone.subjectOf", SUBJECT)
    | under("provider.contactPoint.subjectOf", SUBJECT)
    | under(f"{CHANNEL}.serviceLocation", only("@type address"))
    | under(
        f"{CHANNEL}.serviceLocation.address",
        only("@type addressLocality postalCode streetAddress addressCountry"),
    )
)
COVERAGE = (
    "code;département;région;mesure;catégorie;état;options connues;dont du département;dont vérifiées;"
    "portes généralistes;dernière vérification;option confidentielle;adresse"
)


def keys_of(value: Any) -> Keys:
    """The keys of every object of an answer, by where it stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)

    def visit(one: Any, place: str) -> None:
        if isinstance(one, dict):
            found[place] |= set(one)
            for name, inner in one.items():
                visit(inner, f"{place}.{name}".strip("."))
        elif isinstance(one, list):
            for inner in one:
                visit(inner, place)

    visit(value, "")
    return dict(found)


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
