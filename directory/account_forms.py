"""What people type about accounts, read field by field: values kept as typed, problems in French.

Only the fields named here are read: whatever else a form carries changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from directory.departements import DEPARTEMENTS
from directory.passwords import MAXIMUM, find_problem
from directory.permissions import COORDINATOR, ROLES

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

    def new_password(self, source: Mapping[str, str], about: Collection[str]) -> None:
        """Read a password somebody chooses; it is kept exactly as typed and never shown again."""
        problem = find_problem(source.get("password", ""), about)
        if problem:
            self.problems["password"] = problem


def read_sign_in(source: Mapping[str, str]) -> Typed:
    """Read an address, a password and, when asked, a code."""
    typed = Typed()
    typed.text(source, "email", "Indiquez votre adresse électronique.", 254)
    typed.text(source, "code", "", 40)
    password = source.get("password", "")
    if not password or len(password) > MAXIMUM:
        typed.problems["password"] = "Indiquez votre mot de passe."
    return typed


def read_access_request(source: Mapping[str, str]) -> Typed:
    """Read the request of a professional."""
    typed = Typed()
    typed.text(source, "name", "Indiquez vos prénom et nom.", 120)
    typed.email(source)
    typed.text(source, "structure", "Indiquez le service ou l’association où vous travaillez.", 200)
    typed.departement(source)
    typed.text(source, "reason", "Dites en une phrase pourquoi ces contacts vous sont utiles.", 500)
    return typed


def read_invitation(source: Mapping[str, str], departements: Sequence[str]) -> Typed:
    """Read whom an administrator invites, and to do what."""
    typed = read_rights(source, departements)
    typed.text(source, "name", "Indiquez les prénom et nom.", 120)
    typed.email(source)
    return typed


def read_rights(source: Mapping[str, str], departements: Sequence[str]) -> Typed:
    """Read a role and departements."""
    typed = Typed()
    typed.values["role"] = source.get("role", "")[:20]
    typed.choices["departements"] = tuple(code for code in departements if code in DEPARTEMENTS)
    if typed["role"] not in ROLES:
        typed.problems["role"] = "Choisissez un rôle."
    if len(typed.choices["departements"]) != len(departements):
        typed.problems["departements"] = "Un des départements est inconnu."
    elif typed["role"] == COORDINATOR and not departements:
        typed.problems["departements"] = "Choisissez au moins un département."
    return typed
