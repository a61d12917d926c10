"""The source of a site and of an address in the form of a listing, and who says that they are right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from directory.editing.contact_rows import Confirmation
from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft
from directory.listings.fields import FIELDS
from directory.listings.sources import ORIGINS
from directory.listings.typed import Typed

#: What is typed or chosen of an origin.
ASKED = tuple(name for names in ORIGINS.values() for name in names if FIELDS[name].is_asked)
#: The field of a draft that says what has an origin.
_OF = {"website": "website", "address": "place"}


def read_checks(
    form: Typed,
    flags: dict[str, bool],
    single: Mapping[str, str],
    facts: Mapping[str, Any],
    stored: Draft | None,
    confirmation: Confirmation,
) -> dict[str, str]:
    """Return who confirmed the site and the address, and when; a changed one is not confirmed any more.

    Of a confidential listing nothing of their sources is read, nor shown again: all of it comes back empty.
    """
    if form["disclosure"] == CONFIDENTIAL:
        form.values |= dict.fromkeys(ASKED, "")
        return {name: "" for names in ORIGINS.values() for name in names}
    checks: dict[str, str] = {}
    for fact, kept in _OF.items():
        on, by = f"{fact}_confirmed_on", f"{fact}_confirmed_by"
        flags[f"{fact}_confirmed"] = f"{fact}_confirmed" in single
        if flags[f"{fact}_confirmed"]:
            checks |= {on: confirmation.on.isoformat(), by: confirmation.by}
        elif stored and facts[kept] == getattr(stored, kept):
            checks |= {on: getattr(stored, on), by: getattr(stored, by)}
        form.values[on] = checks.get(on, "")
    return checks
