"""When one person is not enough: two people publish a housing option, and change what it is reached by.

A false address or number there can lead a minor, or who looks for them, to the wrong door. What is
confidential, whatever its category, is published by two people too, with every word it says.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from msgspec.structs import replace

from directory.french.text import normalise
from directory.listings.categories import CATEGORIES, is_secret
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft
from directory.listings.fields import FREE_TEXTS
from directory.places.clues import find_clues

HOUSING = "heberger"
PUBLISHED = "published"
#: The facts by which a listing is reached.
REACH = ("phones", "emails", "website", "disclosure", "place")
#: A number of three digits or more however it is cut, an e-mail address, a web address.
_NUMBER_OR_LINK = re.compile(
    r"\d(?:[ .\u00a0\u202f/-]?\d){2,}|\S+@\S+|https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}\b\S*",
    re.IGNORECASE,
)


def needs_two(before: Draft | None, after: Draft) -> bool:
    """Whether a change waits for a second person. `before` is None for a listing that does not exist yet.

    Both drafts hold phones as stored. Withdrawing a listing never waits.
    """
    if before is not None and lifts_secrecy(
        (before.category, before.disclosure), (after.category, after.disclosure)
    ):
        return True
    was, becomes = is_guarded(before), is_guarded(after)
    if before is None or not was:
        return becomes
    if not becomes:
        # Leaving the housing categories while staying public would be a way around.
        return after.status == PUBLISHED
    return bool(find_shared(before, after))


def for_one_person(before: Draft | None, after: Draft) -> Draft:
    """The part of a change that one person may store: the rest stays as it was, or waits as a draft."""
    kept = replace(after, status=before.status if before else "draft")
    if before is None or not needs_two(before, kept):
        return kept
    return replace(kept, **{name: getattr(before, name) for name in find_shared(before, kept)})


def find_shared(before: Draft, after: Draft) -> list[str]:
    """The facts that differ and that one person may not change in what the public reads of both.

    Of texts, those of which a number, a link or a place differs; of confidential ones, any.
    """
    differing = [name for name in (*REACH, *FREE_TEXTS) if getattr(before, name) != getattr(after, name)]
    return [
        name
        for name in differing
        if name in REACH
        or after.disclosure == CONFIDENTIAL
        or _traces(getattr(before, name), before.departements)
        != _traces(getattr(after, name), before.departements)
    ]


def lifts_secrecy(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Whether a listing would leave secrecy, or a category that keeps it: (category, disclosure), twice."""
    leaves_category = is_secret(before[0]) and after[0] != before[0]
    return leaves_category or before[1] == CONFIDENTIAL != after[1]


def is_guarded(draft: Draft | None) -> bool:
    """Whether the public reads a draft that takes two people: a housing option, or what is confidential."""
    if draft is None or draft.status != PUBLISHED:
        return False
    return draft.disclosure == CONFIDENTIAL or CATEGORIES[draft.category].group == HOUSING


def _traces(text: str, served: Collection[str]) -> frozenset[str]:
    """The numbers, links and places that a text holds."""
    found = {match[0] for match in _NUMBER_OR_LINK.finditer(text)}
    found |= {text[clue.start : clue.end] for clue in find_clues(text, served)}
    return frozenset(map(normalise, found))
