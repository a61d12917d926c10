"""What to say on the telephone: who calls, why, and the questions whose answers are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

#: The question of each fact worth a question, the most useful first.
QUESTIONS: Mapping[str, str] = {
    "admits_minors": "Recevez-vous des mineurs ?",
    "accepts_suspicion": "Un simple doute suffit-il ?",
    "phones": "Y a-t-il une ligne directe ?",
    "hours": "Quels sont vos horaires ?",
    "who_may_refer": "Qui peut vous adresser un mineur ?",
    "response_delay": "En combien de temps répondez-vous ?",
    "warm_handover": "Prenez-vous le relais au téléphone quand on vous passe un mineur ?",
    "fallback": "Et si c’est complet, vers qui se tourner ?",
    "minimum_age": "À partir de quel âge ?",
    "requirement": "Faut-il un accord, une mesure ?",
}
#: Two minutes: no more questions than this in the script, the others stand below it.
MOST = 3


def make_script(name: str, service: str, missing: Collection[str]) -> str:
    """Return what to say, in French: `name` and `service` of who calls, `missing` the facts not known."""
    asked = [question for fact, question in QUESTIONS.items() if fact in missing][:MOST]
    questions = " ".join(asked) or "Tout est-il encore exact ?"
    return (
        f"Bonjour, {name}, {service}. Je vérifie votre fiche dans Relais, l’annuaire des professionnels : "
        f"avez-vous deux minutes ? {questions}"
    )
