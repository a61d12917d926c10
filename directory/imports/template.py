"""The CSV template of the project: one row a listing, the columns of `data/listings.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from directory import communes
from directory.departements import DEPARTEMENTS
from directory.drafts import Draft, DraftPlace, Problem, check
from directory.imports.rows import ReadRow

SEPARATOR = "|"


def read(path: Path) -> list[ReadRow]:
    """Read every row of a file; none is dropped. Raise OSError or UnicodeDecodeError for the file itself."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_read_row(line, row) for line, row in enumerate(csv.DictReader(file), start=2)]


def _read_row(line: int, row: Mapping[str, str]) -> ReadRow:
    warnings: list[str] = []
    try:
        draft = _draft(row, warnings)
    except (KeyError, ValueError) as error:
        problem = Problem("ligne", f"Ligne illisible : {error}.")
        return ReadRow(line, row.get("ref", ""), None, (problem,))
    return ReadRow(line, draft.ref, draft, tuple(check(draft)), tuple(warnings))


def _draft(row: Mapping[str, str], warnings: list[str]) -> Draft:
    """Turn a row into a draft; add to `warnings` what could not be placed."""
    national = row["is_national"] == "yes"
    served = tuple(sorted(row["departements"].split()))
    return Draft(
        ref=row["ref"],
        category=row["category"],
        name=row["name"],
        operator=row["operator"],
        is_national=national,
        departements=served,
        disclosure=row["disclosure"],
        status=row["status"],
        is_dedicated=row["dedicated"] != "no",
        summary=row["summary"],
        description=row["description"],
        admits_minors=row["admits_minors"] or "unknown",
        minimum_age=_age(row["minimum_age"]),
        maximum_age=_age(row["maximum_age"]),
        genders=row["genders"] or "unknown",
        accepts_suspicion=row["accepts_suspicion"] or "unknown",
        supports_professionals=row["supports_professionals"] or "unknown",
        who_may_refer=tuple(row["who_may_refer"].split()),
        requirement=row["requirement"],
        response_delay=row["response_delay"],
        walk_in=row["walk_in"] or "unknown",
        capacity=row["capacity"],
        stay=row["stay"],
        fallback=row["fallback"],
        hours=row["hours"],
        hours_text=row["hours_text"],
        phones=_contacts(row["phone"], row["phone_label"]),
        emails=_contacts(row["email"], ""),
        website=row["website"],
        place=_place(row, served, warnings),
        caveat=row["caveat"],
        source_url=row["source_url"],
        source_date=row["source_date"],
        source_kind=row["source_kind"],
        source_seen=row["source_seen"],
    )


def _place(row: Mapping[str, str], served: tuple[str, ...], warnings: list[str]) -> DraftPlace | None:
    """Match the commune of a row to the gazetteer. With disclosure "commune" the street is left out."""
    if not row["commune"]:
        return None
    if row["disclosure"] == "confidential":
        raise ValueError("une ressource sous secret n’a ni adresse ni commune")
    commune = communes.find_commune(row["code_insee"]) if row["code_insee"] else None
    for code in served or tuple(DEPARTEMENTS):
        commune = commune or communes.find_commune_by_name(row["commune"], code, row["postcode"] or None)
    if commune is None or commune.latitude is None or commune.longitude is None:
        warnings.append(f"Commune « {row['commune']} » introuvable : la fiche n’aura pas de point.")
        return None
    is_address = row["disclosure"] == "address"
    if row["address"] and not is_address:
        warnings.append("Adresse non enregistrée : seule la commune est publiée.")
    return DraftPlace(
        departement=commune.departement,
        code_insee=commune.code_insee,
        postcode=row["postcode"] if is_address else "",
        address=row["address"] if is_address else "",
        latitude=commune.latitude,
        longitude=commune.longitude,
        precision="commune",
    )


def _contacts(values: str, labels: str) -> tuple[tuple[str, str, str], ...]:
    """Split "a | b" and its labels into public contacts."""
    kept = [value.strip() for value in values.split(SEPARATOR) if value.strip()]
    named = [label.strip() for label in labels.split(SEPARATOR)] + [""] * len(kept)
    return tuple((value, label, "public") for value, label in zip(kept, named, strict=False))


def _age(text: str) -> int | None:
    return int(text) if text else None
