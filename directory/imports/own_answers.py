"""Our own public answers sent back: each row finds its listing again, and only what was changed in it counts.

A public file says less of a listing than what is stored, and some of it in other words. What it still says as
we would say it today is left as it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress

import orjson
from sqlmodel import Session, col, select

from directory.database.rows import among
from directory.exports.data_inclusion import SOURCE, make_service, make_structure
from directory.exports.hsds import Hsds
from directory.exports.listings import LISTING_FORMATS
from directory.imports.columns import PAGE, match_columns
from directory.imports.reading import read_table
from directory.imports.rows import ReadRow
from directory.imports.template import read_row
from directory.listings.public_view import PublicView
from directory.models import Listing
from directory.publishing.stored import read_drafts
from directory.publishing.views import find_views

Cells = dict[str, str]


def recognise(session: Session, rows: Sequence[Cells], public_url: str) -> list[bool]:
    """Give the rows of our own answers the reference of their listing, and take out what they leave as it is.

    `public_url`: the address of this site, by which its pages are known; other rows stay as they are. Return
    which rows are ours.
    """
    start = f"{public_url}/fiches/"
    pages = [row.get(PAGE, "") for row in rows]
    slugs = [page.removeprefix(start) if page.startswith(start) else "" for page in pages]
    if not any(slugs):
        return [False] * len(rows)
    statement = select(Listing.slug, Listing.ref, Listing.number).where(
        among(session, col(Listing.slug), sorted({*slugs} - {""}))
    )
    known = {slug: (ref, number) for slug, ref, number in session.exec(statement)}
    views = find_views(session, sorted(number for _ref, number in known.values()))
    said: dict[str, dict[str, Cells]] = {}
    for row, slug in zip(rows, slugs, strict=True):
        if slug in known:
            kind = _kind(row)
            if kind not in said:
                said[kind] = {one[PAGE]: one for one in _answers(kind, views, public_url)}
            _take_out(row, said[kind].get(row[PAGE], {}), is_standard=kind != "csv")
            row["ref"] = known[slug][0]
    return [slug in known for slug in slugs]


def _take_out(row: Cells, now: Cells, *, is_standard: bool) -> None:
    """Take out of a row what it says as we say it now; a standard cannot say that a fact is empty."""
    for name in [name for name, cell in row.items() if cell == now.get(name) or (is_standard and not cell)]:
        del row[name]


def reread(session: Session, rows: Iterable[ReadRow], public_url: str) -> list[ReadRow]:
    """The rows of a file of the command line, those of our own answers read over their listings."""
    kept = list(rows)
    cells = [dict(row.cells) for row in kept]
    ours = recognise(session, cells, public_url)
    if not any(ours):
        return kept
    refs = [row["ref"] for row in compress(cells, ours)]
    listings = session.exec(select(Listing).where(among(session, col(Listing.ref), refs))).all()
    bases = {draft.ref: draft for draft in read_drafts(session, listings)}
    return [
        read_row(row.line, said, bases[said["ref"]]) if is_ours else row
        for row, said, is_ours in zip(kept, cells, ours, strict=True)
    ]


def _kind(row: Mapping[str, str]) -> str:
    """Which of our answers a row comes from; only those of a standard have a reference."""
    if not row.get("ref"):
        return "csv"
    return "data-inclusion" if row["ref"].startswith(f"{SOURCE}--") else "hsds"


def _answers(kind: str, views: Sequence[PublicView], public_url: str) -> list[Cells]:
    """What we say today of some listings in one kind of answer, as it would be read."""
    if kind == "csv":
        content = b"".join(LISTING_FORMATS["csv"].write(views, public_url))
    elif kind == "hsds":
        content = orjson.dumps([Hsds(public_url).full_service(view) for view in views])
    else:
        structures = [make_structure([view], public_url) for view in views]
        services = [make_service(view, public_url) for view in views]
        content = orjson.dumps({"services": services, "structures": structures})
    if not views:
        return []
    table = read_table(content)
    columns = match_columns(table.titles, {})
    return [dict(zip(columns, row, strict=True)) for row in table.rows]
