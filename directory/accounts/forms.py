"""What people type about accounts: signing in, asking for access, inviting, rights, a new password."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from directory.accounts.passwords import MAXIMUM, find_problem
from directory.listings.typed import Typed
from directory.permissions import COORDINATOR, ROLES
from directory.places.departements import DEPARTEMENTS


def read_new_password(source: Mapping[str, str], about: Collection[str]) -> Typed:
    """Read a password somebody chooses; it is kept exactly as typed and never shown again.

    `about` holds what is known of its owner, which a password must not repeat.
    """
    typed = Typed()
    problem = find_problem(source.get("password", ""), about)
    if problem:
        typed.problems["password"] = problem
    return typed


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
