"""Nasty text in every field of every form: an answer or a sentence, never an error of ours (S17, S18)."""

from __future__ import annotations

from itertools import cycle, islice

import pytest
from werkzeug.datastructures import MultiDict

from directory.models import AccessRequest
from tests.conftest import share
from tests.hostile_texts import NASTY, check, write
from tests.page_client import read
from tests.people import BASE, Browser, account, browse
from tests.sent_forms import SentForm, read_forms
from tests.team import NOW, Team

REPORT = "/fiches/equipe-fictive-56/erreur"
FOR_ALL = (
    "/connexion", "/mot-de-passe-oublie", "/demander-un-acces", "/proposer", REPORT, "/integrer/demande",
)  # fmt: skip
#: Listings 1 to 4 are those of the team; one is confidential.
FOR_WRITERS = (
    "/compte", "/coordination", "/coordination/fiches/nouvelle", "/coordination/fiches/1",
    "/coordination/fiches/2", "/coordination/fiches/4", "/coordination/acces", "/coordination/suggestions",
    "/coordination/import", "/administration/comptes", "/administration/partenaires",
    "/administration/editeur",
)  # fmt: skip
#: What would end the visit, or the account that makes it.
LAST = ("deconnexion", "fermer", "desactiver", "second-facteur")
#: How many of the texts each field gets; together the fields of a page get them all.
TEXTS = share(3)


def forms(visitor: Browser, address: str) -> list[SentForm]:
    """The forms of a page."""
    root = read(visitor.get(address))
    assert root is not None
    return list(read_forms(root))


@pytest.mark.parametrize("address", [*FOR_ALL, *FOR_WRITERS])
def test_any_text_in_any_field_is_taken_or_refused(team: Team, address: str) -> None:
    account(team.app, "ada", "admin")
    team.app.testing = False  # an error would be an answer, as for visitors
    paul = account(team.app, "paul", "professional", "56")
    with team.session() as session:
        asked = AccessRequest(
            account_id=paul.id, departement="56", structure="", reason="", asked_at=NOW, confirmed_at=NOW
        )
        session.add(asked)
        session.commit()
    stranger = browse(team.app)
    (report,) = [form for form in forms(stranger, REPORT) if form.method == "post"]
    stranger.post(REPORT, report.values.to_dict() | {"kind": "closed", "text": "Porte close."})
    visitor = team.browser("ada") if address in FOR_WRITERS else browse(team.app)
    texts, sent = cycle(NASTY), 0
    for form in forms(visitor, address):
        action = form.action or address
        if form.method != "post" or any(word in action for word in LAST):
            continue
        for field in set(form.names) - {"csrf"}:
            for text in islice(texts, TEXTS):
                values = MultiDict(form.values)
                values.setlist(field, [text])
                values["csrf"] = visitor.csrf_token()
                body = "&".join(f"{write(name)}={write(value)}" for name, value in values.items(multi=True))
                sent += 1
                answer = visitor.client.post(
                    action, base_url=BASE, data=body, content_type="application/x-www-form-urlencoded",
                    environ_overrides={"REMOTE_ADDR": f"203.0.{sent // 250}.{sent % 250}"}, buffered=True,
                )  # fmt: skip
                assert answer.status_code < 500, (action, field, text)
                check(answer)
    assert sent
