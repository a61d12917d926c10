"""Telephone numbers: what a person types, what is stored, what is read and what is dialled.

Stored form: E.164 ("+33261910000", ITU-T E.164) or a short number ("119").
Tariffs: Arcep decision 2012-0856 (080 to 089 and short numbers).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from directory.french.typography import NARROW

# Free short numbers only: those beginning with 32, 36, 39 or 118 cost what their owner decides, and no public
# list says which. 3919 is free by exception. 31177, for messages from trains, costs those of the operator.
SHORT_NUMBERS = frozenset(
    {
        *("15", "17", "18", "112", "114", "115", "119", "3018", "3020", "3114", "3117", "3919"),
        *("116000", "116006", "116111", "116117"),
        "31177",
    }
)

#: Short numbers that are written to, not called.
_WRITTEN_TO = frozenset({"114", "31177"})

# Ranges the French numbering plan gives to overseas territories, which have their own country codes.
OVERSEAS_REGIONS = {
    "0590": "GP",
    "0690": "GP",
    "0691": "GP",
    "0594": "GF",
    "0694": "GF",
    "0596": "MQ",
    "0696": "MQ",
    "0697": "MQ",
    "0262": "RE",
    "0263": "RE",
    "0692": "RE",
    "0693": "RE",
    "0269": "YT",
    "0639": "YT",
}
FRENCH_REGIONS = {"FR", "GP", "BL", "MF", "GF", "MQ", "RE", "YT", "PM", "NC", "PF", "WF"}

#: The country codes of the territories whose numbers, of six or eight digits, are given without one.
TERRITORY_CODES = {"975": "508", "986": "681", "987": "689", "988": "687"}

_TEN_DIGITS = re.compile(r"(?:(?:\+|00)33(?:0)?|0)([1-9][0-9]{8})")
_SEPARATORS = re.compile(r"[\s.()‐‑–-]")
_PREMIUM = "Ce numéro est surtaxé : donnez un numéro gratuit ou au prix d’un appel ordinaire."


class InvalidPhone(ValueError):
    """The text is not a number this directory may publish. The message is a French sentence."""


def parse(text: str, served: Collection[str] = ()) -> str:
    """Return the stored form of one French number, overseas included, or of one free short number.

    `served`: the departements it is for: one of a territory is often written without its country code.
    Raises `InvalidPhone` for anything else: foreign, premium (082, 089) or unreadable.
    """
    if national := _TEN_DIGITS.fullmatch(text):  # as it is stored, or typed without a space
        return _french(national[1])
    digits = _SEPARATORS.sub("", text)
    if digits in SHORT_NUMBERS:
        return digits
    for code in TERRITORY_CODES.keys() & set(served):
        if re.fullmatch(r"[0-9]{6}|[0-9]{8}", digits):
            return _international(f"+{TERRITORY_CODES[code]}{digits}")
    if not re.fullmatch(r"\+?[0-9]{2,16}", digits):
        raise InvalidPhone("Écrivez un seul numéro, en chiffres, par exemple 02 61 91 00 00 ou 119.")
    if re.fullmatch(r"[13][0-9]{1,5}", digits):
        raise InvalidPhone("Ce numéro court n’est pas dans la liste des numéros gratuits acceptés.")
    national = _TEN_DIGITS.fullmatch(digits)
    return _french(national[1]) if national else _international(digits)


def display(value: str) -> str:
    """Return a stored number as France reads it, its groups held by narrow no-break spaces."""
    if re.fullmatch(r"\+33[1-9][0-9]{8}", value):
        national = "0" + value[3:]
        return _group(national, 1, 3) if national.startswith("08") else _group(national)
    if re.fullmatch(r"\+(?:590|594|596|262)[1-9][0-9]{8}", value):
        return _group("0" + value[4:], 4)
    if re.fullmatch(r"\+508[0-9]{6}", value):
        return _group("0" + value[1:], 4)
    if re.fullmatch(r"\+(?:508|681|687|689)[0-9]+", value):
        return value[:4] + NARROW + _group(value[4:])
    return _group(value, 3, 3) if re.fullmatch(r"116[0-9]{3}", value) else value


def href(value: str) -> str:
    """Return the address that dials a stored number (RFC 3966), or writes to one that answers by SMS."""
    return f"sms:{value}" if value in _WRITTEN_TO else f"tel:{value}"


def is_free(value: str) -> bool:
    """Whether a stored number costs nothing from France: short numbers but 31177, and 0800 to 0805."""
    return (value in SHORT_NUMBERS and value != "31177") or re.match(r"\+3380[0-5]", value) is not None


def cost(value: str) -> str:
    """Return what calling a stored number costs, in French; "" for an ordinary call.

    081, which some CRIP have, costs a few cents a minute more (Arcep, decision 2012-0856).
    """
    return "appel gratuit" if is_free(value) else "appel majoré" if value.startswith("+3381") else ""


def _french(digits: str) -> str:
    """Return the E.164 form of the nine digits that follow the French 0."""
    if digits.startswith(("82", "83", "84", "85", "86", "87", "88", "89")):
        raise InvalidPhone(_PREMIUM)
    if digits.startswith("508"):
        # Saint-Pierre-et-Miquelon repeats its country code in the ten-digit form.
        return _valid(f"+{digits}", None)
    overseas = OVERSEAS_REGIONS.get(f"0{digits[:3]}")
    return _valid(f"0{digits}", overseas) if overseas else _metropolitan(digits)


def _international(digits: str) -> str:
    """Return the E.164 form of a number given with a country code other than 33."""
    digits = re.sub(r"^00", "+", digits)
    if not digits.startswith("+"):
        raise InvalidPhone("Ce numéro n’est pas valide : dix chiffres attendus, le premier est 0.")
    return _valid(digits, None)


def _metropolitan(digits: str) -> str:
    """The same as `_valid` for nine digits of the numbering plan of +33, which need not be parsed."""
    problem = _problem_of_block(digits[:5])
    if problem:
        raise InvalidPhone(problem)
    return f"+33{digits}"


@lru_cache(maxsize=4096)
def _problem_of_block(block: str) -> str:
    """Why the numbers of a block of 10 000, the five digits after the 0, are refused; "" for fine ones.

    No kind of number of the French plan is told by more digits than these.
    """
    from phonenumbers import PhoneNumber, PhoneNumberType, number_type

    kind = number_type(PhoneNumber(country_code=33, national_number=int(f"{block}0000")))
    if kind == PhoneNumberType.UNKNOWN:
        return "Ce numéro n’est pas valide : vérifiez chaque chiffre."
    return _PREMIUM if kind == PhoneNumberType.PREMIUM_RATE else ""


@lru_cache(maxsize=4096)
def _valid(digits: str, region: str | None) -> str:
    """Return the E.164 form of `digits` dialled from `region`, or raise `InvalidPhone`."""
    # Its tables take a tenth of a second to load, and pages only show stored numbers.
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, PhoneNumberType

    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        raise InvalidPhone("Ce numéro n’est pas valide : vérifiez l’indicatif.") from None
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone("Ce numéro n’est pas valide : vérifiez chaque chiffre.")
    if phonenumbers.region_code_for_number(number) not in FRENCH_REGIONS:
        raise InvalidPhone("Ce numéro est étranger : l’annuaire ne publie que des numéros français.")
    if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
        raise InvalidPhone(_PREMIUM)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _group(digits: str, *sizes: int) -> str:
    """Cut `digits` into groups of `sizes`, then by two, joined by narrow no-break spaces."""
    groups = []
    for size in sizes:
        groups.append(digits[:size])
        digits = digits[size:]
    groups += [digits[start : start + 2] for start in range(0, len(digits), 2)]
    return NARROW.join(group for group in groups if group)
