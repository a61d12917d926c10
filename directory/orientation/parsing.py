"""From the parameters of an address to a situation; whatever is wrong is said and dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.orientation.place import find_place
from directory.orientation.reading import RULES
from directory.orientation.situation import PLAN, Situation
from directory.places.departements import find_departement
from directory.search.form import MAX_AGE, MAX_TEXT, MAX_VALUES, OversizedParameter

_PLACE = ("lieu", "dep", "pres", "choix")
_STEPS = frozenset({*(question.slug for question in RULES.questions), PLAN})
_HERE = "non"  # the answer of who says that the minor comes from nowhere else


def parse_situation(arguments: Mapping[str, Sequence[str]]) -> Situation:
    """Parse address parameters (name → values) into a `Situation`; its notes say what was dropped.

    Raise `OversizedParameter` for a parameter longer than 100 characters or given more than 30 times.
    """
    for name, values in arguments.items():
        if len(name) > MAX_TEXT or len(values) > MAX_VALUES or any(len(value) > MAX_TEXT for value in values):
            raise OversizedParameter(
                f"Le paramètre « {name[:30]} » est trop long : {MAX_TEXT} caractères au plus."
            )
    given = {name: [text for text in map(_clean, values) if text] for name, values in arguments.items()}
    last = {name: values[-1] for name, values in given.items() if values}
    where = find_place({name: last[name] for name in _PLACE if name in last})
    notes = [where.note] if where.note else []
    answers = _read_answers(last, notes)
    age = _read_age(last.get("age", ""), notes)
    needs = _read_several("besoin", "Besoin", given, notes)
    details = _read_several("precisions", "Précision", given, notes)
    origin = _read_origin(last.get("origine", ""), notes)
    step = last.get("etape", "")
    if step and step not in _STEPS:
        notes.append("Cette étape n’existe pas : reprenez où vous voulez.")
        step = ""
    is_told = bool(where.departement or needs or details or answers or origin) or age is not None
    step = step or (PLAN if is_told else "lieu")
    if where.departement is None and (where.note or where.choices):
        step = "lieu"
    return Situation(where, age, needs, details, answers, origin, step, tuple(dict.fromkeys(notes)))


def _read_answers(last: Mapping[str, str], notes: list[str]) -> dict[str, str]:
    """The closed questions answered, by slug."""
    answers = {}
    for question in RULES.questions:
        value = last.get(question.slug, "")
        if not question.answers or question.several or not value:
            continue
        if value in question.answers:
            answers[question.slug] = value
        else:
            notes.append(f"{question.title} Réponse « {value[:20]} » : inconnue, question laissée de côté.")
    return answers


def _read_several(
    slug: str, word: str, given: Mapping[str, Sequence[str]], notes: list[str]
) -> tuple[str, ...]:
    """The answers chosen among several, in the order of the question; `word` names one of them."""
    asked, known = given.get(slug, ()), RULES.question(slug).answers
    notes += [f"{word} « {value[:20]} » : inconnu, laissé de côté." for value in asked if value not in known]
    return tuple(value for value in known if value in asked)


def _read_age(text: str, notes: list[str]) -> int | None:
    """An age of 0 to 25 years, or None."""
    if text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MAX_AGE:
        return int(text)
    if text:
        notes.append(f"Âge « {text[:20]} » : indiquez un nombre de 0 à {MAX_AGE} ans. Plan fait sans l’âge.")
    return None


def _read_origin(text: str, notes: list[str]) -> str:
    """The code of the departement the minor comes from, "non" for none other, or nothing."""
    found = find_departement(text) if text and text != _HERE else None
    if text and text != _HERE and found is None:
        notes.append(f"Le département d’origine « {text[:20]} » n’existe pas : choisissez-le dans la liste.")
    return found.code if found else text if text == _HERE else ""


def _clean(text: str) -> str:
    """Drop control characters and the spaces around."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
