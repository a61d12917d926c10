"""One possible answer to « where? », worded for a list of choices."""

from dataclasses import dataclass, replace

from directory.places.communes.gazetteer import FORMER_COMMUNE, gazetteer
from directory.places.departements import DEPARTEMENTS

DEPARTEMENT, POSTCODE = "departement", "postcode"
_NAMED_IN_POSTCODE = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A place: `kind` is departement, commune, former_commune, arrondissement or postcode.

    `code_insee` is that of a current commune or arrondissement (the most populous one for a postcode), None
    for a departement. Degrees; a higher `score` is a better answer, comparable within one search only.
    """

    kind: str
    label: str
    detail: str
    departement: str
    code_insee: str | None
    postcode: str | None
    latitude: float
    longitude: float
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Matches, best first; `is_certain`: the first is clearly meant; `is_guess`: none bears that name."""

    matches: tuple[Match, ...] = ()
    is_certain: bool = False
    is_guess: bool = False

    def says(self, typed: str) -> str:
        """Return what to tell, in French, somebody whose words name no place for certain."""
        if not self.matches:
            return f"Aucun lieu ne correspond à « {typed} ». Essayez le nom d’une commune ou un code postal."
        if self.is_guess:
            return "Aucun lieu ne porte exactement ce nom. Vouliez-vous dire…"
        return "Plusieurs lieux correspondent. Lequel est le bon ?"


def departement_match(code: str, score: float) -> Match:
    """Word a departement."""
    found = DEPARTEMENTS[code]
    detail = "Outre-mer" if code in ("975", "977", "978", "986", "987", "988") else "Département"
    point = found.latitude, found.longitude
    return Match(DEPARTEMENT, _with_code(code), detail, code, None, None, *point, round(score, 1))


def place_match(row: int, score: float, postcode: str | None = None) -> Match:
    """Word a commune, an arrondissement or a former commune of the gazetteer."""
    places = gazetteer()
    kind, current = places.kind(row), places.current(row)
    departement, code_insee = places.departement(row), places.codes[row]
    detail = _with_code(departement)
    if kind == FORMER_COMMUNE:
        departement, code_insee = places.departement(current), places.codes[current]
        detail = f"Ancienne commune, aujourd’hui {places.names[current]} · {_with_code(departement)}"
    label, point = places.names[row], places.point(row)
    return Match(kind, label, detail, departement, code_insee, postcode, *point, round(score, 1))


def postcode_match(postcode: str, rows: list[int], score: float) -> Match:
    """Word a postcode by the communes it serves in one departement, most populous first."""
    main = place_match(rows[0], score, postcode)
    names = ", ".join(gazetteer().names[row] for row in rows[:_NAMED_IN_POSTCODE])
    more = "…" if len(rows) > _NAMED_IN_POSTCODE else ""
    return replace(
        main, kind=POSTCODE, label=postcode, detail=f"{names}{more} · {_with_code(main.departement)}"
    )


def _with_code(departement: str) -> str:
    return f"{DEPARTEMENTS[departement].name} ({departement})"
