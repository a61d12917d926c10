"""From the cells of one row to a draft, over what is already known: an absent column changes nothing.

Values are the words of the template in French or in code ("oui", "yes"). The texts of our own exports, made
harmless for spreadsheets, come back as they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from directory.exports.cells import neutralise
from directory.french.text import normalise
from directory.imports.provenance_cells import with_provenance
from directory.listings import codes
from directory.listings.categories import disclosure_of
from directory.listings.contacts import MOST_LABEL, Contact
from directory.listings.drafts import Draft, DraftPlace
from directory.listings.fields import CODED, FIELDS, TYPED, Kind
from directory.listings.phones import InvalidPhone, parse
from directory.places import communes
from directory.places.departements import DEPARTEMENTS
from directory.places.distances import distance_km

SEPARATOR = "|"
MOST_KM = 60
_PLACE = frozenset(("commune", "code_insee", "postcode", "address", "latitude", "longitude"))
#: What a listing nobody knew says before its row is read; what is published of its place, its category says.
_BLANK = Draft(ref="", category="", name="", disclosure="")
_FIELDS = Draft.__struct_fields__
_BLANK_FACTS = {name: getattr(_BLANK, name) for name in _FIELDS}


def _known(words: Mapping[str, str], **more: str) -> dict[str, str]:
    """The code of each spelling of some words."""
    spelled = {normalise(code): code for code in words}
    spelled |= {normalise(word): code for code, word in words.items() if word}
    return spelled | {normalise(word): code for word, code in more.items()}


_WITHOUT_ZERO = re.compile("[1-9][0-9]{8}")
#: Spellings of a code besides its own and its word.
_ALSO_SPELLED: Mapping[str, Mapping[str, str]] = {
    "disclosure": {
        "adresse": codes.ADDRESS,
        "confidentiel": codes.CONFIDENTIAL,
        "secret": codes.CONFIDENTIAL,
    },
    "status": {"publie": "published", "archive": "archived"},
    "genders": {"tous": "all"},
}
_UNKNOWN = {"inconnu": "unknown", "true": "yes", "false": "no"}
_WORDS = {
    name: _known(words, **_ALSO_SPELLED.get(name, {}), **(_UNKNOWN if "unknown" in words else {}))
    for name, words in CODED.items()
}
_REFERRERS = _known(codes.REFERRER_WORDS)


def make_draft(
    cells: Mapping[str, str], base: Draft | None, warnings: list[str], *, category: str = ""
) -> Draft:
    """Return the draft of a row over `base`, its listing as known; `category` serves rows without one.

    Add to `warnings` what was left out. Raise ValueError, its message a French sentence that repeats no
    place, when the row cannot be read.
    """
    former = base or _BLANK
    facts: dict[str, Any] = {name: getattr(former, name) for name in _FIELDS} if base else dict(_BLANK_FACTS)
    for name, typed in cells.items():
        if name in _READERS:
            field, read = _READERS[name]
            facts[field] = read(field, typed, facts[field])
    facts["category"] = facts["category"] or category
    facts["disclosure"] = facts["disclosure"] or disclosure_of(facts["category"])
    facts["phones"] = _contacts(cells, "phone", former.phones)
    facts["emails"] = _contacts(cells, "email", former.emails)
    facts["ref"] = cells.get("ref") or _own_ref(facts["category"], facts["departements"], facts["name"])
    facts["place"] = _place(cells, facts["disclosure"], facts["departements"], former.place, warnings)
    return Draft(**facts)


def own_ref(cells: Mapping[str, str], category: str) -> str:
    """The reference of a row: its own, else one that follows from what it says, always the same."""
    if cells.get("ref"):
        return cells["ref"]
    said = _code("category", cells.get("category", ""), "") or category
    return _own_ref(said, _codes(cells.get("departements", "")), _text("name", cells.get("name", ""), ""))


def _own_ref(category: str, departements: Sequence[str], name: str) -> str:
    said = "|".join((category, *departements, normalise(name)))
    return f"ligne-{sha256(said.encode()).hexdigest()[:16]}"


def _text(_name: str, typed: str, former: str) -> str:
    """A text; one that a spreadsheet was kept from running, or that is written as it was, has not changed."""
    if typed == former or (former and typed == str(neutralise(former)).strip()):
        return former
    is_kept_from_running = typed.startswith("'") and typed[1:] != "" and neutralise(typed[1:]) == typed
    return typed[1:] if is_kept_from_running else typed


def _code(name: str, typed: str, former: str) -> str:
    """The code of a word; an unknown one stays as it is and is refused by the check of the draft."""
    if not typed:
        return former if name in {"category", "disclosure", "status"} else _empty(name)
    return _known_code(name, typed)


@lru_cache(maxsize=512)
def _known_code(name: str, typed: str) -> str:
    return _WORDS[name].get(normalise(typed), typed)


def _empty(name: str) -> str:
    return "" if "" in CODED[name] else "unknown"


def _yes(_name: str, typed: str, former: bool) -> bool:
    return former if not typed else _known_code("admits_minors", typed) == "yes"


def _age(_name: str, typed: str, _former: int | None) -> int | None:
    found = re.fullmatch(r"(\d{1,3})(?: ?ans)?", typed)
    if typed and not found:
        raise ValueError("Âge illisible : un nombre d’années est attendu.")
    return int(found[1]) if found else None


def _departements(_name: str, typed: str, _former: tuple[str, ...]) -> tuple[str, ...]:
    return _codes(typed)


@lru_cache(maxsize=512)
def _codes(typed: str) -> tuple[str, ...]:
    # Spreadsheets take the first zero of "01" away.
    return tuple(sorted({code.upper().zfill(2) for code in re.split(r"[\s,;|]+", typed) if code}))


def _referrers(_name: str, typed: str, former: tuple[str, ...]) -> tuple[str, ...]:
    parts = [part for part in re.split(r"[|;,]", typed) if part.strip()]
    if len(parts) == 1 and normalise(parts[0]) not in _REFERRERS:
        parts = parts[0].split()
    said = tuple(dict.fromkeys(_REFERRERS.get(normalise(part), part.strip()) for part in parts))
    return former if set(said) == set(former) else said


_Reader = Callable[[str, str, Any], Any]
#: How a cell is read, by the kind of its fact: (name, what is typed, what was known) give what is known.
_READ_BY: Mapping[Kind, _Reader] = {
    **dict.fromkeys((*TYPED, Kind.HOURS), _text),
    Kind.CODE: _code,
    Kind.YES_NO: _yes,
    Kind.AGE: _age,
    Kind.DEPARTEMENTS: _departements,
    Kind.CODES: _referrers,
}
#: By column, the fact it tells and how it is read. References, contacts and places are read apart.
_READERS = {
    field.column_name or name: (name, _READ_BY[field.kind])
    for name, field in FIELDS.items()
    if field.kind in _READ_BY and name != "ref"
}
Contacts = tuple[Contact, ...]
#: The columns of contacts and of their labels, and who reads them.
_CONTACTS = {
    name: (
        (name, f"{name}_label", "public"),
        (f"{name}_restricted", f"{name}_restricted_label", "professionals"),
    )
    for name in ("phone", "email")
}


def _contacts(cells: Mapping[str, str], name: str, former: Contacts) -> Contacts:
    """Public contacts, then those kept for professionals; an audience without a column keeps its own."""
    said: list[Contact] = []
    for column, labels, audience in _CONTACTS[name]:
        if typed := cells.get(column):
            typed_ones = _split(typed, cells.get(labels, ""), audience)
            said += with_provenance(cells, column, typed_ones, former)
        elif typed is None:
            said += [one for one in former if one.audience == audience]
    return former if former and sorted(said) == sorted(former) else tuple(said)


def _split(values: str, labels: str, audience: str) -> list[Contact]:
    """Cut "a | b" and its labels into contacts; spreadsheets take the first zero of a number away."""
    if SEPARATOR not in values and not labels:
        values = values.strip().removeprefix("'")
        return [Contact(values if "@" in values else _number(values), "", audience)] if values else []
    kept = [value.strip().removeprefix("'") for value in values.split(SEPARATOR) if value.strip()]
    if "@" not in values:
        kept = [_number(value) for value in kept]
    named = [label.strip() for label in labels.split(SEPARATOR)] + [""] * len(kept)
    return [Contact(value, label[:MOST_LABEL], audience) for value, label in zip(kept, named, strict=False)]


def _number(value: str) -> str:
    """A number as it is stored; what is not a number stays as it is and is refused by the check."""
    try:
        return parse("0" + value if _WITHOUT_ZERO.fullmatch(value) else value)
    except InvalidPhone:
        return value


def _place(
    cells: Mapping[str, str],
    disclosure: str,
    served: Sequence[str],
    former: DraftPlace | None,
    warnings: list[str],
) -> DraftPlace | None:
    """Match the commune of a row to the gazetteer. With disclosure "commune" the street is left out."""
    typed = {name: cells.get(name, "") for name in _PLACE}
    if disclosure == codes.CONFIDENTIAL:
        if any(typed.values()):
            raise ValueError("Une ressource sous secret n’a ni adresse ni commune.")
        return None
    is_address = disclosure == codes.ADDRESS
    if _PLACE.isdisjoint(cells):
        return former if former is None or is_address else _without_street(former)
    if not typed["commune"] and not typed["code_insee"]:
        return None
    commune = _commune(typed, served)
    if commune is None or commune.latitude is None or commune.longitude is None:
        named = (typed["commune"] or typed["code_insee"])[:60]
        warnings.append(f"Commune « {named} » introuvable : la fiche n’aura pas de point.")
        return None
    if typed["address"] and not is_address:
        warnings.append("Adresse non enregistrée : seule la commune est publiée.")
    at_commune = DraftPlace(
        departement=commune.departement,
        code_insee=commune.code_insee,
        postcode=typed["postcode"].zfill(5) if is_address and typed["postcode"] else "",
        address=_text("address", typed["address"], former.address if former else "") if is_address else "",
        latitude=commune.latitude,
        longitude=commune.longitude,
        precision="commune",
    )
    if not is_address:
        return at_commune
    if not typed["latitude"] and not typed["longitude"]:
        is_same = former and _where(former) == _where(at_commune)
        return former if is_same else at_commune
    placed = _placed(at_commune, typed["latitude"], typed["longitude"])
    return former if former and replace(placed, precision=former.precision) == former else placed


def _placed(place: DraftPlace, latitude: str, longitude: str) -> DraftPlace:
    """A place at the degrees of a row, which must be near its commune."""
    try:
        north, east = (float(text.removeprefix("'").replace(",", ".")) for text in (latitude, longitude))
    except ValueError:
        raise ValueError(
            "Position illisible : latitude et longitude en degrés, comme 47.65 et -2.76."
        ) from None
    point = north, east
    if point == (place.latitude, place.longitude):
        return place
    if not distance_km(point, (place.latitude, place.longitude)) <= MOST_KM:
        raise ValueError("La position est trop loin de la commune indiquée.")
    return replace(place, latitude=point[0], longitude=point[1], precision="address")


def _commune(typed: Mapping[str, str], served: Sequence[str]) -> communes.Commune | None:
    commune = communes.find_commune(typed["code_insee"].zfill(5)) if typed["code_insee"] else None
    for code in served or tuple(DEPARTEMENTS):
        if commune is None and typed["commune"]:
            commune = communes.find_commune_by_name(typed["commune"], code, typed["postcode"] or None)
    return commune


def _without_street(place: DraftPlace) -> DraftPlace | None:
    commune = communes.find_commune(place.code_insee)
    if commune is None or commune.latitude is None or commune.longitude is None:
        return None
    return replace(
        place, postcode="", address="", latitude=commune.latitude, longitude=commune.longitude,
        precision="commune",
    )  # fmt: skip


def _where(place: DraftPlace) -> tuple[str, str, str]:
    return place.code_insee, place.postcode, place.address
