"""Parts of pages written once: one that would say the same is not written again, whatever page it is on.

After a change every page is made anew, of cards and filters that are nearly all the same. What is kept is a
few megabytes at most, and depends on published facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from flask import Flask
from markupsafe import Markup

from directory.cards import Card

#: Parts kept by a worker; all are dropped when there is one more.
MOST = 1900


def install(app: Flask) -> None:
    """Give templates `listing_card(…)`, the item of a list, and `kept(key)`, for `call` blocks."""
    write = app.jinja_env.get_template("macros/cards.html").module.card  # type: ignore[attr-defined]
    written: dict[Hashable, bytes] = {}

    def kept(key: Hashable, caller: Callable[[], str]) -> Markup:
        """The part `caller` writes, or what it wrote for the same key: all that it depends on."""
        found = written.get(key)
        if found is None:
            if len(written) >= MOST:
                written.clear()
            written[key] = found = caller().encode()
        return Markup(found.decode())

    def listing_card(each: Card) -> Markup:
        says = each.says
        return Markup(write(each)) if says is None else kept(says, lambda: str(write(each)))

    app.jinja_env.globals.update(kept=kept, listing_card=listing_card)
