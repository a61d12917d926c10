"""Which part of the picture of the country is wanted, as one value parsed from an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from directory.listings.categories import CATEGORIES, Category
from directory.places.departements import REGIONS
from directory.search.form import parse_search

#: The measures of the plan that a category answers.
MEASURES: Mapping[int, str] = {
    1: "Écoute et maillage d’associations",
    5: "Formation des professionnels",
    6: "Repérage et signalement",
    7: "Réseaux sociaux",
    8: "Fugues",
    10: "Dispositif départemental",
    11: "Parcours de soins",
    12: "Poursuites",
}
#: Columns a page shows for the whole country; a telephone takes a second to draw more.
MOST_COLUMNS = 1


@dataclass(frozen=True, slots=True)
class CoverageForm:
    """The part of the picture wanted; empty fields mean all. `notes` says in French what was dropped."""

    region: str = ""
    categories: tuple[str, ...] = ()
    measure: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Category, ...]:
        """The categories shown, in list order."""
        return tuple(
            category
            for category in CATEGORIES.values()
            if (not self.categories or category.slug in self.categories)
            and self.measure in (None, category.measure)
        )

    def in_region(self, region: str) -> CoverageForm:
        """The same part of the picture, of one region."""
        return replace(self, region=region)

    @property
    def shows_departements(self) -> bool:
        """Whether a page shows every departement: a region, or few columns; a whole country has too many."""
        return bool(self.region) or len(self.columns) <= MOST_COLUMNS

    @property
    def query(self) -> str:
        """The query string ("?…", or "") of this form."""
        pairs = [("region", self.region)] if self.region else []
        pairs += [("categorie", CATEGORIES[slug].path) for slug in self.categories]
        pairs += [("mesure", str(self.measure))] if self.measure else []
        return "?" + urlencode(pairs) if pairs else ""


def parse_coverage(arguments: Mapping[str, Sequence[str]]) -> CoverageForm:
    """Parse address parameters; unknown values are dropped and said. Raise `OversizedParameter`."""
    asked = parse_search(arguments)
    notes = list(asked.notes)
    region, measure = (" ".join((arguments.get(name) or [""])[-1].split()) for name in ("region", "mesure"))
    if region and region not in REGIONS:
        notes.append(f"Région « {region[:40]} » : inconnue, filtre ignoré.")
        region = ""
    number = int(measure) if measure.isascii() and measure.isdigit() and len(measure) < 3 else None
    if measure and number not in MEASURES:
        notes.append(f"Mesure « {measure[:40]} » : aucune catégorie n’y répond, filtre ignoré.")
        number = None
    form = CoverageForm(region, asked.wanted_categories, number)
    if not form.columns:
        notes.append("Aucune des catégories choisies ne répond à cette mesure : mesure ignorée.")
        form = replace(form, measure=None)
    return replace(form, notes=tuple(notes))
