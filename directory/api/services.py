"""What HSDS asks for, in our own words: filters by identifiers, entities by their identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from directory.api.parameters import BadParameter
from directory.exports.hsds import Hsds
from directory.exports.hsds_terms import KINDS, PUBLICATION, WAYS, make_taxonomies
from directory.french.words import words
from directory.listings.categories import CATEGORIES, GROUPS
from directory.listings.public_view import PublicView
from directory.places import communes
from directory.publishing.views import find_view_by_number
from directory.search import feed
from directory.search.form import SearchForm
from directory.search.resolving import Resolved


@dataclass(frozen=True, slots=True)
class Services:
    """The services of a site in HSDS words; `at` is the present instant."""

    session: Session
    hsds: Hsds
    at: datetime

    def resolve(self, given: Mapping[str, Any], *, has_point: bool = False) -> Resolved:
        """Return the listings that HSDS parameters ask for; raise `BadParameter` for an unknown place."""
        wanted = feed.FeedSearch(
            self.session,
            self.at,
            SearchForm(q=given.get("search", "")),
            modified_after=given.get("modified_after", ""),
            has_point=has_point,
        )
        wanted = self._of_term(wanted, given.get("taxonomy_term_id", ""), given.get("taxonomy_id", ""))
        wanted = _of_place(wanted, given.get("postcode", ""), given.get("proximity"))
        if given.get("organization_id"):
            operator = self.find_operator(given["organization_id"])
            wanted = replace(
                wanted, operator=operator, finds_nothing=wanted.finds_nothing or operator is None
            )
        return feed.resolve(wanted)

    def find(self, kind: str, id: str) -> PublicView | None:
        """Return the listing whose entity of a kind has this identifier, or None."""
        numbers = feed.find_numbers(self.session)
        number = next((one for one in numbers if self.hsds.id_of(kind, one) == id), None)
        return None if number is None else find_view_by_number(self.session, number)

    def find_operator(self, id: str) -> str | None:
        """Return the operator of this identifier, or None."""
        names = feed.find_operators(self.session)
        return next((name for name in names if self.hsds.organization_id(name) == id), None)

    def find_organizations(self, given: Mapping[str, Any]) -> list[list[PublicView]]:
        """Return the listings of each operator asked for; `search` looks at its name."""
        asked = set(words(given["search"]))
        selection = self.resolve({name: value for name, value in given.items() if name != "search"})
        groups = feed.group_by_operator(feed.iterate(selection))
        return [views for views in groups if views[0].operator and asked <= set(words(views[0].operator))]

    def _of_term(self, wanted: feed.FeedSearch, term: str, taxonomy: str) -> feed.FeedSearch:
        known = {entity["id"] for entity in make_taxonomies(self.hsds.public_url)}
        if taxonomy and taxonomy not in known:
            return replace(wanted, finds_nothing=True)
        if not term:
            return wanted
        ids = {self.hsds.id_of("term", f"{KINDS}/{slug}"): slug for slug in (*CATEGORIES, *GROUPS)}
        ways = {self.hsds.id_of("term", f"{PUBLICATION}/{way}"): way for way, *_ in WAYS}
        slug = ids.get(term, "")
        form = replace(
            wanted.form,
            categories=(slug,) if slug in CATEGORIES else (),
            groups=(slug,) if slug in GROUPS else (),
        )
        unknown = term not in ids and term not in ways
        return replace(
            wanted, form=form, way=ways.get(term, ""), finds_nothing=wanted.finds_nothing or unknown
        )


def _of_place(wanted: feed.FeedSearch, postcode: str, metres: int | None) -> feed.FeedSearch:
    """What serves the departement of a postcode, or what is at most so many metres from it."""
    if not postcode:
        if metres is not None:
            raise BadParameter("proximity", "aucun lieu d’où compter, « postcode » manque.", 404)
        return wanted
    commune = communes.commune_or_postcode(postcode)
    if commune is None:
        raise BadParameter("postcode", "aucune commune n’a ce code postal.", 404)
    if metres is None:
        return replace(wanted, departement=commune.departement)
    return replace(wanted, near=commune, radius=metres / 1000)
