"""The open data of the directory as a folder: one list in the forms that portals and tools ask for.

The same data is the same bytes: nothing tells the hour, the machine or the order of writes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from directory.exports import data_inclusion
from directory.exports.hsds import Hsds
from directory.exports.hsds_terms import make_taxonomies, make_terms
from directory.exports.listings import LICENCE_NAME, LICENCE_URL, LISTING_FORMATS, write_array
from directory.exports.record import TABLE
from directory.french.typography import count, long_date
from directory.listings.public_view import PublicView

SUMS = "SHA256SUMS"
Read = Callable[[], Iterable[PublicView]]
Groups = list[list[PublicView]]

_LICENCE = f"""{LICENCE_NAME} (Etalab)
{LICENCE_URL}

Vous êtes libre de reproduire, copier, modifier, extraire, transformer, communiquer, diffuser,
redistribuer, publier, transmettre et exploiter ces données, y compris à titre commercial, à la seule
condition d’en mentionner la source (« Relais ») et la date de dernière mise à jour.
Le texte de référence est celui de l’adresse ci-dessus.
"""


def write_opendata(folder: Path, read: Read, groups: Groups, public_url: str) -> list[str]:
    """Write every file into `folder`, made if missing, and return their names in order.

    `read` begins the list of listings anew at each call; `groups` are the same listings by operator.
    """
    sums = {
        name: _write(folder / name, pieces) for name, pieces in _contents(read, groups, public_url).items()
    }
    listed = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    _write(folder / SUMS, [listed.encode()])
    return [*sorted(sums), SUMS]


def _contents(read: Read, groups: Groups, public_url: str) -> Mapping[str, Iterable[bytes]]:
    """What each file holds, by its name."""
    hsds = Hsds(public_url)
    operators = [views for views in groups if views[0].operator]
    return {
        **{
            f"fiches.{extension}": form.write(read(), public_url)
            for extension, form in LISTING_FORMATS.items()
            if extension != "xlsx"
        },
        "fiches.schema.json": [_readable(table_schema())],
        "hsds/services.json": write_array(hsds.full_service(view) for view in read()),
        "hsds/organizations.json": write_array(
            hsds.full_organization(views[0].operator, views, full=False) for views in operators
        ),
        "hsds/taxonomies.json": write_array(make_taxonomies(public_url)),
        "hsds/taxonomy_terms.json": write_array(make_terms(public_url)),
        "data-inclusion/services.json": write_array(
            data_inclusion.make_service(view, public_url) for view in read()
        ),
        "data-inclusion/structures.json": write_array(
            data_inclusion.make_structure(views, public_url) for views in groups
        ),
        "data-inclusion/thematiques.json": [_readable(data_inclusion.themes())],
        "LICENCE.txt": [_LICENCE.encode()],
        "LISEZ-MOI.md": [_readme(groups, public_url).encode()],
    }


def table_schema() -> dict[str, Any]:
    """Return the Table Schema of the CSV (specs.frictionlessdata.io); several values are one text."""
    return {
        "$schema": "https://frictionlessdata.io/schemas/table-schema.json",
        "name": "fiches-relais",
        "title": "Ressources pour les mineurs en danger, par département",
        "fields": [_field(name, fact.schema, fact.description) for name, fact in TABLE.items()],
        "primaryKey": "number",
        "missingValues": [""],
    }


def _field(name: str, schema: Mapping[str, Any], description: str) -> dict[str, Any]:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = kinds[0] if kinds[0] != "array" else "string"
    field: dict[str, Any] = {"name": name, "type": kind, "description": description}
    if schema.get("format") == "date":
        field["type"] = "date"
    if schema.get("format") == "uri":
        field["format"] = "uri"
    if kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    constraints: dict[str, Any] = {}
    if "enum" in schema:
        constraints["enum"] = [word for word in schema["enum"] if word]
    if name in {"number", "slug", "name", "category"}:
        constraints["required"] = True
    return field | ({"constraints": constraints} if constraints else {})


def _readme(groups: Groups, public_url: str) -> str:
    views = [view for group in groups for view in group]
    latest = max((max(view.modified_on, view.verified_on) for view in views), default="")
    verified = sum(bool(view.verified_on) for view in views)
    dated = f", dernière modification le {_day(latest)}" if latest else ""
    return f"""# Relais : données ouvertes

{count(len(views), "fiche", "fiches")}{dated} ; {count(verified, "vérifiée", "vérifiées")}. Une fiche sans
« verified_on » vient d’une page publique que personne n’a confirmée : dites-le à vos lecteurs.

Source : {public_url} · {LICENCE_NAME} : {LICENCE_URL}

| fichier | contenu |
|---|---|
| `fiches.csv` | toutes les fiches ; UTF-8, points-virgules, valeurs multiples séparées par « \\| » |
| `fiches.schema.json` | ses colonnes, au format Table Schema |
| `fiches.geojson` | les mêmes (RFC 7946) ; sans lieu public, la géométrie est nulle |
| `fiches.json` | les mêmes, en JSON |
| `hsds/` | Human Services Data Specification 3.1 (Open Referral) |
| `data-inclusion/` | schéma data·inclusion 1.0, et la correspondance des thématiques |
| `{SUMS}` | empreintes : `sha256sum -c {SUMS}` |

Une ressource sous secret n’a ni adresse, ni commune, ni position : ce lieu n’est enregistré nulle part.
Les contacts réservés aux professionnels et le nom de qui a vérifié une fiche n’y figurent pas. Un texte qui
commencerait comme une formule de tableur est précédé d’une apostrophe dans le CSV.
Rester à jour sans tout relire : {public_url}/api
"""


def _day(text: str) -> str:
    return long_date(date.fromisoformat(text))


def _readable(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a file and return its SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    seen = hashlib.sha256()
    with path.open("wb") as file:
        for piece in pieces:
            seen.update(piece)
            file.write(piece)
    return seen.hexdigest()
