"""The closed words of what a call gave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CONFIRMED, CORRECTED, NO_ANSWER, CALL_BACK = "confirmed", "corrected", "no_answer", "call_back"
WRONG_NUMBER, CLOSED, REFUSED = "wrong_number", "closed", "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave: words of its button, and what is said once it is saved."""

    label: str
    done: str


#: What a call gave, in the order of the keys 1 to 6; `CORRECTED` is found out, never chosen.
OUTCOMES: Mapping[str, Outcome] = {
    CONFIRMED: Outcome("Répondu", "fiche confirmée"),
    NO_ANSWER: Outcome("Sans réponse", "sans réponse"),
    CALL_BACK: Outcome("À rappeler", "à rappeler"),
    WRONG_NUMBER: Outcome("Faux numéro", "faux numéro, retiré de la fiche"),
    CLOSED: Outcome("Fermé", "fermée, fiche archivée"),
    REFUSED: Outcome("Refuse", "refuse de paraître, fiche archivée"),
}
CORRECTED_OUTCOME = Outcome("Répondu", "fiche corrigée et confirmée")


def outcome_words(code: str) -> str:
    """What is said of a call once it is saved."""
    return (CORRECTED_OUTCOME if code == CORRECTED else OUTCOMES[code]).done
