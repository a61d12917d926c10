"""Figures of use: what is counted, what never is, who reads them, and that nobody can be told from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session
from werkzeug.test import Client

from directory import create_app
from directory.coordination import retention, use
from directory.coordination.use import Scope
from directory.database.engine import make_engine
from directory.front import Front
from directory.keys import signed
from directory.models import DailyUse
from directory.partners import partners
from directory.partners.partners import PartnerFacts
from directory.watching.requests import Watch
from directory.watching.use import USES, Use
from tests.conftest import Databases, close
from tests.fictional import make_confidential, make_draft, store
from tests.front_site import unloadable
from tests.people import account, browse, rows
from tests.team import NOW, Team

DESK = "/coordination/frequentation"


def today() -> date:
    """The day in Paris, asked each time: a run that crosses midnight must not keep yesterday's."""
    return datetime.now(UTC).astimezone(use.PARIS).date()


class Served:
    """A site behind its front, watched as a server would have it."""

    def __init__(self, config: Any) -> None:
        self.app = create_app(config)
        self.app.testing = True
        self.front = Front(
            lambda: self.app.wsgi_app,
            database_url=config.database_url,
            folder=config.instance_path / "pages",
            build="one",
        )
        self.client = Client(Watch(self.front), use_cookies=False)

    def read(self, *paths: str, method: str = "GET") -> None:
        for path in paths:
            answer = self.client.open(path, method=method)
            answer.get_data()
            answer.close()

    @property
    def figures(self) -> dict[Use, int]:
        """What is written, once what is counted is."""
        USES.write()
        return {Use(r.kind, r.departement, r.category, r.partner): r.number for r in rows(self.app, DailyUse)}


