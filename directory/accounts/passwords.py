"""Passwords: what is accepted, and how they are kept.

Rules of NIST SP 800-63B-4, section 3.1.1.2: length decides, no composition rule, common and context words
are refused. Kept with argon2id at the parameters of the OWASP Password Storage Cheat Sheet.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from directory.french.text import normalise

MINIMUM, MAXIMUM = 15, 200
#: What must remain, in characters, once everything easily guessed is taken away.
UNGUESSABLE = 8

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_COMMON = (
    "motdepasse motpasse passe password passwd secret admin administrateur administratrice administration "
    "utilisateur bienvenue welcome connexion login iloveyou jetaime bonjour soleil doudou chouchou loulou "
    "princesse nicolas camille marseille paris france football chocolat vacances coucou azerty azertyuiop "
    "qsdfghjklm wxcvbn qwerty qwertyuiop asdfghjkl zxcvbnm letmein monkey dragon master superman batman "
    "pokemon naruto janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre "
    "printemps hiver automne changeme changezmoi test demo"
).split()
_CONTEXT = (
    "relais annuaire mineur mineurs enfance protection danger urgence crip uaped prostitution coordination "
    "coordinateur coordinatrice departement conseil educateur educatrice foyer association"
).split()
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")
_LEET = str.maketrans("013457@$!", "oieastasi")
_YEAR = re.compile(r"(19|20)\d\d")


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(password)


def verify_password(kept: str, password: str) -> bool:
    """Whether a password is the one kept. An empty `kept` costs the same time and answers False."""
    try:
        return _HASHER.verify(kept or _nobody(), password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    """Whether a kept password was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobody() -> str:
    """A kept password nobody has, so that an unknown account takes as long as a known one."""
    return _HASHER.hash("personne n’a ce mot de passe")


def find_problem(password: str, about: Collection[str] = ()) -> str:
    """Return, as a French sentence, why a password is refused, or "" when it is accepted.

    `about` holds texts about its owner (name, e-mail address, structure), easily guessed for them.
    """
    if len(password) < MINIMUM:
        return f"{MINIMUM} caractères au moins : une phrase de quatre ou cinq mots convient."
    if len(password) > MAXIMUM:
        return f"{MAXIMUM} caractères au plus."
    words = {word for text in about for word in normalise(text).split() if len(word) > 2}
    guessed = sorted({*_COMMON, *_CONTEXT, *words}, key=len, reverse=True)
    spelled = normalise(password) or password
    meant = normalise(password.lower().translate(_LEET))
    if any(_remains(text, guessed) < UNGUESSABLE for text in (spelled, meant)):
        return "Trop facile à deviner : évitez les mots courants, les suites et ce qui vous concerne."
    return ""


def _remains(text: str, guessed: Collection[str]) -> int:
    """Count the characters left without guessed words, years, runs and repetitions."""
    text = _YEAR.sub(" ", text)
    for word in guessed:
        text = text.replace(word, " ")
    kept, former = "", ""
    for character in text.replace(" ", ""):
        follows = bool(former) and any(former + character in run for run in _RUNS)
        if not follows and kept.count(character) < 3:
            kept += character
        former = character
    return len(kept)
