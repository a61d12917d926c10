"""An emergency number as somebody types it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from directory.french.dates import is_date, read_date
from directory.listings import phones
from directory.listings.national_numbers import EmergencyNumber, Numbers
from directory.listings.typed import Typed
from directory.listings.web_addresses import read_web_address

#: The numbers that hold the largest places of every page: they may be changed, never taken away.
ALWAYS = frozenset({"17", "112", "119"})
#: Facts typed as text: the sentence for an empty one, "" when it may be, and the most characters.
_TEXTS = {
    "label": ("Dites qui répond.", 60),
    "short_label": ("Écrivez les mots qui paraissent à côté du numéro.", 20),
    "words": ("", 45),
    "purpose": ("Dites à quoi sert ce numéro.", 250),
    "hours": ("", 120),
    "source_url": ("Donnez la page où ce numéro est écrit.", 300),
}
#: What each fact is called, in the order of the form.
LABELS = {
    "number": "Numéro",
    "label": "Qui répond",
    "short_label": "Mots à côté du numéro",
    "words": "Mots dessous",
    "purpose": "À quoi il sert",
    "hours": "Horaires",
    "source_url": "Page où il est écrit",
    "source_date": "Date de cette page",
    "in_ladder": "Sur chaque page",
    "is_retired": "Retiré",
}


def fill_number_form(number: EmergencyNumber | None) -> Typed:
    """Return the form of a number as it is, an empty one for a number to add."""
    typed = Typed(values={"in_ladder": "oui"})
    if number is not None:
        typed.values = {name: told(number, name) for name in LABELS}
    return typed


def told(number: EmergencyNumber, name: str) -> str:
    """A fact of a number in words: a text as it is, "oui" or "" for what is true or not."""
    value = getattr(number, name)
    return ("oui" if value else "") if isinstance(value, bool) else str(value)


def read_number_form(
    source: Mapping[str, str], before: EmergencyNumber | None, numbers: Numbers, today: date
) -> tuple[Typed, EmergencyNumber | None]:
    """Read what somebody wants a number to be; None with the problems when it cannot be that.

    `before` is the number as it is, None for one to add. Whoever proposes compared it with its source today.
    """
    typed = Typed()
    for name, (missing, most) in _TEXTS.items():
        typed.text(source, name, missing, most)
    value = _read_value(typed, source, before, numbers)
    if "source_url" not in typed.problems and not read_web_address(typed["source_url"]):
        typed.problems["source_url"] = "Donnez l’adresse entière de la page, qui commence par https://."
    typed.text(source, "source_date", "", 40)
    source_date = read_date(typed["source_date"])
    if not is_date(source_date) and source_date:
        typed.problems["source_date"] = "Date attendue : 12/03/2026, mars 2026 ou 2026."
    for name in ("in_ladder", "is_retired"):
        typed.values[name] = "oui" if source.get(name) else ""
    key = before.key if before else value
    is_retired, in_ladder = bool(typed["is_retired"]), bool(typed["in_ladder"])
    if key in ALWAYS and (is_retired or not in_ladder):
        typed.problems["is_retired"] = (
            "Ce numéro ouvre chaque page : corrigez-le, il ne peut pas être retiré."
        )
    if not typed.is_valid:
        return typed, None
    texts = {name: typed[name] for name in _TEXTS}
    return typed, EmergencyNumber(
        key=key,
        number=phones.display(value),
        order=before.order if before else numbers.all[-1].order + 1,
        in_ladder=in_ladder,
        source_date=source_date,
        checked_on=today,
        status="à vérifier",
        is_retired=is_retired,
        **texts,
    )


def _read_value(
    typed: Typed, source: Mapping[str, str], before: EmergencyNumber | None, numbers: Numbers
) -> str:
    """The number as it is stored; "" with its problem when it is none that may be published here."""
    typed.text(source, "number", "Écrivez le numéro.", 30)
    if "number" in typed.problems:
        return ""
    try:
        value = phones.parse(typed["number"])
    except phones.InvalidPhone as refused:
        typed.problems["number"] = str(refused)
        return ""
    for other in numbers.all:
        is_itself = before is not None and other.key == before.key
        if not is_itself and value in {other.value, other.key}:
            typed.problems["number"] = f"Ce numéro est déjà celui de « {other.label} »."
    return value
