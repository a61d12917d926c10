"""What a search finds, said again over plain listings: every set the index gives must be this one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from directory.listings import hours
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.publishing.tokens import NAME, TERM, Token, tokens_of
from directory.publishing.understanding import Question
from directory.search.form import GENDERS, PROFESSIONALS, REFERRERS, SearchForm


class Scan:
    """Some listings, and the tokens of each, read one after the other at each question."""

    def __init__(self, views: Iterable[PublicView]) -> None:
        self.views = {view.number: view for view in views}
        self._tokens = {number: tokens_of(view) for number, view in self.views.items()}

    def find(self, form: SearchForm, at: datetime, question: Question, scope: set[int]) -> set[int]:
        """The listings of a scope that fit a form and answer a question."""
        fit = {number for number in scope if fits(self.views[number], form, at)}
        return fit & self._said(question, scope) if form.q else fit

    def _said(self, question: Question, scope: set[int]) -> set[int]:
        """Every word anywhere; when nothing in the scope has them all, any word."""
        asked = question.alternatives
        every = {n for n in scope if asked and all(_holds(self._tokens[n], one) for one in asked)}
        if every or len(asked) < 2:
            return every
        return {n for n in scope if any(_holds(self._tokens[n], one) for one in asked)}


def _holds(tokens: set[Token], words: tuple[str, ...]) -> bool:
    return any((kind, word) in tokens for word in words for kind in (NAME, TERM))


def fits(view: PublicView, form: SearchForm, at: datetime) -> bool:
    """Whether a listing fits a form, its words aside."""
    age = form.age
    if age is not None:
        if (view.minimum_age or 0) > age or (99 if view.maximum_age is None else view.maximum_age) < age:
            return False
        if age < 18 and view.admits_minors == "no":
            return False
        if age >= 18 and CATEGORIES[view.category].minors_only:
            return False
    if form.gender and view.genders not in {"all", "unknown", GENDERS[form.gender][0]}:
        return False
    if form.referrer and view.who_may_refer:
        fact = REFERRERS[form.referrer][0]
        also = {"professionals"} if fact in PROFESSIONALS else set()
        if not {"anyone", fact, *also} & set(view.who_may_refer):
            return False
    for name in ("walk_in", "admits_minors", "supports_professionals"):
        if getattr(form, name) and getattr(view, name) != "yes":
            return False
    if form.open_now and not hours.state(view.local_hours, view.timezone, at).is_open:
        return False
    return not form.wanted_categories or view.category in form.wanted_categories
