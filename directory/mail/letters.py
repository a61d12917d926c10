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


_DIRECTORY = "l’annuaire des ressources pour les mineurs, département par département"


def _letter(subject: str, text: str, why: str) -> Letter:
    """A letter whose end says which directory writes, and why this person is written to."""
    return Letter(
        f"Relais\u00a0: {subject}",
        f"{text}\n\nRelais, {_DIRECTORY}.\nVous recevez ce message parce que {why}.\n"
        "S’il ne vous dit rien, ignorez-le\u00a0: rien ne change sans vous.\n",
    )


_CHOICE = "Pour en recevoir moins souvent, ou plus du tout\u00a0: «\u202fMon compte\u202f»."


def invitation(link: str) -> Letter:
    """Invite somebody to open the account made for them."""
    return _letter(
        "ouvrir votre compte",
        f"Bonjour,\n\nUn compte vous attend sur Relais. Ce lien sert une seule fois, pendant "
        "72\u00a0heures\u00a0:"
        f"\n\n{link}\n\nPour modifier l’annuaire, il vous faudra aussi une application de codes.",
        "quelqu’un qui administre l’annuaire vous y ouvre un compte",
    )


def already_open(link: str) -> Letter:
    """Tell somebody invited, or asking, that they already have an account."""
    return _letter(
        "vous avez déjà un compte",
        f"Bonjour,\n\nCette adresse a déjà un compte sur Relais, ou une invitation en cours. Pour "
        f"vous connecter, ou choisir un nouveau mot de passe\u00a0:\n\n{link}",
        "quelqu’un a donné cette adresse pour demander un compte",
    )


def reset(link: str) -> Letter:
    """Let somebody choose a new password."""
    return _letter(
        "choisir un nouveau mot de passe",
        f"Bonjour,\n\nCe lien sert une seule fois, pendant une heure\u00a0:\n\n{link}\n\n"
        f"Votre application de codes reste nécessaire si vous en utilisez une.",
        "quelqu’un a demandé un nouveau mot de passe pour cette adresse",
    )


def confirmation(link: str) -> Letter:
    """Ask a professional to confirm their address."""
    return _letter(
        "confirmer votre adresse",
        f"Bonjour,\n\nPour confirmer votre demande d’accès et choisir un mot de passe, ouvrez ce "
        f"lien. Il sert une seule fois, pendant 72 heures\u00a0:\n\n{link}",
        "quelqu’un a demandé un accès avec cette adresse",
    )


def decision(approved: bool, link: str) -> Letter:
    """Tell a professional what was decided."""
    words = (
        "Votre accès aux contacts réservés aux professionnels est ouvert pour un an."
        if approved
        else "Votre demande d’accès n’a pas été acceptée. Le coordinateur du département peut l’expliquer."
    )
    return _letter(
        "votre demande d’accès",
        f"Bonjour,\n\n{words}\n\n{link}",
        "vous avez demandé l’accès aux contacts réservés",
    )


def still_true(links: Sequence[tuple[str, str]], about: str, sender: str = "") -> Letter:
    """Ask a structure whether its listings are still true: (name, link) of each; `about`: who publishes.

    `sender`: the service that asks, when somebody does.
    """
    listed = "\n\n".join(f"{name}\n{link}" for name, link in links)
    each = "Chaque lien" if len(links) > 1 else "Ce lien"
    asked = f"La {sender} vous écrit. " if sender else ""
    return _letter(
        "votre fiche est-elle toujours exacte\u202f?",
        f"Bonjour,\n\n{asked}Votre structure figure dans Relais, {_DIRECTORY}. {each}, valable 30 jours, "
        "montre ce qui est publié et permet de le confirmer, ou de le corriger dans un formulaire que vous "
        f"pouvez reprendre jusqu’à l’envoi, sans compte\u00a0:\n\n{listed}\n\nVotre réponse est relue par la "
        f"coordination avant de paraître.\n\nQui publie cet annuaire\u00a0: {about}",
        "cette adresse est publiée, ou connue, comme celle de votre structure",
    )


def waiting(lines: Sequence[tuple[str, str]], site: str) -> Letter:
    """Tell somebody what waits for them: (words, path) of each kind; `site` is the public address."""
    listed = "\n\n".join(f"{words}\n{site}{path}" for words, path in lines)
    return _letter(
        "ce qui vous attend",
        "Bonjour,\n\nDepuis le dernier message, quelque chose est arrivé. Ouvrez chaque page pour décider"
        f"\u00a0:\n\n{listed}\n\n{_CHOICE}",
        "vous tenez ou administrez des fiches de l’annuaire",
    )


def to_decide(names: Sequence[str], link: str) -> Letter:
    """Tell who may decide which listings have a change that waits for a second person."""
    return _letter(
        "des changements attendent votre décision",
        "Bonjour,\n\nDepuis plus de 30\u00a0jours, un changement proposé attend une deuxième personne "
        f"dans\u00a0:\n\n{_listed(names)}\n\nApprouvez-le, ou écartez-le\u00a0:\n\n{link}",
        "vous pouvez décider de ces changements",
    )


def to_check(names: Sequence[str], link: str) -> Letter:
    """Tell a coordinator which of their listings nobody checked for six months."""
    several = f"{len(names)} fiches n’ont pas été vérifiées"
    many = several if len(names) > 1 else "Une fiche n’a pas été vérifiée"
    return _letter(
        "des fiches à vérifier",
        f"Bonjour,\n\n{many} depuis six mois, ou jamais\u00a0:\n\n{_listed(names)}\n\n"
        f"Un clic confirme chacune, après un appel ou un courriel\u00a0:\n\n{link}",
        "vous tenez ces fiches",
    )


def partner(code: str, snippet: str, site: str, figures: str) -> Letter:
    """Give a webmaster the code of a partner, what to paste, and where the figures of the map are read."""
    return _letter(
        "la carte dans vos pages",
        "Bonjour,\n\nVotre demande est acceptée\u00a0: vos pages peuvent montrer la carte. Votre code\u00a0: "
        f"{code}\n\nÀ coller dans la page, là où la carte doit paraître\u00a0:\n\n{snippet}\n\n"
        f"D’autres façons, d’autres territoires, les couleurs\u00a0: {site}/integrer\n"
        f"Combien de fois elle est lue (adresse à garder pour vous)\u00a0: {figures}",
        "quelqu’un a demandé un code de partenaire avec cette adresse",
    )


def _listed(names: Sequence[str]) -> str:
    """The first names, one a line."""
    return "\n".join(f"- {name}" for name in names[:20]) + ("\n- …" if len(names) > 20 else "")
