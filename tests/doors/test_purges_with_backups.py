"""The list of purges travels with backups: no older one shows again, anywhere, what was hidden since."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlmodel import select

from directory import create_app
from directory.backup.marks import write_mark
from directory.backup.purges import NAME as LIST
from directory.editing.reappearing import LATEST, hold_back, publish_due
from directory.keys.sealed import Keys
from directory.models import Listing, Place, Revision
from tests.backups import put, restore, run, session_of, shown
from tests.conftest import close
from tests.fictional import AT, LORIENT, hide, in_commune, make_confidential, make_draft, store
from tests.people import KEYS, rows


@pytest.fixture
def site(own_app: Flask) -> Flask:
    with session_of(own_app) as session:
        store(session, make_draft("one", name="Maison Amarante"))
    return own_app


def test_a_machine_that_never_knew_asks_for_the_list_of_purges(
    site: Flask, tmp_path: Path, databases: Any, empty_database: str, make_config: Any
) -> None:
    put(site, make_draft("two", name="Foyer Zibeline", place=in_commune(LORIENT)))
    old, late = tmp_path / "ancienne", tmp_path / "recente"
    old.mkdir()
    late.mkdir()
    run(site, "backup", old / "copie")
    with session_of(site) as session:
        hide(session, make_confidential("two", name="Foyer discret"))
    run(site, "backup", late / "copie")
    other = create_app(make_config(databases.make(empty_database)))
    other.testing = True
    (old / LIST).unlink()
    refused = other.test_cli_runner().invoke(args=["restore", str(old / "copie"), "--yes"])
    assert refused.exit_code == 1
    assert "passées sous secret depuis cette sauvegarde" in refused.output
    assert rows(other, Listing) == []
    hiding = ["restore", str(old / "copie"), "--yes", "--purges", str(late / LIST)]
    result = other.test_cli_runner().invoke(args=hiding)
    assert result.exit_code == 0, result.output
    assert "remises sous secret : 1." in result.output
    assert rows(other, Place) == []
    (hidden,) = [one for one in rows(other, Listing) if one.disclosure == "confidential"]
    assert (hidden.name, hidden.status) == ("Ressource sous secret", "draft")
    assert "ibeline" not in str([row.after for row in rows(other, Revision)])
    close(other.extensions["engine"])


@pytest.mark.parametrize("forged", ["written by hand", "without its mark", "with the mark of another key"])
def test_a_backup_that_this_service_did_not_make_is_not_believed_about_housing(
    site: Flask, tmp_path: Path, make_config: Any, forged: str
) -> None:
    put(site, make_draft("two", name="Foyer Zibeline", category="break_away_housing"))
    file = tmp_path / "copie"
    run(site, "backup", file)
    mark = tmp_path / "copie.sceau"
    if forged == "written by hand":
        file.write_bytes(file.read_bytes() + b"\0")
    elif forged == "without its mark":
        mark.unlink()
    else:
        write_mark(file, Keys("une autre clef, de plus de trente-deux lettres"))
    refused = run(site, "restore", file, "--yes")
    assert refused.exit_code == 1
    assert "copie.sceau" in refused.output
    assert shown(site) == ["Maison Amarante", "Foyer Zibeline"]
    if forged != "written by hand":
        assert run(site, "restore", file, "--yes", "--unsealed").exit_code == 0
        assert shown(site) == ["Maison Amarante"]
        assert {one.status for one in rows(site, Listing) if one.ref == "two"} == {"draft"}


def test_a_list_of_another_day_is_not_believed_unless_it_is_said_to_be_the_latest(
    site: Flask, tmp_path: Path, databases: Any, empty_database: str, make_config: Any
) -> None:
    run(site, "backup", tmp_path / "copie")
    listed = orjson.loads((tmp_path / LIST).read_bytes())
    (tmp_path / LIST).write_bytes(orjson.dumps(listed | {"at": "2026-03-02T02:30:00+00:00"}))
    other = create_app(make_config(databases.make(empty_database)))
    refused = run(other, "restore", tmp_path / "copie", "--yes")
    assert refused.exit_code == 1
    assert "est du 2026-03-02 : ce qui a été caché depuis n’y est pas" in refused.output
    assert run(other, "restore", tmp_path / "copie", "--yes", "--list-of", "2026-03-01").exit_code == 1
    assert rows(other, Listing) == []
    assert run(other, "restore", tmp_path / "copie", "--yes", "--list-of", "2026-03-02").exit_code == 0
    assert len(rows(other, Listing)) == len(rows(site, Listing))
    close(other.extensions["engine"])


def test_without_the_list_every_housing_option_waits_to_be_told(
    site: Flask, tmp_path: Path, databases: Any, empty_database: str, make_config: Any
) -> None:
    put(site, make_draft("abri", category="emergency_reception", name="Abri inventé"))
    run(site, "backup", tmp_path / "copie")
    (tmp_path / LIST).unlink()
    other = create_app(make_config(databases.make(empty_database)))
    other.testing = True
    hiding = ["restore", str(tmp_path / "copie"), "--yes", "--hide-housing"]
    assert other.test_cli_runner().invoke(args=hiding).exit_code == 0
    told = {one.ref: one.status for one in rows(other, Listing)}
    assert told["abri"] == "draft"
    assert "published" in told.values()
    assert "Abri inventé" not in other.test_client().get("/departements/56").text
    close(other.extensions["engine"])


def test_the_list_of_purges_names_nothing(site: Flask, tmp_path: Path) -> None:
    put(site, make_confidential("cachee", name="Refuge Amarante"))
    run(site, "backup", tmp_path / "copie")
    said = (tmp_path / LIST).read_text().partition('"listings"')[2]
    (hidden,) = [one for one in rows(site, Listing) if one.disclosure == "confidential"]
    assert hidden.id.hex in said
    assert not {"Amarante", hidden.slug, hidden.ref, "56"} & set(re.findall(r"[^\W_]+", said))
    assert (tmp_path / LIST).stat().st_mode & 0o777 == 0o600


def test_what_came_back_under_another_number_keeps_it_after_a_restoration(
    site: Flask, tmp_path: Path
) -> None:
    put(site, make_draft("two", name="Foyer Zibeline", place=in_commune(LORIENT)))
    run(site, "backup", tmp_path / "copie")
    with session_of(site) as session:
        listing = session.exec(select(Listing).where(Listing.ref == "two")).one()
        former = listing.number, listing.slug
        hold_back(session, listing, at=AT, keys=KEYS)
        hide(session, make_confidential("two", name="Foyer discret"))
        assert publish_due(session, at=AT + LATEST) == 1
        session.commit()
    (today,) = [one for one in rows(site, Listing) if one.disclosure == "confidential"]
    restore(site, tmp_path / "copie")
    (restored,) = [one for one in rows(site, Listing) if one.disclosure == "confidential"]
    assert (restored.number, restored.ref, restored.slug) == (today.number, today.ref, today.slug)
    assert not {restored.number, restored.slug} & set(former)
    client = site.test_client()
    assert client.get(f"/fiches/{former[1]}").status_code == 410
    assert "Foyer discret" in client.get(f"/fiches/{restored.slug}").text
