"""How a listing stands among others whatever is searched: the part of the order of lists that is its own.

The whole order, one for lists, plans, the nearest and counterparts, is in `directory.search.ordering`.
"""

from __future__ import annotations

from directory.listings.codes import DEDICATED_FIRST
from directory.listings.public_view import PublicView, can_be_called

_MINORS = {"yes": 0, "unknown": 1, "no": 2}


def standing(view: PublicView) -> int:
    """Rank a listing, the best first: it can be called, it is dedicated, it takes minors (0 to 17)."""
    named = 3 * DEDICATED_FIRST[view.is_dedicated] + _MINORS[view.admits_minors]
    return named + (0 if can_be_called(view) else 9)
