"""Who may reach what: a table of every route and the people it lets in. A route absent from it fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import MetaData
from sqlmodel import Session, SQLModel
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter

from directory import create_app
from directory.accounts import sessions
from directory.web.csrf import COOKIE, SAFE
from tests.fictional import make_draft, store
from tests.people import Browser, browse, find, make_account

SIGNED_IN, READERS, WRITERS = "signed in", "may read restricted contacts", "writers"
KEEPERS, NATIONAL, ADMIN = "keep the listing", "national", "admin"

#: Every route that is not for everybody. One more route is one more line, or fails.
GUARDED = {
    "GET /compte": SIGNED_IN,
    "GET /compte/presence": SIGNED_IN,
    "POST /compte/acces": SIGNED_IN,
    "POST /compte/codes": SIGNED_IN,
    "POST /compte/mot-de-passe": SIGNED_IN,
    "POST /compte/second-facteur/changer": SIGNED_IN,
    "POST /compte/sessions/<uuid:session_id>/fermer": SIGNED_IN,
    "GET /fiches/<slug>/contact": SIGNED_IN,
    "POST /fiches/<slug>/contact": READERS,
    "GET /coordination/acces": WRITERS,
    "POST /coordination/acces/<uuid:request_id>": WRITERS,
    "POST /coordination/acces/comptes/<uuid:account_id>/retirer": WRITERS,
    "GET /coordination/consultations": WRITERS,
    "GET /coordination/suggestions": WRITERS,
    "POST /coordination/suggestions/<uuid:suggestion_id>": WRITERS,
    "GET /coordination": WRITERS,
    "GET /coordination/problemes": WRITERS,
    "GET /coordination/campagne": WRITERS,
    "GET /coordination/campagne/avancement.csv": WRITERS,
    "POST /coordination/campagne/nationale": NATIONAL,
    "POST /coordination/campagne/suivante": WRITERS,
    "POST /coordination/campagne/confier": WRITERS,
    "POST /coordination/campagne/appels/<int:call_id>/annuler": WRITERS,
    "GET /coordination/campagne/fiches/<int:number>": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>/brouillon": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>/prendre": KEEPERS,
    "POST /coordination/campagne/fiches/<int:number>/rendre": KEEPERS,
    "GET /coordination/changements/<uuid:pending_id>": WRITERS,
    "POST /coordination/changements/<uuid:pending_id>": WRITERS,
    "GET /coordination/communes": WRITERS,
    "GET /coordination/fiches": WRITERS,
    "GET /coordination/fiches/nouvelle": WRITERS,
    "POST /coordination/fiches/nouvelle": WRITERS,
    "GET /coordination/fiches/<int:number>": KEEPERS,
    "POST /coordination/fiches/<int:number>": KEEPERS,
    "GET /coordination/fiches/<int:number>/historique": KEEPERS,
    "GET /coordination/fiches/<int:number>/note": KEEPERS,
    "POST /coordination/fiches/<int:number>/note": KEEPERS,
    "GET /coordination/phrases": WRITERS,
    "POST /coordination/phrases": NATIONAL,
    "POST /coordination/phrases/<int:phrase_id>/approuver": NATIONAL,
    "POST /coordination/phrases/<int:phrase_id>/retirer": NATIONAL,
    "POST /coordination/fiches/<int:number>/annuler": KEEPERS,
    "POST /coordination/fiches/<int:number>/archiver": KEEPERS,
    "POST /coordination/fiches/<int:number>/places": KEEPERS,
    "POST /coordination/fiches/<int:number>/confirmer": KEEPERS,
    "POST /coordination/fiches/<int:number>/protection": KEEPERS,
    "POST /coordination/fiches/<int:number>/retablir": KEEPERS,
    "POST /coordination/fiches/<int:number>/revenir": KEEPERS,
    "POST /coordination/brouillons/<int:number>": KEEPERS,
    "POST /coordination/brouillons/<int:number>/oublier": KEEPERS,
    "GET /coordination/import": WRITERS,
    "POST /coordination/import": WRITERS,
    "GET /coordination/import/modele.<any(csv,xlsx):extension>": WRITERS,
    "GET /coordination/export.<any(csv,xlsx):extension>": WRITERS,
    "GET /coordination/import/<uuid:job_id>": WRITERS,
    "GET /coordination/import/<uuid:job_id>/avancement": WRITERS,
    "POST /coordination/import/<uuid:job_id>/annuler": WRITERS,
    "POST /coordination/import/<uuid:job_id>/appliquer": WRITERS,
    "POST /coordination/import/<uuid:job_id>/categories": WRITERS,
    "POST /coordination/import/<uuid:job_id>/colonnes": WRITERS,
    "POST /coordination/import/<uuid:job_id>/oublier": WRITERS,
    "GET /administration/journal": NATIONAL,
    "GET /administration/journal.csv": NATIONAL,
    "GET /administration/urgences": NATIONAL,
    "POST /administration/urgences/<number>": NATIONAL,
    "GET /administration/departements": NATIONAL,
    "GET /administration/editeur": ADMIN,
    "POST /administration/editeur": ADMIN,
    "GET /administration/comptes": ADMIN,
    "POST /administration/comptes": ADMIN,
    "POST /administration/comptes/<uuid:account_id>/desactiver": ADMIN,
    "POST /administration/comptes/<uuid:account_id>/droits": ADMIN,
    "POST /administration/comptes/<uuid:account_id>/inviter": ADMIN,
    "GET /administration/partenaires": ADMIN,
    "POST /administration/partenaires": ADMIN,
    "POST /administration/partenaires/<slug>": ADMIN,
    "POST /administration/partenaires/<slug>/archiver": ADMIN,
    "POST /administration/partenaires/<slug>/retablir": ADMIN,
    "POST /administration/partenaires/demandes/<uuid:request_id>/effacer": ADMIN,
}
#: Unsafe routes for people without an account. They need our token, unless they are a public form.
OPEN_FORMS = {
    "POST /connexion",
    "POST /connexion/code",
    "POST /connexion/reprise",
    "POST /deconnexion",
    "POST /mot-de-passe-oublie",
    "POST /mot-de-passe/<token>",
    "POST /invitation/<token>",
    "POST /demander-un-acces",
    "POST /confirmer/<token>",
    "POST /compte/second-facteur",
}
PUBLIC_FORMS = {
    "POST /proposer",
    "POST /fiches/<slug>/erreur",
    "POST /fiches/<slug>/appel",
    "POST /verifier/<token>",
    "POST /integrer/demande",
}
#: Files with more than the public reads: that somebody took them away is written down, and nothing else.
TAKEN_AWAY = {
    "GET /coordination/export.<any(csv,xlsx):extension>",
    "GET /administration/journal.csv",
}
#: When somebody was last here is written down whatever they do.
NOTED = {"seen_at", "last_used_at"}
#: Roots of the pages of people with an account: nothing under them is for everybody.
INSIDE = ("/compte", "/coordination", "/administration")
#: The second step of signing in checks for itself: it is for people half-way.
HALF_WAY = {"GET /compte/second-facteur", "POST /compte/second-facteur"}

CAST = {
    "anonymous": set[str](),
    "disabled": set[str](),
    "half-way": set[str](),
    "pending": {SIGNED_IN},
    "professional": {SIGNED_IN, READERS},
    "coordinator": {SIGNED_IN, READERS, WRITERS, KEEPERS},
    "elsewhere": {SIGNED_IN, READERS, WRITERS},
    "national": {SIGNED_IN, READERS, WRITERS, KEEPERS, NATIONAL},
    "admin": {SIGNED_IN, READERS, WRITERS, KEEPERS, NATIONAL, ADMIN},
}
VALUES: dict[str, Any] = {
    "code": "56", "slug": "equipe-fictive-reservee-56", "token": "x" * 43, "number": "119",
    "filename": "style.css", "path": "x",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(databases: Any, empty_database: str, make_config: Any) -> Iterator[Flask]:
    app = create_app(make_config(databases.make(empty_database), page_cache=False))
    app.testing = True
    with Session(app.extensions["engine"]) as session:
        make_account(session, "disabled", "coordinator", "56")
        make_account(session, "half-way", "coordinator", "56")
        make_account(session, "pending", "professional", "56")
        make_account(session, "professional", "professional", "56", access_until=date(2999, 1, 1))
        make_account(session, "coordinator", "coordinator", "56")
        make_account(session, "elsewhere", "coordinator", "29")
        make_account(session, "national", "national")
        make_account(session, "admin", "admin")
        store(session, make_draft("reservee", phones=(("01 99 00 12 34", "", "professionals"),)))
    yield app
    app.extensions["engine"].dispose()


def browser_of(site: Flask, name: str) -> Browser:
    """A browser of somebody in the cast, in the state their name says."""
    if name == "anonymous":
        return browse(site)
    with Session(site.extensions["engine"], expire_on_commit=False) as session:
        account = find(session, name)
        browser = browse(site, account)
        token = browser.cookie
        if name == "half-way":
            limits = sessions.Limits(timedelta(hours=1), timedelta(hours=1))
            opened = sessions.find_session(session, token, limits, account.last_used_at)
            assert opened is not None
            opened[0].is_full = False
        if name == "disabled":
            account.status = "disabled"
            session.add(account)
        session.commit()
    return browser


def routes(app: Flask) -> list[tuple[str, str, Rule]]:
    """Every (line of the table, method, rule) of the application."""
    return [
        (f"{method} {rule.rule}", method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address(app: Flask, rule: Rule) -> str:
    """An address of a rule, its variables given values that exist where that matters."""
    values = {name: value_of(name, converter) for name, converter in rule._converters.items()}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def value_of(name: str, converter: BaseConverter) -> object:
    """A value for a variable of an address."""
    if isinstance(converter, UUIDConverter):
        return UUID(int=1)
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    if isinstance(converter, IntegerConverter):
        return 1
    return VALUES.get(name, 1)


def refuses(status: int, location: str) -> bool:
    """Whether an answer keeps somebody out: a 403, or the way to sign in."""
    return status == 403 or (
        status == 303 and location.startswith(("/connexion?next=", "/connexion/code?next="))
    )


def test_every_route_inside_is_in_the_table_and_every_line_is_a_route(site: Flask) -> None:
    lines = {line for line, _, _ in routes(site)}
    inside = {line for line in lines if line.split(" ", 1)[1].startswith(INSIDE)} - HALF_WAY
    unsafe = {line for line, method, _ in routes(site) if method not in SAFE}
    assert inside - set(GUARDED) == set()
    assert set(GUARDED) - lines == set()
    assert unsafe - set(GUARDED) - OPEN_FORMS - PUBLIC_FORMS == set()


@pytest.mark.parametrize("name", CAST)
def test_each_person_reaches_what_the_table_says_and_nothing_else(site: Flask, name: str) -> None:
    wrong = []
    reader = browser_of(site, name)
    for line, method, rule in routes(site):
        browser = reader if method == "GET" else browser_of(site, name)
        path = address(site, rule)
        answer = browser.get(path) if method == "GET" else browser.post(path)
        is_out = refuses(answer.status_code, answer.headers.get("Location", ""))
        if is_out is not (line in GUARDED and GUARDED[line] not in CAST[name]):
            wrong.append(f"{line}: {answer.status}")
    assert wrong == []


def test_no_unsafe_route_answers_without_our_token_or_to_another_site(site: Flask) -> None:
    for line, method, rule in routes(site):
        if method in SAFE or line in PUBLIC_FORMS:
            continue
        path = address(site, rule)
        browser = browser_of(site, "admin")
        assert browser.client.open(path, method=method, base_url="https://localhost").status_code == 403, line
        forged = browser.post(path, {"csrf": "0" * 64})
        assert forged.status_code == 403, line
        elsewhere = browser.post(path, headers={"Sec-Fetch-Site": "cross-site"})
        assert elsewhere.status_code == 403, line
        other = browser_of(site, "admin").csrf_token()
        assert browser.post(path, {"csrf": other}).status_code == 403, line


def test_no_get_changes_anything(site: Flask) -> None:
    browser = browser_of(site, "admin")
    before = contents(site)
    for line, method, rule in routes(site):
        if method == "GET" and line not in TAKEN_AWAY:
            browser.get(address(site, rule))
    assert contents(site) == before


def contents(site: Flask) -> dict[str, list[Any]]:
    """Every row of every table; when a session was last used aside."""
    metadata: MetaData = SQLModel.metadata
    with site.extensions["engine"].connect() as connection:
        return {
            table.name: sorted(
                str(
                    [value for name, value in row._mapping.items() if name not in {"seen_at", "last_used_at"}]
                )
                for row in connection.execute(table.select())
            )
            for table in metadata.sorted_tables
        }


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "DELETE", "PUT", "PROPFIND"])
def test_unused_methods_are_refused_everywhere(site: Flask, method: str) -> None:
    client = site.test_client()
    for _, _, rule in routes(site):
        if method not in (rule.methods or set()):
            assert client.open(address(site, rule), method=method).status_code == 405, rule


def test_the_pages_of_people_with_an_account_are_never_kept(site: Flask) -> None:
    browser = browser_of(site, "admin")
    for _, method, rule in routes(site):
        if method != "GET" or rule.endpoint == "static":
            continue
        answer = browser.get(address(site, rule))
        assert answer.headers["Cache-Control"] == "no-store", rule


def test_public_pages_give_no_cookie_and_pages_inside_give_a_safe_one(site: Flask) -> None:
    for line, method, rule in routes(site):
        if method != "GET":
            continue
        answer = Browser(site.test_client()).get(address(site, rule))
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie:
            assert line.split(" ", 1)[1] in {"/connexion", "/mot-de-passe-oublie", "/demander-un-acces"}, line
            assert cookie.startswith(f"{COOKIE}=")
            assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
            assert "Domain" not in cookie
