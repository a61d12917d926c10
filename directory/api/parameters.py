"""Parameters of the addresses machines read: one declaration checks each of them and documents it.

A machine is told what is wrong instead of being half obeyed: an unknown name, a value out of bounds or
one given twice is refused, with a French sentence that names the parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from directory.listings.categories import BY_PATH, GROUPS
from directory.listings.codes import LANGUAGE_WORDS
from directory.places.departements import DEPARTEMENTS, REGIONS
from directory.search.form import (
    FLAGS,
    GENDERS,
    MAX_AGE,
    MAX_PAGE,
    MAX_TEXT,
    MAX_VALUES,
    REFERRERS,
    SearchForm,
    parse_search,
)

Arguments = Mapping[str, Sequence[str]]


class BadParameter(ValueError):
    """A parameter that cannot be obeyed; `name` is its name, the message a French sentence."""

    def __init__(self, name: str, message: str, status: int = 400) -> None:
        super().__init__(f"Paramètre « {name[:40]} » : {message}")
        self.name = name[:40]
        self.status = status


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `schema` describes its value (JSON Schema), `parse` reads it or raises ValueError.

    The message of that ValueError is a French sentence. A parameter with `many` values is a tuple.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    parse: Callable[[str], Any]
    default: Any = None
    is_required: bool = False
    many: bool = False


def read(parameters: Sequence[Parameter], arguments: Arguments) -> dict[str, Any]:
    """Return the value of every parameter; raise `BadParameter` for the first wrong or missing one."""
    found = {parameter.name: parameter.default for parameter in parameters}
    for name in arguments:
        if name not in found:
            accepted = ", ".join(found) or "aucun"
            raise BadParameter(name, f"inconnu ici. Paramètres acceptés : {accepted}.")
    for parameter in parameters:
        if parameter.is_required or arguments.get(parameter.name):
            found[parameter.name] = _read_one(parameter, arguments.get(parameter.name, ()))
    return found


def _read_one(parameter: Parameter, values: Sequence[str]) -> Any:
    if not values:
        raise BadParameter(parameter.name, "il manque.")
    if len(values) > (MAX_VALUES if parameter.many else 1):
        raise BadParameter(parameter.name, "donné trop de fois.")
    try:
        parsed = tuple(parameter.parse(value) for value in values)
    except ValueError as refused:
        raise BadParameter(parameter.name, str(refused)) from None
    return parsed if parameter.many else parsed[0]


def text(name: str, description: str, *, required: bool = False) -> Parameter:
    """A free text of 100 characters at most."""

    def parse(value: str) -> str:
        if len(value) > MAX_TEXT or (required and not value):
            raise ValueError(f"un texte de {1 if required else 0} à {MAX_TEXT} caractères est attendu.")
        return value

    schema = {"type": "string", "maxLength": MAX_TEXT, **({"minLength": 1} if required else {})}
    return Parameter(name, description, schema, parse, "", required)


def whole(name: str, description: str, least: int, most: int, default: int | None = None) -> Parameter:
    """A whole number within bounds."""

    def parse(value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most):
            raise ValueError(f"un nombre entier de {least} à {most} est attendu.")
        return int(value)

    schema = {"type": "integer", "minimum": least, "maximum": most}
    schema |= {} if default is None else {"default": default}
    return Parameter(name, description, schema, parse, default)


def choice(
    name: str, description: str, values: Iterable[str], *, many: bool = False, default: str = ""
) -> Parameter:
    """One of some words, or several of them."""
    allowed = tuple(values)

    def parse(value: str) -> str:
        if value not in allowed:
            shown = ", ".join(allowed[:20]) + ("…" if len(allowed) > 20 else "")
            raise ValueError(f"« {value[:40]} » est inconnu. Valeurs acceptées : {shown}.")
        return value

    one: dict[str, Any] = {"type": "string", "enum": list(allowed)}
    schema = {"type": "array", "items": one, "maxItems": MAX_VALUES} if many else one
    schema |= {"default": default} if default else {}
    return Parameter(name, description, schema, parse, () if many else default, many=many)


def truth(name: str, description: str) -> Parameter:
    """A yes or no of the standards: "true" or "false"."""

    def parse(value: str) -> bool:
        if value not in {"true", "false"}:
            raise ValueError("« true » ou « false » est attendu.")
        return value == "true"

    return Parameter(name, description, {"type": "boolean", "default": False}, parse, False)


def instant(name: str, description: str) -> Parameter:
    """An ISO 8601 date, or date and time; its value is the date in universal time ("2026-11-22")."""

    def parse(value: str) -> str:
        if len(value) >= 10 and value.isascii() and value[4] == "-" == value[7]:
            try:
                at = datetime.fromisoformat(value.upper())
                return (at.astimezone(UTC) if at.tzinfo else at).date().isoformat()
            except (ValueError, OverflowError):
                pass
        raise ValueError("une date est attendue, par exemple 2026-11-22 ou 2026-11-22T08:00:00Z.")

    schema = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
    return Parameter(name, description, schema, parse, "")


def identifier(name: str, description: str) -> Parameter:
    """A UUID in its usual form."""

    def parse(value: str) -> str:
        if len(value) != 36:
            raise ValueError("un identifiant UUID est attendu.")
        try:
            return str(UUID(value))
        except ValueError:
            raise ValueError("un identifiant UUID est attendu.") from None

    return Parameter(name, description, {"type": "string", "format": "uuid"}, parse, "")


DEPARTEMENT = choice(
    "departement", "Code Insee d’un département : ce qui y siège ou y intervient.", DEPARTEMENTS
)
PLACE = text("pres", "Code Insee ou code postal d’une commune : ce qui se trouve autour.")
RADIUS = whole("rayon", "Rayon autour de « pres », en kilomètres.", 1, 200, 50)
MODIFIED_AFTER = instant("modified_after", "Fiches modifiées ou vérifiées à cette date ou depuis.")

#: The filters of `SearchForm`, as a machine gives them.
FILTERS = (
    text("q", "Mots cherchés, fautes et synonymes compris."),
    choice("groupe", "Besoin.", GROUPS, many=True),
    choice("categorie", "Catégorie (champ « path » de /api/v1/categories).", BY_PATH, many=True),
    whole("age", "Âge de la personne, en années.", 0, MAX_AGE),
    choice("genre", "Genre de la personne.", GENDERS),
    choice("saisine", "Qui oriente.", REFERRERS),
    choice("langue", "Langue parlée sur place (ISO 639), ou « interpreter ».", LANGUAGE_WORDS),
    *(choice(name, f"« 1 » : seulement {flag.keeps}.", ("0", "1")) for name, flag in FLAGS.items()),
)
REGION = choice("region", "Code Insee d’une région.", REGIONS)
#: The search of a page, as its form writes it and as its map, its picture and its files are asked for it.
PAGE_SEARCH = (PLACE, *FILTERS, whole("page", "Page de la liste.", 1, MAX_PAGE))
#: Everything that narrows a list of listings.
SEARCH = (
    DEPARTEMENT,
    choice("portee", "« nationale » : seulement les services nationaux.", ("nationale",)),
    PLACE,
    RADIUS,
    *FILTERS,
    MODIFIED_AFTER,
)


def search_of(arguments: Arguments) -> SearchForm:
    """Return the `SearchForm` of arguments already checked by `read`."""
    names = {parameter.name for parameter in FILTERS}
    return parse_search({name: values for name, values in arguments.items() if name in names})
