"""What people type about partners, read field by field: values kept as typed, problems in French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.listings.categories import CATEGORIES
from directory.listings.typed import Typed
from directory.partners.colours import DEFAULT, Colours, find_problems, read_colour
from directory.partners.partners import MOST_ORIGINS, PartnerFacts, Refused, read_origin
from directory.places.territories import TERRITORIES


def read_request(source: Mapping[str, str], *, allow_local: bool) -> Typed:
    """Read who asks for a code, for which pages."""
    typed = Typed()
    typed.text(source, "name", "Indiquez le nom de votre structure.", 120)
    typed.email(source)
    _read_common(typed, source, allow_local=allow_local)
    return typed


def read_partner(source: Mapping[str, str], categories: Sequence[str], *, allow_local: bool) -> Typed:
    """Read the facts of a partner; `choices` holds the categories chosen."""
    typed = Typed()
    typed.text(source, "slug", "", 40)
    typed.text(source, "name", "Indiquez le nom du partenaire.", 120)
    _read_common(typed, source, allow_local=allow_local)
    typed.choices["categories"] = tuple(slug for slug in CATEGORIES if slug in categories)
    chosen = []
    for name, usual in (("couleur", DEFAULT.accent), ("fond", DEFAULT.ground)):
        typed.text(source, name, "", 7)
        colour = read_colour(typed[name]) if typed[name] else usual
        if colour is None:
            typed.problems[name] = "Six chiffres hexadécimaux, comme #1d4e79."
        chosen.append(colour or usual)
    colours = Colours(*chosen)
    typed.problems = find_problems(colours) | typed.problems
    typed.values["colours"] = "" if colours == DEFAULT else colours.code
    return typed


def facts_of(typed: Typed) -> PartnerFacts:
    """Return what `read_partner` read, for the verbs of `directory.partners`."""
    origins = tuple(typed["origins"].split())
    return PartnerFacts(
        typed["name"], origins, typed["territory"], typed.choices["categories"], typed["colours"]
    )


def _read_common(typed: Typed, source: Mapping[str, str], *, allow_local: bool) -> None:
    """Read origins, one a line or a word, and a territory."""
    typed.text(source, "origins", "Indiquez l’adresse de votre site.", 500)
    words = typed["origins"].replace(",", " ").split()
    typed.values["origins"] = "\n".join(words)
    if len(words) > MOST_ORIGINS:
        typed.problems["origins"] = f"{MOST_ORIGINS} origines au plus."
    for word in words:
        try:
            read_origin(word, allow_local=allow_local)
        except Refused as refused:
            typed.problems.setdefault("origins", str(refused))
    typed.values["territory"] = source.get("territory", "")[:20]
    if typed["territory"] not in TERRITORIES:
        typed.problems["territory"] = "Choisissez un territoire."
