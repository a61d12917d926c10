"""The search of the public side, as one value parsed from an address.

The same `SearchForm` feeds the list, its htmx fragment, the map data, exports, embeds and the API: a new
filter one ticks is one field and one entry of `FLAGS` here, and the token of its fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from directory.listings.categories import BY_PATH, CATEGORIES, GROUPS, categories_of
from directory.listings.codes import LANGUAGE_WORDS
from directory.publishing.tokens import ADVICE, MINORS, STEP_FREE, WALK_IN

MAX_TEXT = 100
MAX_VALUES = 30
MAX_PAGE = 10_000
MAX_AGE = 25

#: Who asks, as in an address → (the fact of a listing, the words of a filter).
REFERRERS: Mapping[str, tuple[str, str]] = {
    "mineur": ("minor", "le mineur lui-même"),
    "famille": ("family", "la famille"),
    "professionnels": ("professionals", "un professionnel"),
    "ecole": ("school", "l’école"),
    "sante": ("health", "un soignant"),
    "ase": ("ase", "l’aide sociale à l’enfance"),
    "justice": ("justice", "la justice"),
    "police": ("police", "la police ou la gendarmerie"),
}
#: A professional of these services is also "a professional" in the words of a listing.
PROFESSIONALS = frozenset({"school", "health", "ase", "justice", "police", "professionals"})
GENDERS: Mapping[str, tuple[str, str]] = {"fille": ("girls", "fille"), "garcon": ("boys", "garçon")}


@dataclass(frozen=True, slots=True)
class Flag:
    """A filter one ticks, which keeps what is known to be so.

    `attribute` of `SearchForm`; `fact`, the kind of token that must be a yes ("" for opening hours, which are
    evaluated); `label` on a page; `keeps`, what is left, for machines.
    """

    attribute: str
    fact: str
    label: str
    keeps: str


#: By the name of its parameter.
FLAGS: Mapping[str, Flag] = {
    "ouvert": Flag("open_now", "", "Ouvert maintenant", "ce qui est ouvert à cet instant"),
    "sans-rdv": Flag("walk_in", WALK_IN, "Sans rendez-vous", "ce qui reçoit sans rendez-vous"),
    "sans-marche": Flag("step_free", STEP_FREE, "Accès sans marche", "ce qui est d’accès sans marche"),
    "mineurs": Flag(
        "admits_minors", MINORS, "Accueille des mineurs", "ce qui accueille les mineurs, de façon sûre"
    ),
    "conseil": Flag(
        "supports_professionals",
        ADVICE,
        "Conseille les professionnels",
        "ce qui conseille les professionnels",
    ),
}
_YES = frozenset({"1", "on", "oui"})


class OversizedParameter(ValueError):
    """A parameter is longer, or given more often, than any search needs. The message is French."""


@dataclass(frozen=True, slots=True)
class SearchForm:
    """What somebody looks for. Empty fields filter nothing. `notes` says, in French, what was dropped."""

    q: str = ""
    near: str = ""
    groups: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    age: int | None = None
    gender: str = ""
    referrer: str = ""
    language: str = ""
    open_now: bool = False
    walk_in: bool = False
    step_free: bool = False
    admits_minors: bool = False
    supports_professionals: bool = False
    page: int = 1
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def wanted_categories(self) -> tuple[str, ...]:
        """Category slugs asked for, groups unfolded, in list order; empty when all are wanted."""
        wanted = set(self.categories)
        for group in self.groups:
            wanted.update(category.slug for category in categories_of(group))
        return tuple(slug for slug in CATEGORIES if slug in wanted)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The attributes of the filters that are ticked."""
        return tuple(flag.attribute for flag in FLAGS.values() if getattr(self, flag.attribute))

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the place and the page narrows the list."""
        return replace(self, near="", page=1) != SearchForm()

    def pairs(self) -> list[tuple[str, str]]:
        """Return the canonical address parameters of this search, in a fixed order."""
        pairs = [("q", self.q), ("pres", self.near)]
        pairs += [("groupe", slug) for slug in self.groups]
        pairs += [("categorie", CATEGORIES[slug].path) for slug in self.categories]
        pairs += [("age", "" if self.age is None else str(self.age))]
        pairs += [("genre", self.gender), ("saisine", self.referrer), ("langue", self.language)]
        pairs += [(name, "1" if getattr(self, flag.attribute) else "") for name, flag in FLAGS.items()]
        pairs += [("page", str(self.page) if self.page > 1 else "")]
        return [(name, value) for name, value in pairs if value]

    def query(self, **changes: object) -> str:
        """Return the query string ("?…", or "") of this search with some fields changed.

        A change of anything but the page goes back to the first page.
        """
        changed = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]
        pairs = changed.pairs()
        return "?" + urlencode(pairs) if pairs else ""

    def hidden_pairs(self, *omitted: str) -> list[tuple[str, str]]:
        """Return `pairs` without the named parameters: what a small form must carry along."""
        return [(name, value) for name, value in self.pairs() if name not in omitted]


def parse_search(arguments: Mapping[str, Sequence[str]]) -> SearchForm:
    """Parse address parameters (name → values) into a `SearchForm`.

    Unknown values are dropped and said in `notes`; raise `OversizedParameter` when a parameter exceeds
    100 characters or 30 values, since no search needs as much.
    """
    for name, values in arguments.items():
        if len(name) > MAX_TEXT or len(values) > MAX_VALUES or any(len(value) > MAX_TEXT for value in values):
            raise OversizedParameter(
                f"Le paramètre « {name[:30]} » est trop long : {MAX_TEXT} caractères au plus."
            )
    notes: list[str] = []

    def last(name: str) -> str:
        values = arguments.get(name, ())
        return " ".join(values[-1].split()) if values else ""

    def known(name: str, label: str, allowed: Iterable[str]) -> tuple[str, ...]:
        asked = dict.fromkeys(value.strip() for value in arguments.get(name, ()) if value.strip())
        for value in asked:
            if value not in allowed:
                notes.append(f"{label} « {value[:40]} » : inconnu, filtre ignoré.")
        return tuple(value for value in allowed if value in asked)

    age = _whole_number(last("age"), 0, MAX_AGE)
    if last("age") and age is None:
        notes.append(f"Âge « {last('age')[:20]} » : indiquez un nombre de 0 à {MAX_AGE} ans, filtre ignoré.")
    for name in FLAGS:
        if last(name) not in {"", "0", "non", *_YES}:
            notes.append(f"Filtre « {name} » : « {last(name)[:40]} » est inconnu, filtre ignoré.")
    page = _whole_number(last("page") or "1", 1, MAX_PAGE)
    if page is None:
        notes.append(f"Page « {last('page')[:20]} » : inconnue, retour à la première.")
    return SearchForm(
        q=_printable(last("q")),
        near=_printable(last("pres")),
        groups=known("groupe", "Besoin", GROUPS),
        categories=tuple(BY_PATH[path].slug for path in known("categorie", "Catégorie", BY_PATH)),
        age=age,
        gender=next(iter(known("genre", "Genre", GENDERS)), ""),
        referrer=next(iter(known("saisine", "Qui oriente", REFERRERS)), ""),
        language=next(iter(known("langue", "Langue", LANGUAGE_WORDS)), ""),
        page=page or 1,
        notes=tuple(notes),
        **{flag.attribute: last(name) in _YES for name, flag in FLAGS.items()},
    )


def _whole_number(text: str, least: int, most: int) -> int | None:
    """Return the whole number a text holds when it lies within bounds, else None."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _printable(text: str) -> str:
    """Drop control characters (NUL among them, which PostgreSQL refuses in text)."""
    return "".join(character for character in text if character.isprintable())
