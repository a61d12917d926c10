"""The commands: loading twice changes nothing, a bad file is named line by line."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from msgspec.structs import replace
from sqlmodel import Session

from directory import create_app
from directory.config import ROOT, Config
from directory.imports import LISTINGS
from directory.imports.columns import COLUMNS
from directory.models import ProposedPhrase
from directory.publishing.views import count_listings, dataset_version
from directory.storing.many import put_listings
from tests.conftest import Databases
from tests.fictional import AT

GOOD = {
    "ref": "fictive-1",
    "category": "day_reception",
    "name": "Accueil fictif",
    "operator": "Association fictive",
    "is_national": "no",
    "departements": "56",
    "disclosure": "commune",
    "status": "published",
    "dedicated": "yes",
    "summary": "Un accueil inventé.",
    "commune": "Vannes",
    "phone": "01 99 00 11 11",
    "source_url": "https://source.example/",
    "source_kind": "official",
    "source_seen": "2026-11",
}


def write(path: Path, *rows: dict[str, str]) -> Path:
    """Write a file of the template, empty where a row says nothing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])


def count(app: Flask) -> tuple[int, int]:
    with Session(app.extensions["engine"]) as session:
        return count_listings(session), dataset_version(session)


def test_loading_the_seed_twice_changes_nothing_the_second_time(own_app: Flask) -> None:
    first = run(own_app, "data", "load")
    assert first.exit_code == 0, first.output
    assert "0 modifiées, 0 inchangées, 0 refusées." in first.output
    before = count(own_app)
    assert before[0] > 250
    second = run(own_app, "data", "load")
    assert second.exit_code == 0
    assert "0 nouvelles, 0 modifiées" in second.output
    assert count(own_app) == before


def test_the_seed_itself_has_no_problem(own_app: Flask) -> None:
    result = run(own_app, "data", "check")
    assert result.exit_code == 0, result.output
    assert " 0 problèmes" in result.output


