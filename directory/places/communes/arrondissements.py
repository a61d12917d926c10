"""How the arrondissements of Paris, Lyon and Marseille are written: "Paris 11", "Lyon 3e", "11e Paris"."""

import re

_COUNT = {"paris": 20, "lyon": 9, "marseille": 16}
_TENS, _UNITS = ("", "x"), ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {ten + unit: 10 * i + j for i, ten in enumerate(_TENS) for j, unit in enumerate(_UNITS)} | {"xx": 20}
_NUMBER = r"(?P<number>\d{1,2}|[ivx]+?)\s?(?:er|e|eme|em|ieme|nd|d)?"
_WORD = r"(?:\s(?:arr|arrdt|ardt|arrondissement)s?)?"
_CITY = r"(?P<city>paris|lyon|marseille)"
_FORMS = (re.compile(rf"{_CITY}\s{_NUMBER}{_WORD}"), re.compile(rf"{_NUMBER}{_WORD}\s(?:de\s|a\s)?{_CITY}"))


def arrondissement_key(key: str) -> str | None:
    """Return the gazetteer's key of the arrondissement a normalised text names; None when it names none."""
    for form in _FORMS:
        if found := form.fullmatch(key):
            digits, city = found["number"], found["city"]
            number = int(digits) if digits.isdecimal() else _ROMAN.get(digits, 0)
            if 1 <= number <= _COUNT[city]:
                return f"{city} {number}{'er' if number == 1 else 'e'} arrondissement"
    return None
