"""Listings in the words of data·inclusion 1.0 (package data-inclusion-schema, GIP Plateforme de l’inclusion).

A listing is a service, its operator a structure. What is unknown is absent: no fee, no way in and no
audience is supposed. A confidential listing has no address, no commune and no position.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from directory.french.typography import join_words
from directory.listings import phones
from directory.listings.categories import CATEGORIES, group_of
from directory.listings.codes import DELAY_WORDS, REFERRER_WORDS
from directory.listings.public_view import PublicView

SOURCE = "relais"
MOST_NAME = 150
LEAST_NAME = 3
LEAST_DESCRIPTION = 5
SERVICE_KEYS = (
    "source", "structure_id", "id", "nom", "description", "lien_source", "date_maj", "type", "thematiques",
    "frais", "publics", "publics_precisions", "conditions_acces", "telephone", "courriel",
    "lien_mobilisation", "adresse", "code_postal", "code_insee", "commune", "latitude", "longitude",
    "zone_eligibilite", "modes_accueil", "modes_mobilisation", "mobilisable_par", "mobilisation_precisions",
    "horaires_accueil",
)  # fmt: skip
STRUCTURE_KEYS = (
    "source", "id", "nom", "description", "lien_source", "date_maj", "telephone", "courriel", "site_web",
    "adresse", "code_postal", "code_insee", "commune", "latitude", "longitude", "horaires_accueil",
)  # fmt: skip
_TYPES = {"alerter": "information", "ecouter": "information", "former": "formation"}
_USERS = frozenset({"anyone", "minor", "family"})


def make_service(view: PublicView, public_url: str) -> dict[str, Any]:
    """Return the service of a listing under `SERVICE_KEYS`; what is unknown is None."""
    facts = _place(view) | {
        "source": SOURCE,
        "structure_id": structure_id(view),
        "id": f"{SOURCE}--{view.number}",
        "nom": _name(view.name),
        "description": _description(view),
        "lien_source": f"{public_url}/fiches/{view.slug}",
        "date_maj": max(view.modified_on, view.verified_on),
        "type": _TYPES.get(group_of(view.category).slug, "accompagnement"),
        "thematiques": list(CATEGORIES[view.category].data_inclusion) or None,
        "frais": "gratuit" if _is_free(view) else None,
        "publics": _audiences(view),
        "publics_precisions": _ages(view),
        "conditions_acces": view.requirement or None,
        "telephone": view.phones[0].value if view.phones else None,
        "courriel": view.emails[0].value if view.emails else None,
        "lien_mobilisation": view.website or None,
        "zone_eligibilite": ["france"] if view.is_national else list(view.departements) or None,
        "modes_accueil": _reception(view),
        "modes_mobilisation": _ways_in(view),
        "mobilisable_par": _referrers(view),
        "mobilisation_precisions": _how(view),
        "horaires_accueil": view.hours or None,
    }
    return {name: facts[name] for name in SERVICE_KEYS}


def make_structure(views: Sequence[PublicView], public_url: str) -> dict[str, Any]:
    """Return the structure of the listings of one operator, all of them, under `STRUCTURE_KEYS`.

    The place and contacts of a listing are those of its structure only when it is the only one.
    """
    first = views[0]
    sole = first if len(views) == 1 else None
    facts: dict[str, Any] = dict.fromkeys(STRUCTURE_KEYS)
    if sole:
        facts |= _place(sole) | {
            "telephone": sole.phones[0].value if sole.phones else None,
            "courriel": sole.emails[0].value if sole.emails else None,
            "site_web": sole.website or None,
            "lien_source": f"{public_url}/fiches/{sole.slug}",
            "horaires_accueil": sole.hours or None,
        }
    facts |= {
        "source": SOURCE,
        "id": structure_id(first),
        "nom": _name(first.operator or first.name),
        "date_maj": max(max(view.modified_on, view.verified_on) for view in views),
    }
    return {name: facts[name] for name in STRUCTURE_KEYS}


def structure_id(view: PublicView) -> str:
    """Return the identifier of the structure of a listing: its operator, or itself when it has none."""
    if not view.operator:
        return f"{SOURCE}--structure-{view.number}"
    return f"{SOURCE}--{uuid5(NAMESPACE_URL, view.operator)}"


def themes() -> list[dict[str, Any]]:
    """Return the themes of data·inclusion that each of our categories answers."""
    return [
        {"categorie": category.slug, "libelle": category.label, "thematiques": list(category.data_inclusion)}
        for category in CATEGORIES.values()
    ]


def _place(view: PublicView) -> dict[str, Any]:
    hidden = view.is_confidential
    return {
        "adresse": None if hidden else view.address or None,
        "code_postal": None if hidden else view.postcode or None,
        "code_insee": None if hidden else view.code_insee or None,
        "commune": None if hidden else view.commune or None,
        "latitude": None if hidden else view.latitude,
        "longitude": None if hidden else view.longitude,
    }


def _name(name: str) -> str:
    """A name of 3 to 150 characters without a final full stop, as the standard wants it."""
    kept = name if len(name) <= MOST_NAME else name[: MOST_NAME - 1] + "…"
    return kept.rstrip(".").ljust(LEAST_NAME, "…")


def _description(view: PublicView) -> str:
    said = "\n\n".join(text for text in (view.summary, view.description, view.caveat) if text)
    return said if len(said) >= LEAST_DESCRIPTION else CATEGORIES[view.category].description


def _is_free(view: PublicView) -> bool:
    """Whether it is certain to cost nothing: a public service by law, or a line whose number is free."""
    if CATEGORIES[view.category].is_free:
        return True
    return view.category == "listening_line" and bool(view.phones) and phones.is_free(view.phones[0].value)


def _audiences(view: PublicView) -> list[str]:
    if view.category == "professional_training":
        return ["actifs"]
    found = ["jeunes"] if view.admits_minors != "no" else []
    found += ["familles"] if "family" in view.who_may_refer else []
    return [*found, "personnes-en-situation-durgence"]


def _ages(view: PublicView) -> str | None:
    bounds = [
        f"à partir de {view.minimum_age} ans" if view.minimum_age is not None else "",
        f"jusqu’à {view.maximum_age} ans" if view.maximum_age is not None else "",
        {"girls": "filles", "boys": "garçons"}.get(view.genders, ""),
        "accueil des mineurs à vérifier" if view.admits_minors == "unknown" else "",
    ]
    return ", ".join(words for words in bounds if words).capitalize() or None


def _reception(view: PublicView) -> list[str] | None:
    found = ["a-distance"] if view.phones or view.emails else []
    if view.walk_in == "yes" or view.address:
        found.append("en-presentiel")
    return found or None


def _ways_in(view: PublicView) -> list[str] | None:
    found = ["telephoner"] if view.phones else []
    found += ["envoyer-un-courriel"] if view.emails else []
    found += ["se-presenter"] if view.walk_in == "yes" and view.address else []
    return found or None


def _referrers(view: PublicView) -> list[str] | None:
    words = set(view.who_may_refer)
    found = ["usagers"] if words & _USERS else []
    found += ["professionnels"] if "anyone" in words or words - _USERS else []
    return found or None


def _how(view: PublicView) -> str | None:
    parts: Iterable[str] = (
        DELAY_WORDS.get(view.response_delay, ""),
        "Peuvent orienter : " + join_words([REFERRER_WORDS[word] for word in view.who_may_refer])
        if view.who_may_refer
        else "",
        f"Horaires : {view.hours_text}" if view.hours_text else "",
        view.phones[0].label if view.phones else "",
    )
    return " ; ".join(part for part in parts if part) or None
