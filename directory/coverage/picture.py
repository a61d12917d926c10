"""The picture of what is known and what is missing: departements by categories, and the plan's promise.

The first national plan against the prostitution of minors (15 November 2021) asks for an accompaniment
and/or a housing option in every departement. Unknown is not absent: a gap is what nobody has reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directory.coverage.form import CoverageForm
from directory.coverage.tallies import Change, Tally
from directory.listings.categories import CATEGORIES, GROUPS, Category, categories_of
from directory.maps import national as national_map
from directory.places.departements import DEPARTEMENTS, Departement
from directory.publishing.publication import NATIONAL


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a category in a departement, as a word of a cell and as a sentence of the legend."""

    slug: str
    word: str
    legend: str


VERIFIED = State("verified", "vérifiée", "option du département, vérifiée")
UNVERIFIED = State("unverified", "à vérifier", "option du département, à vérifier")
COVERED = State("covered", "couvert", "couvert depuis ailleurs, ou sans lieu publié")
GENERALIST = State("generalist", "généraliste", "porte généraliste, aucune option dédiée connue")
UNKNOWN = State("unknown", "non renseigné", "non renseigné")
#: Best first: several categories together are in the best of their states.
STATES = (VERIFIED, UNVERIFIED, COVERED, GENERALIST, UNKNOWN)

PLAN = tuple(category for category in CATEGORIES.values() if category.counts_in_plan)
MONTHS_SHOWN = 24
#: Codes of the territories that are no departement.
OTHERS = frozenset(national_map.load().other_territories)


@dataclass(frozen=True, slots=True)
class Cell:
    """One category in one departement. `figure` counts options, says "oui" for confidential ones, then
    counts generalist doors.
    """

    category: Category
    state: State
    figure: str


@dataclass(frozen=True, slots=True)
class Row:
    """One departement (None: the whole country); `overall` is the best of its states asked for."""

    departement: Departement | None
    overall: State
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of figures: a label and one number for each heading of its table."""

    label: str
    figures: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole page: `rows` are the 101 departements (or a region's), `others` the territories.

    `promise` counts departements by state, `freshness` options by age of verification (under 6 months,
    under 12, older, never), `reached` departements with an option known, column by column: a generalist door
    is none.
    """

    form: CoverageForm
    columns: tuple[Category, ...]
    national: Row
    rows: tuple[Row, ...]
    others: tuple[Row, ...]
    promise: tuple[Line, ...]
    freshness: tuple[Line, ...]
    reached: tuple[int, ...]


Tallies = Mapping[tuple[str, str], Tally]


def make_picture(tallies: Tallies, form: CoverageForm) -> Picture:
    """Arrange tallies by (departement, category) into what the page and the exports show."""
    wanted = [d for d in DEPARTEMENTS.values() if form.region in ("", d.region_code)]
    departements = [d for d in wanted if d.code not in OTHERS]
    columns = form.columns
    rows = tuple(_row(tallies, form, place) for place in departements)
    return Picture(
        form=form,
        columns=columns,
        national=_row(tallies, form, None),
        rows=rows,
        others=tuple(_row(tallies, form, place) for place in wanted if place.code in OTHERS),
        promise=tuple(_promise(tallies, departements)),
        freshness=tuple(_freshness(tallies, form, wanted)),
        reached=tuple(
            sum(row.cells[index].state not in (GENERALIST, UNKNOWN) for row in rows)
            for index in range(len(columns))
        ),
    )


def state_of(tally: Tally) -> State:
    """The state of one tally. A confidential option serves the departement and is of none."""
    if tally.own:
        return VERIFIED if tally.verified else UNVERIFIED
    if tally.covering or tally.has_confidential:
        return COVERED
    return GENERALIST if tally.generalist else UNKNOWN


def figure_of(tally: Tally) -> str:
    """The figure of one tally: confidential options are never a number, whatever their number.

    Beside options, generalist doors are said as such ("1 + 2 gén.").
    """
    said = [str(tally.known)] if tally.known else []
    said += ["oui"] if tally.has_confidential else []
    if tally.generalist:
        said.append(f"{tally.generalist} gén." if said else str(tally.generalist))
    return " + ".join(said)


