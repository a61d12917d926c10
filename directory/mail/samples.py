"""Every letter the site writes, with invented names, for whoever administers it to read beforehand."""

from __future__ import annotations

from directory.mail import letters
from directory.mail.letters import Letter


def make_samples(site: str) -> list[tuple[str, Letter]]:
    """Return when each letter is written, and what it says; `site` is the public address."""
    structure = "Équipe fictive"
    return [
        ("À qui est invité, ou a perdu son invitation", letters.invitation(f"{site}/invitation/…")),
        ("À qui demande un compte qu’il a déjà", letters.already_open(f"{site}/connexion")),
        ("À qui a oublié son mot de passe", letters.reset(f"{site}/mot-de-passe/…")),
        ("À un professionnel qui demande un accès", letters.confirmation(f"{site}/confirmer/…")),
        ("À un professionnel dont l’accès est ouvert", letters.decision(True, f"{site}/connexion")),
        ("À un professionnel dont l’accès est refusé", letters.decision(False, f"{site}/connexion")),
        (
            "À une structure, sa fiche étant à vérifier",
            letters.still_true([(structure, f"{site}/verifier/…")], f"{site}/mentions-legales"),
        ),
        (
            "À une structure à qui la coordination envoie le formulaire",
            letters.still_true(
                [(structure, f"{site}/verifier/…")],
                f"{site}/mentions-legales",
                "coordination départementale, Morbihan",
            ),
        ),
        (
            "À qui quelque chose attend, au rythme choisi",
            letters.waiting(
                [
                    ("2\u00a0suggestions", "/coordination/suggestions"),
                    ("1\u00a0demande d’accès", "/coordination/acces"),
                ],
                site,
            ),
        ),
        (
            "À qui tient des fiches à vérifier",
            letters.to_check([structure, "Foyer fictif"], f"{site}/coordination"),
        ),
        (
            "À un webmestre dont la demande est acceptée",
            letters.partner(
                "code-fictif", "<relais-carte …></relais-carte>", site, f"{site}/frequentation/…"
            ),
        ),
        ("À qui peut décider d’un changement", letters.to_decide([structure], f"{site}/coordination")),
    ]
