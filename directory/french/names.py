"""How the name of a place is joined to a sentence: « d’Amiens », « du Mans », « de La Rochelle »."""

from __future__ import annotations

from directory.french.text import normalise

#: Articles that melt into the preposition. « La » and « L’ » do not: « de La Rochelle ».
_CONTRACTED = {"Le ": "du ", "Les ": "des ", "Aux ": "des "}
#: Communes of 1 500 inhabitants or more that Insee joins with « de » though they begin with an H (Code
#: officiel géographique, TNCC 0), by their first word; the other names in H take « d’ ».
_ASPIRATED = frozenset(
    "habsheim haguenau ham hambach hangenbieten hanvec hatten haute hauts haybes hem herbitzheim hermes"
    " herrlisheim hilsenheim hindisheim hirsingue hochfelden hochstatt holtzheim hombourg honfleur horbourg"
    " hornoy houdan houlgate houppeville houssen hoymille huningue huttenheim hede hegenheim henon hesingue"
    " hoenheim hoerdt".split()
)


def of(name: str) -> str:
    """Return the name of a commune after « de », elided before a vowel, contracted with « le » or « les »."""
    for article, contracted in _CONTRACTED.items():
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    first = next(iter(normalise(name).split()), "")
    is_elided = first[:1] in set("aeiouyh") and first not in _ASPIRATED and not name.startswith(("L’", "L'"))
    return ("d’" if is_elided else "de ") + name