def best_state(tallies: Tallies, code: str, categories: Iterable[Category]) -> State:
    """The best of the states of some categories in a departement."""
    found = {state_of(tallies.get((code, category.slug), _NONE)) for category in categories}
    return next((state for state in STATES if state in found), UNKNOWN)


_NONE = Tally()


def _row(tallies: Tallies, form: CoverageForm, place: Departement | None) -> Row:
    code = place.code if place else NATIONAL
    overall = form.columns if form.categories or form.measure else PLAN
    cells = []
    for category in form.columns:
        tally = tallies.get((code, category.slug), _NONE)
        cells.append(Cell(category, state_of(tally), figure_of(tally)))
    return Row(place, best_state(tallies, code, overall), tuple(cells))


def _promise(tallies: Tallies, departements: Sequence[Departement]) -> Iterator[Line]:
    """How many departements keep the promise of the plan, by state."""
    either = {GROUPS[category.group].label: categories_of(category.group) for category in PLAN}
    parts = {label: tuple(c for c in some if c.counts_in_plan) for label, some in either.items()}
    for label, categories in {**parts, "L’un ou l’autre": PLAN}.items():
        counted = Counter(best_state(tallies, place.code, categories) for place in departements)
        yield Line(label, tuple(counted[state] for state in STATES))


def _freshness(tallies: Tallies, form: CoverageForm, wanted: Sequence[Departement]) -> Iterator[Line]:
    """How old the verification of options is, category by category, then together."""
    codes = [place.code for place in wanted] + ([] if form.region else [NATIONAL])
    total = [0, 0, 0, 0]
    for category in form.columns:
        some = [tallies.get((code, category.slug), _NONE) for code in codes]
        figures = tuple(sum(getattr(t, age) for t in some) for age in ("fresh", "ageing", "stale", "never"))
        total = [a + b for a, b in zip(total, figures, strict=True)]
        yield Line(category.label, figures)
    yield Line("Ensemble", tuple(total))


def make_series(changes: Iterable[Change], form: CoverageForm, today: date) -> tuple[Line, ...]:
    """Options published and verified at the end of each month ("2026-11"), the last 24 up to today's."""
    shown = {category.slug for category in form.columns}
    by_month: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.category in shown:
            by_month[change.month].append(change)
    if not by_month:
        return ()
    options = verified = 0
    lines = []
    for month in _months(min(by_month), max(*by_month, f"{today:%Y-%m}")):
        options += sum(change.options for change in by_month[month])
        verified += sum(change.verified for change in by_month[month])
        lines.append(Line(month, (options, verified)))
    return tuple(lines[-MONTHS_SHOWN:])


def _months(first: str, last: str) -> Iterator[str]:
    """Every month from one to another, both included, as "2026-11"."""
    year, month = map(int, first.split("-"))
    while (name := f"{year:04}-{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


EXPORT_HEADER = (
    "code", "département", "région", "mesure", "catégorie", "état", "options connues", "dont du département",
    "dont vérifiées", "portes généralistes", "dernière vérification", "option confidentielle", "adresse",
)  # fmt: skip


def export_rows(tallies: Tallies, picture: Picture, base_url: str) -> Iterator[tuple[str | int, ...]]:
    """Yield the matrix one cell a row, under `EXPORT_HEADER`; `base_url` is the site's public address."""
    for row in (picture.national, *picture.rows, *picture.others):
        place, code = row.departement, row.departement.code if row.departement else NATIONAL
        for cell in row.cells:
            tally = tallies.get((code, cell.category.slug), _NONE)
            yield (
                code,
                place.name if place else "France entière",
                place.region if place else "",
                cell.category.measure,
                cell.category.label,
                cell.state.word,
                tally.known,
                tally.own,
                tally.verified,
                tally.generalist,
                tally.last_verified,
                "oui" if tally.has_confidential else "",
                base_url + cell_path(row, cell),
            )


def cell_path(row: Row, cell: Cell) -> str:
    """The address of the listings of a cell."""
    if row.departement is None:
        return f"/recherche?portee=nationale&categorie={cell.category.path}"
    return f"/departements/{row.departement.code}?categorie={cell.category.path}"
