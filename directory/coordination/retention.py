"""What is kept, and for how long; run every day by `flask retention run`.

The page of personal data reads these rules: what it promises is what is done. Twelve months of records is
the upper bound the Cnil recommends for logs (délibération n° 2021-122).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Delete
from sqlmodel import Session, col, delete, select

from directory.accounts import events, people
from directory.editing import form_saves
from directory.french.typography import NO_BREAK
from directory.imports import jobs as import_jobs
from directory.models import (
    AccessRecord,
    AccessRequest,
    Account,
    AccountEvent,
    AccountLink,
    AccountSession,
    AddedTerritory,
    Call,
    CallerSignal,
    CallNote,
    DailyUse,
    FormSave,
    ImportJob,
    Listing,
    PartnerRequest,
    PendingChange,
    PrivateNote,
    Reminder,
    Suggestion,
    Throttle,
)

UNUSED = timedelta(days=90)
YEAR = timedelta(days=365)
#: Who put aside a change that waited for a year, as the audit says it.
NOBODY = "un an sans décision"


@dataclass(frozen=True, slots=True)
class Rule:
    """`what` is kept `period`, then `forget` (given the instant before which it is too old) ends it.

    `counted` is how the command names what ended.
    """

    counted: str
    what: str
    period: timedelta
    forget: Callable[[datetime], Delete]

    @property
    def words(self) -> str:
        """The period as the page says it: "12 mois", "30 jours", "8 heures"."""
        days = self.period.days
        if days >= YEAR.days:
            return f"{round(12 * days / YEAR.days)}{NO_BREAK}mois"
        count, unit = (days, "jour") if days else (self.period.seconds // 3600, "heure")
        return f"{count}{NO_BREAK}{unit}{'s' if count > 1 else ''}"


def _unconfirmed(before: datetime) -> Delete:
    """Accounts of people whose address never answered; their request goes with them."""
    requests = select(AccessRequest.account_id).where(
        col(AccessRequest.confirmed_at).is_(None), col(AccessRequest.asked_at) < before
    )
    return delete(Account).where(col(Account.id).in_(requests), col(Account.password_hash) == "")


def _disabled(before: datetime) -> Delete:
    return delete(Account).where(col(Account.status) == "disabled", col(Account.last_used_at) < before)


_RULES = (
    Rule("demandes jamais confirmées", "Une demande d’accès dont l’adresse n’a pas répondu",
         timedelta(days=7), _unconfirmed),
    Rule("notes privées", "Ce que disait librement une fiche mise sous secret, pour deux personnes",
         timedelta(days=30), lambda before: delete(PrivateNote).where(col(PrivateNote.written_at) < before)),
    Rule("comptes effacés", "Un compte désactivé, depuis sa dernière utilisation", UNUSED + YEAR, _disabled),
    Rule("demandes d’accès", "Une demande d’accès, depuis sa réponse", 2 * YEAR,
         lambda before: delete(AccessRequest).where(col(AccessRequest.decided_at) < before)),
    Rule("consultations", "Le relevé de qui a vu un contact réservé", YEAR,
         lambda before: delete(AccessRecord).where(col(AccessRecord.at) < before)),
    Rule("événements", "Le journal des comptes", YEAR,
         lambda before: delete(AccountEvent).where(col(AccountEvent.at) < before)),
    Rule("formulaires en cours", "Une fiche en cours de saisie", form_saves.KEPT,
         lambda before: delete(FormSave).where(col(FormSave.saved_at) < before)),
    Rule("appels", "Ce qu’a donné un appel à une structure, sans le nom de qui a répondu", 2 * YEAR,
         lambda before: delete(Call).where(col(Call.at) < before)),
    Rule("mots d’appelants", "Un mot sur un appel (joint, pas de réponse…), sans rien de qui l’a dit",
         timedelta(days=60),
         lambda before: delete(CallerSignal).where(col(CallerSignal.day) < before.date())),
    Rule("notes d’appel", "La note laissée pour le prochain appel à une structure", YEAR,
         lambda before: delete(CallNote).where(col(CallNote.at) < before)),
    Rule("changements proposés", "Un changement proposé sur lequel personne ne s’est prononcé", YEAR,
         lambda before: delete(PendingChange).where(col(PendingChange.asked_at) < before)),
    Rule("territoires ajoutés", "Qui a dit qu’une fiche couvre un département de plus, sans réponse", YEAR,
         lambda before: delete(AddedTerritory).where(col(AddedTerritory.added_at) < before)),
    Rule("fichiers à importer", "Un fichier envoyé pour être importé", import_jobs.KEPT_FOR,
         lambda before: delete(ImportJob).where(col(ImportJob.created_at) < before)),
    Rule("suggestions", "Une suggestion ou une correction", YEAR,
         lambda before: delete(Suggestion).where(col(Suggestion.sent_at) < before)),
    Rule("rappels", "La date d’un rappel envoyé à une structure, et si elle a répondu", YEAR,
         lambda before: delete(Reminder).where(col(Reminder.sent_at) < before)),
    Rule("demandes de partenaires", "Une demande de code de partenaire à laquelle personne n’a répondu", YEAR,
         lambda before: delete(PartnerRequest).where(col(PartnerRequest.asked_at) < before)),
    Rule("chiffres de fréquentation", "Le nombre de lectures de chaque sorte de page", 2 * YEAR,
         lambda before: delete(DailyUse).where(col(DailyUse.day) < before.date())),
    Rule("délais", "L’empreinte du réseau ou de l’adresse qui limite les essais et les envois",
         timedelta(days=1), lambda before: delete(Throttle).where(col(Throttle.last_at) < before)),
)  # fmt: skip


def rules(longest_session: timedelta) -> list[Rule]:
    """Every rule of a service whose sessions last so long at most."""
    session = Rule(
        "sessions", "Une session ouverte", longest_session,
        lambda before: delete(AccountSession).where(col(AccountSession.created_at) < before),
    )  # fmt: skip
    return [*_RULES, session]


def run(session: Session, at: datetime, longest_session: timedelta) -> dict[str, int]:
    """Disable unused accounts, forget what is past its time, and return how much of each."""
    unused = session.exec(
        select(Account).where(Account.status != "disabled", Account.last_used_at < at - UNUSED)
    ).all()
    for account in unused:
        people.disable(session, account, by=None, at=at, why=f"inutilisé depuis {UNUSED.days} jours")
    late = select(PendingChange.asked_by, Listing.number).join(
        Listing, col(Listing.id) == col(PendingChange.listing_id)
    )
    for asked_by, number in session.exec(late.where(col(PendingChange.asked_at) < at - YEAR)):
        proposer = people.find_account(session, asked_by)
        events.record(session, proposer, events.ABOUT_LISTING, at=at, by=NOBODY, detail=str(number))
    session.flush()
    done = {"comptes désactivés": len(unused)}
    for rule in rules(longest_session):
        done[rule.counted] = _run(session, rule.forget(at - rule.period))
    done["liens"] = _run(session, delete(AccountLink).where(col(AccountLink.expires_at) < at))
    return done


def _run(session: Session, statement: Delete) -> int:
    return session.exec(statement.execution_options(synchronize_session=False)).rowcount
