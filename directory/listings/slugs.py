"""The words by which a listing is addressed: none that betrays what its reader looked for."""

from __future__ import annotations

import re

from directory.french.words import spelled_words
from directory.listings.categories import CATEGORIES
from directory.listings.drafts import Draft

#: What no public address may say: an address stays in a history somebody else may read.
_TELLING = re.compile(
    r"prostit|proxenet|^traites?$|viol|victim|secret|sexo|sexu|exploit|michet|escort|abus|agress"
)
_MAYBE_TELLING = re.compile(_TELLING.pattern.replace("^", "").replace("$", ""))


def make_slug(draft: Draft) -> str:
    """Return a neutral, readable word for addresses: the name without telling words, and the departement."""
    kept = list(spelled_words(draft.name))
    if _MAYBE_TELLING.search(" ".join(kept)):
        kept = [word for word in kept if not _TELLING.search(word)]
    kept = kept[:10] or CATEGORIES[draft.category].path.split("-")
    place = "" if draft.is_national or len(draft.departements) != 1 else draft.departements[0].lower()
    if place and place not in kept:
        kept.append(place)
    return "-".join(kept)[:90].strip("-")
