"""The phrases of a confidential listing in its form: ticked in lists, in place of typed texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from directory.listings.codes import CONFIDENTIAL
from directory.listings.drafts import Draft
from directory.listings.fields import PHRASED
from directory.listings.phrases import ALL_HOURS, Phrases


class PhraseForm(Protocol):
    """What phrases need of a form: texts by field, and what is ticked in lists."""

    values: dict[str, str]
    choices: dict[str, tuple[str, ...]]


def field_of(name: str) -> str:
    """The field in which the phrases of a fact are ticked."""
    return f"phrases_{name}"


def read_picks(
    form: PhraseForm, source: Mapping[str, Sequence[str]], stored: Draft | None, phrases: Phrases
) -> dict[str, str]:
    """Return the texts that phrases say of the draft of a form, and write on the form what is ticked.

    What is typed beside them is part of the text: `drafts.check` refuses it unless it is a phrase. What a
    listing said freely before it was hidden is no longer its text, nor are its exact hours.
    """
    for name in PHRASED:
        ticked = set(source.get(field_of(name), ()))
        form.choices[field_of(name)] = tuple(one.key for one in phrases.offered(name) if one.key in ticked)
    said = {name: phrases.write(name, form.choices[field_of(name)]) for name in PHRASED}
    if form.values["disclosure"] != CONFIDENTIAL:
        was_hidden = stored is not None and stored.disclosure == CONFIDENTIAL
        return {name: text for name, text in said.items() if was_hidden and text and not form.values[name]}
    is_hiding = stored is not None and stored.disclosure != CONFIDENTIAL
    typed = dict.fromkeys(PHRASED, "") if is_hiding else {name: form.values[name] for name in PHRASED}
    form.values |= dict.fromkeys(PHRASED, "")
    return {name: f"{said[name]} {typed[name]}".strip() for name in PHRASED}


def show_picks(form: PhraseForm, draft: Draft, phrases: Phrases) -> None:
    """Tick in a form the phrases of a confidential draft."""
    if draft.disclosure != CONFIDENTIAL:
        return
    for name in PHRASED:
        form.choices[field_of(name)] = phrases.read(name, getattr(draft, name)) or ()
        form.values[name] = ""


def hours_kept(hours: str, draft_disclosure: str, stored: Draft | None) -> str:
    """The hours of a form: exact ones are left behind by a listing that becomes confidential."""
    is_hiding = stored is not None and stored.disclosure != CONFIDENTIAL == draft_disclosure
    return "" if is_hiding and hours not in ALL_HOURS else hours
