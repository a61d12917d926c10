"""What the site writes by mail: a neutral subject, plain text, and links that begin with PUBLIC_URL.

No letter carries a word that somebody without an account typed, a name least of all: anybody may give the
address of somebody else, and would write to them with our signature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a body."""

    subject: str
    body: str


_SIGNATURE = "\n\nRelais\nSi ce message ne vous dit rien, ignorez-le\u00a0: rien ne change sans vous.\n"


def invitation(link: str) -> Letter:
    """Invite somebody to open the account made for them."""
    return Letter(
        "Relais\u00a0: ouvrir votre compte",
        f"Bonjour,\n\nUn compte vous attend sur Relais. Ce lien sert une seule fois, pendant "
        "72\u00a0heures\u00a0:"
        f"\n\n{link}\n\nPour modifier l’annuaire, il vous faudra aussi une application de codes.{_SIGNATURE}",
    )


def already_open(link: str) -> Letter:
    """Tell somebody invited, or asking, that they already have an account."""
    return Letter(
        "Relais\u00a0: vous avez déjà un compte",
        f"Bonjour,\n\nCette adresse a déjà un compte sur Relais, ou une invitation en cours. Pour "
        f"vous connecter, ou choisir un nouveau mot de passe\u00a0:\n\n{link}{_SIGNATURE}",
    )


def reset(link: str) -> Letter:
    """Let somebody choose a new password."""
    return Letter(
        "Relais\u00a0: choisir un nouveau mot de passe",
        f"Bonjour,\n\nCe lien sert une seule fois, pendant une heure\u00a0:\n\n{link}\n\n"
        f"Votre application de codes reste nécessaire si vous en utilisez une.{_SIGNATURE}",
    )


def confirmation(link: str) -> Letter:
    """Ask a professional to confirm their address."""
    return Letter(
        "Relais\u00a0: confirmer votre adresse",
        f"Bonjour,\n\nPour confirmer votre demande d’accès et choisir un mot de passe, ouvrez ce "
        f"lien. Il sert une seule fois, pendant 72 heures\u00a0:\n\n{link}{_SIGNATURE}",
    )


def decision(approved: bool, link: str) -> Letter:
    """Tell a professional what was decided."""
    words = (
        "Votre accès aux contacts réservés aux professionnels est ouvert pour un an."
        if approved
        else "Votre demande d’accès n’a pas été acceptée. Le coordinateur du département peut l’expliquer."
    )
    return Letter("Relais\u00a0: votre demande d’accès", f"Bonjour,\n\n{words}\n\n{link}{_SIGNATURE}")


def still_true(links: Sequence[tuple[str, str]], about: str) -> Letter:
    """Ask a structure whether its listings are still true: (name, link) of each; `about`: who publishes."""
    listed = "\n\n".join(f"{name}\n{link}" for name, link in links)
    each = "Chaque lien" if len(links) > 1 else "Ce lien"
    return Letter(
        "Relais\u00a0: votre fiche est-elle toujours exacte\u202f?",
        "Bonjour,\n\nVotre structure figure dans Relais, l’annuaire des ressources pour les mineurs, "
        f"département par département. {each}, valable 30 jours, montre ce qui est publié et permet de le "
        f"confirmer ou de le corriger, sans compte\u00a0:\n\n{listed}"
        f"\n\nQui publie cet annuaire\u00a0: {about}{_SIGNATURE}",
    )


def to_decide(names: Sequence[str], link: str) -> Letter:
    """Tell who may decide which listings have a change that waits for a second person."""
    return Letter(
        "Relais\u00a0: des changements attendent votre décision",
        "Bonjour,\n\nDepuis plus de 30\u00a0jours, un changement proposé attend une deuxième personne "
        f"dans\u00a0:\n\n{_listed(names)}\n\nApprouvez-le, ou écartez-le\u00a0:\n\n{link}{_SIGNATURE}",
    )


def to_check(names: Sequence[str], link: str) -> Letter:
    """Tell a coordinator which of their listings nobody checked for six months."""
    several = f"{len(names)} fiches n’ont pas été vérifiées"
    many = several if len(names) > 1 else "Une fiche n’a pas été vérifiée"
    return Letter(
        "Relais\u00a0: des fiches à vérifier",
        f"Bonjour,\n\n{many} depuis six mois, ou jamais\u00a0:\n\n{_listed(names)}\n\n"
        f"Un clic confirme chacune, après un appel ou un courriel\u00a0:\n\n{link}{_SIGNATURE}",
    )


def _listed(names: Sequence[str]) -> str:
    """The first names, one a line."""
    return "\n".join(f"- {name}" for name in names[:20]) + ("\n- …" if len(names) > 20 else "")
