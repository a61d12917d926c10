"""The form of a listing: from what somebody types to a draft, errors as French sentences, typed values kept.

Only the fields named here are read, and only with the values offered: whatever else a form carries changes
nothing. Of a confidential listing neither place nor contact is read at all, nor shown again; a text that says
where it is never comes back in an answer, which only gives the positions of its words in the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex
from typing import Any

from msgspec.structs import asdict, replace

from directory.editing.closure_rows import ClosureRow, closure_rows, read_closures
from directory.editing.contact_rows import (
    MOST_DATE,
    MOST_ROWS,
    Confirmation,
    Row,
    read_contacts,
    rows_of,
    service_name,
)
from directory.editing.listing_place import keep_secret, place_values, read_place
from directory.editing.origin_fields import read_checks
from directory.editing.phrase_picks import hours_kept, read_picks, show_picks
from directory.editing.served import read_served
from directory.french.dates import read_date
from directory.french.typography import partial_date
from directory.listings import hours, hours_in_french, usual_week
from directory.listings.categories import CATEGORIES
from directory.listings.codes import CONFIDENTIAL
from directory.listings.contacts import CHANNELS, Contact
from directory.listings.dated_closures import MOST as MOST_CLOSURES
from directory.listings.drafts import Draft, Problem, check, tell_place
from directory.listings.fields import CODED, FIELDS, LIMITS, PHRASED, TYPED_NAMES, Kind, names_of
from directory.listings.phrases import REVIEWED, Phrases
from directory.listings.sources import SOURCED, own_source
from directory.listings.typed import Typed
from directory.permissions import Actor
from directory.places.clues import find_clues
from directory.places.clues.positions import find_spans
from directory.places.communes import Commune, Match
from directory.places.geocoding import Point

BLANK_ROWS = 2
#: What is typed as a text.
TEXTS = TYPED_NAMES
#: What is typed as a date, which may be longer than what is stored of it.
DATES = tuple(name for name in names_of(Kind.PARTIAL_DATE) if name in TEXTS)
#: What is ticked among some words.
LISTS = names_of(Kind.CODES)
_NEW = Draft(ref="", category=next(iter(CATEGORIES)), name="")
#: The values a field may take, the first being that of a new listing. Archiving is an act of its own.
CHOICES: Mapping[str, Sequence[str]] = {
    name: (getattr(_NEW, name), *(code for code in words if code not in (getattr(_NEW, name), "archived")))
    for name, words in CODED.items()
}
#: Where the sentence about a problem of a draft is shown in the form.
SHOWN_AT = {
    "closures": "closure-0",
    "phone": "phone-0",
    "email": "email-0",
    "place": "commune",
    "minimum_age": "minimum_age",
}
_REF = re.compile(r"fiche-[0-9a-f]{16}")
Source = Mapping[str, Sequence[str]]
Geocode = Callable[[str, Commune], Point | None]


@dataclass
class ListingForm(Typed):
    """The form as shown: values, problems and choices by field, rows of contacts, communes to choose from."""

    phones: list[Row] = field(default_factory=list)
    emails: list[Row] = field(default_factory=list)
    closures: list[ClosureRow] = field(default_factory=list)
    matches: Sequence[Match] = ()
    flags: dict[str, bool] = field(default_factory=dict)
    point: Point | None = None
    #: By field whose text is not sent back, where its words to take out stand in it (`find_spans`).
    withheld: dict[str, Sequence[tuple[int, int]]] = field(default_factory=dict)

    @property
    def phone_rows(self) -> list[Row]:
        """The phones, and blank rows to add some."""
        return (self.phones + [Row()] * BLANK_ROWS)[:MOST_ROWS]

    @property
    def closure_rows(self) -> list[ClosureRow]:
        """The closures, and a blank row to add one."""
        return (self.closures + [ClosureRow()])[:MOST_CLOSURES]

    @property
    def email_rows(self) -> list[Row]:
        """The e-mails, and blank rows to add some."""
        return (self.emails + [Row()] * BLANK_ROWS)[:MOST_ROWS]


def new_ref() -> str:
    """A reference for a new listing: sent with its form, so that a form sent twice makes one listing."""
    return f"fiche-{token_hex(8)}"


def blank_form(by: Actor) -> ListingForm:
    """The form of a new listing, in one's departement when there is only one."""
    form = ListingForm(values={name: values[0] for name, values in CHOICES.items()})
    form.values["ref"] = new_ref()
    form.choices["departements"] = tuple(by.departements) if len(by.departements) == 1 else ()
    form.flags = {"is_national": False}
    form.values["position"] = "computed"
    return form


