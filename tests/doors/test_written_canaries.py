"""What people write about a listing held secret, by every door: no role reads a place back (C03, C13)."""

from __future__ import annotations

import contextlib
import gzip
import io
import logging
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import text
from sqlmodel import Session, SQLModel
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from directory import create_app
from directory.config import ROOT
from directory.imports.columns import COLUMNS
from directory.listings.fields import PHRASED
from directory.models import ImportJob, Listing
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.web.machine import Limiter
from tests.addresses import EVERY
from tests.canaries import PLACE, PLACES, SAUZON, SECRETS, found_in, open_file, plant, read, written
from tests.conftest import close
from tests.people import BASE, Browser, account, browse, find, rows
from tests.team import send, typed

WHERE = "7 venelle Canarienne, 56360 Sauzon"
#: Keys no form asks for, or not for a listing held secret.
EXTRA = {
    "address": WHERE, "adresse": WHERE, "commune": "Sauzon", "code_insee": SAUZON, "postcode": "56360",
    "latitude": str(PLACE.latitude), "longitude": str(PLACE.longitude), "place": WHERE, "inconnu": WHERE,
}  # fmt: skip
TEXTS = (
    "name", "operator", "summary", "description", "requirement", "capacity", "stay", "fallback", "hours_text",
    "handover_how", "caveat",
)  # fmt: skip
#: What only those who keep the listing, or who administer the site, may read.
ASKED = "zéphirindemande"
#: What a column nobody published holds.
ADDED = "zéphirinajout"
NOBODY_READS = PLACES | {ADDED: written(ADDED)}
FILE = "7-venelle-canarienne-sauzon.csv"
#: Every commune of the departement as the repository holds it, in a script that knows of no listing.
GEOGRAPHY = gzip.decompress((ROOT / "data" / "communes" / "56.json.gz").read_bytes()).strip().lower()


