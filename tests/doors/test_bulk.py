"""Many listings at once: filtered, told what they lack, published or archived together, undone in one."""

from __future__ import annotations

from html import unescape

from directory.models import AccountEvent, CallTurn, Listing, PendingChange
from tests.fictional import make_draft, store
from tests.page_client import read
from tests.people import find
from tests.team import LISTINGS, NOW, PHONE, Team, inspect, notice, typed_in

BULK = "/coordination/lot"


def shown(team: Team, query: str, who: str = "kim") -> list[str]:
    """The listings a filter leaves, by reference, the last word of their names."""
    root = read(team.browser(who).get(f"{LISTINGS}?{query}"))
    assert root is not None
    return [(link.text or "").split()[-1] for b in root.iter("b") for link in b.iter("a")]


def states(team: Team, *refs: str) -> list[str]:
    return [team.listing(ref).status for ref in refs]


def numbers(team: Team, *refs: str) -> list[str]:
    return [str(team.listing(ref).number) for ref in refs]


def add_drafts(team: Team) -> None:
    with team.session() as session:
        store(
            session,
            make_draft("a", status="draft", phones=(PHONE,), source_date="2019", admits_minors="yes"),
            make_draft("b", status="draft"),
            make_draft("c", status="draft", category="emergency_reception", phones=(PHONE,)),
            at=NOW,
        )


def test_filters_say_state_category_source_number_and_check(team: Team) -> None:
    add_drafts(team)
    assert shown(team, "etat=draft") == ["a", "b", "c"]
    assert shown(team, "etat=draft&sans-numero=1") == ["b"]
    assert shown(team, "avant=2020") == ["a"]
    assert shown(team, "categorie=emergency_reception") == ["c", "foyer"]
    assert "equipe" in shown(team, "jamais=1")
    assert shown(team, "etat=x&categorie=x&avant=hier") == shown(team, "")


def test_drafts_are_a_task_with_what_each_lacks(team: Team) -> None:
    add_drafts(team)
    kim = team.browser("kim")
    assert "3 brouillons à finir" in unescape(kim.get("/coordination").text).replace("\u00a0", " ")
    page = inspect(team, kim.get(f"{LISTINGS}?etat=draft"))
    lacks = [" ".join("".join(each.itertext()).split()) for each in page.all("small")]
    assert any("un numéro, de savoir s’il reçoit des mineurs" in each for each in lacks)
    assert any(each.endswith("une source plus récente") for each in lacks)


def test_an_act_is_told_before_it_is_done_and_undone_in_one(team: Team) -> None:
    add_drafts(team)
    kim = team.browser("kim")
    chosen = {"acte": "publier", "fiche": numbers(team, "a", "b", "c", "equipe")}
    told = kim.post(BULK, chosen)
    inspect(team, told)
    page = unescape(told.text)
    assert page.count("brouillon → publiée") == 2
    assert "proposée à une deuxième personne" in page
    assert "laissée : elle l’est déjà" in " ".join(page.replace("\u00a0", " ").split())
    assert states(team, "a", "b", "c") == ["draft"] * 3
    done = kim.post(f"{BULK}/faire", chosen)
    assert states(team, "a", "b", "c") == ["published", "published", "draft"]
    assert len(team.rows(PendingChange)) == 1
    lot = done.headers["Location"].partition("lot=")[2].split("-")
    after = inspect(team, kim.get(done.headers["Location"]))
    assert after.all("button", name="acte")
    undone = kim.post(f"{BULK}/annuler", {"premiere": lot[0], "derniere": lot[1]})
    assert "chaque fiche a retrouvé son état" in notice(kim, undone)
    assert states(team, "a", "b") == ["draft", "draft"]


def test_archiving_many_asks_why_and_the_journal_keeps_it(team: Team) -> None:
    kim = team.browser("kim")
    chosen = {"acte": "archiver", "fiche": numbers(team, "equipe", "foyer")}
    refused = kim.post(f"{BULK}/faire", chosen)
    inspect(team, refused, 422)
    assert "Choisissez pourquoi" in unescape(refused.text)
    done = kim.post(f"{BULK}/faire", chosen | {"motif": "double"})
    assert states(team, "equipe", "foyer") == ["archived", "archived"]
    (event,) = [each for each in team.rows(AccountEvent) if each.verb == "archive_many"]
    assert event.detail == f"en double : {', '.join(numbers(team, 'equipe', 'foyer'))}"
    lot = done.headers["Location"].partition("lot=")[2].split("-")
    other = team.browser("lou").post(f"{BULK}/annuler", {"premiere": lot[0], "derniere": lot[1]})
    assert other.status_code == 303
    assert states(team, "equipe") == ["archived"]
    kim.post(f"{BULK}/annuler", {"premiere": lot[0], "derniere": lot[1]})
    assert states(team, "equipe") == ["published"]


def test_nobody_acts_on_the_listings_of_others(team: Team) -> None:
    answer = team.browser("kim").post(f"{BULK}/faire", {"acte": "archiver", "motif": "double",
                                                        "fiche": numbers(team, "ailleurs")})  # fmt: skip
    assert answer.status_code == 403
    assert [each.status for each in team.rows(Listing)].count("archived") == 0
    assert team.rows(CallTurn) == []


def test_a_selection_is_given_to_somebody_who_finds_it_among_their_calls(team: Team) -> None:
    add_drafts(team)
    kim = team.browser("kim")
    chosen = numbers(team, "equipe", "a", "foyer")
    told = " ".join(unescape(kim.post(BULK, {"acte": "confier", "fiche": chosen}).text).split())
    assert told.count("à appeler") == 2
    assert "elle n’est pas publiée" in told
    nobody = kim.post(f"{BULK}/confier", {"fiche": chosen})
    assert nobody.status_code == 422
    assert "Choisissez à qui confier" in nobody.text
    with team.session() as session:
        lou = find(session, "lou")
    given = kim.post(f"{BULK}/confier", {"fiche": chosen, "personne": str(lou.id)})
    assert "Fiches confiées" in notice(kim, given)
    assert {turn.account_id for turn in team.rows(CallTurn)} == {lou.id}
    assert len(team.rows(CallTurn)) == 2
    again = kim.post(BULK, {"acte": "confier", "fiche": chosen}).text
    assert again.count("l’a déjà") == 2
    page = inspect(team, kim.get(given.headers["Location"])).answer
    back = typed_in(page, "/reprendre").getlist("fiche")
    assert len(back) == 2
    lou_s = team.browser("lou")
    lou_s.post(team.path("equipe").replace("/fiches/", "/campagne/fiches/") + "/prendre")
    assert "sauf les fiches" in notice(kim, kim.post(f"{BULK}/reprendre", {"fiche": back}))
    assert [turn.listing_id for turn in team.rows(CallTurn)] == [team.listing("equipe").id]