def form_of(draft: Draft, version: int, today: date, phrases: Phrases = REVIEWED) -> ListingForm:
    """The form of a draft, read at a version of its listing, with its closures not over.

    `phrases`: those that confidential listings may say.
    """
    form = ListingForm(values={name: getattr(draft, name) for name in (*TEXTS, *CHOICES)})
    form.values |= {name: partial_date(getattr(draft, name)) for name in DATES}
    form.values |= {"ref": draft.ref, "version": str(version), "hours": hours_typed(draft.hours)}
    for name in ("minimum_age", "maximum_age"):
        age = getattr(draft, name)
        form.values[name] = "" if age is None else str(age)
    form.choices = {name: getattr(draft, name) for name in ("departements", *LISTS)}
    form.closures = closure_rows(draft.closures, today)
    show_picks(form, draft, phrases)
    form.flags = {"is_national": draft.is_national}
    form.values |= {name: getattr(draft, name) for name in (f"{fact}_confirmed_on" for fact in SOURCED)}
    form.phones, form.emails = (rows_of(getattr(draft, name), own_source(draft)) for name in CHANNELS)
    form.values |= place_values(draft.place)
    form.point = (
        Point(draft.place.latitude, draft.place.longitude, draft.place.precision) if draft.place else None
    )
    return form


def read_form(
    source: Source,
    stored: Draft | None,
    *,
    by: Actor,
    geocode: Geocode,
    on: date,
    phrases: Phrases = REVIEWED,
) -> tuple[ListingForm, Draft]:
    """Read a form sent by somebody about a stored draft, or about a new listing.

    Return the form to show again and the draft, as complete as what was typed allows: it may only be stored
    when the form has no problem. `geocode` is a function of `directory.places.geocoding.GEOCODERS`, `on`
    the day it is sent.
    """
    form = ListingForm()
    single = {name: values[0] for name, values in source.items() if values}
    for name in TEXTS:
        form.text(single, name, "", MOST_DATE if name in DATES else LIMITS[name])
    for name, allowed in CHOICES.items():
        former = getattr(stored, name) if stored else allowed[0]
        given = single.get(name, "")
        form.values[name] = given if given in allowed and name in single else former
    keep_secret(form, source, is_new=stored is None)
    form.values["version"] = single.get("version", "")[:9]
    form.values["ref"] = stored.ref if stored else _ref(single.get("ref", ""))
    form.flags = {
        "is_national": "is_national" in single if by.is_national else bool(stored and stored.is_national),
    }
    form.choices |= {name: _chosen(source, name, tuple(FIELDS[name].words)) for name in LISTS}
    form.choices["departements"] = read_served(form, source, stored, by)
    facts: dict[str, Any] = {name: form.values[name] for name in (*TEXTS, *CHOICES)} | form.flags
    facts |= {name: _age(form, single, name) for name in ("minimum_age", "maximum_age")}
    facts |= {name: form.choices[name] for name in ("departements", *LISTS)}
    form.closures, facts["closures"] = read_closures(source, stored.closures if stored else (), on)
    form.problems |= {
        f"closure-{place}": row.problem for place, row in enumerate(form.closures) if row.problem
    }
    facts |= {name: read_date(form[name]) for name in DATES}
    facts |= read_picks(form, source, stored, phrases)
    confirmation = Confirmation(service_name(by, form.choices["departements"]), on)
    facts["hours"] = hours_kept(_read_hours(form, single, stored), form["disclosure"], stored)
    facts |= {"phones": (), "emails": (), "place": None}
    if form["disclosure"] != CONFIDENTIAL:
        form.phones, facts["phones"] = _read_contacts(form, source, "phones", stored, confirmation)
        form.emails, facts["emails"] = _read_contacts(form, source, "emails", stored, confirmation)
        facts["place"] = read_place(form, single, geocode)
        place = facts["place"]
        form.point = Point(place.latitude, place.longitude, place.precision) if place else None
    facts |= read_checks(form, form.flags, single, facts, stored, confirmation)
    draft = _keep_spelling(Draft(ref=form["ref"], **facts), stored)
    return form, withhold(form, draft, check(draft, phrases), single)


