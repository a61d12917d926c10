"""Whom a plan says to call: who fits, in which order, and why."""

from __future__ import annotations

from sqlmodel import Session

from tests.fictional import RENNES, VANNES, in_commune, make_confidential, make_draft, store
from tests.plans import NIGHT, WEEKDAYS, names, plan, why


def test_who_comes_first_is_open_now_and_may_be_called_directly(session: Session) -> None:
    store(
        session,
        make_draft("closed", name="Équipe fermée", hours="Sa 09:00-10:00"),
        make_draft("unknown", name="Équipe sans horaires"),
        make_draft("open", name="Équipe ouverte", hours=WEEKDAYS),
        make_draft("ase", name="Équipe de l’ASE", hours=WEEKDAYS, who_may_refer=("ase",)),
    )
    made = plan(session, "dep=56 qui=ecole besoin=conseil")
    assert names(made)[:2] == ["Équipe ouverte", "Équipe sans horaires"]
    by_night = plan(session, "dep=56 qui=ecole besoin=conseil", NIGHT)
    assert names(by_night)[0] == "Équipe sans horaires"


def test_each_call_says_why_it_is_there(session: Session) -> None:
    store(
        session,
        make_draft(
            "complete",
            name="Équipe complète",
            minimum_age=11,
            maximum_age=21,
            genders="girls",
            admits_minors="yes",
            hours=WEEKDAYS,
            who_may_refer=("anyone",),
            supports_professionals="yes",
            accepts_suspicion="yes",
        ),
    )
    made = plan(session, "dep=56 age=15 genre=fille qui=ecole certitude=soupcon besoin=conseil")
    said = why(made, "Équipe complète")
    assert said[0].startswith("Ouvert maintenant")
    assert {"Accepte 15 ans", "Filles", "Sans mesure ASE", "Un doute suffit"} <= set(said)
    assert "Conseille les professionnels" in said
    assert made.calls[0].needs == ("être conseillé",)


def test_what_is_unknown_is_never_said_as_a_yes(session: Session) -> None:
    store(session, make_draft("bare", name="Équipe peu connue"))
    said = why(plan(session, "dep=56 age=15 qui=ecole certitude=soupcon"), "Équipe peu connue")
    assert said == ["Accueil des mineurs : à vérifier", "Horaires non renseignés"]


def test_a_measure_of_the_ase_is_said_and_sent_through_those_who_hold_it(session: Session) -> None:
    store(
        session,
        make_draft(
            "ase",
            name="Foyer fictif",
            category="emergency_reception",
            who_may_refer=("ase", "justice"),
            requirement="Jeune confiée à l’ASE",
        ),
    )
    said = why(plan(session, "dep=56 qui=ecole besoin=abri"), "Foyer fictif")
    assert any(text.startswith("Saisi par l’aide sociale à l’enfance (ASE) et la justice") for text in said)
    assert "Sans mesure ASE" not in said
    assert "Foyer fictif" not in names(plan(session, "dep=56 qui=mineur besoin=abri"))
    direct = why(plan(session, "dep=56 qui=ase besoin=abri"), "Foyer fictif")
    assert not any(text.startswith("Saisi par") for text in direct)


def test_an_adult_only_scheme_is_never_proposed_for_a_minor_or_an_unknown_age(session: Session) -> None:
    store(
        session,
        make_draft("adults", name="Service pour adultes", admits_minors="no"),
        make_draft("late", name="Service dès 18 ans", minimum_age=18),
        make_draft("line", name="Ligne peu claire", is_national=True, departements=()),
    )
    for words in ("dep=56", "dep=56 age=17", "dep=56 qui=ecole besoin=conseil besoin=ecoute"):
        assert names(plan(session, words)) == []
    assert set(names(plan(session, "dep=56 age=19"))) >= {"Service pour adultes", "Service dès 18 ans"}


def test_no_service_for_minors_is_proposed_from_18(session: Session) -> None:
    store(session, make_draft("uaped", name="Unité fictive", category="uaped"))
    assert names(plan(session, "dep=56 age=17 besoin=soin")) == ["Unité fictive"]
    assert names(plan(session, "dep=56 age=18 besoin=soin")) == []


def test_a_house_for_girls_is_not_proposed_for_a_boy(session: Session) -> None:
    store(session, make_draft("girls", name="Maison fictive", genders="girls"))
    assert names(plan(session, "dep=56 genre=garcon")) == []
    assert "Filles seulement" in why(plan(session, "dep=56"), "Maison fictive")


def test_where_nothing_is_known_the_nearest_neighbour_answers_then_a_national_service(
    session: Session,
) -> None:
    store(
        session,
        make_draft("rennes", name="Équipe de Rennes", departements=("35",), place=in_commune(RENNES)),
        make_draft("far", name="Équipe de Lyon", departements=("69",), place=in_commune("69123")),
        make_draft("national", name="Réseau fictif", is_national=True, departements=(), admits_minors="yes"),
    )
    made = plan(session, f"dep=56 pres={VANNES} besoin=conseil")
    assert names(made) == ["Équipe de Rennes", "Réseau fictif"]
    assert made.gaps == ("être conseillé",)
    assert "à 95 km de Vannes" in made.calls[0].card.reason


def test_a_confidential_place_is_proposed_without_any_distance(session: Session) -> None:
    store(session, make_confidential("hidden", name="Maison discrète", admits_minors="yes"))
    made = plan(session, f"dep=56 pres={VANNES} besoin=distance qui=ase")
    assert made.calls[0].card.distance_km is None
    assert "km" not in made.calls[0].card.reason
    assert names(plan(session, "dep=35 besoin=distance qui=ase")) == []


def test_an_island_is_not_sent_across_an_ocean(session: Session) -> None:
    store(session, make_draft("mayotte", departements=("976",), place=in_commune("97611")))
    assert names(plan(session, "dep=974 besoin=conseil")) == []


def test_a_resource_is_there_once_with_every_need_it_answers(session: Session) -> None:
    store(session, make_draft("both", name="Équipe fictive"))
    made = plan(session, "dep=56 besoin=conseil besoin=accompagnement")
    assert [call.needs for call in made.calls] == [("être conseillé", "être accompagné")]


def test_the_emergency_numbers_are_not_repeated_as_resources(seeded_session: Session) -> None:
    made = plan(seeded_session, "dep=23 besoin=ecoute besoin=conseil")
    numbers = {number.href for number in made.doors}
    assert not numbers & {phone.href for call in made.calls for phone in call.card.phones}
