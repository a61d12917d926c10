"""Letters that say what waits: to whom, at which rhythm, and nothing when nothing arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlmodel import Session, select, update

from directory.mail.samples import make_samples
from directory.models import (
    AccessRequest,
    Account,
    ImportJob,
    Listing,
    PartnerRequest,
    PendingChange,
    Suggestion,
)
from tests.fictional import make_draft, store
from tests.people import account, browse, letters, rows
from tests.reminded import send, to

KIM, CLAIRE, ADELE = (f"{name}@essai.example" for name in ("kim", "claire", "adele"))


@pytest.fixture
def site(mailed: Flask) -> Flask:
    """A site with one listing, two coordinators of its departement, one of another, an administrator."""
    with Session(mailed.extensions["engine"]) as session:
        store(session, make_draft("equipe"))
    for name in ("kim", "claire"):
        account(mailed, name, "coordinator", "56")
    account(mailed, "ailleurs", "coordinator", "29")
    account(mailed, "adele", "admin")
    return mailed


def add(site: Flask, *kinds: str, minutes: int = 0) -> None:
    """Let some things arrive, so many minutes ago."""
    at = datetime.now(UTC) - timedelta(minutes=minutes)
    with Session(site.extensions["engine"]) as session:
        listing = session.exec(select(Listing)).one()
        kim = session.exec(select(Account).where(Account.email == KIM)).one()
        found = {
            "suggestion": Suggestion(id=uuid4(), listing_id=listing.id, kind="closed", facts={}, sent_at=at),
            "change": PendingChange(
                listing_id=listing.id, changes={"stay": "un an"}, asked_by=KIM, asked_at=at
            ),
            "access": AccessRequest(
                account_id=kim.id, departement="56", structure="Collège fictif", reason="Suivi", asked_at=at,
                confirmed_at=at,
            ),
            "partner": PartnerRequest(
                name="Portail fictif", email="portail@essai.example", origins="https://portail.example",
                territory="56", asked_at=at,
            ),
            "import": ImportJob(account_id=kim.id, state="applied", created_at=at, applied_at=at),
        }  # fmt: skip
        session.add_all(found[kind] for kind in kinds)
        session.commit()


def later(site: Flask, **ago: int) -> None:
    """Let time pass since the last letters."""
    with Session(site.extensions["engine"]) as session:
        session.exec(update(Account).values(told_at=datetime.now(UTC) - timedelta(**ago)))
        session.commit()


def choose(site: Flask, name: str, rhythm: str) -> None:
    with Session(site.extensions["engine"]) as session:
        session.exec(update(Account).where(Account.email == name).values(rhythm=rhythm))
        session.commit()


def test_everybody_is_told_of_what_they_may_decide_and_of_nothing_else(site: Flask) -> None:
    add(site, "suggestion", "change", "access", "partner", "import")
    assert "adele@essai.example : 1 demande d’accès" in send(site, "--digests", "--dry-run")
    assert letters(site) == []
    assert "3 courriels envoyés" in send(site, "--digests")
    (kim,), (claire,), (adele,) = (to(site, who) for who in (KIM, CLAIRE, ADELE))
    assert "1 suggestion\nhttps://relais.example/coordination/suggestions" in claire
    assert "changement à approuver" in claire
    assert "changement à approuver" not in kim
    assert "import terminé" in kim
    assert "import" not in claire
    assert "demande d’intégration" in adele
    assert to(site, "ailleurs@essai.example") == []


def test_nobody_is_told_twice_of_the_same_and_the_next_letter_waits_its_time(site: Flask) -> None:
    add(site, "suggestion", minutes=5)
    send(site, "--digests")
    before = len(letters(site))
    send(site, "--digests")
    add(site, "suggestion")
    send(site, "--digests")
    assert len(letters(site)) == before
    later(site, hours=21)
    choose(site, CLAIRE, "weekly")
    choose(site, ADELE, "never")
    send(site, "--digests")
    assert [who for who, _ in letters(site)[before:]] == [KIM]
    assert "2 suggestions" in to(site, KIM)[-1]


def test_who_is_in_a_hurry_is_told_at_once_of_who_waits(site: Flask) -> None:
    choose(site, CLAIRE, "immediate")
    later(site, minutes=10)
    add(site, "suggestion")
    send(site, "--digests")
    assert letters(site) == []
    add(site, "change")
    send(site, "--digests")
    assert [who for who, _ in letters(site)] == [CLAIRE]


def test_a_rhythm_is_chosen_on_one_s_account_and_refused_in_a_sentence(site: Flask) -> None:
    claire = browse(site, account(site, "lou", "coordinator", "56"))
    assert "Me dire ce qui m’attend" in claire.get("/compte").text
    assert claire.post("/compte/courriels", {"rhythm": "never"}).status_code == 303
    assert {one.email: one.rhythm for one in rows(site, Account)}["lou@essai.example"] == "never"
    refused = claire.post("/compte/courriels", {"rhythm": "parfois"})
    assert refused.status_code == 422
    assert "Choisissez un rythme" in refused.text


def test_every_letter_says_which_directory_writes_why_and_who_publishes_it(site: Flask) -> None:
    adele = browse(site, next(one for one in rows(site, Account) if one.email == ADELE))
    texts = {"publisher": "Direction fictive", "contact": "", "director": "", "host": ""}
    assert adele.post("/administration/editeur", texts).status_code == 303
    add(site, "suggestion")
    send(site, "--digests")
    assert to(site, CLAIRE)[0].rstrip().endswith("Annuaire publié par Direction fictive.")
    for when, letter in make_samples("https://relais.example"):
        assert "Relais, l’annuaire des ressources pour les mineurs" in letter.body, when
        assert "Vous recevez ce message parce que" in letter.body, when
        assert "https://relais.example/" in letter.body, when
    page = adele.get("/administration/courriels").text
    assert page.count("Annuaire publié par Direction fictive") == len(make_samples(""))
