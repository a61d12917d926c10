"""The form of a listing, over HTTP, without script: edited, made, archived, by one or by two at once."""

from __future__ import annotations

from directory.models import FormSave, Listing, Phone, Place, Revision
from tests.fictional import LORIENT
from tests.team import LISTINGS, Team, inspect, notice, send, typed, typed_of


def test_a_form_sent_back_as_it_came_changes_nothing(team: Team) -> None:
    kim = team.browser("kim")
    for ref in ("equipe", "foyer", "discrete"):
        inspect(team, kim.get(team.path(ref)))
        answer = send(kim, team.path(ref), typed(kim, team.path(ref)))
        assert "Rien n’a changé" in notice(kim, answer)
    assert len(team.rows(Revision)) == 4


def test_an_edit_is_published_and_its_history_reads_as_a_difference(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(
        kim, team.path("equipe"), typed(kim, team.path("equipe")), name="Équipe renommée",
        hours="du mardi au jeudi de 10h à 12h30, samedi 9h-12h", capacity="6 places",
        hours_understood="Tu-Th 10:00-12:30; Sa 09:00-12:00", phone_value=["01 99 00 56 78", ""],
    )  # fmt: skip
    assert "Fiche enregistrée." in notice(kim, answer)
    stored = team.listing("equipe")
    assert stored.hours == "Tu-Th 10:00-12:30; Sa 09:00-12:00"
    assert "Équipe renommée" in inspect(team, kim.get(f"/fiches/{stored.slug}")).text
    page = inspect(team, kim.get(team.path("equipe", "/historique")))
    assert "Capacité non renseigné 6 places" in page.text
    assert "01 99 00 12 34 01 99 00 56 78" in page.text
    first = min(r.id for r in team.rows(Revision) if r.listing_id == stored.id)
    kim.post(team.path("equipe", "/revenir"), {"revision": str(first)})
    assert team.listing("equipe").name != "Équipe renommée"
    assert team.listing("equipe").hours == "Mo-Fr 09:00-17:00"


def test_hours_are_read_back_and_kept_once_they_are_said_right(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    said = "24h/24 le week-end, du lundi au vendredi 18h-8h"
    answer = send(kim, path, typed(kim, path), hours=said)
    page = inspect(team, answer, 422)
    assert (
        "Compris : lundi à jeudi 18 h – 8 h ; vendredi 18 h – minuit ; samedi et dimanche 24 h/24."
        in page.text
    )
    assert team.listing("equipe").hours == "Mo-Fr 09:00-17:00"
    [tick] = page.all("input", name="hours_understood")
    assert tick.get("checked") is None
    values = typed_of(answer)
    values["hours_understood"] = str(tick.get("value"))
    other = send(kim, path, values, hours="tous les jours 9h-18h")
    assert "Compris : lundi à dimanche 9 h – 18 h." in inspect(team, other, 422).text
    assert "Fiche enregistrée." in notice(kim, send(kim, path, values))
    assert team.listing("equipe").hours == "Mo-Fr 18:00-08:00, Sa-Su 00:00-24:00"
    again = typed(kim, path)
    assert again["hours"].startswith("lundi à jeudi")
    assert "Rien n’a changé" in notice(kim, send(kim, path, again))


def test_mistakes_are_said_beside_their_fields_and_nothing_typed_is_lost(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(
        kim, team.path("equipe"), typed(kim, team.path("equipe")), name="", hours="quand on peut",
        phone_value=["douze trente", ""], minimum_age="douze", commune="Zzqqxxkk", code_insee="",
    )  # fmt: skip
    page = inspect(team, answer, 422)
    for sentence in (
        "Le nom manque.",
        "Horaires non compris",
        "Écrivez un seul numéro",
        "un nombre d’années",
        "Commune inconnue.",
    ):
        assert sentence in page.text
    for value in ("quand on peut", "douze trente", "Zzqqxxkk", "douze"):
        assert f'value="{value}"' in answer.text
    assert team.listing("equipe").version == 1


def test_an_ambiguous_commune_is_a_choice_and_not_a_guess(team: Team) -> None:
    kim = team.browser("kim")
    values = typed(kim, team.path("equipe"))
    answer = send(kim, team.path("equipe"), values, commune="Saint-Martin", code_insee="")
    page = inspect(team, answer, 422)
    offered = [each.get("value") for each in page.all("input", type="radio", name="code_insee")]
    assert len(offered) > 1
    answer = send(kim, team.path("equipe"), values, commune="Lorient", code_insee=LORIENT)
    assert "enregistrée" in notice(kim, answer)
    assert team.rows(Place)[0].code_insee == LORIENT


def test_the_second_writer_sees_both_texts_and_nothing_is_lost(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = team.path("equipe")
    read_by_lou = typed(lou, path)
    send(kim, path, typed(kim, path), capacity="4 places", summary="Le texte de Kim", stay="Trois mois")
    answer = send(lou, path, read_by_lou, summary="Le texte de Lou", fallback="Appeler le 119")
    page = inspect(team, answer, 409)
    assert "Votre texte : Le texte de Lou" in page.text
    assert "Texte enregistré : Le texte de Kim" in page.text
    assert "Durée du séjour non renseigné Trois mois" in page.text
    merged = typed_of(answer)
    assert (merged["capacity"], merged["summary"]) == ("4 places", "Le texte de Lou")
    assert "enregistrée" in notice(lou, send(lou, path, merged))
    stored = team.listing("equipe")
    assert (stored.capacity, stored.summary, stored.fallback) == (
        "4 places",
        "Le texte de Lou",
        "Appeler le 119",
    )


def test_the_second_writer_keeps_either_text_fact_by_fact(team: Team) -> None:
    kim, lou = team.browser("kim"), team.browser("lou")
    path = team.path("equipe")
    read_by_lou = typed(lou, path)
    send(
        kim,
        path,
        typed(kim, path),
        capacity="4 places",
        summary="Le texte de Kim",
        phone_value="01 99 00 56 78",
    )
    answer = send(
        lou, path, read_by_lou, capacity="5 places", summary="Le texte de Lou", phone_value="01 99 00 99 99"
    )
    assert answer.status_code == 409
    choices = {"keep_summary": "theirs", "keep_phones": "theirs", "keep_capacity": "mine"}
    assert all(f'name="{name}"' in answer.text for name in choices)
    send(lou, path, typed_of(answer), **choices)
    stored = team.listing("equipe")
    assert (stored.capacity, stored.summary) == ("5 places", "Le texte de Kim")
    assert "01\u202f99\u202f00\u202f56\u202f78" in lou.get(f"/fiches/{stored.slug}").text


def test_a_new_listing_sent_twice_is_one_listing(team: Team) -> None:
    kim = team.browser("kim")
    values = typed(kim, f"{LISTINGS}/nouvelle")
    inspect(team, kim.get(f"{LISTINGS}/nouvelle"))
    facts = {"name": "Équipe inventée", "source_url": "https://source.example/x", "status": "published"}
    assert "enregistrée" in notice(kim, send(kim, f"{LISTINGS}/nouvelle", values, **facts))
    before = len(team.rows(Listing))
    assert send(kim, f"{LISTINGS}/nouvelle", values, **facts).status_code in {303, 409}
    assert len(team.rows(Listing)) == before


def test_fields_one_has_no_right_to_change_nothing(team: Team) -> None:
    kim = team.browser("kim")
    values = typed(kim, team.path("equipe"))
    send(
        kim, team.path("equipe"), values, is_national="1", departements=["56", "29", "75"], ref="foyer",
        verified_on="2026-11-01", number="99", role="admin", status="supprimee", capacity="4 places",
    )  # fmt: skip
    stored = team.listing("equipe")
    assert (stored.is_national, stored.verified_on, stored.status) == (False, None, "published")
    assert stored.capacity == "4 places"
    page = inspect(team, kim.get(f"/fiches/{stored.slug}"))
    assert "/departements/29" not in page.links()


def test_the_listings_of_others_are_out_of_reach(team: Team) -> None:
    max_ = team.browser("max")
    assert max_.get(team.path("equipe")).status_code == 403
    assert max_.get(team.path("equipe", "/historique")).status_code == 403
    for after in ("", "/confirmer", "/annuler", "/archiver", "/retablir", "/revenir", "/protection"):
        answer = max_.post(team.path("equipe", after), {"how": "visite", "version": "1", "revision": "1"})
        assert answer.status_code == 403, after
    assert team.listing("equipe").version == 1


def test_an_archived_listing_leaves_the_public_and_comes_back(team: Team) -> None:
    kim = team.browser("kim")
    slug = team.listing("equipe").slug
    assert "archivée" in notice(kim, kim.post(team.path("equipe", "/archiver")))
    assert kim.get(f"/fiches/{slug}").status_code == 410
    assert "rétablie" in notice(kim, kim.post(team.path("equipe", "/retablir")))
    assert kim.get(f"/fiches/{slug}").status_code == 200
    kim.post(team.path("foyer", "/archiver"))
    assert "Une autre personne" in notice(kim, kim.post(team.path("foyer", "/retablir")))


def test_what_is_being_typed_is_kept_and_may_be_taken_up_again(team: Team) -> None:
    kim = team.browser("kim")
    number = team.listing("equipe").number
    values = typed(kim, team.path("equipe"))
    answer = send(kim, f"/coordination/brouillons/{number}", values, name="Équipe en cours")
    assert "Équipe en cours" in inspect(team, answer).text
    assert "Un brouillon" in inspect(team, kim.get(team.path("equipe"))).text
    assert "Un brouillon" not in team.browser("lou").get(team.path("equipe")).text
    resumed = typed(kim, team.path("equipe", "?brouillon=1"))
    assert resumed["name"] == "Équipe en cours"
    send(kim, team.path("equipe"), resumed)
    assert team.listing("equipe").name == "Équipe en cours"
    assert team.rows(FormSave) == []


def test_each_contact_is_told_apart_with_its_source_and_its_check(team: Team) -> None:
    kim = team.browser("kim")
    send(
        kim, team.path("equipe"), typed(kim, team.path("equipe")),
        phone_value=["01 99 00 12 34", "01 99 00 56 78"], phone_kind=["", "switchboard"],
        phone_label=["", "Standard fictif : demandez l’équipe"],
        phone_source_url=["", "https://annuaire.example/56"], phone_source_date=["", "2019-09"],
        phone_confirmed=["0"],
    )  # fmt: skip
    phones = {phone.value: phone for phone in team.rows(Phone)}
    switchboard = phones["+33199005678"]
    assert (switchboard.kind, switchboard.source_date) == ("switchboard", "2019-09")
    confirmed = [phone for phone in phones.values() if phone.confirmed_on]
    assert [phone.confirmed_by for phone in confirmed] == ["coordination départementale, Morbihan"]
    assert confirmed[0].source_url == "https://source.example/fictive"
    page = inspect(team, kim.get(f"/fiches/{team.listing('equipe').slug}")).text
    assert "Standard fictif" in page
    assert "numéro de 2019" in page


def test_the_date_of_a_source_is_typed_as_french_people_write_it(team: Team) -> None:
    kim = team.browser("kim")
    path = team.path("equipe")
    send(
        kim, path, typed(kim, path), source_date="12/03/2024", source_seen="novembre 2026",
        phone_source_url=["https://annuaire.example/56", ""], phone_source_date=["mars 2024", ""],
        phone_seen_on=["2026", ""],
    )  # fmt: skip
    listing = team.listing("equipe")
    phone = next(phone for phone in team.rows(Phone) if phone.listing_id == listing.id)
    assert (listing.source_date, listing.source_seen) == ("2024-03-12", "2026-11")
    assert (phone.source_date, phone.seen_on) == ("2024-03", "2026")
    assert typed(kim, path)["source_seen"] == "novembre 2026"
    answer = send(kim, path, typed(kim, path), source_date="31/02/2024")
    assert "12/03/2024, mars 2024 ou 2024." in inspect(team, answer, 422).text
    assert 'value="31/02/2024"' in answer.text


def test_site_and_address_say_where_they_were_learnt_when_it_is_elsewhere(team: Team) -> None:
    kim, path = team.browser("kim"), team.path("equipe")
    send(
        kim, path, typed(kim, path), website="https://equipe.example/", website_confirmed="1",
        website_source_url="https://annuaire.example/site", website_source_date="mars 2025",
        disclosure="address", commune="Vannes", address="1 rue Fictive", address_source_kind="visit",
        address_source_date="12/11/2026", address_source_role="equipe",
    )  # fmt: skip
    listing = team.listing("equipe")
    assert (listing.website_source_date, listing.address_source_date) == ("2025-03", "2026-11-12")
    assert listing.website_confirmed_by == "coordination départementale, Morbihan"
    answer = kim.get(f"/fiches/{listing.slug}")
    page = inspect(team, answer).text
    assert "page publique, mars 2025" in page
    assert "appris lors d’une visite le 12 novembre 2026 auprès de l’équipe" in page
    assert "https://annuaire.example/site" in answer.text
    send(kim, path, typed(kim, path), website="https://autre.example/")
    assert team.listing("equipe").website_confirmed_by == ""
    answer = send(kim, path, typed(kim, path), address_source_role="", website_source_date="hier")
    page = inspect(team, answer, 422).text
    assert "par sa fonction et jamais par son nom" in page
    assert 'value="hier"' in answer.text


def test_a_listing_without_a_page_says_how_when_and_from_whom_it_was_learnt(team: Team) -> None:
    kim, path = team.browser("kim"), f"{LISTINGS}/nouvelle"
    facts = {"name": "Équipe entendue", "category": "outreach", "departements": "56", "status": "published"}
    answer = send(kim, path, typed(kim, path), source_kind="phone", **facts)
    page = inspect(team, answer, 422).text
    assert "Dites quand" in page
    assert "par sa fonction et jamais par son nom" in page
    send(kim, path, typed_of(answer), source_date="12/11/2026", source_role="secretariat", **facts)
    (listing,) = [one for one in team.rows(Listing) if one.name == "Équipe entendue"]
    page = inspect(team, kim.get(f"/fiches/{listing.slug}")).text
    assert "Appris par téléphone le 12 novembre 2026 auprès du secrétariat" in page


def test_numbers_of_six_digits_are_those_of_the_territory_served(team: Team) -> None:
    nour = team.browser("nour")
    path = team.path("equipe")
    send(nour, path, typed(nour, path), departements="988", phone_value=["28 12 34", "116 000"])
    found = {phone.value for phone in team.rows(Phone) if phone.listing_id == team.listing("equipe").id}
    assert found == {"+687281234", "116000"}


def test_the_source_of_a_contact_that_cannot_be_read_is_said_beside_it_and_kept(team: Team) -> None:
    kim = team.browser("kim")
    answer = send(
        kim, team.path("equipe"), typed(kim, team.path("equipe")),
        phone_value=["01 99 00 12 34", ""], phone_source_date=["septembre", ""],
    )  # fmt: skip
    page = inspect(team, answer, 422)
    assert "donnez l’adresse d’une page, ou dites comment" in page.text
    assert 'value="septembre"' in answer.text
