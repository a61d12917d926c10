"""What was typed, taken apart: words, digits, and the departement that only narrows the search."""

import re
from dataclasses import dataclass

from directory.french.text import normalise, without_article
from directory.places.communes.arrondissements import arrondissement_key
from directory.places.departements import DEPARTEMENTS, REGIONS

MAX_TYPED = 80
_CEDEX = re.compile(r"\s*\bcedex\b(?: \d{1,2}\b)?")
_POSTCODE = re.compile(r"\b(\d{2}) ?(\d{3})\b")
#: « D56 », « FR-56 », « département 56 », « 69M »: ways to write the code of a departement.
_DEPARTEMENT = re.compile(r"(?:d|fr ?|departement |dept? |dpt )(\d{2,3}|2[ab])|(69)[dm]")
_CODE_INSEE = re.compile(r"2[ab]\d{3}")
# The everyday names that cover one departement or several, and the former names still in use.
_ALSO_CALLED = {
    "corse": ("2A", "2B"),
    "alsace": ("67", "68"),
    "grandlyon": ("69",),
    "metropoledelyon": ("69",),
    "collectiviteeuropeennedalsace": ("67", "68"),
    "paca": ("04", "05", "06", "13", "83", "84"),
    "idf": ("75", "77", "78", "91", "92", "93", "94", "95"),
    "tahiti": ("987",),
    "bassesalpes": ("04",),
    "bassespyrenees": ("64",),
    "cotesdunord": ("22",),
    "loireinferieure": ("44",),
    "seineinferieure": ("76",),
}


@dataclass(frozen=True, slots=True)
class Query:
    """`key` is compared with the gazetteer; `digits` is a whole or partial postcode, or a code."""

    key: str
    digits: str = ""
    departement: str = ""
    code_insee: str = ""


def squash(key: str) -> str:
    """Join the words of a normalised name: « cotes darmor » is « cotes d armor »."""
    return without_article(key).replace(" ", "")


_BY_REGION = {
    squash(normalise(name)): tuple(d.code for d in DEPARTEMENTS.values() if d.region_code == code)
    for code, name in REGIONS.items()
}
_BY_NAME = _BY_REGION | {squash(normalise(d.name)): (d.code,) for d in DEPARTEMENTS.values()} | _ALSO_CALLED


def named_departements(key: str) -> tuple[str, ...]:
    """Return the codes of the departements, one or those of a region, that this name means exactly."""
    return _BY_NAME.get(squash(key), ())


def parse(text: str) -> Query:
    """Take apart the first 80 characters of what was typed."""
    typed = _CEDEX.sub("", normalise(text[:MAX_TYPED])).strip()
    if typed.replace(" ", "").isdecimal():
        return Query("", digits=typed.replace(" ", ""))
    if _CODE_INSEE.fullmatch(typed):
        return Query("", code_insee=typed.upper())
    if key := arrondissement_key(typed):
        return Query(key)
    if found := _DEPARTEMENT.fullmatch(typed):
        code = (found[1] or found[2]).upper()
        return Query("", digits=code) if code in DEPARTEMENTS else Query(_key(typed.split()))
    if found := _POSTCODE.search(typed):
        words = f"{typed[: found.start()]} {typed[found.end() :]}".split()
        return Query(_key(words), digits=found[1] + found[2])
    words = typed.split()
    for place in (-1, 0):
        code = words[place].upper() if len(words) > 1 else ""
        if code in DEPARTEMENTS:
            del words[place]
            return Query(_key(words), departement=code)
    if typed.upper() in DEPARTEMENTS:
        return Query("", digits=typed.upper())
    return Query(_key(words))


def split_departement(key: str) -> tuple[str, str] | None:
    """Return (« vannes », "56") for « vannes morbihan »: a name, then the name of its departement."""
    words = key.split()
    for cut in range(1, len(words)):
        codes = named_departements(" ".join(words[cut:]))
        if len(codes) == 1:
            return " ".join(words[:cut]), codes[0]
    return None


def _key(words: list[str]) -> str:
    key = " ".join(words)
    return arrondissement_key(key) or without_article(key)