@pytest.fixture(scope="module")
def site(
    databases: Any, empty_database: str, make_config: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """A site with its secrets, a partner, letters in a folder, and what was answered to each writing."""
    letters = tmp_path_factory.mktemp("letters")
    made = create_app(
        make_config(databases.make(empty_database), mail_url=f"file://{letters}", reminders=True)
    )
    made.testing = True
    made.config["LETTERS"] = letters
    made.extensions["limiter"] = Limiter(10**6)
    with Session(made.extensions["engine"]) as session:
        for table in SQLModel.metadata.sorted_tables:  # a column somebody adds is in no output (C28)
            added = f"ALTER TABLE {table.name} ADD COLUMN private_note VARCHAR DEFAULT '{ADDED}'"
            session.connection().execute(text(added))
        plant(session)
        facts = PartnerFacts("Ville fictive", ("https://arras.example",), "56")
        partners.add_partner(session, "arras", facts, at=datetime.now(UTC), by=None, allow_local=False)
        session.commit()
    account(made, "kim", "coordinator", "56")
    account(made, "elsewhere", "coordinator", "35")
    account(made, "professional", "professional", "56", access_until=date(2999, 1, 1))
    account(made, "admin", "admin")
    yield made
    made.extensions["mail"].finish()
    close(made.extensions["engine"])


@pytest.fixture(scope="module")
def answers(site: Flask) -> list[TestResponse]:
    """Say the place through every door there is, and return what was answered."""
    kim = browse_as(site, "kim")
    return [*edit(site, kim), *hand_over(kim), *suggest(site)]


def hidden(site: Flask) -> Listing:
    """The listing that became confidential."""
    return next(one for one in rows(site, Listing) if one.ref == "hidden")


def browse_as(site: Flask, name: str) -> Browser:
    with Session(site.extensions["engine"], expire_on_commit=False) as session:
        return browse(site, find(session, name))


def edit(site: Flask, kim: Browser) -> Iterator[TestResponse]:
    """The form of the listing and its preview: each text, keys it does not have, JSON; then a new listing."""
    number = hidden(site).number
    path = f"/coordination/fiches/{number}"
    form = typed(kim, path)
    for field in TEXTS:
        assert (field in form) != (field in PHRASED)
        answer = send(kim, path, form, **{field: f"Au {WHERE}"})
        assert answer.status_code == 422, field
        yield answer
        yield send(kim, f"/coordination/brouillons/{number}", form, **{field: f"Au {WHERE}"})
    for where in (path, f"/coordination/brouillons/{number}", f"{path}/protection"):
        yield send(kim, where, form, **EXTRA)
        yield kim.client.post(where, json=EXTRA | {"csrf": kim.csrf_token()}, base_url=BASE, buffered=True)
    new = "/coordination/fiches/nouvelle"
    blank, secret = typed(kim, new), {"category": "confidential_housing", "disclosure": "confidential"}
    for field in TEXTS:
        answer = send(kim, new, blank, **secret, **{field: WHERE})
        assert answer.status_code == 422, field
        yield answer


def hand_over(kim: Browser) -> Iterator[TestResponse]:
    """Files: each column of the template and one more, then the standards; their reports, page by page."""
    fields = [field for field in COLUMNS if field not in {"ref", "category", "departements", "disclosure"}]
    lines = [";".join([*COLUMNS.values(), "Clef inconnue"])]
    for field in fields:
        cells = dict.fromkeys(COLUMNS, "") | {
            "ref": f"ligne-{field}", "category": "Hébergement sous secret", "name": "Abri fictif",
            "departements": "56", "disclosure": "lieu confidentiel", "source_url": "https://source.example/",
            field: EXTRA.get(field, WHERE),
        }  # fmt: skip
        lines.append(";".join([*cells.values(), WHERE]))
    service = {"id": "s", "structure_id": "p", "nom": "Abri fictif", "zone_eligibilite": ["56"]} | EXTRA
    hsds = {"id": "h", "name": "Abri fictif", "locations": [EXTRA], "description": WHERE, "x": EXTRA}
    for content in (
        "\r\n".join(lines).encode(),
        orjson.dumps({"structures": [{"id": "p", "nom": WHERE} | EXTRA], "services": [service]}),
        orjson.dumps({"contents": [hsds]}),
    ):
        data = {"fichier": (io.BytesIO(content), FILE), "category": "confidential_housing"}
        answer = kim.post("/coordination/import", data, content_type="multipart/form-data")
        yield answer
        checked = {"fichier": (io.BytesIO(content), FILE)}
        yield kim.post("/valider-un-fichier", checked, content_type="multipart/form-data")
        if answer.status_code == 303:
            if "Colonnes" in kim.get(answer.location).text:
                yield kim.post(f"{answer.location}/colonnes", {"column": [*COLUMNS, ""]})
            yield from (
                kim.get(f"{answer.location}?lignes={word}")
                for word in ("nouvelles", "modifiees", "refusees", "attente")
            )


def suggest(site: Flask) -> Iterator[TestResponse]:
    """The forms of everybody."""
    about = f"/fiches/{hidden(site).slug}/erreur"
    for page, fields in (
        (about, {"kind": "other", "text": WHERE} | EXTRA),
        (about, {"kind": "closed", "value": WHERE} | EXTRA),
        ("/proposer", {"name": f"Abri {WHERE}", "category": "confidential_housing", "departement": "56",
                       "source": "https://lieu.example/", "text": WHERE} | EXTRA),
        ("/integrer/demande", {"name": ASKED, "email": "web@essai.example", "territory": "56",
                               "origins": "https://a.example", "inconnu": WHERE}),
        ("/demander-un-acces", {"name": ASKED, "email": "pro@essai.example", "structure": ASKED,
                                "departement": "56", "reason": ASKED, "inconnu": WHERE}),
    ):  # fmt: skip
        anybody = browse(site)
        form = anybody.get(page).text
        tokens = dict(re.findall(r'name="(token|csrf)" value="([^"]+)"', form))
        yield anybody.client.post(page, data=tokens | fields, base_url=BASE, buffered=True)


def places_in(answers: list[tuple[str, bytes]]) -> list[tuple[str, list[str]]]:
    return [(address, found) for address, body in answers if (found := found_in(body, PLACES))]


def read_back(body: bytes, secrets: dict[str, set[bytes]]) -> list[str]:
    """The secrets an answer holds beside the public list of communes, when it holds that list whole."""
    return found_in(body.replace(GEOGRAPHY, b""), secrets)


def test_a_place_refused_is_not_said_again(answers: list[TestResponse]) -> None:
    assert {answer.status_code for answer in answers} <= {200, 303, 400, 403, 415, 422}
    assert places_in([(answer.request.path, read(answer)) for answer in answers]) == []


def addresses(site: Flask) -> list[str]:
    """Every example of every route, and the addresses of what was planted."""
    listings, codes = rows(site, Listing), ("56", "region-53", "france")
    return [
        *EVERY, "/rien", "/fiches/rien", "/departements/56?page=2", "/recherche?q=venelle",
        *(f"/embed/arras/{code}{asked}" for code in codes for asked in ("", "?q=maison")),
        *(f"/coordination/fiches/{one.number}{after}" for one in listings
          for after in ("", "/historique", "/protection")),
        *(f"/api/v1/listings/{one.number}" for one in listings),
        *(f"/points/{one.number}.json" for one in listings),
        *(f"/selection?de=56&f={one.number}" for one in listings),
        *(f"/fiches/{one.slug}{after}" for one in listings if "zephirin" not in one.slug
          for after in ("", "/contact")),
        *(f"/coordination/import/{one.id}" for one in rows(site, ImportJob)),
    ]  # fmt: skip


def routes_of(site: Flask, visited: list[str]) -> set[str]:
    """The routes that these addresses are answered by."""
    known = site.url_map.bind("localhost")
    found = set()
    for address in visited:
        with contextlib.suppress(HTTPException):
            rule, _ = known.match(address.partition("?")[0], method="GET", return_rule=True)
            found.add(rule.rule)
    return found


@pytest.mark.parametrize("role", ["anonymous", "professional", "elsewhere", "kim", "admin"])
def test_no_role_reads_a_secret_from_any_address(
    site: Flask, answers: list[TestResponse], role: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Places: nobody. Drafts, archives, contacts and requests: nobody who does not keep the listing."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    browser = browse(site) if role == "anonymous" else browse_as(site, role)
    heavy = {"/couverture.xlsx", "/images/56.png"}  # their routes also answer .csv and .svg
    visited = [one for one in addresses(site) if role == "anonymous" or one not in heavy]
    assert {rule.rule for rule in site.url_map.iter_rules() if "GET" in rule.methods} <= routes_of(
        site, visited
    )
    seen: dict[bytes, str] = {}
    for address in visited:
        answer = browser.get(address)
        seen.setdefault(read(answer), address)
        if role == "anonymous" and answer.mimetype == "text/html":
            seen.setdefault(read(browser.get(address, headers={"HX-Request": "true"})), address)
    secrets = NOBODY_READS if role in {"kim", "admin"} else SECRETS | NOBODY_READS | {ASKED: written(ASKED)}
    assert [(where, found) for body, where in seen.items() if (found := read_back(body, secrets))] == []
    assert found_in(caplog.text.lower().encode(), secrets) == []


def test_neither_letters_nor_files_nor_copies_say_a_place(
    site: Flask, answers: list[TestResponse], tmp_path: Path
) -> None:
    site.extensions["mail"].finish()
    before = len(list(site.config["LETTERS"].iterdir()))
    assert site.test_cli_runner().invoke(args=["reminders", "send"]).exit_code == 0
    said = {path.name: path.read_bytes() for path in site.config["LETTERS"].iterdir()}
    assert len(said) > before > 0
    for what in ("opendata", "site"):
        result = site.test_cli_runner().invoke(args=["export", what, str(tmp_path / what)])
        assert result.exit_code == 0
    files = {
        str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert {f"site/fiches/{hidden(site).slug}.html", "site/copie/56.js", "opendata/fiches.csv"} <= set(files)
    said |= files
    others = SECRETS | NOBODY_READS | {ASKED: written(ASKED)}
    for name, content in said.items():
        mine = NOBODY_READS if name.endswith(".eml") else others
        said_here = name.lower().encode() + open_file(content).lower()
        assert read_back(said_here, mine) == [], name


def test_an_error_of_ours_says_nothing(site: Flask, answers: list[TestResponse]) -> None:
    """The tables the public reads are taken away: every page fails."""
    with Session(site.extensions["engine"]) as session:
        session.connection().execute(text("ALTER TABLE publication RENAME TO away"))
        session.commit()
    site.testing = False
    client = site.test_client()
    paths = ("/departements/56", "/embed/arras/56", "/api/v1/listings", "/hsds/services", "/images/56.svg")
    failed = [(path, client.get(path)) for path in (f"/fiches/{hidden(site).slug}", *paths)]
    assert {answer.status_code for _, answer in failed} <= {500, 503}
    assert [(address, found) for address, answer in failed if (found := found_in(read(answer)))] == []