BAD = [
    ({"category": "inconnue"}, "category"),
    ({"departements": "20"}, "departements"),
    ({"phone": "0892 12 34 56"}, "phone"),
    ({"email": "sans arobase"}, "email"),
    ({"minimum_age": "quinze"}, "minimum_age"),
    ({"hours": "tous les jours"}, "hours"),
    ({"source_url": ""}, "source_url"),
    ({"disclosure": "confidential"}, "ligne"),
    ({"disclosure": "confidential", "commune": "", "summary": ""}, "phone"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
def test_a_bad_row_is_named_by_line_reference_and_field(
    own_app: Flask, tmp_path: Path, change: dict[str, str], field: str
) -> None:
    path = write(tmp_path / "f.csv", GOOD, GOOD | {"ref": "fictive-2"} | change, GOOD | {"ref": "fictive-3"})
    result = run(own_app, "data", "check", path)
    assert result.exit_code == 1
    assert f"ligne 3 (fictive-2) : {field} : " in result.output
    assert "3 lignes, 1 problèmes" in result.output
    assert "ligne 2" not in result.output
    assert count(own_app)[0] == 0


def test_the_good_rows_of_a_bad_file_are_loaded_and_the_others_counted(
    own_app: Flask, tmp_path: Path
) -> None:
    path = write(tmp_path / "f.csv", GOOD, GOOD | {"ref": "fictive-2", "phone": "12"})
    result = run(own_app, "data", "load", path)
    assert result.exit_code == 1
    assert "1 nouvelles, 0 modifiées, 0 inchangées, 1 refusées." in result.output
    assert "ligne 3 (fictive-2) : phone" in result.output
    assert count(own_app)[0] == 1


def test_a_confidential_row_with_a_commune_is_refused_without_repeating_it(
    own_app: Flask, tmp_path: Path
) -> None:
    path = write(tmp_path / "f.csv", GOOD | {"disclosure": "confidential", "address": "9 rue Fictive"})
    result = run(own_app, "data", "load", path)
    assert result.exit_code == 1
    assert "Vannes" not in result.output
    assert "Fictive" not in result.output.replace("fictive-1", "")


def test_an_unknown_commune_is_a_warning_and_no_point(own_app: Flask, tmp_path: Path) -> None:
    path = write(tmp_path / "f.csv", GOOD | {"commune": "Nullepart-sur-Rien"})
    result = run(own_app, "data", "load", path)
    assert result.exit_code == 0
    assert "ligne 2 (fictive-1) : Commune" in result.output
    assert "introuvable" in result.output
    assert own_app.test_client().get("/points.json?departement=56").json["numbers"] == []  # type: ignore[index]


def test_a_file_with_an_unknown_column_is_refused_by_its_name_and_changes_nothing(
    own_app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "f.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, "verified_on", "role"], restval="")
        writer.writeheader()
        writer.writerow(GOOD | {"verified_on": "2026-01-01", "role": "admin"})
    for verb in ("check", "load"):
        result = run(own_app, "data", verb, path)
        assert result.exit_code == 1
        assert "Colonnes inconnues" in result.output
        assert "« verified_on » et « role »" in result.output
    assert count(own_app)[0] == 0


def test_a_file_that_is_not_there_is_said_plainly(own_app: Flask, tmp_path: Path) -> None:
    result = run(own_app, "data", "check", tmp_path / "rien.csv")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_publishing_again_says_how_many(own_app: Flask, tmp_path: Path) -> None:
    run(own_app, "data", "load", write(tmp_path / "f.csv", GOOD))
    before = own_app.test_client().get("/departements/56").data
    result = run(own_app, "data", "publish")
    assert "1 fiches publiées." in result.output
    assert own_app.test_client().get("/departements/56").data == before


def test_preparing_makes_everything_a_new_site_needs(databases: Databases, make_config: Any) -> None:
    app = create_app(make_config(databases.make()))
    result = run(app, "prepare")
    assert result.exit_code == 0, result.output
    client = app.test_client()
    assert client.get("/readyz").status_code == 200
    assert client.get("/fiches/crip-morbihan-56").status_code == 200
    app.extensions["engine"].dispose()


def test_the_schema_goes_down_only_when_confirmed(own_app: Flask) -> None:
    assert run(own_app, "db", "downgrade", "base").exit_code == 1
    assert own_app.test_client().get("/readyz").status_code == 200
    assert run(own_app, "db", "downgrade", "base", "--yes").exit_code == 0
    assert own_app.test_client().get("/readyz").status_code == 503
    assert run(own_app, "db", "upgrade").exit_code == 0
    assert own_app.test_client().get("/readyz").status_code == 200


def test_preparing_again_never_undoes_what_a_coordinator_wrote(
    databases: Databases, make_config: Any
) -> None:
    app = create_app(make_config(databases.make()))
    assert run(app, "prepare").exit_code == 0
    rows = LISTINGS["template"](ROOT / "data" / "listings.csv")
    seeded = next(row.draft for row in rows if row.draft and row.ref == "uaped-56-uaped-de-vannes")
    words = "Résumé corrigé par une coordinatrice fictive."
    with Session(app.extensions["engine"]) as session:
        put_listings(session, [replace(seeded, summary=words)], by="essai", at=datetime.now(UTC))
        session.commit()

    assert run(app, "prepare").exit_code == 0

    assert words in app.test_client().get("/fiches/uaped-vannes-56").get_data(as_text=True)
    app.extensions["engine"].dispose()


def test_a_file_may_say_a_phrase_approved_since(own_app: Flask, tmp_path: Path) -> None:
    said = "Les animaux de compagnie sont reçus."
    hidden = GOOD | {"category": "confidential_housing", "disclosure": "confidential", "status": "draft"}
    hidden |= {"commune": "", "phone": "", "summary": "", "description": said}
    file = write(tmp_path / "f.csv", hidden)
    run(own_app, "data", "load", write(tmp_path / "g.csv", GOOD | {"ref": "fictive-2"}))
    assert run(own_app, "data", "load", file).exit_code == 1
    with Session(own_app.extensions["engine"]) as session:
        two = {"proposed_by": "nour@essai.example", "approved_by": "omar@essai.example"}
        session.add(ProposedPhrase(text=said, facts="description", proposed_at=AT, approved_at=AT, **two))
        session.commit()
    for command in ("check", "load"):
        result = run(own_app, "data", command, file)
        assert result.exit_code == 0, result.output
    assert "1 nouvelles" in result.output


def test_traces_may_be_erased_again(own_app: Flask) -> None:
    result = run(own_app, "data", "erase-traces")
    assert (result.exit_code, result.output.strip()) == (0, "Traces effacées.")


def test_a_register_says_what_it_would_change_and_writes_it_when_asked(
    own_app: Flask, tmp_path: Path
) -> None:
    listing = GOOD | {"category": "school_social_service", "name": "Service social fictif"}
    run(own_app, "data", "load", write(tmp_path / "f.csv", listing))
    register = tmp_path / "annuaire.json"
    register.write_text(
        """{"service": [{"nom": "DSDEN fictive", "pivot": [{"type_service_local": "inspection_academique"}],
        "telephone": [], "adresse_courriel": ["dsden@service.example"], "code_insee_commune": "56260",
        "date_modification": "12/10/2026 09:30:00"}]}""",
        "utf-8",
    )
    before = count(own_app)
    said = run(own_app, "data", "refresh", register, "--source", "annuaire")
    assert "fictive-1 (DSDEN fictive)" in said.output
    assert "dsden@service.example" in said.output
    assert "1 fiche à actualiser" in said.output
    assert count(own_app) == before
    applied = run(own_app, "data", "refresh", register, "--source", "annuaire", "--apply")
    assert "1 fiche actualisée" in applied.output
    assert count(own_app)[1] > before[1]
    assert "0 fiche" in run(own_app, "data", "refresh", register, "--source", "annuaire").output


def test_a_file_that_is_no_register_is_refused_with_a_sentence(own_app: Flask, tmp_path: Path) -> None:
    other = tmp_path / "autre.json"
    other.write_text("[]", "utf-8")
    refused = run(own_app, "data", "refresh", other, "--source", "annuaire")
    assert refused.exit_code == 1
    assert "Ce fichier n’est pas celui de l’annuaire de l’administration" in refused.output


def test_the_report_says_departement_by_departement_what_is_missing(own_app: Flask, tmp_path: Path) -> None:
    run(own_app, "data", "load", write(tmp_path / "f.csv", GOOD | {"category": "crip"}))
    lines = run(own_app, "data", "report").output.splitlines()
    assert lines[0].startswith("code;nom;CRIP;UAPED;service social scolaire;option dédiée")
    assert "56;Morbihan;avec un numéro;non renseigné;non renseigné;non;1;1;0;" in lines[56:64]


@pytest.mark.parametrize(
    "command", [("data", "report"), ("data", "load"), ("account", "disable", "a@essai.example")]
)
def test_a_database_that_is_not_made_yet_is_a_sentence(
    make_config: Callable[[str], Config], tmp_path: Path, command: tuple[str, ...]
) -> None:
    answer = run(create_app(make_config(f"sqlite:///{tmp_path}/absente.sqlite")), *command)
    assert answer.exit_code == 1
    assert "La base ne répond pas, ou n’est pas prête" in answer.output
    assert "Traceback" not in answer.output
