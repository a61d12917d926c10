"""The categories of resources, read from data/categories.toml: an entry there is all that one needs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec

from directory.config import ROOT
from directory.listings.codes import COMMUNE, CONFIDENTIAL

SOURCE = ROOT / "data" / "categories.toml"


@dataclass(frozen=True, slots=True)
class Group:
    """A family of categories, as a verb a professional would say. Colours reach 3:1 on both themes."""

    slug: str
    label: str
    shape: str
    colour: str
    dark_colour: str


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of resource.

    `path` is its word in public addresses; `order` ranks it in a list; `answers_elsewhere` says whether
    the resource of a neighbouring departement is of any use (a CRIP is not); `counts_in_plan` whether it
    is one of the options the plan promises in every departement; `is_generalist` that it is open to all
    by nature, so that none of its listings is expected to be dedicated; `default_disclosure` what a new
    listing of this kind publishes of its place, "confidential" being always so (`is_secret`);
    `data_inclusion` its themes in that standard; `is_free` that the law makes it a public service without a
    fee; `relay` who answers when it is closed (`relays.RELAYS`); `minors_only` that nobody of 18 or more is
    ever its concern.
    """

    slug: str
    path: str
    label: str
    plural: str
    description: str
    group: str
    order: int
    measure: int
    synonyms: tuple[str, ...]
    counts_in_plan: bool = False
    is_generalist: bool = False
    answers_elsewhere: bool = True
    default_disclosure: str = COMMUNE
    hsds_taxonomy: str = ""
    data_inclusion: tuple[str, ...] = ()
    is_free: bool = False
    minors_only: bool = False
    relay: str = "child"


GROUPS: Mapping[str, Group] = MappingProxyType(
    {
        group.slug: group
        for group in (
            Group("alerter", "Alerter", "diamond", "#a6241c", "#ff9d8f"),
            Group("accompagner", "Accompagner", "circle", "#5b4b9a", "#b9abf2"),
            Group("heberger", "Héberger", "square", "#7a5200", "#e0b25c"),
            Group("soigner", "Soigner", "cross", "#17694a", "#6fcfa4"),
            Group("ecouter", "Écouter", "hexagon", "#1d4e79", "#8fbfe8"),
            Group("reperer", "Repérer", "triangle", "#8a3a6b", "#e79cc9"),
            Group("former", "Former", "pentagon", "#4a5560", "#b4bfca"),
        )
    }
)


def _read() -> tuple[Category, ...]:
    entries = tomllib.loads(SOURCE.read_text("utf-8"))["category"]
    return tuple(msgspec.convert(entries, list[Category]))


_ALL = _read()

#: Every category by slug, in the order of a list.
CATEGORIES: Mapping[str, Category] = MappingProxyType(
    {category.slug: category for category in sorted(_ALL, key=lambda category: category.order)}
)

#: Every category by its word in public addresses.
BY_PATH: Mapping[str, Category] = MappingProxyType({category.path: category for category in _ALL})

#: The categories that are of no use to anybody of 18 or more, in a list as in a plan.
MINORS_ONLY = frozenset(category.slug for category in _ALL if category.minors_only)

#: The categories that help a professional learn, and no minor now: after all others in a list.
TRAINING: tuple[str, ...] = tuple(slug for slug, category in CATEGORIES.items() if category.group == "former")

#: Position of each category in `CATEGORIES`: the compact code that map data carries.
POSITIONS: Mapping[str, int] = MappingProxyType({slug: index for index, slug in enumerate(CATEGORIES)})


def categories_of(group: str) -> tuple[Category, ...]:
    """Return the categories of a group slug, in list order; an unknown group has none."""
    return tuple(category for category in CATEGORIES.values() if category.group == group)


def group_of(category: str) -> Group:
    """Return the group of a category slug; raise KeyError for an unknown slug."""
    return GROUPS[CATEGORIES[category].group]


def is_secret(category: str) -> bool:
    """Whether every listing of a category slug is confidential; `models.listing` holds it too."""
    known = CATEGORIES.get(category)
    return known is not None and known.default_disclosure == CONFIDENTIAL


def disclosure_of(category: str, wanted: str = "") -> str:
    """What a listing publishes of its place: what is wanted, else what its category does by default.

    Of a secret category it is always "confidential".
    """
    known = CATEGORIES.get(category)
    default = known.default_disclosure if known else COMMUNE
    return default if default == CONFIDENTIAL else wanted or default
