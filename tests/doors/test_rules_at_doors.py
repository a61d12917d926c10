"""Each rule of secrecy and of two people, tried at each door: what one refuses none lets in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from msgspec.structs import asdict
from openpyxl import Workbook
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from directory import backup, create_app
from directory.editing import listings as editing
from directory.editing.listings import Stale
from directory.imports import deciding, jobs
from directory.imports.columns import COLUMNS
from directory.imports.tables import Unreadable
from directory.keys.signed import sign
from directory.models import Listing, Place, Reminder, Revision, Suggestion
from directory.permissions import NotAllowed
from directory.publishing.stored import read_draft
from directory.storing.listing import Refused
from directory.storing.many import put_many
from directory.storing.states import draft_of_state, stored_state
from directory.storing.two_people import find_shared, is_guarded
from directory.web.machine import Limiter
from tests.fictional import VANNES, in_commune, make_confidential, make_draft, store
from tests.kept_secret import check_secrecy, drafts, everything
from tests.people import KEYS, actor_of, browse, find, make_account
from tests.rules import NEW, RULES, SECRET, Rule, cells, fields, said, state_with
from tests.team import LISTINGS, NOW, PHONE, Team, send, typed, typed_in

TRACES = ("tilleuls", "199006666", "01 99 00 66 66")


def by_form(team: Team, rule: Rule) -> None:
    """The form, then the page that hides a listing when it comes."""
    path = team.path(rule.about) if rule.about else f"{LISTINGS}/nouvelle"
    kim = team.browser("kim")
    answer = send(kim, path, typed(kim, path), **fields(rule))
    if "/protection" in answer.text:
        send(kim, f"{path}/protection", typed_in(answer, "/protection"), confirme="1")


def by_preview(team: Team, rule: Rule) -> None:
    """What is kept while somebody types, then taken up again and saved."""
    kim, number = team.browser("kim"), team.listing(rule.about).number if rule.about else 0
    path = team.path(rule.about) if rule.about else f"{LISTINGS}/nouvelle"
    send(kim, f"/coordination/brouillons/{number}", typed(kim, path), **fields(rule))
    kept = typed(kim, f"{path}?brouillon=1")
    send(kim, path, kept)


def by_suggestion(team: Team, rule: Rule) -> None:
    """A stranger proposes or corrects, a coordinator accepts with one click."""
    anybody = browse(team.app)
    page = f"/fiches/{team.listing(rule.about).slug}/erreur" if rule.about else "/proposer"
    anybody.client.post(page, data=said(rule), base_url="https://localhost")
    accept(team)


def by_link(team: Team, rule: Rule) -> None:
    """The structure answers by the link of a reminder, a coordinator accepts with one click."""
    listing = team.listing(rule.about or "discrete")
    reminder = uuid4()
    with team.session() as session:
        session.exec(delete(Reminder))
        session.add(Reminder(listing_id=listing.id, id=reminder, sent_at=datetime.now(UTC)))
        session.commit()
    token = sign(KEYS, "reminder", reminder.hex, datetime.now(UTC) + timedelta(days=1))
    data = said(rule) | {"decision": "corriger"}
    browse(team.app).client.post(f"/verifier/{token}", data=data, base_url="https://localhost")
    accept(team)


def accept(team: Team) -> None:
    """One click on everything suggested."""
    kim = team.browser("kim")
    for each in team.rows(Suggestion):
        version = "0"
        if each.listing_id:
            with team.session() as session:
                version = str(session.get_one(Listing, each.listing_id).version)
        decision = {"decision": "accepter", "version": version}
        kim.post(f"/coordination/suggestions/{each.id}", decision)


def by_csv(team: Team, rule: Rule) -> None:
    written = io.StringIO()
    rows = csv.DictWriter(written, list(cells(rule)), delimiter=";")
    rows.writeheader()
    rows.writerow(cells(rule))
    bring(team, written.getvalue().encode(), rule)


def by_xlsx(team: Team, rule: Rule) -> None:
    book, written = Workbook(), io.BytesIO()
    for row in (list(cells(rule)), list(cells(rule).values())):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(written)
    bring(team, written.getvalue(), rule)


def by_data_inclusion(team: Team, rule: Rule) -> None:
    facts = rule.facts
    service = dict(facts) | {
        "id": rule.ref, "nom": facts.get("name", f"Équipe fictive {rule.ref}"), "code_insee": VANNES,
        "description": facts.get("description", facts.get("summary", "")), "structure_id": "s",
        "telephone": facts.get("phone", ""), "commune": facts.get("commune", ""),
        "adresse": facts.get("address", ""), "zone_eligibilite": ["56"], "lien_source": NEW["source_url"],
        "site_web": facts.get("website", ""),
    }  # fmt: skip
    bring(team, orjson.dumps({"structures": [{"id": "s", "nom": "Fictive"}], "services": [service]}), rule)


def by_hsds(team: Team, rule: Rule) -> None:
    facts = rule.facts
    address = {"city": facts.get("commune", ""), "address_1": facts.get("address", "")}
    service = dict(facts) | {
        "id": rule.ref, "name": facts.get("name", f"Équipe fictive {rule.ref}"),
        "description": facts.get("description", facts.get("summary", "")),
        "phones": [{"number": facts["phone"]}] if "phone" in facts else [],
        "url": facts.get("website", NEW["source_url"]),
        "service_areas": [{"uri": "https://insee.example/departement/56"}],
        "service_at_locations": [{"location": {"addresses": [address]}}] if "commune" in facts else [],
    }  # fmt: skip
    bring(team, orjson.dumps({"contents": [service]}), rule)


def bring(team: Team, content: bytes, rule: Rule) -> None:
    """A file sent, applied, then undone: at no moment may a rule be broken."""
    with team.session() as session:
        kim = actor_of(session, find(session, "kim"))
        try:
            job = jobs.start(
                session, content, by=kim, at=NOW, category=rule.facts.get("category", "outreach")
            )
            if job.state == "columns":
                deciding.choose_columns(session, job, deciding.proposed_columns(session, job, by=kim), by=kim)
            jobs.apply(session, job.id, by=kim, at=NOW + timedelta(minutes=1))
        except (Unreadable, Refused, Stale, NotAllowed, ValueError):
            session.rollback()
        else:
            session.commit()


def by_command_line(team: Team, rule: Rule, folder: Path) -> None:
    path = folder / "fiches.csv"
    written = io.StringIO()
    rows = csv.DictWriter(written, [*COLUMNS])
    rows.writeheader()
    blank = dict.fromkeys(COLUMNS, "")
    known = blank | ({} if not rule.about else kept_cells(team, rule.about))
    rows.writerow(known | {"ref": rule.ref} | {n: v for n, v in rule.facts.items() if n in COLUMNS})
    path.write_text(written.getvalue(), encoding="utf-8")
    team.app.test_cli_runner().invoke(args=["data", "load", str(path)])


def kept_cells(team: Team, ref: str) -> dict[str, str]:
    """The columns of a listing as a file says them."""
    with team.session() as session:
        draft = read_draft(session, session.exec(select(Listing).where(Listing.ref == ref)).one())
    return {name: str(getattr(draft, name)) for name in
            ("category", "name", "operator", "status", "disclosure", "summary", "source_url")} | {
        "departements": " ".join(draft.departements)}  # fmt: skip


def by_bulk(team: Team, rule: Rule) -> None:
    """The verb under the imports, which refuses what breaks a rule whoever calls it."""
    with team.session() as session:
        base = (
            read_draft(session, team.listing(rule.about))
            if rule.about
            else make_draft(rule.ref, status="draft")
        )
        draft = draft_of_state(state_with(stored_state(base), rule.facts))
        if rule.is_about_secrecy:
            with pytest.raises(Refused):
                put_many(session, [draft], by="essai", at=NOW)
        session.rollback()


def by_history(team: Team, rule: Rule) -> None:
    """A state of the history that says what is forbidden, brought back by a click."""
    listing = team.listing(rule.about or "esquisse")
    with team.session() as session:
        stored = stored_state(read_draft(session, listing))
        after = state_with(stored, rule.facts)
        session.add(
            Revision(listing_id=listing.id, at=NOW, by="essai", verb="edit", before=stored, after=stored)
        )
        session.flush()
        kim = actor_of(session, find(session, "kim"))
        forged = Revision(listing_id=listing.id, at=NOW, by="essai", verb="edit", before=stored, after=after)
        with session.no_autoflush:
            try:
                editing._restore(session, listing, forged.after or {}, by=kim, at=NOW)
            except (Refused, Stale, NotAllowed, KeyError):
                session.rollback()
            else:
                session.commit()


def keeps_a_secret(rule: Rule) -> bool:
    """Whether a restoration must keep it whatever the backup says; to the rest two people agreed then."""
    return rule.about == "discrete" or rule.facts.items() >= SECRET.items()


def by_restore(team: Team, rule: Rule, folder: Path) -> None:
    """A backup made while the database said what is forbidden, older than the secret or written by hand; of
    what is no secret, one made while what somebody asked alone waits for a second person."""
    engine, file = team.app.extensions["engine"], folder / "backup"
    if not keeps_a_secret(rule):
        by_form(team, rule)
        backup.save(engine, file)
        backup.restore(engine, file, pages=folder / "pages", at=datetime.now(UTC))
        return
    columns = {name: value for name, value in rule.facts.items() if name in Listing.model_fields}
    this = team.listing("discrete")
    write = update(Listing).where(col(Listing.id) == this.id)
    try:
        with engine.begin() as connection:
            connection.execute(write.values(**columns))
            if "commune" in rule.facts:
                place = asdict(in_commune(VANNES, rule.facts.get("address", "")))
                owner = {"listing_id": this.id, "disclosure": rule.facts["disclosure"]}
                connection.execute(insert(Place).values(**place, **owner))
    except IntegrityError:
        return  # the database itself refuses: there is nothing to restore
    backup.save(engine, file)
    with engine.begin() as connection:
        connection.execute(delete(Place).where(col(Place.listing_id) == this.id))
        connection.execute(write.values(**{name: getattr(this, name) for name in columns}))
    backup.restore(engine, file, pages=folder / "pages", at=datetime.now(UTC))


DOORS: Mapping[str, Callable[..., None]] = {
    "form": by_form, "preview": by_preview, "suggestion": by_suggestion, "structure's link": by_link,
    "CSV": by_csv, "XLSX": by_xlsx, "data·inclusion": by_data_inclusion, "HSDS": by_hsds,
    "bulk": by_bulk, "command line": by_command_line, "history": by_history, "restore": by_restore,
}  # fmt: skip


@pytest.fixture(scope="module")
def site(databases: Any, empty_database: str, make_config: Any) -> Iterator[Team]:
    """One site for the whole table: nothing that is tried may change what the next one finds."""
    app = create_app(make_config(databases.make(empty_database)))
    app.testing = True
    app.extensions["limiter"] = Limiter(10**6)
    made = Team(app)
    with made.session() as session:
        make_account(session, "kim", "coordinator", "56")
        store(
            session,
            make_draft("foyer", category="emergency_reception", phones=(PHONE,)),
            make_draft("esquisse", status="draft"),
            make_confidential("discrete"),
            at=NOW,
        )
    yield made
    app.extensions["engine"].dispose()


TABLE = [(door, rule) for door in DOORS for rule in RULES]


@pytest.mark.parametrize(("door", "rule"), TABLE)
def test_no_door_lets_in_what_another_refuses(site: Team, tmp_path: Path, door: str, rule: str) -> None:
    wanted, new = RULES[rule], f"neuve-{[*RULES].index(rule)}-{[*DOORS].index(door)}"
    tried = replace(wanted, ref=wanted.about or new)
    before = drafts(site)
    DOORS[door](site, tried, *((tmp_path,) if door in {"command line", "restore"} else ()))
    check_secrecy(site)
    for ref, draft in drafts(site).items():
        if ref not in before:
            assert draft.status == "draft"
        elif is_guarded(before[ref]):
            assert find_shared(before[ref], draft) == []
        if ref not in before or ref == tried.about:
            listing = site.listing(ref)
            # Who runs commands is the operator, whose rights reach the whole country; dates nobody may say.
            kept = {
                name: value
                for name, value in (tried.kept or {}).items()
                if name != "is_national" or door != "command line"
            }
            assert {name: getattr(listing, name) for name in kept} == kept
    if tried.leaves_no_trace:
        assert [trace for trace in TRACES if trace in everything(site)] == []
