"""The guided path as a reader meets it: what to do first, whom to call, and what never happens."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from directory.listings.categories import CATEGORIES, MINORS_ONLY
from directory.orientation import (
    RULES,
    find_path,
    make_plan,
    parse_situation,
    read_rules,
    wanted_needs,
)
from directory.orientation.candidates import find_candidates
from directory.orientation.reading import SOURCE, InvalidRules
from directory.places.departements import DEPARTEMENTS, find_departement
from directory.search.form import OversizedParameter
from tests.fictional import VANNES, make_draft, store
from tests.plans import DAY, NIGHT, WEEKDAYS, arguments, plan


def test_the_crip_of_the_place_is_offered_where_an_alert_goes_to_it(session: Session) -> None:
    store(session, make_draft("crip-56", category="crip", phones=(("+33199000056", "", "public"),)))
    shown = next(s for s in plan(session, "dep=56").steps if s.step.slug == "information-preoccupante")
    assert shown.crip is not None
    assert shown.crip.phone is not None
    assert shown.crip.phone.href == "tel:+33199000056"


def test_out_of_hours_the_119_takes_over_from_the_crip_in_local_time(session: Session) -> None:
    phones = (("+33199000056", "", "public"),)
    store(
        session,
        make_draft("crip-56", category="crip", hours=WEEKDAYS, phones=phones),
        make_draft("crip-973", category="crip", hours=WEEKDAYS, phones=phones, departements=("973",)),
    )
    evening = datetime(2026, 11, 24, 18, tzinfo=UTC)  # 19 h in Vannes, 15 h in Cayenne
    assert "fermée à cette heure" in plan(session, "dep=56", evening).later[0].text
    cayenne = plan(session, "dep=973", evening)
    assert cayenne.later[0].text.startswith("Quand la CRIP ferme")
    assert cayenne.made_at == "24\u00a0novembre 2026 à 15\u00a0h, heure locale"


def test_without_known_hours_nobody_says_the_crip_is_open(seeded_session: Session) -> None:
    made = plan(seeded_session, "dep=23")
    assert "ne sont pas renseignés" in made.later[0].text


def asked(words: str) -> list[str]:
    return [question.slug for question in find_path(parse_situation(arguments(words))).asked]


def test_a_question_is_asked_only_while_its_answer_changes_the_plan() -> None:
    assert asked("dep=06 qui=hotel") == ["lieu", "qui", "age"]
    assert "genre" not in asked("dep=06 qui=ecole")
    assert "genre" in asked("dep=06 qui=ecole besoin=abri")
    assert "certitude" not in asked("dep=06 qui=ecole urgence=oui")
    assert "certitude" in asked("dep=06 qui=ecole urgence=non")
    assert "origine" in asked("dep=06 qui=educateur")
    assert "origine" not in asked("qui=educateur")  # from where, is only known against a place


def closing(words: str) -> str:
    question = find_path(parse_situation(arguments(words))).closing
    return question.slug if question else ""


def test_the_question_that_would_change_the_order_most_closes_the_plan() -> None:
    assert closing("dep=80 qui=ase urgence=non absence=introuvable") in {"suivi", "certitude"}
    assert closing("dep=06 qui=hotel") == ""
    assert closing("dep=56 qui=ecole urgence=non absence=non suivi=non") == "certitude"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("age=250", "indiquez un nombre de 0 à 25 ans"),
        ("age=-3", "indiquez un nombre"),
        ("age=quinze", "indiquez un nombre"),
        ("dep=99", "n’existe pas"),
        ("dep=56 pres=75056", "inconnue ici"),
        ("lieu=zzzzqqq", "Aucun lieu ne correspond"),
        ("lieu=Saint-Denis", "Plusieurs lieux correspondent"),
        ("choix=99.99999", "n’existe pas"),
        ("etape=42", "Cette étape n’existe pas"),
        ("urgence=peut-être", "question laissée de côté"),
        ("besoin=lune", "inconnu, laissé de côté"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_plan_still_made(
    seeded_session: Session, words: str, said: str
) -> None:
    assert any(said in note for note in parse_situation(arguments(words)).notes)
    assert plan(seeded_session, words).steps


def test_an_endless_parameter_is_refused() -> None:
    with pytest.raises(OversizedParameter, match="trop long"):
        parse_situation({"lieu": ["x" * 101]})


def test_the_shared_address_holds_the_place_and_the_needs_alone() -> None:
    situation = parse_situation(
        arguments(f"dep=56 pres={VANNES} age=15 genre=fille qui=mineur urgence=oui besoin=soin suivi=ase")
    )
    assert situation.share_query == f"?dep=56&pres={VANNES}&besoin=soin"
    assert not situation.is_shareable


def test_a_misspelt_rule_is_refused_as_a_whole(tmp_path: Path) -> None:
    text = SOURCE.read_text(encoding="utf-8")
    for right, wrong in (
        ('urgence = ["oui"]', 'urgance = ["oui"]'),
        ('urgence = ["oui"]', 'urgence = ["ouais"]'),
        ('"cp_223_6"', '"cp_999"'),
        ('numbers = ["17"', 'numbers = ["1"'),
        ('"uaped"', '"uapedd"'),
    ):
        path = tmp_path / "rules.toml"
        path.write_text(text.replace(right, wrong), encoding="utf-8")
        with pytest.raises(InvalidRules):
            read_rules(path)


def test_every_step_names_the_text_it_comes_from() -> None:
    assert all(step.sources for step in RULES.steps)


def test_every_option_of_the_plan_answers_a_need() -> None:
    answered = {slug for need in RULES.needs for slug in need.categories}
    assert {slug for slug, category in CATEGORIES.items() if category.counts_in_plan} <= answered


WORDS = st.fixed_dictionaries(
    {},
    optional={
        "dep": st.sampled_from([*DEPARTEMENTS, "99", ""]),
        "age": st.integers(-5, 300).map(str),
        "besoin": st.lists(st.sampled_from([*RULES.question("besoin").answers, "lune"]), max_size=4),
        "etape": st.sampled_from(["plan", "age", "42"]),
        **{
            question.slug: st.sampled_from([*question.answers, "autre", ""])
            for question in RULES.questions
            if question.answers and not question.several
        },
    },
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, at=st.sampled_from([DAY, NIGHT]))
def test_any_answers_get_a_safe_plan(
    seeded_session: Session, words: dict[str, str | list[str]], at: datetime
) -> None:
    given = {name: value if isinstance(value, list) else [value] for name, value in words.items()}
    situation = parse_situation(given)
    needs = wanted_needs(situation)
    candidates = find_candidates(seeded_session, situation, needs, at).found
    made = make_plan(situation, needs, candidates, None, at)
    assert made.steps
    assert made.later
    assert len(made.steps) <= 6
    age = situation.age
    for call in made.calls:
        view = call.card.view
        assert call.why
        if age is not None:
            assert view.minimum_age is None or view.minimum_age <= age
            assert view.maximum_age is None or view.maximum_age >= age
        if age is None or age < 18:
            assert view.admits_minors != "no"
        else:
            assert view.category not in MINORS_ONLY
    again = make_plan(situation, needs, tuple(candidates), None, at)
    assert again == made
    if situation.where.departement:
        assert find_departement(situation.where.departement.code)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=100), max_size=5), max_size=6))
def test_any_address_is_a_situation(given: dict[str, list[str]]) -> None:
    situation = parse_situation(given)
    assert parse_situation(arguments(situation.share_query[1:].replace("&", " "))).needs == situation.needs


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=100), st.text(max_size=30))
def test_any_place_typed_gives_a_place_choices_or_a_sentence(typed: str, code: str) -> None:
    where = parse_situation({"lieu": [typed], "dep": [code]}).where
    clean = "".join(c if c.isprintable() else " " for c in typed).split()
    assert where.departement or where.note or not clean
