"""The assessment of accessibility, criterion by criterion: docs/accessibilite.csv, and the figures it makes.

The 106 criteria of the RGAA 4.1 (accessibilite.numerique.gouv.fr), named in our words. Only what a test shows
or what the site does not have is settled; the rest waits for somebody to look at it by hand.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from directory.config import ROOT

FILE = ROOT / "docs" / "accessibilite.csv"
MET, UNMET, ABSENT, UNSEEN = "conforme", "non conforme", "non applicable", "non évalué à la main"
#: The themes of the RGAA, by the number before the point.
_NAMES = (
    "Images", "Cadres", "Couleurs", "Multimédia", "Tableaux", "Liens", "Scripts", "Éléments obligatoires",
    "Structure", "Présentation", "Formulaires", "Navigation", "Consultation",
)  # fmt: skip
THEMES: Mapping[str, str] = {str(number): name for number, name in enumerate(_NAMES, start=1)}


class Criterion(NamedTuple):
    """One line of the file: number ("10.11"), subject, result, pages looked at, and what shows it."""

    critere: str
    sujet: str
    resultat: str
    pages: str
    preuve: str


@cache
def criteria() -> Sequence[Criterion]:
    """Every criterion, in the order of the RGAA."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [Criterion(**row) for row in csv.DictReader(file)]


def by_theme() -> dict[str, list[Criterion]]:
    """The criteria under the name of their theme."""
    found: dict[str, list[Criterion]] = {name: [] for name in THEMES.values()}
    for criterion in criteria():
        found[THEMES[criterion.critere.partition(".")[0]]].append(criterion)
    return found


def tally() -> Counter[str]:
    """How many criteria have each result."""
    return Counter(criterion.resultat for criterion in criteria())
