"""How a listing stands among others whatever is searched: the part of the order of lists that is its own.

The whole order, one for lists, plans, the nearest and counterparts, is in `directory.search.ordering`.
"""

from __future__ import annotations

from directory.listings.categories import TRAINING
from directory.listings.codes import DEDICATED_FIRST
from directory.listings.public_view import PublicView, can_be_called

#: The first rank of what cannot be called.
FIRST_MUTE = 9
_MINORS = {"yes": 0, "unknown": 1, "no": 2}
#: The ranks of what is known to be a generalist door.
GENERALIST = tuple(
    mute + 3 * DEDICATED_FIRST["no"] + minors for mute in (0, FIRST_MUTE) for minors in _MINORS.values()
)


def standing(view: PublicView) -> int:
    """Rank a listing, the best first: it can be called, it is dedicated, it takes minors (0 to 17)."""
    named = 3 * DEDICATED_FIRST[view.is_dedicated] + _MINORS[view.admits_minors]
    return named + (0 if can_be_called(view) else FIRST_MUTE)


def place_reasons(view: PublicView, age: int | None = None) -> tuple[str, ...]:
    """Say in French why a listing has its place in a list, in the order of the rule.

    `age` is that of whoever the list is for. What nobody knows is only said when it lowers the listing.
    """
    has_ages = view.minimum_age is not None or view.maximum_age is not None
    said = [
        "formation, après ce qui aide un mineur maintenant" if view.category in TRAINING else "",
        "" if age is None else f"accepte {age} ans" if has_ages else "âges non précisés",
        "joignable par téléphone" if can_be_called(view) else "sans numéro public",
        {"yes": "dédié à ces situations", "no": "généraliste"}.get(view.is_dedicated, ""),
        {"yes": "accueille des mineurs", "no": "adultes seulement"}.get(
            view.admits_minors, "accueil des mineurs à vérifier"
        ),
    ]
    return tuple(reason for reason in said if reason)
