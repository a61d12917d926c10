"""What happened to accounts, for the audit."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from directory.models import Account, AccountEvent

VERBS = {
    "invite": "Invitation",
    "accept": "Compte ouvert",
    "sign_in": "Connexion",
    "failed": "Connexion refusée : mot de passe ou code faux",
    "throttled": "Connexion ralentie après des échecs",
    "sign_out": "Déconnexion",
    "close_session": "Session fermée",
    "recovery_code": "Code de secours utilisé",
    "second_factor": "Second facteur activé",
    "change_second_factor": "Changement d’application demandé",
    "new_codes": "Nouveaux codes de secours",
    "ask_reset": "Mot de passe oublié",
    "password": "Mot de passe changé",
    "rights": "Droits changés",
    "rename": "Personne renommée",
    "disable": "Compte désactivé",
    "ask_access": "Accès demandé",
    "approve_access": "Accès accordé",
    "refuse_access": "Accès refusé",
    "export": "Export avec contacts réservés",
    "export_audit": "Journal exporté",
    "drop_change": "Changement proposé écarté",
    "approve_phrase": "Phrase approuvée",
    "withdraw_phrase": "Phrase retirée",
    "read_note": "Note privée lue",
    "publisher": "Textes de l’éditeur changés",
    "archive_many": "Fiches archivées ensemble",
    "propose_number": "Numéro d’urgence : changement proposé",
    "approve_number": "Numéro d’urgence : changement approuvé",
    "drop_number": "Numéro d’urgence : changement écarté",
    "check_number": "Numéro d’urgence vérifié",
    "add_partner": "Partenaire ajouté",
    "change_partner": "Partenaire modifié",
    "archive_partner": "Partenaire archivé",
    "restore_partner": "Partenaire rétabli",
}
#: Events about a listing: `detail` is its number, `account` who had proposed the change.
ABOUT_LISTING = "drop_change"


#: Coming in and going out, refusals included; and what happens to accounts besides.
ABOUT_SIGNING_IN = frozenset(
    ("sign_in", "failed", "throttled", "sign_out", "close_session", "recovery_code", "ask_reset")
)
ABOUT_ACCOUNTS = frozenset(
    ("invite", "accept", "second_factor", "change_second_factor", "new_codes", "password", "rights", "rename",
     "disable", "ask_access", "approve_access", "refuse_access")
)  # fmt: skip


def record(
    session: Session, account: Account | None, verb: str, *, at: datetime, by: str = "", detail: str = ""
) -> None:
    """Add an event; `by` is the address of who did it, the person themselves unless said otherwise."""
    subject = account.email if account else ""
    session.add(AccountEvent(at=at, by=by or subject, verb=verb, account=subject, detail=detail[:300]))
