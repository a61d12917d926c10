"""The open data folder: same data same bytes, each file in its standard, nothing hidden in any."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from directory import create_app
from tests.fictional import store
from tests.fictional_world import make_drafts
from tests.invented import KNOWN

NAMES = {
    "fiches.csv", "fiches.geojson", "fiches.json", "fiches.schema.json", "LICENCE.txt", "LISEZ-MOI.md",
    "hsds/services.json", "hsds/organizations.json", "hsds/taxonomies.json", "hsds/taxonomy_terms.json",
    "data-inclusion/services.json", "data-inclusion/structures.json", "data-inclusion/thematiques.json",
    "SHA256SUMS",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(databases: Any, empty_database: str, make_config: Any) -> Iterator[Flask]:
    app = create_app(make_config(databases.make(empty_database)))
    with Session(app.extensions["engine"]) as session:
        store(session, *KNOWN, *make_drafts(40))
    yield app
    app.extensions["engine"].dispose()


@pytest.fixture(scope="module")
def folder(site: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("opendata")
    export(site, written)
    return written


def export(site: Flask, folder: Path) -> None:
    result = site.test_cli_runner().invoke(args=["export", "opendata", str(folder)])
    assert result.exit_code == 0, result.output
    assert "14 fichiers écrits" in result.output


def read_files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_data_is_the_same_bytes(site: Flask, folder: Path, tmp_path: Path) -> None:
    export(site, tmp_path)
    assert read_files(folder) == read_files(tmp_path)
    assert set(read_files(folder)) == NAMES


def test_every_file_has_its_fingerprint(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text().splitlines()
    assert {line.partition("  ")[2] for line in lines} == NAMES - {"SHA256SUMS"}
    for line in lines:
        digest, _, name = line.partition("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_the_table_is_what_its_schema_says(folder: Path) -> None:
    fields = json.loads((folder / "fiches.schema.json").read_text())["fields"]
    text = (folder / "fiches.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert list(rows[0]) == [field["name"] for field in fields]
    assert len(rows) == 42
    reads: dict[str, Any] = {"integer": int, "number": float, "string": str, "date": date.fromisoformat}
    reads["boolean"] = ("true", "false").index
    for row in rows:
        for field in fields:
            cell, constraints = row[field["name"]], field.get("constraints", {})
            assert cell or not constraints.get("required")
            if cell:
                reads[field["type"]](cell)
                assert cell in constraints.get("enum", [cell])


def test_the_map_file_follows_rfc_7946(folder: Path) -> None:
    collection = json.loads((folder / "fiches.geojson").read_text())
    assert set(collection) == {"type", "features"}
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        if feature["properties"]["is_confidential"]:
            assert feature["geometry"] is None
        if feature["geometry"]:
            longitude, latitude = feature["geometry"]["coordinates"]
            assert -180 <= longitude <= 180
            assert -90 <= latitude <= 90


def test_every_form_holds_every_listing(folder: Path) -> None:
    listings = json.loads((folder / "fiches.json").read_text())["listings"]
    names = [listing["name"] for listing in listings]
    assert [one["name"] for one in json.loads((folder / "hsds/services.json").read_text())] == names
    assert [one["nom"] for one in json.loads((folder / "data-inclusion/services.json").read_text())] == names
    features = json.loads((folder / "fiches.geojson").read_text())["features"]
    assert [feature["properties"]["name"] for feature in features] == names


def test_the_folder_names_its_licence_and_its_source(folder: Path) -> None:
    assert "Licence Ouverte 2.0" in (folder / "LICENCE.txt").read_text()
    readme = (folder / "LISEZ-MOI.md").read_text()
    assert "42 fiches" in readme
    assert "https://relais.example" in readme
    for name in (
        "fiches.csv",
        "fiches.schema.json",
        "fiches.geojson",
        "hsds/",
        "data-inclusion/",
        "SHA256SUMS",
    ):
        assert f"`{name}`" in readme


def test_what_is_reserved_or_hidden_is_in_no_file(folder: Path) -> None:
    hidden = {"9999": "a restricted phone", "garde": "its label"}
    for name, content in read_files(folder).items():
        for text, what in hidden.items():
            assert text not in content.decode() or name == "SHA256SUMS", f"{what} in {name}"
