"""Does the name of a confidential listing, or that of its operator, say where it is?

A name is short, and read by everybody: more is refused there than in a text. Nothing in it may be a number, a
link, a sign that hides letters, or a word that begins to say where; whoever doubts chooses another name.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from directory.places.clues import Clue, find_clues, merge_clues
from directory.places.clues.text import fold

#: Folded text: lower case without accent.
_PATTERNS = {
    "number": re.compile(
        r"\d{2,}|(?<![a-z])(?:(?:zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|"
        r"quatorze|quinze|seize|vingts?|trente|quarante|cinquante|soixante|cents?|mille|et)[ -]){1,9}(?:un|"
        r"deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|"
        r"trente|quarante|cinquante|soixante|cents?|mille)(?![a-z])"
        r"|(?<![a-z])(?:(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix|onz|douz|treiz|quatorz|quinz|seiz|"
        r"vingt)ieme)(?![a-z])|(?<![a-z])(?!vie)[ivx]{2,6}e(?![a-z])"
    ),
    "sign": re.compile(r"[^a-z0-9\s'’.,:;&()/+!?«»\"°-]|\n|(?<=[a-z]{3})[.:](?=[a-z])|(?<=[a-z]{4})\.(?:\s|"
    r"$)"),
    "locality": re.compile(
        r"^ ?(?:a|au|aux|dans|sur|entre|vers|chez|en|pres|proche|face|derriere|devant|prendre|venez|notre)\b"
        r"(?! (?:l'ecoute|fil|coeur|captifs|bonheur|pas|avant|marge)\b)"
        r"|\b(?:sur|dans) (?:le |la |les )?[a-z]|\bentre [a-z' ]{2,30} et \b"
        r"|\b(?:au|du|le) (?:fond|bout|bord|coin|pied|confluent)\b|\b(?:a|au) (?:droite|gauche|mi-chemin)\b"
        r"|\b(?:cote|cotes) (?:est|ouest|nord|sud)\b|\b(?:pole|secteur|zone|antenne|site) (?:nord|sud|est|"
        r"ouest|"
        r"centre)"
    ),
    "landmark": re.compile(
        r"\b(?:immeubles?|locaux|adresse|siege|sonnette|interphone|digicode|portail|parking|impasse|dalle|"
        r"tours?|"
        r"hlm|residences?|appartements?|quartiers?|hauts|baies?|vallons?|vallees?|calanques?|confluents?|"
        r"cotes?|littoral|canal|rives?|phares?|chapelles?|eglises?|gares?|mairies?|(?:sous-)?prefectures?|"
        r"departements?|villes?|communes?|cites?|terminus|metro|bus|tram|arret|etage|batiment|porte de|"
        r"sci|societe|iris|carreau|coordonnees|indicatif|code|plan|photo|facade|postale)\b|-ville\b|\bville-"
    ),
}  # fmt: skip


def find_clues_in_name(name: str, served: Collection[str]) -> tuple[Clue, ...]:
    """Return what in a name says, or may say, where something is; `served` as in `find_clues`."""
    if not name:
        return ()
    folded, origin = fold(name)
    found = [Clue(origin[start], origin[end - 1] + 1, kind) for kind, start, end in _find(folded)]
    return merge_clues([*find_clues(name, served, is_name=True), *found])


def _find(folded: str) -> list[tuple[str, int, int]]:
    return [
        (kind, *match.span())
        for kind, pattern in _PATTERNS.items()
        for match in pattern.finditer(folded)
        if match.end() > match.start()
    ]
