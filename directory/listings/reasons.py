"""Why a listing is in a list, and how far it is, in French words."""

from __future__ import annotations

from dataclasses import dataclass

from directory.french.typography import count
from directory.listings.public_view import PublicView
from directory.places.departements import DEPARTEMENTS, Departement
from directory.places.distances import geodesic_km


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances are counted from (WGS 84 degrees); `label` as in "à 3 km de Vannes"."""

    latitude: float
    longitude: float
    label: str


def distance_km(origin: Origin, view: PublicView) -> float | None:
    """Geodesic distance on the WGS 84 ellipsoid, in kilometres; None for a listing without a point."""
    if view.latitude is None or view.longitude is None:
        return None
    return geodesic_km((origin.latitude, origin.longitude), (view.latitude, view.longitude))


def far_words(origin: Origin, view: PublicView, distance: float | None) -> str:
    """ "à 12 km de Vannes", "à moins d’1 km de Vannes", or nothing without a distance.

    Nothing either for a listing of this very commune whose address is not known: both points are the
    centre of the town.
    """
    if distance is None or (distance < 1 and view.precision == "commune"):
        return ""
    if distance < 1:
        return f"à moins d’1 km {origin.label}"
    return f"à {round(distance)} km {origin.label}"


def local_reason(place: Departement, group: str, view: PublicView, far: str) -> str:
    """Why a departement's page shows a listing in one of its groups; `far` is said where it helps."""
    if group == "national":
        return "Service national"
    seat = DEPARTEMENTS.get(view.seat_departement)
    if group == "nearby":
        return _joined(f"{view.commune}, {seat.name} ({seat.code})", far) if seat else where_words(view)
    if view.is_confidential:
        return f"Accessible depuis {with_article(place)}, lieu jamais publié"
    if group == "covers" and seat:
        return _joined(f"Intervient ici depuis {view.commune} ({seat.code})", far)
    if group == "covers":
        return f"Intervient dans {count(len(view.departements), 'département', 'départements')}"
    if view.commune:
        return _joined(view.commune, far)
    return f"Pour tout le département {place.genitive}"


def where_words(view: PublicView) -> str:
    """Where a listing is, out of any departement's page: "Vannes, Morbihan (56)"."""
    if view.is_national:
        return "Service national"
    codes = (view.seat_departement,) if view.seat_departement else view.departements
    known = [DEPARTEMENTS[code] for code in codes if code in DEPARTEMENTS]
    names = [
        f"{with_article(place) if view.is_confidential else place.name} ({place.code})" for place in known[:3]
    ]
    if len(known) > 3:
        names.append(f"et {len(known) - 3} autres")
    if view.is_confidential:
        return "Lieu jamais publié, accessible depuis " + ", ".join(names)
    return ", ".join(([view.commune] if view.commune else []) + names)


def with_article(place: Departement) -> str:
    """ "le Morbihan", "la Guadeloupe", "l’Ain", "les Landes", "Paris": the genitive without its "de"."""
    for genitive, article in (("du ", "le "), ("des ", "les "), ("d’", "l’"), ("de ", "")):
        if place.genitive.startswith(genitive):
            return article + place.genitive.removeprefix(genitive)
    return place.name


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
