"""How the cost of a page grows with the number of listings: the exponent between two sizes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from math import log

from scripts.benchmarks.load import fetch
from scripts.benchmarks.questions import milliseconds
from scripts.benchmarks.report import Line
from scripts.benchmarks.servers import Server

#: What a page costs does not follow from how many listings there are; 1 would be proportional.
BAR = 0.2
PAGES = {
    "accueil": "/",
    "changements (Atom)": "/changements.atom",
    "plan du site": "/sitemap.xml",
    "une fiche": "/fiches/exemple-000500",
    "14 ans, ouvert maintenant": "/recherche?age=14&ouvert=1",
    "un lieu et un mot inconnu": "/recherche?pres=56260&q=xyzwvut",
    "des mots dans le pays": "/recherche?q=mineurs",
    "des mots, une catégorie, un lieu": "/recherche?q=mineurs&categorie=uaped&pres=56260",
    "liste de 50 en JSON": "/api/v1/listings?departement=17&limit=50",
}


def measure(servers: Mapping[int, Server], times: int) -> list[Line]:
    """The exponent of each page between the smallest and the largest of some sizes, nothing kept."""
    sizes = sorted(servers)
    lines = []
    for name, path in PAGES.items():
        spent = {size: milliseconds(partial(fetch, servers[size].port, path), times) for size in sizes}
        exponent = log(spent[sizes[-1]] / spent[sizes[0]]) / log(sizes[-1] / sizes[0])
        note = ", ".join(f"{spent[size]:.1f} ms à {size}" for size in sizes)
        lines.append(Line(f"{name} : exposant", exponent, "", BAR, at_most=True, note=note))
    return lines
