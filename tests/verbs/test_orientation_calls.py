"""Whom a plan says to call: who fits, in which order, and why."""

from __future__ import annotations

from sqlmodel import Session

from tests.fictional import RENNES, VANNES, in_commune, make_confidential, make_draft, store
from tests.plans import DAY, NIGHT, WEEKDAYS, names, plan, why


def test_who_comes_first_may_be_asked_and_called_and_knows_these_situations(session: Session) -> None:
    phones = (("+33199000056", "", "public"),)
    store(
        session,
        make_draft("mute", name="Équipe sans numéro", hours=WEEKDAYS),
        make_draft("general", name="Équipe généraliste", phones=phones, hours="24/7", is_dedicated="no"),
        make_draft("dedicated", name="Équipe dédiée", phones=phones, hours=WEEKDAYS),
        make_draft("ase", name="Équipe de l’ASE", phones=phones, who_may_refer=("ase",)),
    )
    for at in (DAY, NIGHT):  # being open is shown, it never outranks what fits
        made = plan(session, "dep=56 qui=ecole besoin=conseil", at)
        assert names(made)[:2] == ["Équipe dédiée", "Équipe généraliste"]


def test_what_has_no_number_stands_apart_from_what_can_be_called(session: Session) -> None:
    phones = (("+33199000056", "Standard", "public"),)
    store(
        session, make_draft("a", name="Équipe muette"), make_draft("b", name="Équipe jointe", phones=phones)
    )
    made = plan(session, "dep=56 besoin=conseil")
    assert [call.card.view.name for call in made.calls] == ["Équipe jointe"]
    assert [call.card.view.name for call in made.unreachable] == ["Équipe muette"]


def test_while_a_service_is_closed_who_answers_instead_depends_on_what_it_does(session: Session) -> None:
    phones = (("+33199000056", "", "public"),)
    store(
        session,
        make_draft("care", name="Unité fictive", category="uaped", hours=WEEKDAYS, phones=phones),
        make_draft("team", name="Équipe fictive", hours=WEEKDAYS, phones=phones),
    )
    made = plan(session, "dep=56 besoin=soin", NIGHT)
    assert {call.card.view.name: call.relays[0].display for call in made.calls} == {
        "Unité fictive": "15",
        "Équipe fictive": "119",
    }
    assert not any(call.relays for call in plan(session, "dep=56 besoin=soin", DAY).calls)


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
    assert {"Accepte 15 ans", "Filles", "Sans mesure ASE", "Un doute suffit"} <= set(said)
    assert "Conseille les professionnels" in said
    assert made.unreachable[0].needs == ("être conseillé",)


def test_what_is_unknown_is_never_said_as_a_yes(session: Session) -> None:
    store(session, make_draft("bare", name="Équipe peu connue"))
    said = why(plan(session, "dep=56 age=15 qui=ecole certitude=soupcon"), "Équipe peu connue")
    assert said == ["Accueil des mineurs : à vérifier"]


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
    phones = (("+33199000035", "", "public"),)
    store(
        session,
        make_draft("rennes", name="Équipe de Rennes", departements=("35",), place=in_commune(RENNES)),
        make_draft("far", name="Équipe de Lyon", departements=("69",), place=in_commune("69123")),
        make_draft(
            "fr", name="Réseau fictif", is_national=True, departements=(), admits_minors="yes", phones=phones
        ),
    )
    made = plan(session, f"dep=56 pres={VANNES} besoin=conseil")
    (gap,) = made.gaps
    assert (gap.need.slug, gap.is_known) == ("conseil", False)
    assert gap.door
    assert [gap.nearest[0].card.view.name, gap.door.card.view.name] == ["Équipe de Rennes", "Réseau fictif"]
    assert "à 95 km de Vannes" in gap.nearest[0].card.reason
    assert [relay.display for relay in made.listening] == ["119"]


def test_only_the_needs_asked_for_are_said_to_be_missing(session: Session) -> None:
    assert [gap.need.slug for gap in plan(session, "dep=56 besoin=conseil").gaps] == ["conseil"]
    assert plan(session, "besoin=conseil").gaps == ()


def test_a_confidential_place_is_proposed_without_any_distance(session: Session) -> None:
    store(session, make_confidential("hidden", name="Maison discrète", admits_minors="yes"))
    made = plan(session, f"dep=56 pres={VANNES} besoin=distance qui=ase")
    assert made.unreachable[0].card.distance_km is None
    assert "km" not in made.unreachable[0].card.reason


def test_a_minor_alone_is_never_sent_to_a_service_not_known_to_take_minors(session: Session) -> None:
    store(
        session,
        make_draft("unknown", name="Équipe incertaine"),
        make_draft("known", name="Équipe sûre", admits_minors="yes"),
    )
    assert names(plan(session, "dep=56 qui=mineur besoin=conseil")) == ["Équipe sûre"]
    assert "Équipe incertaine" in names(plan(session, "dep=56 qui=ecole besoin=conseil"))


def test_an_island_is_not_sent_across_an_ocean(session: Session) -> None:
    store(session, make_draft("mayotte", departements=("976",), place=in_commune("97611")))
    assert names(plan(session, "dep=974 besoin=conseil")) == []


def test_a_resource_is_there_once_with_every_need_it_answers(session: Session) -> None:
    store(session, make_draft("both", name="Équipe fictive"))
    made = plan(session, "dep=56 besoin=conseil besoin=accompagnement")
    assert [call.needs for call in made.unreachable] == [("être conseillé", "être accompagné")]


def test_a_line_of_the_ladder_is_not_repeated_but_a_protocol_that_uses_it_is_kept(session: Session) -> None:
    store(
        session,
        make_draft("line", name="La ligne", category="listening_line", phones=(("119", "", "public"),)),
        make_draft("rule", name="Le protocole", category="runaway_referent", phones=(("17", "", "public"),)),
    )
    assert names(plan(session, "dep=56 absence=introuvable besoin=ecoute")) == ["Le protocole"]
