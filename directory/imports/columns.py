"""The columns of the template: their names in French, other names people give them, and which is which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from directory.french.text import normalise

#: Every column by its name in code, in the order of the template.
COLUMNS: Mapping[str, str] = {
    "ref": "Référence",
    "category": "Catégorie",
    "name": "Nom",
    "operator": "Porté par",
    "is_national": "Toute la France",
    "departements": "Départements servis",
    "disclosure": "Lieu publié",
    "status": "État",
    "dedicated": "Dédiée à ce public",
    "summary": "En une phrase",
    "description": "Ce qui s’y passe",
    "admits_minors": "Accueille des mineurs",
    "minimum_age": "Âge minimal",
    "maximum_age": "Âge maximal",
    "genders": "Filles, garçons",
    "accepts_suspicion": "Simple suspicion acceptée",
    "supports_professionals": "Conseille les professionnels",
    "who_may_refer": "Qui peut orienter",
    "requirement": "Condition",
    "response_delay": "Délai de réponse",
    "walk_in": "Sans rendez-vous",
    "capacity": "Capacité",
    "stay": "Durée du séjour",
    "fallback": "Si c’est complet",
    "hours": "Horaires (OSM)",
    "hours_text": "Précisions sur les horaires",
    "phone": "Téléphones",
    "phone_label": "Libellés des téléphones",
    "phone_restricted": "Téléphones réservés aux professionnels",
    "phone_restricted_label": "Libellés des téléphones réservés",
    "email": "Courriels",
    "email_label": "Libellés des courriels",
    "email_restricted": "Courriels réservés aux professionnels",
    "email_restricted_label": "Libellés des courriels réservés",
    "website": "Site internet",
    "commune": "Commune",
    "code_insee": "Code Insee",
    "postcode": "Code postal",
    "address": "Adresse",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "caveat": "Réserve",
    "source_url": "Source",
    "source_date": "Date de la source",
    "source_kind": "Nature de la source",
    "source_seen": "Source lue en",
}
_ALSO = {
    "category": "type, type de structure, dispositif",
    "name": "structure, intitulé, dénomination, nom de la structure, nom du service",
    "operator": "organisme, gestionnaire, association, opérateur",
    "departements": "département, dpt, dept, dep",
    "disclosure": "lieu, publication du lieu",
    "status": "statut",
    "summary": "résumé, accroche",
    "description": "présentation, missions",
    "hours": "horaires, horaires osm",
    "phone": "téléphone, tel, tél, numéro, numéro de téléphone",
    "email": "courriel, e-mail, mail, mel, adresse électronique, adresse mail",
    "website": "site, site web, url",
    "commune": "ville",
    "code_insee": "insee, code commune",
    "postcode": "cp",
    "address": "rue, adresse postale",
    "latitude": "lat",
    "longitude": "lon, lng",
    "source_url": "lien source, adresse de la source",
    "ref": "identifiant, id",
}
_KNOWN = {
    normalise(name): field
    for field, label in COLUMNS.items()
    for name in (field, label, *_ALSO.get(field, "").split(","))
}


def column_key(title: str) -> str:
    """The words of a column title, by which a person's choices are remembered."""
    return normalise(title[:200])


def match_columns(titles: Sequence[str], remembered: Mapping[str, str]) -> list[str]:
    """Return the column of the template each title stands for, "" for those to leave out.

    What somebody chose before (`remembered`, by `column_key`) wins; a column serves once.
    """
    found: list[str] = []
    for title in titles:
        key = column_key(title)
        field = remembered.get(key, _KNOWN.get(key, ""))
        found.append(field if field in COLUMNS and field not in found else "")
    return found
