"""The table: a line of the acceptance, its figure, its bar, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `bar` is what it must reach, at least or (`at_most`) at most; None only informs."""

    name: str
    figure: float
    unit: str = ""
    bar: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is reached; None when there is none."""
        if self.bar is None:
            return None
        return self.figure <= self.bar if self.at_most else self.figure >= self.bar


def write_number(value: float) -> str:
    """Write a figure as France reads it, with three significant digits or all of a large one."""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace(",", "\u202f").replace(".", ",")


def write_table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table."""
    rows = ["| mesure | valeur | seuil | tenu | remarque |", "|---|---:|---:|---|---|"]
    for line in lines:
        bar = "" if line.bar is None else f"{'≤' if line.at_most else '≥'} {write_number(line.bar)}"
        holds = {None: "", True: "oui", False: "**non**"}[line.holds]
        figure = f"{write_number(line.figure)} {line.unit}".strip()
        rows.append(f"| {line.name} | {figure} | {bar} | {holds} | {line.note} |")
    return "\n".join(rows) + "\n"


_INTRODUCTION = """# Vitesse

`scripts/bench` mesure tout ceci sur des fiches fictives (graine fixe, 101 départements) et compare, dans
la même passe, à des planchers : un « hello » de Flask nu sous le même serveur, la même question en SQLite
nu, un index bm25 nu, une page Leaflet minimale. Seuls les rapports comptent : ils changent peu d’une
machine à l’autre, pourvu que rien d’autre n’y travaille pendant la mesure. Un seul processus sert, quatre
connexions gardées le sollicitent.

- **sans cache** : `PAGE_CACHE=0`, chaque page est refaite à chaque demande ; les fiches et les filtres
  qui disent la même chose sont écrits une fois ;
- **page Leaflet minimale** : avec l’en-tête d’isolement de nos pages, qui coûte un processus
  au navigateur ;
- **gardé** : la page finie est relue de la mémoire ; **inchangé** : le visiteur l’a déjà (304) ;
- **en réponses de hello** : ce que « hello » aurait répondu pendant ce temps, mesuré juste avant et juste
  après ; un seuil en secondes vaut là où « hello » répond 2 600 fois par seconde ;
- **premier démarrage** : du lancement du processus à la première réponse, pages finies sur le disque ;
- **exposant** : de 5 000 à 100 000 fiches, 0 quand une page ne coûte pas plus, 1 quand elle coûte
  en proportion ;
- **Datasette ÷ nous** : combien de fois le temps d’une réponse de Datasette, qui lit la même base,
  vaut la nôtre ;
- **EcoIndex** : les quantiles publiés (éléments hors SVG, requêtes, octets), A à partir de 81.
"""

_BUSY = (
    "**La machine était prise par autre chose** (charge {load:.0f} pour {processors} processeurs)\u202f: les "
    "durées, les débits et leurs rapports à « hello » ne valent rien ; restent les comptes, les octets, les "
    "éléments, la mémoire et, à peu près, les rapports entre deux mesures voisines. À refaire au calme : "
    "`scripts/bench --document`."
)


def write_document(lines: Sequence[Line], conditions: Mapping[str, Any]) -> str:
    """Return the page of the documentation that holds the table."""
    measured = f"Mesuré le {conditions['date'][:10]}, Python {conditions['python']}."
    load, processors = conditions["load"][0], conditions["processors"]
    if load > 2 * processors:
        measured += f" {_BUSY.format(load=load, processors=processors)}"
    return f"{_INTRODUCTION}\n{measured}\n\n{write_table(lines)}"


def save(lines: Sequence[Line], folder: Path, conditions: Mapping[str, object]) -> None:
    """Write `latest.json` and `latest.md`."""
    facts = [asdict(line) | {"holds": line.holds} for line in lines]
    content = {"conditions": dict(conditions), "lines": facts}
    (folder / "latest.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "latest.md").write_text(write_table(lines), "utf-8")
