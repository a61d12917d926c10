"""Saving the database while it is written, and putting it back: whole, checked, undoable, no stale page."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlmodel import col

from directory import backup
from directory.accounts import people, second_factor
from directory.backup.purges import NAME as PURGES
from directory.database import migrate
from directory.models import Account, AccountSession, Listing, Place, Publication, RecoveryCode, Revision
from directory.publishing.search_index import read_vocabulary
from directory.publishing.views import dataset_version
from tests.backups import kept_in, put, restore, run, session_of, shown
from tests.conftest import SERVER
from tests.fictional import LORIENT, hide, in_commune, make_confidential, make_draft, store
from tests.people import account, browse, make_account, rows, sign_in

FORMER = "20261122_8"
ZIBELINE = "7 rue de la Zibeline"


@pytest.fixture
def site(own_app: Flask) -> Iterator[Flask]:
    with session_of(own_app) as session:
        store(session, make_draft("one", name="Maison Amarante"))
    yield own_app
    for listing in own_app.config["RELAIS"].instance_path.glob("*"):
        assert ".part" not in listing.name


def test_a_backup_is_restored_and_the_restoration_undone(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "copie.relais"
    saved = run(site, "backup", file)
    assert "1 fiches, 1 modifications, 0 comptes" in saved.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    put(site, make_draft("one", name="Maison Bruyère"), make_draft("two", name="Maison Capucine"))
    assert shown(site) == ["Maison Bruyère", "Maison Capucine"]
    result = restore(site, file)
    assert shown(site) == ["Maison Amarante"]
    assert stat.S_IMODE(kept_in(result).stat().st_mode) == 0o600
    restore(site, kept_in(result))
    assert shown(site) == ["Maison Bruyère", "Maison Capucine"]
    assert [len(rows(site, model)) for model in (Listing, Revision)] == [2, 3]


def test_nothing_served_before_a_restoration_is_served_after_it(site: Flask, tmp_path: Path) -> None:
    run(site, "backup", tmp_path / "copie")
    pages = site.config["RELAIS"].instance_path / "pages" / "essai-1"
    pages.mkdir(parents=True)
    put(site, make_draft("two"), make_draft("three"))
    with session_of(site) as session:
        before = dataset_version(session)
    restore(site, tmp_path / "copie")
    with session_of(site) as session:
        assert dataset_version(session) > before
    assert not pages.exists()


def test_those_who_copy_the_data_are_told_what_a_restoration_changed(site: Flask, tmp_path: Path) -> None:
    put(site, make_draft("same"))
    run(site, "backup", tmp_path / "copie")
    put(site, make_draft("one", name="Maison Bruyère"), make_draft("two"))
    client = site.test_client()
    since = (
        client.get("/api/v1/changes").text.splitlines()[-1].split('"version":')[1].split(",")[0].strip("}")
    )
    restore(site, tmp_path / "copie")
    told = client.get(f"/api/v1/changes?since={since}").text.splitlines()
    assert len(told) == 2
    assert "changed" in told[0]
    assert "withdrawn" in told[1]


def test_a_listing_hidden_after_the_backup_stays_hidden(site: Flask, tmp_path: Path) -> None:
    put(
        site,
        make_draft("two", name="Foyer Zibeline", disclosure="address", place=in_commune(LORIENT, ZIBELINE)),
    )
    run(site, "backup", tmp_path / "copie")
    with session_of(site) as session:
        hide(session, make_confidential("two", name="Foyer discret"))
    result = restore(site, tmp_path / "copie")
    assert "remises sous secret : 1." in result.output
    assert "Foyer discret" in site.test_client().get("/departements/56").text
    assert rows(site, Place) == []
    with session_of(site) as session:
        assert "zibeline" not in read_vocabulary(session)
    if not SERVER:
        database = Path(str(site.extensions["engine"].url.database))
        files = database.parent.glob(f"{database.name}*")
        assert not any(b"ibeline" in file.read_bytes() for file in files)


def test_a_confidential_listing_that_only_a_backup_knows_is_not_shown_when_it_says_where_it_is(
    site: Flask, tmp_path: Path
) -> None:
    put(site, make_confidential("two", name="Foyer discret"))
    with session_of(site) as session:
        session.execute(update(Listing).where(col(Listing.ref) == "two").values(name=f"Foyer, {ZIBELINE}"))
        session.commit()
    run(site, "backup", tmp_path / "copie")
    with session_of(site) as session:  # as another machine, which knows of no such secret
        open_one = {"category": "outreach", "disclosure": "commune", "phrases": ""}
        session.execute(update(Listing).where(col(Listing.ref) == "two").values(**open_one))
        session.commit()
    result = restore(site, tmp_path / "copie")
    assert "leurs mots disent où elles sont : 1." in result.output
    assert "ibeline" not in site.test_client().get("/departements/56").text
    assert "ibeline" not in str(rows(site, Publication))


def test_sessions_do_not_come_back_with_a_backup(site: Flask, tmp_path: Path) -> None:
    browser = browse(site, account(site, "kim", "coordinator", "56"))
    assert browser.get("/coordination").status_code == 200
    run(site, "backup", tmp_path / "copie")
    restore(site, tmp_path / "copie")
    assert browser.get("/coordination").status_code == 303
    assert rows(site, AccountSession) == []


def test_accounts_stay_as_they_are_and_a_used_code_opens_nothing_again(site: Flask, tmp_path: Path) -> None:
    kim, gone = (account(site, name, "coordinator", "56") for name in ("kim", "leo"))
    with session_of(site) as session:
        used, left = second_factor.make_recovery_codes(session, kim)[:2]
        session.commit()
    run(site, "backup", tmp_path / "copie")
    assert "2 comptes" in run(site, "backup", tmp_path / "autre").output
    account(site, "neuve", "admin")
    with session_of(site) as session:
        assert second_factor.use_recovery_code(session, kim, used, datetime.now(UTC))
        people.disable(session, session.get_one(Account, gone.id), by=None, at=datetime.now(UTC))
        session.commit()
    restore(site, tmp_path / "copie")
    browser = browse(site)
    sign_in(browser, "kim")
    assert browser.post("/connexion/code", {"code": used}).status_code == 422
    assert browser.post("/connexion/code", {"code": left}).status_code == 303
    kept = {each.name.split()[0]: (each.role, each.status) for each in rows(site, Account)}
    assert "Codes de secours à refaire" not in browser.get("/coordination").text
    assert kept["Leo"] == ("coordinator", "disabled")
    assert kept["Neuve"] == ("admin", "active")


def test_a_backup_of_a_former_schema_is_brought_up_to_date(site: Flask, tmp_path: Path) -> None:
    engine = site.extensions["engine"]
    migrate.downgrade(engine, FORMER)
    run(site, "backup", tmp_path / "copie")
    migrate.upgrade(engine)
    restore(site, tmp_path / "copie")
    assert migrate.is_current(engine)
    assert shown(site) == ["Maison Amarante"]


def test_a_lost_database_is_restored_while_the_site_runs(site: Flask, tmp_path: Path) -> None:
    with session_of(site) as session:
        second_factor.make_recovery_codes(session, make_account(session, "kim", "coordinator", "56"))
        session.commit()
    run(site, "backup", tmp_path / "copie")
    engine = site.extensions["engine"]
    if SERVER:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE listing CASCADE"))
    else:
        Path(str(engine.url.database)).unlink()
    assert site.test_client().get("/fiches/maison-amarante-56").status_code in ({200} if SERVER else {503})
    listed = (tmp_path / PURGES).read_bytes()
    result = restore(site, tmp_path / "copie")
    assert (tmp_path / PURGES).read_bytes() == listed  # a lost database knows nothing to replace it with
    assert "n’a pas pu être lue" in result.output
    assert "Comptes sans code de secours : 1" in result.output
    assert rows(site, RecoveryCode) == []
    assert shown(site) == ["Maison Amarante"]
    assert len(rows(site, Listing)) == 1


def test_nothing_is_replaced_without_a_yes_nor_over_another_backup(site: Flask, tmp_path: Path) -> None:
    file = tmp_path / "copie"
    run(site, "backup", file)
    put(site, make_draft("two", name="Maison Capucine"))
    assert "existe déjà" in run(site, "backup", file).output
    refused = site.test_cli_runner().invoke(args=["restore", str(file)], input="n\n")
    assert "1 fiches" in refused.output
    assert refused.exit_code == 1
    assert len(shown(site)) == 2


if not SERVER:

    def test_a_backup_is_one_moment_whatever_is_written_meanwhile(site: Flask, tmp_path: Path) -> None:
        put(site, *(make_draft(f"many-{number}", description="x" * 4000) for number in range(300)))
        written = []

        def write(done: int, total: int) -> None:
            written.append(done)
            put(site, make_draft(f"later-{len(written)}"))

        found = backup.save(site.extensions["engine"], tmp_path / "copie", write)
        assert len(written) > 1
        assert found["listing"] == found["revision"] == 301
        assert len(rows(site, Listing)) == 301 + len(written)

    def test_a_database_that_is_no_longer_one_is_kept_aside_and_replaced(site: Flask, tmp_path: Path) -> None:
        run(site, "backup", tmp_path / "copie")
        database = Path(str(site.extensions["engine"].url.database))
        site.extensions["engine"].dispose()
        database.write_bytes(b"un disque a perdu la base" * 1000)
        assert site.test_client().get("/departements/56").status_code == 503
        result = restore(site, tmp_path / "copie")
        assert kept_in(result).read_bytes().startswith(b"un disque")
        assert shown(site) == ["Maison Amarante"]

    def test_a_restoration_stopped_halfway_changes_nothing(site: Flask, tmp_path: Path) -> None:
        put(
            site,
            *(make_draft(f"many-{number}", status="draft", description="x" * 4000) for number in range(300)),
        )
        run(site, "backup", tmp_path / "copie")
        put(site, make_draft("two", name="Maison Capucine"))
        seen = [0]

        def stop(done: int, _total: int) -> None:
            if done < seen[-1]:  # the copy is ready and the database itself is being written
                raise KeyboardInterrupt
            seen.append(done)

        with pytest.raises(KeyboardInterrupt):
            backup.restore(
                site.extensions["engine"], tmp_path / "copie", pages=tmp_path / "pages", at=datetime.now(UTC),
                progress=stop,
            )  # fmt: skip
        assert shown(site) == ["Maison Amarante", "Maison Capucine"]
