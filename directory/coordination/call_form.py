"""The form of a call: what it gave, when to call again, the note, and the facts corrected on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from directory.coordination.call_results import MOST_NOTE, PARIS, next_morning
from directory.coordination.call_words import CALL_BACK, CONFIRMED, NO_ANSWER, OUTCOMES
from directory.editing.listing_form import ListingForm
from directory.editing.some_facts import read_some
from directory.listings.drafts import Draft
from directory.listings.fields import FIELDS, Kind
from directory.listings.sources import ORIGINS
from directory.listings.verification import ANSWERERS, WAYS
from directory.permissions import Actor
from directory.suggestions.personal_data import find_personal_data

#: When to call again, besides a day one chooses.
AGAIN: Mapping[str, str] = {
    "": "Dès demain",
    "am": "Demain ouvré, 9 h",
    "pm": "Demain ouvré, 14 h",
    "week": "Dans une semaine",
    "day": "Un jour choisi",
}
#: Facts that nobody asks on the telephone: they are of the listing, of its territory or of its source.
_NOT_ASKED = frozenset(
    ("ref", "category", "status", "is_national", "departements", "disclosure", "caveat", "source_url",
     "source_date", "source_kind", "source_seen", "source_role",
     *(part for parts in ORIGINS.values() for part in parts))
)  # fmt: skip
#: Asked when there is time: the page folds them.
SELDOM = frozenset(
    ("name", "operator", "summary", "description", "capacity", "stay", "hours_text", "emails", "website",
     "is_dedicated", "place", "supports_professionals", "genders")
)  # fmt: skip
#: The kinds of facts that this form corrects, and how; what is of another kind is shown, and corrected in the
#: whole form of the listing.
EDITORS: Mapping[Kind, str] = {
    Kind.LINE: "line",
    Kind.WEB_ADDRESS: "line",
    Kind.PARTIAL_DATE: "line",
    Kind.TEXT: "text",
    Kind.HOURS: "hours",
    Kind.AGE: "age",
    Kind.CODE: "choice",
    Kind.CODES: "ticks",
    Kind.CONTACTS: "contacts",
    Kind.CLOSURES: "closures",
    Kind.PLACE: "place",
}
#: Every fact of the form, contacts first: what is dialled stands at the top.
ASKED = ("phones", *(name for name in FIELDS if name not in {"phones", *_NOT_ASKED}))
#: Those that can be corrected in place.
CORRECTABLE = tuple(name for name in ASKED if FIELDS[name].kind in EDITORS)


def read_call(
    typed: Mapping[str, Sequence[str]], stored: Draft, *, by: Actor, at: datetime
) -> tuple[ListingForm, Draft, datetime | None]:
    """Read the form of a call about a stored draft.

    Return the form to show again, the listing as it should be and when to call again. The fields of a result
    are among its values; those that a result does not need are not looked at.
    """
    form, draft = read_some(typed, stored, CORRECTABLE, by=by, on=at.date())
    single = {name: values[0] for name, values in typed.items() if values}
    form.values["outcome"] = single.get("quick") or single.get("outcome", "")
    form.values["how"] = single.get("how", "telephone")
    form.values["answered_by"] = single.get("answered_by", "")
    for name in ("again", "again_on", "again_at"):
        form.values[name] = single.get(name, "")[:10]
    form.choices["true"] = tuple(name for name in ASKED if name in typed.get("true", ()))
    form.text(single, "note", "", MOST_NOTE)
    back_at = _check_result(form, at)
    return form, draft, back_at


def _check_result(form: ListingForm, at: datetime) -> datetime | None:
    outcome = form["outcome"]
    if outcome not in OUTCOMES:
        form.problems["outcome"] = "Choisissez ce qu’a donné l’appel."
        form.values["outcome"] = ""
    if form["how"] not in WAYS:
        form.values["how"] = "telephone"
    if form["answered_by"] not in ANSWERERS:
        form.values["answered_by"] = ""
        if outcome == CONFIRMED:
            form.problems["answered_by"] = "Dites qui a répondu : sa fonction, jamais son nom."
    if kinds := [kind for kind in find_personal_data(form["note"]) if kind != "le nom d’une personne"]:
        form.problems["note"] = f"Cette note semble contenir {kinds[0]} : retirez-le."
    return _read_again(form, at) if outcome in {NO_ANSWER, CALL_BACK} else None


def _read_again(form: ListingForm, at: datetime) -> datetime | None:
    """When to call again; what is wrong is told beside its field."""
    match form["again"]:
        case "pm":
            return next_morning(at, 14)
        case "week":
            return next_morning(at + timedelta(days=6))
        case "day":
            return _read_day(form, at)
        case _:
            return next_morning(at)


def _read_day(form: ListingForm, at: datetime) -> datetime | None:
    try:
        day = datetime.fromisoformat(form["again_on"]).date()
        hour = time.fromisoformat(form["again_at"]) if form["again_at"] else time(9)
    except ValueError:
        form.problems["again_on"] = "Indiquez le jour, et l’heure s’il y en a une."
        return None
    found = datetime.combine(day, hour, PARIS)
    if not at < found < at + timedelta(days=366):
        form.problems["again_on"] = "Ce moment est passé, ou dans plus d’un an."
        return None
    return found
