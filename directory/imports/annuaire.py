"""The directory of the French administration (DILA), « base de données locales », as its JSON file gives it.

Format: « Spécifications datagouv – base de données locales », DILA. Of its 63 000 services three kinds serve
here: conseils départementaux, directions of the Education nationale (DSDEN) and tribunaux judiciaires.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from directory.imports.registers import Entry
from directory.imports.tables import Unreadable
from directory.places import communes

URL = "https://www.data.gouv.fr/fr/datasets/service-public-fr-annuaire-de-l-administration-base-de-donnees-locales/"
#: The category of listings that each kind of service refreshes.
KINDS = {
    "cg": "crip",
    "inspection_academique": "school_social_service",
    "tgi": "referent_magistrate",
    "tribunal_judiciaire": "referent_magistrate",
}


class _Value(msgspec.Struct):
    valeur: str = ""


class _Address(msgspec.Struct):
    type_adresse: str = ""
    complement1: str = ""
    numero_voie: str = ""
    service_distribution: str = ""
    code_postal: str = ""


class _Pivot(msgspec.Struct):
    type_service_local: str = ""


class _Service(msgspec.Struct):
    nom: str = ""
    pivot: list[_Pivot] = []
    telephone: list[_Value] = []
    adresse_courriel: list[str] = []
    adresse: list[_Address] = []
    code_insee_commune: str = ""
    date_modification: str = ""


class _File(msgspec.Struct):
    service: list[_Service]


def read(path: Path) -> list[Entry]:
    """Read the services that refresh listings; raise `Unreadable` when the file is not this register's."""
    try:
        services = msgspec.json.decode(path.read_bytes(), type=_File).service
    except msgspec.MsgspecError as error:
        raise Unreadable(
            "Ce fichier n’est pas celui de l’annuaire de l’administration (JSON, clé « service » attendue)."
        ) from error
    return [entry for service in services if (entry := _entry(service))]


def _entry(service: _Service) -> Entry | None:
    category = next(
        (KINDS[one.type_service_local] for one in service.pivot if one.type_service_local in KINDS), ""
    )
    commune = communes.find_commune(service.code_insee_commune)
    if not category or commune is None:
        return None
    # A département has one CRIP and one DSDEN, and often several courts, each in its town.
    town = commune.code_insee if category == "referent_magistrate" else ""
    street = next((one for one in service.adresse if one.type_adresse == "Adresse"), None)
    street = street or next(iter(service.adresse), _Address())
    lines = (street.complement1, street.numero_voie, street.service_distribution)
    return Entry(
        key=(category, commune.departement, town),
        name=service.nom,
        source_url=URL,
        date=_date(service.date_modification),
        phones=tuple(one.valeur for one in service.telephone),
        emails=tuple(one for one in service.adresse_courriel if "@" in one),
        commune=commune.code_insee,
        postcode=street.code_postal,
        address=", ".join(line for line in lines if line)[:200],
    )


def _date(text: str) -> str:
    """ "18/12/2024 17:42:39" as an ISO day; "" for what is not a date."""
    try:
        return datetime.strptime(text[:10], "%d/%m/%Y").date().isoformat()
    except ValueError:
        return ""
