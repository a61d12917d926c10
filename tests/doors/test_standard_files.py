"""Services of the standards, HSDS and data·inclusion, read as listings; our own answers sent back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlmodel import Session

from directory.exports.data_inclusion import make_service, make_structure
from directory.exports.hsds import Hsds
from directory.exports.listings import LISTING_FORMATS
from directory.imports import deciding, read_table
from directory.imports import jobs as import_jobs
from directory.imports.reports import read_report
from directory.publishing.views import find_views
from tests.fictional import AT, VANNES, in_commune, make_confidential, make_draft, store
from tests.files import national, plain, run

OURS = ["csv", "xlsx", "data-inclusion", "hsds"]


def our_answer(session: Session, kind: str, url: str) -> bytes:
    """What the public reads of every listing, as one of our answers."""
    views = find_views(session, range(1, 10))
    if kind == "hsds":
        return orjson.dumps({"contents": [Hsds(url).full_service(view) for view in views]})
    if kind == "data-inclusion":
        services = [make_service(view, url) for view in views]
        return orjson.dumps({"services": services, "structures": [make_structure(views, url)]})
    return b"".join(LISTING_FORMATS[kind].write(views, url))


@pytest.mark.parametrize("kind", OURS)
def test_our_public_answers_sent_back_find_their_listings_and_change_nothing(
    own_app: Flask, tmp_path: Path, kind: str
) -> None:
    url = own_app.config["RELAIS"].public_url
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        store(
            session,
            make_draft(
                "a", category="uaped", disclosure="address", place=in_commune(VANNES, "1 rue Fictive"),
                hours="Mo-Fr 09:00-17:00", hours_text="Sur rendez-vous", requirement="Accord parental.",
                description="Ce qui s’y passe.", website="https://equipe.example/", response_delay="48h",
                phones=(("+33199001234", "accueil", "public"), ("+33199005678", "", "professionals")),
                who_may_refer=("ase", "justice"), source_kind="press", walk_in="no",
            ),
            make_draft("b", departements=("29", "56"), is_dedicated="no"),
            make_confidential("c", summary=""),
        )  # fmt: skip
        content = our_answer(session, kind, url)
        job = import_jobs.start(session, content, by=nour, at=AT, public_url=url)
        told = [(one["problems"], one["differences"]) for one in read_report(job)]
        assert (job.state, job.counts["unchanged"], job.counts["refused"]) == ("ready", 3, 0), told
        session.commit()
    path = tmp_path / "fichier"
    path.write_bytes(content)
    result = run(own_app, "data", "load", path)
    assert "0 nouvelles, 0 modifiées, 3 inchangées, 0 refusées" in result.output


def test_what_was_changed_in_our_public_file_is_all_that_changes(own_app: Flask) -> None:
    url = own_app.config["RELAIS"].public_url
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        store(session, make_draft("a", summary="Une équipe fictive."), make_draft("b"))
        content = our_answer(session, "csv", url).replace("Une équipe fictive".encode(), b"Deux personnes")
        job = import_jobs.start(session, content, by=nour, at=AT, public_url=url)
        assert (job.counts["changed"], job.counts["unchanged"], job.counts["new"]) == (1, 1, 0)
        [changed] = read_report(job, "changed")
        assert [after for _label, _before, after in changed["differences"]] == ["Deux personnes."]


def test_services_of_standards_are_listed_where_they_serve_and_under_their_category() -> None:
    zones = {"nom": "Point fictif", "zone_eligibilite": ["35238", "56"], "code_insee": VANNES}
    hsds = {
        "id": "h-1",
        "name": "Service fictif",
        "service_areas": [{"uri": "http://id.insee.fr/geo/commune/35238"}],
        "attributes": [{"taxonomy_term": {"code": "uaped", "name": "UAPED"}}],
    }
    table = read_table(orjson.dumps([zones, hsds]))
    first, second = (dict(zip(table.titles, row, strict=True)) for row in table.rows)
    assert first["departements"] == "35 56"
    assert (second["departements"], second["category"]) == ("35", "uaped")


HSDS = {"id": "h-1", "name": "Service fictif", "url": "https://service.example/",
        "service_areas": [{"uri": "http://id.insee.fr/geo/departement/56"}]}  # fmt: skip
POINT = {"id": "d-1", "nom": "Point fictif", "zone_eligibilite": ["56"], "lien_source": "https://p.example/"}
RUNS = {"id": "o-1", "name": "Association fictive"}


@pytest.mark.parametrize(
    ("content", "operator"),
    [
        (HSDS, ""), ([HSDS], ""), ({"contents": [HSDS]}, ""), ({"services": [HSDS]}, ""),
        (RUNS | {"services": [HSDS]}, "Association fictive"),
        ([RUNS | {"services": [HSDS]}], "Association fictive"),
        ({"organizations": [RUNS | {"services": [HSDS]}]}, "Association fictive"),
        ({"services": [HSDS | {"organization_id": "o-1"}], "organizations": [RUNS]}, "Association fictive"),
        (POINT, ""), ({"items": [POINT]}, ""),
        ({"structures": [{"id": "s", "nom": "Association fictive", "services": [POINT]}]},
         "Association fictive"),
    ],
)  # fmt: skip
def test_services_are_read_whatever_holds_them(content: object, operator: str) -> None:
    table = read_table(orjson.dumps(content))
    (row,) = (dict(zip(table.titles, cells, strict=True)) for cells in table.rows)
    assert row["name"] in {"Service fictif", "Point fictif"}
    assert (row["departements"], row["operator"]) == ("56", operator)


def test_a_territory_nobody_knows_is_said_and_the_row_is_kept(own_app: Flask) -> None:
    service = POINT | {"zone_eligibilite": ["200067932"], "code_insee": VANNES}
    with Session(own_app.extensions["engine"]) as session:
        job = import_jobs.start(
            session, orjson.dumps([service]), by=national(session), at=AT, category="outreach"
        )
        [entry] = read_report(job)
    assert (entry["outcome"], entry["problems"]) == ("new", [])
    assert "Territoire non reconnu : « 200067932 »" in plain(" ".join(entry["warnings"]))


def foreign(number: int, term: str) -> dict[str, Any]:
    return HSDS | {
        "id": f"h-{number}", "name": f"Service fictif {number}",
        "attributes": [{"taxonomy_term": {"code": "BH-1800", "name": term}}],
    }  # fmt: skip


def test_a_term_of_a_foreign_taxonomy_is_given_its_category_once_for_the_file(
    own_app: Flask, tmp_path: Path
) -> None:
    content = orjson.dumps([foreign(1, "Street work"), foreign(2, "Street work"), foreign(3, "Training")])
    with Session(own_app.extensions["engine"]) as session:
        nour = national(session)
        job = import_jobs.start(session, content, by=nour, at=AT)
        assert (job.state, deciding.terms_of(job)) == ("columns", {"Street work": 2, "Training": 1})
        chosen = {"Street work": "outreach", "Training": "professional_training"}
        deciding.choose_categories(session, job, chosen, by=nour, remember="Nomenclature fictive")
        assert (job.state, job.counts["new"]) == ("ready", 3)
        again = import_jobs.start(session, content, by=nour, at=AT)
        assert (again.state, again.counts["new"]) == ("ready", 3)
        session.rollback()
    path = tmp_path / "fichier"
    path.write_bytes(content)
    asked = run(own_app, "data", "check", path, "--source", "hsds")
    assert "« Street work » (2 lignes)" in plain(asked.output)
    told = run(
        own_app, "data", "check", path, "--source", "hsds", "--terme", "Street work=Maraude",
        "--terme", "Training=professional_training",
    )  # fmt: skip
    assert (told.exit_code, "0 problèmes" in told.output) == (0, True), told.output
