"""Parts of pages (cards, filters) kept as text, so that the same one is rendered once for all pages.

After a change every page is made anew, of cards and filters that are nearly all the same. What is kept is a
few megabytes at most, and depends on published facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

from flask import Flask
from markupsafe import Markup

from directory.listings.arrangement import arrange
from directory.listings.cards import Card
from directory.listings.national_numbers import in_force
from directory.web.pages import is_copy

#: Parts kept by a worker: those of the page of every departement are 1 919, of 1.1 kB each. When there is one
#: more, one in two is dropped: were they all, a site with hardly more parts than this would never find any.
MOST = 2500


def install(app: Flask) -> None:
    """Give templates `listing_cards(…)` and `listing_lines(…)`, the items of a list, and `kept(key)`."""
    macros: Any = app.jinja_env.get_template("macros/cards.html").module
    written: dict[Hashable, bytes] = {}

    def find(key: Hashable, make: Callable[[], str]) -> bytes:
        key = (in_force().edition, key)
        found = written.get(key)
        if found is None:
            if len(written) >= MOST:
                for one in list(written)[::2]:
                    written.pop(one, None)  # another thread may have dropped it
            written[key] = found = make().encode()
        return found

    def kept(key: Hashable, caller: Callable[[], str]) -> Markup:
        """The part `caller` writes, or what it wrote for the same key: all that it depends on."""
        return Markup(find(key, caller).decode())

    def item(each: Card, lasts: bool, *, is_line: bool) -> bytes:
        says = each.says

        def write() -> str:
            return str(macros.line(each) if is_line else macros.card(each, lasts))

        return write().encode() if says is None else find((says, is_line, lasts), write)

    def listing_cards(cards: Iterable[Card]) -> Markup:
        """The items of a list, each a whole card."""
        lasts = is_copy()
        return Markup(b"".join([item(each, lasts, is_line=False) for each in cards]).decode())

    def listing_lines(cards: Iterable[Card]) -> Markup:
        """The items of a list, each in one line."""
        lasts = is_copy()
        return Markup(b"".join([item(each, lasts, is_line=True) for each in cards]).decode())

    app.jinja_env.globals.update(
        kept=kept, listing_cards=listing_cards, listing_lines=listing_lines, arrange=arrange
    )
