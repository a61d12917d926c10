"""Does a text speak of somebody? Names, numbers, birth dates, family: none of it belongs in a suggestion.

The data a form does not need is not collected (RGPD, art. 5.1.c); and what somebody tells of a child must
reach the 119, not a list that is read once a week.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from directory.places.clues.text import fold

_PERSON = r"(?:ma|mon|sa|son|leur|notre|votre)"
_KIN = (
    r"(?:fille|fils|soeur|frere|mere|pere|niece|neveu|cousine?|copine|copain|petite? amie?|eleve|patiente?|"
    r"enfant|ado|belle-fille|beau-fils|petite-fille|petit-fils|prenom)"
)
#: What each kind is called, for the person who typed it; and what gives it away in folded text.
_PATTERNS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "un numéro de téléphone": re.compile(
            r"(?<!\d)(?:(?:\+|00)\d{1,3}[ .\-]?(?:\(0\))?|0)\d(?:[ .\-]?\d){7,9}"
        ),
        "une adresse électronique": re.compile(r"\S+ ?(?:@|\[at\]|\(at\)| arobase ) ?\S+"),
        "un numéro de sécurité sociale": re.compile(
            r"(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?(?:\d{2}|2[ab]) ?\d{3} ?\d{3}(?: ?\d{2})?(?!\d)"
        ),
        "une date de naissance": re.compile(
            r"\bnee? (?:le|en) (?:\d|[a-z]+ \d)|\bdate de naissance\b"
            r"|\b\d{1,2}[/.\- ](?:\d{1,2}|[a-z]{3,9})[/.\- ](?:19[3-9]\d|20[01]\d)\b"
        ),
        "l’âge d’une personne": re.compile(
            r"\b(?:j'ai|elle a|il a|qui a|elle aura|il aura)(?: a peine| bientot| que| seulement)?"
            r" \d{1,2} ?ans\b"
            rf"|\bagee? de \d{{1,2}} ?ans\b|\b{_PERSON} {_KIN} de \d{{1,2}} ?ans\b"
        ),
        "le nom d’une personne": re.compile(
            r"\b(?:je m'appelle|(?:elle|il|qui) s'appelle|mon (?:nom|prenom) est|prenommee? [a-z])"
        ),
        "la situation d’une personne": re.compile(rf"\b{_PERSON} {_KIN}\b"),
    }
)
#: Capitals and accents count here: "Mme Fictive", "le docteur Fictif", "nommée Fictive".
_TITLE = re.compile(
    r"\b(?:M\.|MM\.|Mr|Mme|Mmes|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|Dr|[Dd]octeur|[Mm]aître|Me|nommée?)\s+"
    r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
)


def find_personal_data(text: str) -> tuple[str, ...]:
    """Return the kinds of personal data a text seems to hold, in French; the data itself is not repeated."""
    folded, _origin = fold(text)
    found = [kind for kind, pattern in _PATTERNS.items() if pattern.search(folded)]
    if _TITLE.search(text) and "le nom d’une personne" not in found:
        found.append("le nom d’une personne")
    return tuple(found)
