"""What the answers of public pages add to the figures of use (`directory.watching.use`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import request

from directory.orientation import Plan
from directory.search.form import SearchForm
from directory.search.results import Results
from directory.watching.requests import SEEN
from directory.watching.use import NEED, UNANSWERED, Use


def count_use(*uses: Use) -> None:
    """Add one to each row once the page of this request is read; the front counts its copies alike."""
    seen = request.environ.get(SEEN)
    if seen is not None:
        seen["uses"] = (*seen.get("uses", ()), *uses)


def count_search(
    kind: str, form: SearchForm, results: Results, departement: str = "", partner: str = ""
) -> None:
    """Count a list, the needs its search named, and those nobody answers; never its words."""
    count_use(Use(kind, departement, "", partner), *_needs(form, results, departement, partner))


def count_plan(kind: str, departement: str, needs: Iterable[str], plan: Plan) -> None:
    """Count a plan, the categories its needs look for, and those nobody is known to answer."""
    missing = {slug for gap in plan.gaps if not gap.is_known for slug in gap.need.categories}
    asked = dict.fromkeys(needs)
    count_use(
        Use(kind, departement),
        *(Use(NEED, departement, slug) for slug in asked),
        *(Use(UNANSWERED, departement, slug) for slug in asked if slug in missing),
    )


def _needs(form: SearchForm, results: Results, departement: str, partner: str) -> Iterator[Use]:
    """The rows of a search, once: not again for its further pages."""
    if form.page > 1:
        return
    for slug in form.wanted_categories:
        yield Use(NEED, departement, slug, partner)
        if not results.total or not results.facets.categories.get(slug):
            yield Use(UNANSWERED, departement, slug, partner)
    if form.q and not form.wanted_categories and (results.relaxed or not results.total):
        yield Use(UNANSWERED, departement, "", partner)
