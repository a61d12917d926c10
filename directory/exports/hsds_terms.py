"""The two taxonomies of our HSDS services: kinds of resources, and what is published of their place."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from directory.listings.categories import CATEGORIES, GROUPS
from directory.listings.codes import CONFIDENTIAL
from directory.listings.public_view import PublicView

KINDS, PUBLICATION = "kinds", "publication"
_TAXONOMIES = (
    (KINDS, "Catégories de ressources", "Besoins, et sous chacun les catégories qui y répondent."),
    (PUBLICATION, "Publication du lieu", "Ce qui est publié du lieu d’une ressource, et pourquoi."),
)
WAYS = (
    ("address", "Adresse publiée", "L’adresse est publique."),
    ("commune", "Commune publiée", "Seule la commune est publiée, et la position est celle de son centre."),
    ("territory", "Territoire publié", "Aucun lieu n’est connu : seul le territoire est publié."),
    (
        "confidential",
        "Lieu sous secret",
        "Le lieu protège les personnes accueillies : il n’est ni publié ni enregistré. "
        "Seuls les départements servis sont donnés.",
    ),
)

Entity = dict[str, Any]


def make_id(public_url: str, kind: str, name: object) -> str:
    """Return the UUID of an entity: the same for the same site, kind and name, for ever (RFC 9562, v5)."""
    return str(uuid5(NAMESPACE_URL, f"{public_url}/hsds/{kind}/{name}"))


def has_place(view: PublicView) -> bool:
    """Whether a listing has a place anyone may know."""
    return not (view.is_confidential or view.is_national) and view.latitude is not None


def way_of(view: PublicView) -> str:
    """Return the code of what is published of the place of a listing."""
    if view.is_confidential:
        return CONFIDENTIAL
    return ("address" if view.address else "commune") if has_place(view) else "territory"


@lru_cache(maxsize=4)
def make_taxonomies(public_url: str) -> tuple[Entity, ...]:
    """Return the taxonomies of a site."""
    return tuple(
        {
            "id": make_id(public_url, "taxonomy", name),
            "name": title,
            "description": description,
            "uri": f"{public_url}/hsds/taxonomies/{make_id(public_url, 'taxonomy', name)}",
            "version": "1",
        }
        for name, title, description in _TAXONOMIES
    )


@lru_cache(maxsize=4)
def make_terms(public_url: str) -> tuple[Entity, ...]:
    """Return every term: needs, the categories under them, and the ways to publish a place."""
    needs = [
        _make_term(public_url, KINDS, group.slug, group.label, f"Besoin : {group.label}.")
        for group in GROUPS.values()
    ]
    kinds = [
        _make_term(public_url, KINDS, category.slug, category.label, category.description)
        | {
            "code": category.hsds_taxonomy or category.slug,
            "parent_id": make_id(public_url, "term", f"{KINDS}/{category.group}"),
        }
        for category in CATEGORIES.values()
    ]
    ways = [_make_term(public_url, PUBLICATION, *way) for way in WAYS]
    return (*needs, *kinds, *ways)


@lru_cache(maxsize=256)
def find_term(public_url: str, taxonomy: str, code: str) -> Entity:
    """Return a term by its code; raise StopIteration for an unknown one."""
    id = make_id(public_url, "term", f"{taxonomy}/{code}")
    return next(term for term in make_terms(public_url) if term["id"] == id)


def _make_term(public_url: str, taxonomy: str, code: str, name: str, description: str) -> Entity:
    names = [known for known, *_ in _TAXONOMIES]
    detail = make_taxonomies(public_url)[names.index(taxonomy)]
    return {
        "id": make_id(public_url, "term", f"{taxonomy}/{code}"),
        "code": code,
        "name": name,
        "description": description,
        "taxonomy": detail["name"],
        "taxonomy_id": detail["id"],
        "taxonomy_detail": detail,
        "language": "fr",
    }