def withhold(form: ListingForm, draft: Draft, problems: Iterable[Problem], typed: Mapping[str, str]) -> Draft:
    """Write problems on a form, and take out of it, and of the draft returned, every text that says where a
    confidential listing is. `typed` holds the fields as they were sent."""
    for problem in problems:
        name = SHOWN_AT.get(problem.field, problem.field)
        is_unreviewed = draft.disclosure == CONFIDENTIAL and name in PHRASED
        if (problem.clues and name in TEXTS) or is_unreviewed:
            _take_out(form, getattr(draft, name), problem, typed)
        else:
            form.problems.setdefault(name, problem.message)
    if draft.disclosure == CONFIDENTIAL:  # what cannot be read as hours or as a date may be a place too
        for name in form.problems.keys() & form.values.keys() - form.withheld.keys():
            if clues := find_clues(form[name], draft.departements):
                _take_out(form, form[name], tell_place(name, form[name], clues), typed)
    blank: dict[str, Any] = {name: "" for name in form.withheld if name in TEXTS}
    return replace(draft, **blank)


def _take_out(form: ListingForm, text: str, problem: Problem, typed: Mapping[str, str]) -> None:
    name = problem.field
    form.withheld[name] = find_spans(typed.get(name, ""), text, problem.clues)
    form.problems[name], form.values[name] = problem.message, ""


def hours_typed(stored: str) -> str:
    """Stored hours in French where French says them exactly, else as they are."""
    words = usual_week.in_words(stored)
    try:
        return words if words and usual_week.in_words(hours_in_french.parse(words)) == words else stored
    except hours.InvalidHours:
        return stored


def _ref(given: str) -> str:
    return given if _REF.fullmatch(given) else new_ref()


def _chosen(source: Source, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
    given = set(source.get(name, ()))
    return tuple(value for value in allowed if value in given)


def _age(form: ListingForm, single: Mapping[str, str], name: str) -> int | None:
    form.values[name] = single.get(name, "").strip()[:20]
    if form[name] and not (form[name].isdecimal() and len(form[name]) < 4):
        form.problems[name] = "Âge attendu : un nombre d’années, de 0 à 99."
    return int(form[name]) if form[name] and name not in form.problems else None


def _read_hours(form: ListingForm, single: Mapping[str, str], stored: Draft | None) -> str:
    """Read the hours; new ones are read back in words, to be confirmed beside them."""
    form.values["hours"] = " ".join(single.get("hours", "").split())[:300]
    if stored and form["hours"] == " ".join(hours_typed(stored.hours).split()):
        return stored.hours
    confirmed = single.get("hours_understood", "")
    try:
        read, question = hours_in_french.read_back(form["hours"], confirmed)
    except hours.InvalidHours as refused:
        form.problems["hours"] = str(refused)
        return ""
    if stored and read == stored.hours:
        return read
    if question:
        form.problems["hours"] = question
    if question or read == confirmed:
        form.values |= {"hours_understood": read, "hours_confirmed": "" if question else "1"}
    return read


def _read_contacts(
    form: ListingForm, source: Source, channel: str, stored: Draft | None, confirmation: Confirmation
) -> tuple[list[Row], tuple[Contact, ...]]:
    """Read the phones or the e-mails; what is wrong with one is told beside its own field."""
    rows, contacts = read_contacts(
        source, channel, getattr(stored, channel, ()), confirmation, form.choices["departements"]
    )
    name = channel.removesuffix("s")
    form.problems |= {f"{name}-{place}": row.problem for place, row in enumerate(rows) if row.problem}
    return rows, contacts


def _keep_spelling(draft: Draft, stored: Draft | None) -> Draft:
    """Keep stored facts where only spaces or order differ: no-break spaces are lost in a form's fields."""
    if stored is None:
        return draft
    facts = asdict(draft)
    for name in facts:
        old, new = getattr(stored, name), facts[name]
        if isinstance(old, str) and old.split() == new.split():
            facts[name] = old
    for name in LISTS:
        if set(getattr(stored, name)) == set(facts[name]):
            facts[name] = getattr(stored, name)
    facts["departements"] = tuple(sorted(facts["departements"]))
    return Draft(**facts)
