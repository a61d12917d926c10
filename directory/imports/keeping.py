"""What a loaded file leaves as it is: contacts of other sources, and what its empty cells do not say.

A file speaks for one source: contacts and origins learnt from another one are not replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from msgspec import structs
from sqlmodel import Session

from directory.imports.rows import ReadRow
from directory.listings.contacts import merge, settle
from directory.listings.drafts import Draft
from directory.listings.sources import ORIGINS, SOURCED, origin_of, own_source, source_in
from directory.storing.former import find_former


def keep_others(session: Session, rows: Sequence[ReadRow]) -> list[ReadRow]:
    """The rows of a file, each with what other sources said of its listing."""
    former = find_former(session, sorted({row.ref for row in rows if row.draft}))
    return [_keep(row, former[row.ref].draft) if row.ref in former else row for row in rows]


def _keep(row: ReadRow, former: Draft | None) -> ReadRow:
    draft = row.draft
    if draft is None or former is None or draft.disclosure != former.disclosure:
        return row
    own, told = own_source(former), own_source(draft)
    facts: dict[str, Any] = {"website": draft.website or former.website}
    for name in ("phones", "emails"):
        said, known = getattr(draft, name), getattr(former, name)
        kept = [one for one in known if source_in(one) != own] if said else known
        if kept:
            facts[name] = merge(settle(name, said, told), kept)
    place = former.place
    if draft.place and place and place.address and not draft.place.address:
        facts["place"] = place if place.code_insee == draft.place.code_insee else draft.place
    return replace(row, draft=_keep_origins(structs.replace(draft, **facts), former))


def _keep_origins(draft: Draft, former: Draft) -> Draft:
    """A site or an address that stays the same was still learnt where it was, when the file does not say."""
    kept: dict[str, str] = {}
    for fact in SOURCED:
        known = origin_of(former, fact)
        if known and not origin_of(draft, fact) and _value(draft, fact) == _value(former, fact):
            kept |= zip(ORIGINS[fact], known, strict=True)
    return structs.replace(draft, **kept) if kept else draft


def _value(draft: Draft, fact: str) -> str:
    found = draft.place.address if fact == "address" and draft.place else getattr(draft, fact, "")
    return str(found)
