"""Whether each filter one ticks is declared in every place that « Add a filter » of CONTRIBUTING names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

from directory.listings.drafts import Draft
from directory.listings.public_view import Record, public_view
from directory.listings.verification import Verification
from directory.publishing.declared import Undeclared
from directory.publishing.tokens import FACTS, tokens_of
from directory.search.form import FLAGS, Flag, SearchForm


def check_filters() -> None:
    """Raise `Undeclared` for a filter that lacks an entry: the program does not start without it."""
    ticked = {field.name for field in fields(SearchForm) if field.type == "bool"}
    any_listing = public_view(Draft("", "crip", ""), Record(0, "", Verification(), ""))
    missing = find_missing(FLAGS, ticked, FACTS, {kind for kind, _ in tokens_of(any_listing)})
    if missing:
        raise Undeclared(missing[0])


def find_missing(
    flags: Mapping[str, Flag], ticked: Collection[str], known: Collection[str], yielded: Collection[str]
) -> list[str]:
    """Say which filters lack an entry.

    `ticked`: the true or false fields of `SearchForm`; `known`: the kinds of tokens of `FACTS`; `yielded`:
    those that a listing has.
    """
    attributes = {flag.attribute for flag in flags.values()}
    missing = [
        f"The field {name} of SearchForm has no entry in FLAGS (search/form.py)."
        for name in sorted(set(ticked) - attributes)
    ]
    for parameter, flag in flags.items():
        if flag.attribute not in ticked:
            missing.append(
                f"The filter {parameter} has no field {flag.attribute} in SearchForm (search/form.py)."
            )
        if flag.fact and flag.fact not in known:
            missing.append(f"The token {flag.fact} is not in FACTS (publishing/tokens.py).")
        if flag.fact and flag.fact not in yielded:
            missing.append(
                f"No listing has the token {flag.fact}: it belongs in `_CODED` (publishing/tokens.py)."
            )
    return missing
