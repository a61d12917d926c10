"""The calling campaign through its pages: taking, saving, correcting, giving back; without script."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from directory.coordination.call_form import ASKED
from directory.editing.checking import differing_facts
from directory.listings.fields import FIELDS
from directory.models import Call, CallNote, CallTurn, FormSave, Listing, Phone
from directory.publishing.stored import read_draft
from tests.fictional import VANNES, in_commune, make_draft, store
from tests.page_client import read
from tests.people import Browser
from tests.sent_forms import read_forms
from tests.team import NOW, Team, inspect, send

CAMPAIGN = "/coordination/campagne"
#: A listing of which everything is known.
RICH = make_draft(
    "riche", place=in_commune(VANNES, "5 rue Fictive"), disclosure="address",
    hours="Mo-Fr 09:00-17:00; PH off",
    phones=(("01 99 00 12 34", "Demandez l’équipe", "public"), ("01 99 00 22 22", "garde", "professionals")),
    emails=(("equipe@essai.example", "", "public"),), website="https://equipe.example", minimum_age=12,
    maximum_age=18, genders="girls", admits_minors="yes", who_may_refer=("ase", "justice"), walk_in="yes",
    requirement="Accord de la jeune", response_delay="48h", capacity="8 places", stay="Six mois",
    fallback="Le 119", hours_text="Sonner deux fois", description="Accueil, écoute.", languages=("en", "es"),
)  # fmt: skip


def start(browser: Browser, **wanted: str) -> str:
    """Press « Commencer à appeler » and return the address of the screen."""
    answer = browser.post(f"{CAMPAIGN}/suivante", wanted)
    assert answer.status_code == 303
    return str(answer.headers["Location"]).partition("#")[0]


def filled(browser: Browser, path: str) -> MultiDict[str, str]:
    """What the form of a screen holds, as a browser would send it."""
    root = read(browser.get(path))
    assert root is not None
    return next(form.values for form in read_forms(root) if form.id == "call-form")


def save(browser: Browser, path: str, outcome: str, **more: str | list[str]) -> TestResponse:
    values = filled(browser, path)
    values.pop("quick", None)
    return send(browser, path.partition("?")[0], values, outcome=outcome, **more)


def plain(answer: TestResponse) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", " ", answer.text).replace("\u202f", " ").replace("\u00a0", " ").split()
    )


def test_a_call_is_saved_and_the_next_listing_opens_with_a_line_that_takes_it_back(team: Team) -> None:
    kim = team.browser("kim")
    inspect(team, kim.get(CAMPAIGN))
    path = start(kim)
    inspect(team, kim.get(path))
    number = int(path.rsplit("/", 1)[1])
    answer = save(kim, path, "confirmed", answered_by="accueil", note="Rappeler avant 11 h.")
    assert answer.status_code == 303
    after = kim.get(answer.headers["Location"].partition("#")[0])
    assert "fiche confirmée" in plain(after)
    checked = {each.number: each.verified_how for each in team.rows(Listing)}
    assert checked[number] == "par téléphone auprès de l’accueil"
    assert [note.text for note in team.rows(CallNote)] == ["Rappeler avant 11 h."]
    (said,) = team.rows(Call)
    undone = kim.post(f"{CAMPAIGN}/appels/{said.id}/annuler")
    assert f"/fiches/{number}" in undone.headers["Location"]
    assert team.rows(Call) == []


def test_hours_typed_in_french_are_read_back_before_they_are_kept(team: Team) -> None:
    kim = team.browser("kim")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    asked = save(kim, path, "confirmed", answered_by="equipe", hours="lundi au jeudi 9h-17h")
    assert asked.status_code == 422
    assert "Compris : lundi à jeudi 9 h – 17 h" in plain(asked)
    inspect(team, asked, 422)
    understood = "Mo-Th 09:00-17:00"
    answer = save(kim, path, "confirmed", answered_by="equipe", hours="lundi au jeudi 9h-17h",
                  hours_understood=understood)  # fmt: skip
    assert answer.status_code == 303
    assert team.listing("equipe").hours == understood


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(team: Team) -> None:
    kim = team.browser("kim")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    for more, said in (
        ({"outcome": ""}, "Choisissez ce qu’a donné l’appel."),
        ({"outcome": "confirmed"}, "Dites qui a répondu"),
        ({"outcome": "call_back", "again": "day"}, "Indiquez le jour"),
        ({"outcome": "call_back", "again": "day", "again_on": "2020-01-01"}, "Ce moment est passé"),
        ({"outcome": "no_answer", "note": "son fils de 14 ans"}, "Cette note semble contenir"),
        ({"outcome": "confirmed", "answered_by": "equipe", "minimum_age": "douze"}, "Âge attendu"),
    ):
        answer = save(kim, path, **({"note": "Demander l’accueil"} | more))
        assert answer.status_code == 422, said
        assert said in plain(answer)
        assert (more.get("note") or "Demander l’accueil") in plain(answer)
    assert team.rows(Call) == []


def test_what_was_typed_during_a_call_without_answer_is_there_the_next_time(team: Team) -> None:
    kim = team.browser("kim")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    save(kim, path, "no_answer", requirement="Accord parental")
    assert team.listing("equipe").requirement == ""
    assert filled(kim, path)["requirement"] == "Accord parental"


def test_a_draft_is_kept_on_the_server_and_read_again(team: Team) -> None:
    kim = team.browser("kim")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    send(kim, f"{path}/brouillon", filled(kim, path), requirement="Mesure éducative", admits_minors="yes")
    again = filled(team.browser("kim"), path)
    assert (again["requirement"], again["admits_minors"]) == ("Mesure éducative", "yes")
    assert filled(team.browser("lou"), path)["requirement"] == ""


def test_somebody_else_s_change_meanwhile_is_kept_and_a_conflict_shown(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    mine = filled(kim, path)
    form = team.path("equipe")
    root = read(lou.get(form))
    assert root is not None
    theirs = next(each.values for each in read_forms(root) if each.id == "listing-form")
    send(lou, form, theirs, requirement="Accord parental", capacity="8 places")
    conflict = send(kim, path, mine, outcome="confirmed", answered_by="equipe", requirement="Mesure ASE")
    assert conflict.status_code == 409
    assert "votre texte Mesure ASE" in plain(conflict)
    assert "texte enregistré Accord parental" in plain(conflict)
    inspect(team, conflict, 409)
    done = send(kim, path, mine, outcome="confirmed", answered_by="equipe", admits_minors="yes")
    assert done.status_code == 303
    listing = team.listing("equipe")
    assert (listing.admits_minors, listing.requirement, listing.capacity) == (
        "yes", "Accord parental", "8 places"
    )  # fmt: skip


def test_who_has_a_listing_is_said_and_a_second_caller_saves_nothing(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    kim.post(f"{path}/prendre")
    assert "Kim Fictive a cette fiche" in plain(lou.get(path))
    answer = save(lou, path, "confirmed", answered_by="equipe")
    assert "Une autre personne a cette fiche" in plain(lou.get(answer.headers["Location"]))
    assert team.listing("equipe").verified_on is None
    kim.post(f"{path}/rendre")
    assert team.rows(CallTurn) == []


def test_nothing_of_a_confidential_listing_is_called_or_kept(team: Team) -> None:
    kim = team.browser("kim")
    path = f"{CAMPAIGN}/fiches/{team.listing('discrete').number}"
    for answer in (kim.get(path), kim.post(path, {"outcome": "no_answer", "note": "12 rue des Tilleuls"}),
                   kim.post(f"{path}/brouillon", {"note": "12 rue des Tilleuls"})):  # fmt: skip
        assert answer.status_code == 404
    assert team.rows(FormSave) == []


def test_listings_are_given_to_a_colleague_and_said_to_be_theirs(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    page = kim.get(CAMPAIGN)
    person = re.search(r'<option value="([0-9a-f-]{36})">Lou Fictive', page.text)
    assert person
    kim.post(f"{CAMPAIGN}/confier", {"fiche": str(team.listing("equipe").number), "personne": person[1]})
    assert "Lou Fictive" in plain(kim.get(CAMPAIGN))
    assert start(lou).endswith(f"/{team.listing('equipe').number}")


def test_progress_is_told_by_departement_day_by_day_in_a_file(team: Team) -> None:
    kim = team.browser("kim")
    save(kim, f"{CAMPAIGN}/fiches/{team.listing('equipe').number}", "confirmed", answered_by="equipe")
    page = plain(kim.get(CAMPAIGN))
    assert "1 fiche vérifiée depuis le" in page
    assert "1 sur 2" in page
    lines = kim.get(f"{CAMPAIGN}/avancement.csv").text.splitlines()
    today = datetime.now(UTC).date().isoformat()
    assert lines[1] == f"{today};56;Morbihan;2;1;1"


def test_a_national_campaign_is_set_by_national_accounts_and_shown_to_all(team: Team) -> None:
    nour, kim = team.browser("nour"), team.browser("kim")
    today = datetime.now(UTC).date()
    facts = {"name": "Hiver 2026", "goal": "300", "starts_on": today.isoformat(),
             "ends_on": (today + timedelta(days=60)).strftime("%d/%m/%Y")}  # fmt: skip
    assert kim.post(f"{CAMPAIGN}/nationale", facts).status_code == 403
    refused = nour.post(f"{CAMPAIGN}/nationale", facts | {"goal": "beaucoup", "ends_on": "2020-01-01"})
    inspect(team, refused, 422)
    assert "Nombre de fiches attendu" in plain(refused)
    assert "beaucoup" in refused.text
    assert nour.post(f"{CAMPAIGN}/nationale", facts).status_code == 303
    shown = kim.get(CAMPAIGN)
    inspect(team, shown)
    assert "Hiver 2026" in plain(shown)
    assert "objectif 300" in plain(shown)


def test_a_form_sent_twice_is_one_call(team: Team) -> None:
    kim = team.browser("kim")
    path = f"{CAMPAIGN}/fiches/{team.listing('equipe').number}"
    values = filled(kim, path)
    for _ in range(2):
        assert send(kim, path, values, outcome="no_answer").status_code == 303
    send(kim, f"{path}/brouillon", values, requirement="Trop tard")
    assert len(team.rows(Call)) == 1
    assert team.rows(FormSave) == []


def test_a_call_is_not_said_of_a_listing_without_a_number_until_it_is_added(team: Team) -> None:
    kim = team.browser("max")
    path = f"{CAMPAIGN}/fiches/{team.listing('ailleurs').number}"
    refused = save(kim, path, "confirmed", answered_by="equipe")
    assert refused.status_code == 422
    assert "sans numéro" in plain(refused)
    inspect(team, refused, 422)
    assert "Téléphone," not in kim.get("/coordination").text
    number = "01 99 00 45 67"
    assert save(kim, path, "confirmed", answered_by="equipe", phone_value=[number, ""]).status_code == 303
    (phone,) = team.rows(Phone)[-1:]
    assert (phone.value, phone.source_kind, phone.source_role) == ("+33199004567", "phone", "equipe")


def test_every_fact_a_call_asks_is_on_the_screen_and_saving_all_of_them_changes_none(team: Team) -> None:
    with team.session() as session:
        store(session, RICH, at=NOW)
    kim = team.browser("kim")
    listing = team.listing("riche")
    path = f"{CAMPAIGN}/fiches/{listing.number}"
    page = kim.get(path)
    for name in ASKED:
        assert FIELDS[name].label in unescape(page.text), name
    with team.session() as session:
        before = read_draft(session, session.get_one(Listing, listing.id))
    assert save(kim, path, "confirmed", answered_by="equipe").status_code == 303
    with team.session() as session:
        after = read_draft(session, session.get_one(Listing, listing.id))
    assert differing_facts(before, after) == []
    assert [each.outcome for each in team.rows(Call)] == ["confirmed"]
