"""Partners: exact origins, a version that rises with each change, who may change them, and the commands."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select

from directory.models import AccountEvent, Partner, PartnerRequest
from directory.partners import partners
from directory.partners.partners import PartnerFacts, Refused, read_origin
from directory.partners.queries import find_origins, find_partner, list_partners, list_requests
from directory.permissions import NotAllowed
from directory.publishing.views import dataset_version
from tests.fictional import AT
from tests.people import actor_of, make_account

ARRAS = PartnerFacts("Ville fictive d’Arras", ("https://arras.example",), "62")


def add(session: Session, slug: str = "arras", **facts: Any) -> Partner:
    values = {"name": "Ville fictive", "origins": ("https://arras.example",), "territory": "62"} | facts
    made = partners.add_partner(session, slug, PartnerFacts(**values), at=AT, by=None, allow_local=False)
    session.commit()
    return made


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.Arras.example", "https://www.arras.example"),
        (" https://arras.example/ ", "https://arras.example"),
        ("https://arras.example:443", "https://arras.example"),
        ("https://arras.example:8443", "https://arras.example:8443"),
        ("https://xn--tudes-9ra.example", "https://xn--tudes-9ra.example"),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(typed: str, origin: str) -> None:
    assert read_origin(typed, allow_local=False) == origin


@pytest.mark.parametrize(
    "typed",
    ["http://arras.example", "arras.example", "https://arras.example/carte", "https://*.arras.example",
     "https://", "https://arras", "https://user@arras.example", "https://arras.example:0",
     "https://arras.example:99999", "https://arras.example?x", "https://arras.example;script-src *",
     "https://arras.example 'self'", "*", "'self'", "null", "data:", "https://études.example",
     "https://arras..example", "https://-arras.example", "https://10.0.0.1", "http://127.0.0.1:8000",
     "http://localhost:8000", "https://arras.example\nhttps://evil.example", "https://a." + "b" * 250, ""],
)  # fmt: skip
def test_anything_but_an_exact_https_origin_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refused, match="origine") as refused:
        read_origin(typed, allow_local=False)
    assert refused.value.field == "origins"


def test_a_page_of_this_machine_counts_only_away_from_production() -> None:
    assert read_origin("http://127.0.0.1:8000", allow_local=True) == "http://127.0.0.1:8000"
    with pytest.raises(Refused):
        read_origin("http://127.0.0.2:8000", allow_local=True)
    with pytest.raises(Refused):
        read_origin("http://192.168.0.1:8000", allow_local=True)


def test_every_change_of_a_partner_ends_the_pages_kept(session: Session) -> None:
    versions = [dataset_version(session)]
    add(session)
    versions.append(dataset_version(session))
    changed = PartnerFacts("Ville fictive", ("https://b.example", "https://a.example"), "region-32")
    partners.change_partner(session, "arras", changed, at=AT, by=None, allow_local=False)
    session.commit()
    versions.append(dataset_version(session))
    partners.archive_partner(session, "arras", at=AT, by=None)
    session.commit()
    versions.append(dataset_version(session))
    partners.restore_partner(session, "arras", at=AT, by=None)
    session.commit()
    versions.append(dataset_version(session))
    assert versions == sorted(set(versions))
    kept = find_partner(session, "arras")
    assert kept is not None
    assert kept.territory == "region-32"
    assert find_origins(session, kept.id) == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("slug", "facts", "field"),
    [
        ("Arras", {}, "slug"),
        ("", {}, "slug"),
        ("apercu", {}, "slug"),
        ("a/b", {}, "slug"),
        ("pris", {}, "slug"),
        ("libre", {"name": ""}, "name"),
        ("libre", {"territory": "region-99"}, "territory"),
        ("libre", {"categories": ("inconnue",)}, "categories"),
        ("libre", {"colours": "ffff00-ffffff"}, "colours"),
        ("libre", {"colours": "bleu"}, "colours"),
        ("libre", {"origins": ()}, "origins"),
        ("libre", {"origins": tuple(f"https://a{i}.example" for i in range(21))}, "origins"),
    ],
)
def test_a_wrong_fact_is_refused_by_name_and_nothing_is_stored(
    session: Session, slug: str, facts: dict[str, Any], field: str
) -> None:
    add(session, "pris")
    with pytest.raises(Refused) as refused:
        add(session, slug, **facts)
    session.rollback()
    assert refused.value.field == field
    assert [each.slug for each in list_partners(session)] == ["pris"]


def test_only_administration_changes_partners(session: Session) -> None:
    add(session)
    for role in ("national", "coordinator", "professional"):
        actor = actor_of(session, make_account(session, role, role, "62"))
        with pytest.raises(NotAllowed):
            partners.add_partner(session, "autre", ARRAS, at=AT, by=actor, allow_local=False)
        with pytest.raises(NotAllowed):
            partners.archive_partner(session, "arras", at=AT, by=actor)
    admin = actor_of(session, make_account(session, "admin", "admin"))
    partners.archive_partner(session, "arras", at=AT, by=admin)
    session.commit()
    event = session.exec(select(AccountEvent).where(AccountEvent.verb == "archive_partner")).one()
    assert (event.by, event.detail) == ("admin@essai.example", "arras")


def test_requests_wait_in_bounded_number_and_go_once_answered(session: Session) -> None:
    def request(number: int) -> PartnerRequest:
        return PartnerRequest(
            name=f"Association fictive {number}", email="contact@essai.example",
            origins="https://arras.example", territory="62", asked_at=AT,
        )  # fmt: skip

    assert all(partners.ask(session, request(number)) for number in range(partners.MOST_REQUESTS))
    assert not partners.ask(session, request(999))
    session.commit()
    admin = actor_of(session, make_account(session, "admin", "admin"))
    first = list_requests(session)[0]
    partners.answer(session, first.id, by=admin)
    session.commit()
    assert len(list_requests(session)) == partners.MOST_REQUESTS - 1


def test_the_command_line_adds_lists_changes_and_archives(own_app: Flask) -> None:
    def run(*words: str) -> tuple[int, str]:
        answer = own_app.test_cli_runner().invoke(args=["partner", *words])
        return answer.exit_code, answer.output

    assert run("add", "arras", "Ville fictive", "--origin", "https://arras.example", "--territory", "62") == (
        0, "Partenaire ajouté : /embed/arras/62\n",
    )  # fmt: skip
    code, said = run("add", "arras", "Autre", "--origin", "https://arras.example")
    assert (code, "déjà pris" in said) == (1, True)
    code, said = run("add", "evil", "Autre", "--origin", "http://arras.example")
    assert (code, "n’est pas une origine" in said) == (1, True)
    assert run("origins", "arras", "https://www.arras.example")[0] == 0
    assert run("list")[1] == "arras : Ville fictive, Pas-de-Calais (62), https://www.arras.example\n"
    assert run("archive", "arras")[0] == 0
    assert "(archivé)" in run("list")[1]
    assert run("restore", "arras")[0] == 0
    code, said = run("archive", "personne")
    assert (code, "Aucun partenaire" in said) == (1, True)
