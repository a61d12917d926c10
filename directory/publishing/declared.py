"""Whether each fact of a listing is declared in every place that « Add a fact » of CONTRIBUTING names."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from directory.listings.drafts import Draft, plain_fields
from directory.listings.fields import FIELDS, SEVERAL_WORDS, Field
from directory.listings.public_view import PublicView
from directory.models import Listing


class Undeclared(Exception):
    """A fact or a filter lacks an entry; the message says which one, and where."""


def check_facts() -> None:
    """Raise `Undeclared` for a fact that lacks an entry: the program does not start without it."""
    columns = Listing.__table__.columns.keys()  # type: ignore[attr-defined]
    stored = (*plain_fields(), *SEVERAL_WORDS)
    missing = find_missing(FIELDS, Draft.__struct_fields__, PublicView.__struct_fields__, stored, columns)
    if missing:
        raise Undeclared(missing[0])


def find_missing(
    fields: Mapping[str, Field],
    drafted: Collection[str],
    viewed: Collection[str],
    stored: Collection[str],
    columns: Collection[str],
) -> list[str]:
    """Say which facts lack an entry among those of `FIELDS`, `Draft`, `PublicView` and the columns.

    `stored`: the facts that are columns of the table of listings.
    """
    missing = [
        f"The fact {name} has no entry in listings/fields.py." for name in drafted if name not in fields
    ]
    for name, field in fields.items():
        if name not in drafted:
            missing.append(f"The fact {name} has no field in Draft (listings/drafts.py).")
        if field.published and name not in viewed:
            missing.append(f"The fact {name} is published: it needs a field in listings/public_view.py.")
        if name in viewed and not field.published:
            missing.append(
                f"The fact {name} is in PublicView: listings/fields.py must say what it publishes."
            )
    missing += [
        f"The fact {name} has no column in models/listing.py." for name in stored if name not in columns
    ]
    return missing
