"""What people type in forms, read field by field: values kept as typed, problems in French.

Only the fields named are read: whatever else a form carries changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from directory.places.departements import DEPARTEMENTS

_EMAIL = re.compile(r"[^@\s<>\"'(),;:\\]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


@dataclass
class Typed:
    """The values of a form by field, and what is wrong with each of them."""

    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def text(self, source: Mapping[str, str], name: str, missing: str, most: int) -> None:
        """Read one line or a short text; `missing` is the sentence for an empty one, "" when it may be."""
        typed = "".join(c if c.isprintable() else " " for c in source.get(name, ""))
        self.values[name] = " ".join(typed.split())[: 2 * most]
        if missing and not self.values[name]:
            self.problems[name] = missing
        elif len(self.values[name]) > most:
            self.problems[name] = f"{most} caractères au plus."

    def email(self, source: Mapping[str, str], name: str = "email") -> None:
        """Read an address, lower case."""
        self.text(source, name, "Indiquez une adresse électronique.", 254)
        self.values[name] = self.values[name].lower()
        if name not in self.problems and not _EMAIL.fullmatch(self.values[name]):
            self.problems[name] = "Cette adresse est incomplète : nom@exemple.fr."

    def departement(self, source: Mapping[str, str]) -> None:
        """Read one departement."""
        self.values["departement"] = source.get("departement", "")[:3]
        if self.values["departement"] not in DEPARTEMENTS:
            self.problems["departement"] = "Choisissez un département."
