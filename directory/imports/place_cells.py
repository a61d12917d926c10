"""The place of a row: its commune found in what people write, and told when its parts disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from directory.exports.cells import neutralise
from directory.french.text import normalise
from directory.imports.rows import Unread
from directory.listings import codes
from directory.listings.drafts import DraftPlace
from directory.places import communes
from directory.places.departements import DEPARTEMENTS
from directory.places.distances import sphere_km

MOST_KM = 60
COLUMNS = ("commune", "code_insee", "postcode", "address", "latitude", "longitude")
_PLACE = frozenset(COLUMNS)
_CODE = r"\d{5}|2[abAB]|\d{2,3}"
#: « 56000 Vannes »; « Vannes (56) », « Vannes 56000 »; the end of an address.
_CODE_FIRST = re.compile(r"(\d{5})\s+(\D.*)")
_CODE_LAST = re.compile(rf"(.*?\D)[\s(]+({_CODE})\)?")
_END_OF_ADDRESS = re.compile(r"(.*?)[\s,;–-]*\b(\d{5})\s+([^\d,;]+?)(?:\s+cedex.*)?", re.IGNORECASE)
_CEDEX = re.compile(r"\bcedex\b", re.IGNORECASE)


def read_place(
    cells: Mapping[str, str],
    disclosure: str,
    served: Sequence[str],
    former: DraftPlace | None,
    warnings: list[str],
) -> DraftPlace | None:
    """Match the commune of a row to the gazetteer. With disclosure "commune" the street is left out.

    A commune that is not found leaves the place as it was. Raise `Unread` when an address would be lost.
    """
    typed = {name: cells.get(name, "") for name in COLUMNS}
    if disclosure == codes.CONFIDENTIAL:
        if any(typed.values()):
            raise Unread("ligne", "Une ressource sous secret n’a ni adresse ni commune.")
        return None
    is_address = disclosure == codes.ADDRESS
    if _PLACE.isdisjoint(cells):
        return former if former is None or is_address else _without_street(former)
    if not any(typed.values()):
        return None
    commune = _find_commune(typed, served)
    if commune is None or commune.latitude is None or commune.longitude is None:
        named = typed["commune"] or typed["code_insee"] or typed["postcode"] or typed["address"]
        told = f"Commune introuvable : « {named[:60]} ». Écrivez-la, ou son code Insee"
        if is_address and typed["address"] and former is None:
            raise Unread("commune", f"{told} : sans elle l’adresse serait perdue.")
        kept = "la fiche garde son lieu" if former else "la fiche n’aura pas de point"
        warnings.append(f"{told} : {kept}.")
        return former if former is None or is_address else _without_street(former)
    _tell_disagreements(typed, commune, warnings)
    if typed["address"] and not is_address:
        warnings.append("Adresse non enregistrée : seule la commune est publiée.")
    street = former.address if former else ""
    at_commune = DraftPlace(
        departement=commune.departement,
        code_insee=commune.code_insee,
        postcode=typed["postcode"].zfill(5) if is_address and typed["postcode"] else "",
        address=_street(typed["address"], street) if is_address else "",
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
        raise Unread(
            "latitude", "Position illisible : latitude et longitude en degrés, comme 47.65 et -2.76."
        ) from None
    point = north, east
    if point == (place.latitude, place.longitude):
        return place
    if not sphere_km(point, (place.latitude, place.longitude)) <= MOST_KM:
        raise Unread("latitude", "La position est trop loin de la commune indiquée.")
    return replace(place, latitude=point[0], longitude=point[1], precision="address")


def _street(typed: str, former: str) -> str:
    """A street; one that a spreadsheet was kept from running has not changed."""
    is_former = former and typed == str(neutralise(former)).strip()
    return former if is_former else typed.removeprefix("'")


def _find_commune(typed: dict[str, str], served: Sequence[str]) -> communes.Commune | None:
    """The commune that a row says: by its code, by its name, or in another cell, which is then taken apart.

    What other cells said of it is taken out of `typed`.
    """
    if typed["code_insee"]:
        found = communes.find_commune(typed["code_insee"].zfill(5))
        if found is not None:
            return found
    for name, postcode, code in _names(typed):
        around = [code] if code in DEPARTEMENTS else [*served, *_departements_of(postcode)]
        for departement in dict.fromkeys(around or DEPARTEMENTS):
            found = communes.find_commune_by_name(name, departement, postcode or None)
            if found is not None:
                typed["commune"], typed["postcode"] = name, postcode
                if ends := _END_OF_ADDRESS.fullmatch(typed["address"]):
                    typed["address"] = ends[1] if normalise(ends[3]) == normalise(name) else typed["address"]
                return found
    alone = communes.communes_of_postcode(typed["postcode"].zfill(5)) if typed["postcode"] else ()
    return alone[0] if len(alone) == 1 and not typed["commune"] else None


def _names(typed: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What a row may call its commune: (name, postcode, departement), the plainest first."""
    name, postcode = typed["commune"], typed["postcode"]
    if name:
        yield name, postcode, ""
        if found := _CODE_FIRST.fullmatch(name):
            yield found[2], postcode or found[1], ""
        elif found := _CODE_LAST.fullmatch(name):
            code = found[2].upper()
            yield found[1].strip(), postcode or (code if len(code) == 5 else ""), code
    elif found := _END_OF_ADDRESS.fullmatch(typed["address"]):
        yield found[3], postcode or found[2], ""


def _departements_of(postcode: str) -> list[str]:
    return [one.departement for one in communes.communes_of_postcode(postcode.zfill(5))] if postcode else []


def _tell_disagreements(typed: Mapping[str, str], commune: communes.Commune, warnings: list[str]) -> None:
    """Warn when the commune, its code and its postcode are not of one place. A CEDEX is of a departement."""
    name, postcode = typed["commune"], typed["postcode"].zfill(5)
    if typed["code_insee"] and name and normalise(name) != normalise(commune.name):
        named = communes.find_commune_by_name(name, commune.departement, typed["postcode"] or None)
        if named is None or named.code_insee != commune.code_insee:
            warnings.append(
                f"Le code Insee {typed['code_insee']} est celui de {commune.name}, et non de "
                f"« {name[:60]} » : {commune.name} est retenue."
            )
    if not typed["postcode"] or postcode in commune.postcodes:
        return
    others = communes.communes_of_postcode(postcode)
    is_cedex = not others or _CEDEX.search(f"{name} {typed['address']}")
    if not is_cedex or not postcode.startswith(_start_of_postcodes(commune)):
        of = f", qui est celui de {others[0].name}" if others else ""
        warnings.append(f"Le code postal {typed['postcode']}{of} n’est pas celui de {commune.name}.")


def _start_of_postcodes(commune: communes.Commune) -> str:
    """How the postcodes of its departement begin."""
    return next(iter(commune.postcodes), commune.code_insee)[: 3 if commune.departement >= "97" else 2]


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
