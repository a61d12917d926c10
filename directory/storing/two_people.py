"""When one person is not enough: a housing option is published, and its contacts changed, by two people.

A false address or number there can lead a minor, or who looks for them, to the wrong door. Whatever its
category, what is confidential stays so unless two people agree.
"""

from __future__ import annotations

from directory.listings.categories import CATEGORIES, is_secret
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft

HOUSING = "heberger"
CONTACTS = ("phones", "emails", "website")


def needs_two(before: Draft | None, after: Draft) -> bool:
    """Whether a change waits for a second person. `before` is None for a listing that does not exist yet.

    Both drafts hold phones as stored. Withdrawing a listing never waits.
    """
    if before is not None and lifts_secrecy(
        (before.category, before.disclosure), (after.category, after.disclosure)
    ):
        return True
    was, becomes = is_public_housing(before), is_public_housing(after)
    if before is None or not was:
        return becomes
    if not becomes:
        # Leaving the housing categories while staying public would be a way around.
        return after.status == "published"
    return any(getattr(before, name) != getattr(after, name) for name in CONTACTS)


def lifts_secrecy(before: tuple[str, str], after: tuple[str, str]) -> bool:
    """Whether a listing would leave secrecy, or a category that keeps it: (category, disclosure), twice."""
    leaves_category = is_secret(before[0]) and after[0] != before[0]
    return leaves_category or before[1] == CONFIDENTIAL != after[1]


def is_public_housing(draft: Draft | None) -> bool:
    """Whether a draft is a housing option the public reads."""
    return draft is not None and draft.status == "published" and CATEGORIES[draft.category].group == HOUSING
