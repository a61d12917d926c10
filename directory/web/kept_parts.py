"""Parts of pages written once: one that would say the same is not written again, whatever page it is on.

After a change every page is made anew, of cards and filters that are nearly all the same. What is kept is a
few megabytes at most, and depends on published facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from flask import Flask
from markupsafe import Markup

from directory.listings.cards import Card

#: Parts kept by a worker; all are dropped when there is one more.
MOST = 1900


def install(app: Flask) -> None:
    """Give templates `listing_cards(…)`, the items of a list, and `kept(key)`, for `call` blocks."""
    write = app.jinja_env.get_template("macros/cards.html").module.card  # type: ignore[attr-defined]
    written: dict[Hashable, bytes] = {}

    def find(key: Hashable, make: Callable[[], str]) -> bytes:
        found = written.get(key)
        if found is None:
            if len(written) >= MOST:
                written.clear()
            written[key] = found = make().encode()
        return found

    def kept(key: Hashable, caller: Callable[[], str]) -> Markup:
        """The part `caller` writes, or what it wrote for the same key: all that it depends on."""
        return Markup(find(key, caller).decode())

    def card(each: Card) -> bytes:
        says = each.says
        return str(write(each)).encode() if says is None else find(says, lambda: str(write(each)))

    def listing_cards(cards: Iterable[Card]) -> Markup:
        """The items of a list."""
        return Markup(b"".join(map(card, cards)).decode())

    app.jinja_env.globals.update(kept=kept, listing_cards=listing_cards)
