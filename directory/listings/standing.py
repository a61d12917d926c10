"""How a listing stands among others whatever is searched: the part of the order of lists that is its own.

The whole order, one for lists, plans, the nearest and counterparts, is in `directory.search.ordering`.
"""

from __future__ import annotations

from directory.listings.public_view import PublicView, can_be_called

_MINORS = {"yes": 0, "unknown": 1, "no": 2}


def standing(view: PublicView) -> int:
    """Rank a listing, the best first: it can be called, it is dedicated, it takes minors (0 to 11)."""
    return 6 * (not can_be_called(view)) + 3 * (not view.is_dedicated) + _MINORS[view.admits_minors]
