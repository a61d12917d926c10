"""The screen of a call: each fact of a listing as it is known, with what corrects it in place."""

from __future__ import annotations

from dataclasses import dataclass

from directory.coordination.call_form import ASKED, EDITORS, SELDOM
from directory.listings.codes import TERNARY_WORDS
from directory.listings.differences import word_of
from directory.listings.drafts import Draft
from directory.listings.fields import FIELDS, Field, Kind
from directory.storing.states import stored_state


@dataclass(frozen=True, slots=True)
class AskedFact:
    """One fact on the screen: `text` is what is known, "" when nothing is.

    `editor` is what corrects it, as `templates/campaign/_facts.html` draws it; "" when the whole form does.
    """

    field: Field
    text: str
    editor: str

    @property
    def is_seldom(self) -> bool:
        """Whether the page folds it."""
        return self.field.name in SELDOM


def asked_facts(draft: Draft) -> list[AskedFact]:
    """Every fact that a call may check of a listing, in the order of the screen."""
    state = stored_state(draft)
    return [AskedFact(FIELDS[name], word_of(name, state[name]), _editor(FIELDS[name])) for name in ASKED]


def _editor(field: Field) -> str:
    if field.kind is Kind.CODE and set(field.words) == set(TERNARY_WORDS):
        return "ternary"
    return EDITORS.get(field.kind, "")
