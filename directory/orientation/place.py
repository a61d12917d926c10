"""Where? What is typed, chosen or carried by the address, as a departement and maybe a commune."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from directory.places import communes
from directory.places.communes import Commune, Match
from directory.places.departements import Departement, find_departement


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to "where?": a place, or choices when in doubt, and what to say about it, in French.

    `typed` is what was written when it does not name one place for certain: only then must it be shown
    again instead of the name of the place.
    """

    departement: Departement | None = None
    commune: Commune | None = None
    choices: tuple[Match, ...] = ()
    typed: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """The place in words: "Vannes (56)", "Morbihan (56)", or what was typed."""
        if self.departement is None or self.choices:
            return self.typed
        name = self.commune.name if self.commune else self.departement.name
        return f"{name} ({self.departement.code})"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The place as address parameters: codes, never what was typed."""
        if self.departement is None:
            return []
        found = [("dep", self.departement.code)]
        return found + ([("pres", self.commune.code_insee)] if self.commune else [])


def choice_value(match: Match) -> str:
    """The value of a button that chooses a place: "56" or "56.56260"."""
    return f"{match.departement}.{match.code_insee}" if match.code_insee else match.departement


def find_place(answers: Mapping[str, str]) -> Asked:
    """Read `choix` (a button), `lieu` (typed), else `dep` and `pres` (codes); never raises on any text."""
    if answers.get("choix"):
        code, _, code_insee = answers["choix"].partition(".")
        return _from_codes(code, code_insee)
    carried = _from_codes(answers.get("dep", ""), answers.get("pres", ""))
    typed = answers.get("lieu", "")
    if not typed or (carried.departement and typed == carried.label):
        return carried
    found = communes.find(typed)
    if found.is_certain:
        return _from_match(found.matches[0])
    codes = [pair[1] for pair in carried.pairs]
    if codes and ".".join(codes) in {choice_value(match) for match in found.matches}:
        return carried
    return Asked(choices=found.matches, typed=typed, note=found.says(typed))


def _from_match(match: Match) -> Asked:
    return _from_codes(match.departement, match.code_insee or "")


def _from_codes(code: str, code_insee: str) -> Asked:
    """Return the place of a departement code and maybe an Insee code; a code that is none is said."""
    if not code:
        return Asked()
    departement = find_departement(code)
    if departement is None:
        return Asked(note=f"Le département « {code[:20]} » n’existe pas. Indiquez à nouveau le lieu.")
    commune = communes.find_commune(code_insee) if code_insee else None
    if code_insee and (commune is None or commune.departement != departement.code):
        return Asked(
            departement,
            note=f"La commune « {code_insee[:20]} » est inconnue ici : distances comptées du centre.",
        )
    return Asked(departement, commune)
