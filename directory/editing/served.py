"""The departements of the form of a listing: one's own are ticked, those that others keep are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from directory.french.text import normalise
from directory.listings.drafts import Draft
from directory.listings.typed import Typed
from directory.permissions import Actor
from directory.places.departements import DEPARTEMENTS, find_departement

#: The field of the departements that others keep.
ALSO = "also_served"
NONE_OF_MINE = "Cochez au moins un département que vous tenez."
_NAMES = {normalise(place.name): code for code, place in DEPARTEMENTS.items()}


def read_served(
    form: Typed, source: Mapping[str, Sequence[str]], stored: Draft | None, by: Actor
) -> tuple[str, ...]:
    """Return the departements served: those one keeps as ticked, others as they were and those added.

    What is no departement is told beside its field.
    """
    former = {code for code in stored.departements if not by.keeps(code)} if stored else set()
    ticked = {code for code in source.get("departements", ()) if by.keeps(code)}
    form.values[ALSO] = " ".join(" ".join(source.get(ALSO, ())).split())[:200]
    added, unknown = set[str](), list[str]()
    for part in filter(None, (each.strip() for each in re.split(r"[,;]", form[ALSO]))):
        code = _read(part)
        if code:
            added.add(code)
        else:
            unknown.append(part)
    if unknown:
        form.problems[ALSO] = (
            f"«\u00a0{unknown[0][:40]}\u00a0»\u202f: un code (22) ou un nom, séparés par des virgules."
        )
    if added and stored is None and not ticked and not by.is_national:
        form.problems["departements"] = NONE_OF_MINE
    return tuple(code for code in DEPARTEMENTS if code in former | ticked | added)


def _read(typed: str) -> str:
    place = find_departement(typed)
    return place.code if place else _NAMES.get(normalise(typed), "")