@pytest.fixture
def served(
    databases: Databases, empty_database: str, make_config: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    made = Served(make_config(databases.make(empty_database)))
    with Session(made.app.extensions["engine"]) as session:
        store(session, make_draft("equipe"), make_confidential("cachee"))
        facts = PartnerFacts("Département fictif", ("https://www.essai.example",), "56")
        partners.add_partner(session, "fictif", facts, at=NOW, by=None, allow_local=False)
        session.commit()
    monkeypatch.setattr(USES, "counted", Counter())
    monkeypatch.setattr(USES, "_writer", use.writer(made.app.extensions["engine"]))
    yield made
    made.front.close()
    close(made.app.extensions["engine"])


def test_each_page_read_adds_one_whether_or_not_the_front_had_it_ready(served: Served) -> None:
    served.read("/", "/departements/56", "/departements/56", "/departements/56", "/couverture")
    served.read("/departements/56/papier", "/homologue?de=80&vers=69", "/embed/fictif/56")
    served.read("/departements/56", method="HEAD")
    served.read("/departements/zz", "/embed/inconnu/56", "/departements/2a")
    assert served.figures == {
        Use("home"): 1, Use("departement", "56"): 3, Use("coverage"): 1, Use("paper", "56"): 1,
        Use("counterpart", "69"): 1, Use("embed", "56", "", "fictif"): 1,
    }  # fmt: skip


def test_a_restarted_server_counts_the_pages_it_finds_on_the_disk(served: Served) -> None:
    served.read("/", "/departements/56")
    again = Front(
        unloadable,
        database_url=served.app.config["RELAIS"].database_url,
        folder=served.app.config["RELAIS"].instance_path / "pages",
        build="one",
    )
    for path in ("/", "/departements/56"):
        Client(Watch(again), use_cookies=False).get(path).close()
    again.close()
    assert served.figures == {Use("home"): 2, Use("departement", "56"): 2}


def test_a_listing_counts_for_its_category_and_never_for_itself(served: Served) -> None:
    slugs = [view["slug"] for view in served.client.get("/api/v1/listings").get_json()["listings"]]
    served.read(*(f"/fiches/{slug}" for slug in slugs))
    assert len(slugs) == 2
    assert {row.kind for row in served.figures} == {"listing"}
    assert not any(slug in repr(served.figures) for slug in slugs)


def test_a_need_without_an_answer_is_counted_and_its_words_are_not(served: Served) -> None:
    served.read("/departements/29?categorie=uaped&age=15", "/recherche?q=jean+dupont+zzzqqq")
    served.read("/orientation?dep=29&besoin=soin&etape=plan&age=15")
    found = served.figures
    assert found[Use("need", "29", "uaped")] == 2
    assert found[Use("unanswered", "29", "uaped")] == 2
    assert found[Use("unanswered")] == 1
    assert found[Use("plan", "29")] == 1
    assert not any(word in repr(found).lower() for word in ("dupont", "zzzqqq", "15", "q="))


def test_two_machines_add_up_and_a_database_that_refuses_costs_nothing(served: Served) -> None:
    with Session(served.app.extensions["engine"]) as session:
        use.add(session, today(), {Use("home"): 4, Use("departement", "56"): 1})
        session.commit()
    served.read("/", "/")
    USES.write_with(use.writer(make_engine("sqlite:////nowhere/at/all.db")))
    USES.write()
    USES.write_with(use.writer(served.app.extensions["engine"]))
    assert served.figures == {Use("home"): 6, Use("departement", "56"): 1}


def fill(team: Team, *counted: tuple[Use, int], day: date | None = None) -> None:
    with team.session() as session:
        use.add(session, day or today(), dict(counted))
        session.commit()


def test_a_coordinator_reads_the_figures_of_her_departements_and_no_others(team: Team) -> None:
    fill(team, (Use("departement", "56"), 12), (Use("departement", "29"), 40), (Use("home"), 90))
    kim = team.browser("kim")
    page = kim.get(DESK).text
    assert "10 pages lues" in page
    assert "Finistère" not in page
    assert kim.get(f"{DESK}?departement=29").status_code == 403
    assert kim.get(f"{DESK}.csv?departement=29").status_code == 403
    assert ";29;" not in kim.get(f"{DESK}.csv").text
    assert "Finistère" in team.browser("nour").get(DESK).text


def test_nothing_is_shown_under_five_nor_found_by_subtraction(team: Team) -> None:
    hidden = [(Use(kind, "56", "uaped"), 4) for kind in ("need", "unanswered", "listing")]
    fill(team, *hidden, (Use("need", "56", "crip"), 7), (Use("departement", "56"), 9))
    kim = team.browser("kim")
    shown = kim.get(DESK).text
    assert "10 pages lues" in shown
    table = shown[shown.index("<h2>Besoins") :]
    assert "<td>5</td>" in table
    assert "UAPED" not in table.partition("</table>")[0]
    lines = kim.get(f"{DESK}.csv").text.splitlines()[1:]
    assert {int(line.rpartition(";")[2]) % 5 for line in lines} == {0}
    assert not any("UAPED" in line for line in lines)


def test_a_partner_reads_its_own_figures_by_an_address_that_nobody_guesses(team: Team) -> None:
    ada = account(team.app, "ada-f", "admin")
    with team.session() as session:
        facts = PartnerFacts("Département fictif", ("https://www.essai.example",), "56")
        partners.add_partner(session, "fictif", facts, at=NOW, by=None, allow_local=False)
        session.commit()
    fill(team, (Use("embed", "56", "", "fictif"), 25), (Use("embed", "29", "", "autre"), 30))
    page = browse(team.app, ada).get("/administration/partenaires").text
    address = page[(start := page.index("/frequentation/")) : page.index('"', start)]
    anybody = browse(team.app)
    answer = anybody.get(address)
    assert "25 pages lues" in answer.text
    assert "30" not in answer.text.partition("Mois")[2].partition("<select")[0]
    assert answer.headers["Cache-Control"] == "no-store"
    assert ";25" in anybody.get(f"{address}.csv").text
    assert anybody.get("/frequentation/fictif").status_code == 404
    keys = team.app.config["RELAIS"].keys
    assert (
        anybody.get(f"/frequentation/{signed.sign(keys, 'other', 'fictif', use.FOR_GOOD)}").status_code == 404
    )
    with team.session() as session:
        partners.archive_partner(session, "fictif", at=NOW, by=None)
        session.commit()
    assert anybody.get(address).status_code == 404


def test_the_most_consulted_needs_are_those_of_the_last_thirty_days(team: Team) -> None:
    fill(
        team,
        (Use("listing", "56", "crip"), 3),
        (Use("need", "56", "crip"), 4),
        (Use("need", "56", "uaped"), 2),
    )
    fill(team, (Use("need", "56", "uaped"), 50), day=today() - timedelta(days=40))
    with team.session() as session:
        assert use.find_consulted(session, today()) == {("56", "crip"): 7}


def test_figures_are_forgotten_after_two_years(team: Team) -> None:
    fill(team, (Use("home"), 5), day=today() - timedelta(days=735))
    fill(team, (Use("home"), 6))
    with team.session() as session:
        retention.run(session, datetime.now(UTC), timedelta(hours=8))
        session.commit()
        assert use.read_month(session, Scope(), today().replace(day=1)).total == 5
    assert [row.number for row in team.rows(DailyUse)] == [6]
