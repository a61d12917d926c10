"""What the picture of the country says of each departement, and what it never lets anyone count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from directory.coverage.form import MEASURES, CoverageForm, parse_coverage
from directory.coverage.picture import (
    COVERED,
    EXPORT_HEADER,
    GENERALIST,
    STATES,
    UNKNOWN,
    UNVERIFIED,
    VERIFIED,
    Picture,
    Row,
    export_rows,
    figure_of,
    make_picture,
    make_series,
    state_of,
)
from directory.coverage.tallies import Change, Tally, count_changes, count_options
from directory.listings.categories import CATEGORIES
from directory.models import Listing, Revision
from directory.places.departements import REGIONS
from directory.search.form import OversizedParameter
from tests.fictional import RENNES, VANNES, in_commune, make_confidential, make_draft, store, verify

TODAY = date(2026, 11, 24)
EVERYTHING = CoverageForm()

numbers = st.integers(min_value=0, max_value=9)
tallies = st.builds(
    Tally, own=numbers, verified=numbers, covering=numbers, generalist=numbers, has_confidential=st.booleans()
)


def picture(session: Session, form: CoverageForm = EVERYTHING) -> Picture:
    return make_picture(count_options(session, TODAY), form)


def row(made: Picture, code: str) -> Row:
    return next(r for r in (*made.rows, *made.others) if r.departement and r.departement.code == code)


def said(session: Session, code: str, category: str) -> tuple[str, str]:
    """The state and the figure of one cell."""
    cells = row(picture(session), code).cells
    return next((cell.state.slug, cell.figure) for cell in cells if cell.category.slug == category)


def test_a_departement_without_anything_is_unknown_and_still_in_the_picture(session: Session) -> None:
    made = picture(session)
    assert len(made.rows) == 101
    assert len(made.others) == 6
    assert {cell.state for each in made.rows for cell in each.cells} == {UNKNOWN}
    assert [line.figures for line in made.promise] == [(0, 0, 0, 0, 101)] * 3


def test_an_option_seen_on_a_page_is_unverified_until_somebody_checks_it(session: Session) -> None:
    store(session, make_draft("one"))
    assert said(session, "56", "open_environment") == ("unverified", "1")
    verify(session, ["one"], date(2026, 10, 1))
    assert said(session, "56", "open_environment") == ("verified", "1")


def test_an_option_that_sits_elsewhere_covers_and_is_of_its_own_departement(session: Session) -> None:
    store(session, make_draft("one", place=in_commune(RENNES), departements=("35", "56")))
    assert said(session, "35", "open_environment") == ("unverified", "1")
    assert said(session, "56", "open_environment") == ("covered", "1")
    assert said(session, "22", "open_environment") == ("unknown", "")


def test_a_confidential_option_covers_what_it_serves_and_is_of_no_departement(session: Session) -> None:
    store(session, make_confidential("hidden"))
    verify(session, ["hidden"], TODAY)
    assert said(session, "56", "confidential_housing") == ("covered", "oui")


def test_a_national_service_fills_the_row_of_the_country_alone(session: Session) -> None:
    store(session, make_draft("line", category="listening_line", is_national=True, departements=()))
    made = picture(session)
    position = list(CATEGORIES).index("listening_line")
    assert made.national.cells[position].state is UNVERIFIED
    assert row(made, "56").cells[position].state is UNKNOWN


def test_a_service_for_adults_only_is_no_option(session: Session) -> None:
    store(session, make_draft("adults", admits_minors="no"))
    assert said(session, "56", "open_environment") == ("unknown", "")
    assert make_series(count_changes(session), EVERYTHING, TODAY) == ()


def test_a_generalist_door_is_counted_apart_and_keeps_no_promise(session: Session) -> None:
    store(session, make_draft("paej", category="day_reception", is_dedicated="no"))
    assert said(session, "56", "day_reception") == ("generalist", "1")
    assert row(picture(session), "56").overall is GENERALIST
    promise = {line.label: line.figures for line in picture(session).promise}
    assert promise["L’un ou l’autre"] == (0, 0, 0, 1, 100)
    assert picture(session).reached == (0,) * len(CATEGORIES)
    store(session, make_draft("dedicated", category="day_reception"))
    assert said(session, "56", "day_reception") == ("unverified", "1 + 1 gén.")


def test_a_house_open_to_all_adolescents_is_known_and_never_an_option_of_the_plan(session: Session) -> None:
    store(session, make_draft("mda", category="adolescent_house", is_dedicated="no"))
    assert said(session, "56", "adolescent_house") == ("unverified", "1")
    assert row(picture(session), "56").overall is UNKNOWN


def test_drafts_are_not_counted_anywhere(session: Session) -> None:
    store(session, make_draft("draft", status="draft"))
    assert count_options(session, TODAY) == {}
    assert count_changes(session) == []


def test_the_promise_counts_departements_by_their_best_option(session: Session) -> None:
    store(
        session,
        make_draft("open"),
        make_draft("house", category="adapted_threshold_housing"),
        make_draft("far", departements=("22", "29")),
        make_confidential("hidden", departements=("35",)),
        make_draft("care", category="uaped", departements=("44",)),
    )
    verify(session, ["house"], TODAY)
    lines = {line.label: line.figures for line in picture(session).promise}
    assert lines == {
        "Accompagner": (0, 1, 2, 0, 98),
        "Héberger": (1, 0, 1, 0, 99),
        "L’un ou l’autre": (1, 0, 3, 0, 97),
    }


def test_freshness_counts_each_option_once_by_the_age_of_its_check(session: Session) -> None:
    store(
        session,
        *(make_draft(ref, departements=("22", "56")) for ref in ("new", "half", "old", "none")),
        make_confidential("hidden"),
    )
    for ref, on in (("new", "2026-11-01"), ("half", "2026-03-01"), ("old", "2024-01-01")):
        verify(session, [ref], date.fromisoformat(on))
    assert picture(session).freshness[-1].figures == (1, 1, 1, 1)


def test_the_region_the_categories_and_the_measure_narrow_the_picture(session: Session) -> None:
    made = picture(session, parse_coverage({"region": ["53"], "mesure": ["10"], "categorie": ["uaped"]}))
    assert [r.departement.code for r in made.rows if r.departement] == ["22", "29", "35", "56"]
    assert made.form.notes == ("Aucune des catégories choisies ne répond à cette mesure : mesure ignorée.",)
    assert [category.slug for category in made.columns] == ["uaped"]


def test_every_measure_of_the_plan_named_is_answered_by_a_category() -> None:
    assert set(MEASURES) == {category.measure for category in CATEGORIES.values()}


@pytest.mark.parametrize("name", ["region", "mesure", "categorie"])
def test_an_unknown_filter_is_dropped_and_said(name: str) -> None:
    form = parse_coverage({name: ["zz"]})
    assert form.query == ""
    assert len(form.notes) == 1
    assert "« zz »" in form.notes[0]
    with pytest.raises(OversizedParameter):
        parse_coverage({name: ["z" * 101]})


@given(
    st.dictionaries(
        st.sampled_from(["region", "mesure", "categorie", "groupe"]),
        st.lists(
            st.one_of(
                st.sampled_from([*REGIONS, "1", "10", "uaped", "crip", "soigner"]), st.text(max_size=20)
            )
        ),
    )
)
def test_any_address_gives_columns_and_comes_back_as_itself(arguments: dict[str, list[str]]) -> None:
    form = parse_coverage(arguments)
    assert form.columns
    pairs = [pair.split("=") for pair in form.query.removeprefix("?").split("&") if pair]
    again: dict[str, list[str]] = {}
    for key, value in pairs:
        again.setdefault(key, []).append(value)
    assert parse_coverage(again) == CoverageForm(form.region, form.categories, form.measure)


@given(tallies)
def test_the_state_follows_what_is_known(tally: Tally) -> None:
    expected = (
        (VERIFIED if tally.verified else UNVERIFIED)
        if tally.own
        else (COVERED if tally.covering or tally.has_confidential else None)
    ) or (GENERALIST if tally.generalist else UNKNOWN)
    assert state_of(tally) is expected
    assert (state_of(tally) is UNKNOWN) == (figure_of(tally) == "")


@given(tallies)
def test_confidential_options_are_said_and_never_enter_a_number(tally: Tally) -> None:
    figure = figure_of(tally)
    assert ("oui" in figure) == tally.has_confidential
    options, _, doors = (
        figure.partition(f" + {tally.generalist} gén.") if tally.generalist else (figure, "", "")
    )
    assert not doors
    alone = str(tally.generalist) if tally.generalist and not tally.has_confidential else ""
    assert options.removesuffix("oui").removesuffix(" + ") == (str(tally.known) if tally.known else alone)


@pytest.mark.parametrize("others", [1, 2, 5])
def test_one_confidential_option_or_several_look_the_same_everywhere(session: Session, others: int) -> None:
    def everything() -> tuple[object, ...]:
        counted = count_options(session, TODAY)
        made = make_picture(counted, EVERYTHING)
        rows = tuple(export_rows(counted, made, ""))
        return made, rows, make_series(count_changes(session), EVERYTHING, TODAY)

    store(session, make_draft("plain"), make_confidential("hidden-0"))
    before = everything()
    hidden = [f"hidden-{number}" for number in range(1, others + 1)]
    store(session, *(make_confidential(ref) for ref in hidden))
    verify(session, hidden, TODAY)
    assert everything() == before


def test_the_export_has_a_row_for_each_cell_under_its_header(session: Session) -> None:
    store(session, make_draft("one", place=in_commune(VANNES)))
    counted = count_options(session, TODAY)
    rows = list(export_rows(counted, make_picture(counted, EVERYTHING), "https://relais.example"))
    assert len(rows) == 108 * len(CATEGORIES)
    assert {len(r) for r in rows} == {len(EXPORT_HEADER)}
    found = next(r for r in rows if r[0] == "56" and r[4] == "Accompagnement en milieu ouvert")
    assert found[5:9] == ("à vérifier", 1, 1, 0)
    assert found[-1] == "https://relais.example/departements/56?categorie=milieu-ouvert"
    assert {r[5] for r in rows} <= {state.word for state in STATES}


def test_the_series_adds_up_what_revisions_changed_month_by_month(session: Session) -> None:
    def at(month: int) -> datetime:
        return datetime(2026, month, 28, 23, 30, tzinfo=UTC)

    store(session, make_draft("one"), make_draft("two"), make_confidential("hidden"), at=at(6))
    store(session, make_draft("one", summary="Autre texte inventé."), at=at(8))
    store(session, make_draft("two", status="archived"), at=at(9))
    lines = make_series(count_changes(session), EVERYTHING, date(2026, 10, 2))
    assert [(line.label, line.figures) for line in lines] == [
        ("2026-06", (2, 0)),
        ("2026-07", (2, 0)),
        ("2026-08", (2, 0)),
        ("2026-09", (1, 0)),
        ("2026-10", (1, 0)),
    ]


def test_the_series_counts_a_listing_as_verified_from_the_month_it_was(session: Session) -> None:
    store(session, make_draft("one"), at=datetime(2026, 9, 1, tzinfo=UTC))
    listing = session.exec(select(Listing).where(Listing.ref == "one")).one()
    created = session.exec(select(Revision)).one()
    session.add(
        Revision(
            listing_id=listing.id, at=datetime(2026, 10, 31, 23, 59, tzinfo=UTC), by="essai", verb="confirm",
            before=created.after, after={**(created.after or {}), "verified_on": "2026-10-31"},
        )
    )  # fmt: skip
    session.commit()
    lines = make_series(count_changes(session), EVERYTHING, date(2026, 10, 31))
    assert [line.figures for line in lines] == [(1, 0), (1, 1)]


def test_the_series_keeps_two_years_and_the_categories_asked_for() -> None:
    changes = [Change("2020-01", "uaped", 3, 1), Change("2020-02", "crip", 5, 0)]
    lines = make_series(changes, CoverageForm(categories=("uaped",)), TODAY)
    assert len(lines) == 24
    assert (lines[0].label, lines[-1].label) == ("2024-12", "2026-11")
    assert {line.figures for line in lines} == {(3, 1)}


def test_the_whole_picture_takes_two_questions_to_the_database(seeded_session: Session) -> None:
    asked: list[str] = []
    connection = seeded_session.connection()
    event.listen(connection, "before_cursor_execute", lambda *a: asked.append(a[2]))
    count_options(seeded_session, TODAY)
    count_changes(seeded_session)
    assert len(asked) == 2


def test_the_last_month_of_the_series_equals_what_is_published_now(seeded_session: Session) -> None:
    made = picture(seeded_session)
    last = make_series(count_changes(seeded_session), EVERYTHING, TODAY)[-1]
    assert last.figures[0] == sum(made.freshness[-1].figures) > 100
