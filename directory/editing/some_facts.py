"""A form that asks for some facts of a listing only: read by the whole form's reader, the rest as stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from directory.editing.closure_rows import PARTS as CLOSURE_PARTS
from directory.editing.contact_rows import PARTS
from directory.editing.listing_form import ListingForm, form_of, read_form
from directory.editing.listing_place import COMPUTED
from directory.editing.listing_place import PARTS as PLACE_PARTS
from directory.listings.contacts import CHANNELS
from directory.listings.drafts import Draft
from directory.permissions import Actor
from directory.places.geocoding import GEOCODERS


def read_some(
    typed: Mapping[str, Sequence[str]], stored: Draft, names: Collection[str], *, by: Actor, on: date
) -> tuple[ListingForm, Draft]:
    """Read the facts `names` of a form about a stored draft; all others stay as they are stored.

    Return the form to show again and the draft, to be stored only when the form has no problem. The point of
    a place that changes is that of its commune. Of a confidential listing no place is read.
    """
    source = _as_sent(form_of(stored, 0, on))
    known = dict(source)
    if "commune" not in typed:  # a form that asks nothing of the place, or was opened before one did
        names = [name for name in names if name != "place"]
    for name in names:
        for sent in _sent_as(name):
            source[sent] = list(typed.get(sent, ()))
    if any(source.get(name) != known.get(name) for name in _sent_as("place")):
        source["position"] = [COMPUTED]
    source |= {name: list(typed[name]) for name in ("hours_understood", "version") if name in typed}
    form, draft = read_form(source, stored, by=by, geocode=GEOCODERS["communes"], on=on)
    return form, replace(stored, **{name: getattr(draft, name) for name in names})


def _sent_as(name: str) -> Sequence[str]:
    """The names of the fields of a fact in a form."""
    if name in CHANNELS:
        return [f"{name.removesuffix('s')}_{part}" for part in (*PARTS, "confirmed")]
    if name == "place":
        return PLACE_PARTS
    return CLOSURE_PARTS if name == "closures" else [name]


def _as_sent(form: ListingForm) -> dict[str, list[str]]:
    """What a browser would send of a form as it is shown."""
    source = {name: [value] for name, value in form.values.items()}
    source |= {name: list(values) for name, values in form.choices.items()}
    source |= {name: ["1"] for name, is_set in form.flags.items() if is_set}
    for name, rows in (("phone", form.phones), ("email", form.emails)):
        source |= {f"{name}_{part}": [getattr(row.typed, part) for row in rows] for part in PARTS}
    return source
