"""A listing as somebody proposes it: every fact in one value, checked before it is stored.

The same value comes from the seed, an import or a form, and goes to `storing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter, gt

from msgspec import Struct
from msgspec.structs import asdict, replace

from directory.listings import dated_closures, hours, phones, sources
from directory.listings.allowed_words import tell_unknown
from directory.listings.categories import is_secret
from directory.listings.codes import CONFIDENTIAL
from directory.listings.contacts import CHANNELS, Contact, find_faults, settle
from directory.listings.fields import (
    CODED,
    FIELDS,
    FREE_TEXTS,
    LIMITS,
    PHRASED,
    SEVERAL_WORDS,
    Kind,
    names_of,
)
from directory.listings.phrases import ALL_HOURS, HOURS, REVIEWED, Phrases, exact_words, tell_phrases
from directory.listings.web_addresses import read_web_address
from directory.places.clues import Clue, find_clues_in_address
from directory.places.clues.positions import describe
from directory.places.clues.titles import find_clues_in_name
from directory.places.departements import DEPARTEMENTS, suggest

#: Characters a street may have.
MOST_ADDRESS = 200
_LIMITED, _MOST = tuple(LIMITS), tuple(LIMITS.values())
#: Of a draft, what has a limit and what is one of some words: ten thousand rows are checked at once.
_limited, _coded = attrgetter(*_LIMITED), attrgetter(*CODED)
#: What somebody writes of a confidential listing, besides its phrases.
_NAMES = tuple(name for name in FREE_TEXTS if name not in PHRASED)
#: Addresses of a confidential listing, which may betray where it is like its free texts.
ADDRESSES = ("ref", "website", "source_url")
_SEVERAL = names_of(Kind.CODES)
_POSTCODE = re.compile(r"([0-9]{5})?")
ALWAYS_SECRET = (
    "Un hébergement sous secret ne publie rien de son lieu : choisissez « Rien : fiche sous secret »"
    " ou une autre catégorie."
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a draft, as a French sentence. Never repeats a refused place.

    `clues`: the parts of the text that say where a confidential listing is, for the form to point at.
    """

    field: str
    message: str
    clues: tuple[Clue, ...] = ()


class DraftPlace(Struct, frozen=True):
    """Where a listing sits: WGS 84 degrees; `precision` is address or commune."""

    departement: str
    code_insee: str
    postcode: str
    address: str
    latitude: float
    longitude: float
    precision: str


class Draft(Struct, frozen=True):
    """The facts of a listing; what nobody told is as unknown as its default says."""

    ref: str
    category: str
    name: str
    operator: str = ""
    is_national: bool = False
    departements: tuple[str, ...] = ()
    disclosure: str = "commune"
    status: str = "draft"
    is_dedicated: str = "unknown"
    summary: str = ""
    description: str = ""
    admits_minors: str = "unknown"
    minimum_age: int | None = None
    maximum_age: int | None = None
    genders: str = "unknown"
    accepts_suspicion: str = "unknown"
    supports_professionals: str = "unknown"
    who_may_refer: tuple[str, ...] = ()
    requirement: str = ""
    response_delay: str = ""
    walk_in: str = "unknown"
    closures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    step_free: str = "unknown"
    warm_handover: str = "unknown"
    handover_how: str = ""
    capacity: str = ""
    stay: str = ""
    fallback: str = ""
    hours: str = ""
    hours_text: str = ""
    phones: tuple[Contact, ...] = ()
    emails: tuple[Contact, ...] = ()
    website: str = ""
    place: DraftPlace | None = None
    caveat: str = ""
    source_url: str = ""
    source_date: str = ""
    source_kind: str = ""
    source_seen: str = ""
    source_role: str = ""
    website_source_url: str = ""
    website_source_date: str = ""
    website_source_kind: str = ""
    website_seen_on: str = ""
    website_confirmed_on: str = ""
    website_confirmed_by: str = ""
    website_source_role: str = ""
    address_source_url: str = ""
    address_source_date: str = ""
    address_source_kind: str = ""
    address_seen_on: str = ""
    address_confirmed_on: str = ""
    address_confirmed_by: str = ""
    address_source_role: str = ""


def check(draft: Draft, phrases: Phrases = REVIEWED) -> list[Problem]:
    """Return what is wrong with a draft; an empty list means it may be stored.

    `phrases`: those a confidential one may be made of. Without those approved in the database it says less.
    """
    return [
        *_check_words(draft),
        *_check_where(draft),
        *_check_contacts(draft),
        *_check_admission(draft),
        *_check_secrecy(draft, phrases),
    ]


def _check_words(draft: Draft) -> list[Problem]:
    found = []
    if any(map(gt, map(len, _limited(draft)), _MOST)):
        found += [
            Problem(name, f"{most} caractères au plus.")
            for name, most, text in zip(_LIMITED, _MOST, _limited(draft), strict=True)
            if len(text) > most
        ]
    if not draft.ref:
        found.append(Problem("ref", "La référence manque."))
    if not draft.name:
        found.append(Problem("name", "Le nom manque."))
    found += _check_codes(_coded(draft))
    if draft.website and not read_web_address(draft.website):
        found.append(Problem("website", sources.UNREADABLE))
    return found + [Problem(name, fault) for name, fault in sources.find_faults_of(draft)]


@lru_cache(maxsize=1024)
def _check_codes(codes: tuple[str, ...]) -> tuple[Problem, ...]:
    return tuple(
        Problem(name, tell_unknown(name, code))
        for (name, known), code in zip(CODED.items(), codes, strict=True)
        if code not in known
    )


def tell_unknown_departement(typed: str) -> str:
    """Say that a departement is unknown, how one is written, and which are the nearest."""
    near = " ou ".join(f"« {found.code} » ({found.name})" for found in suggest(typed, 2))
    proposed = f" Voulez-vous dire {near} ?" if near else ""
    return f"Département inconnu : « {typed[:40]} ». Écrivez son code, comme 56, ou son nom.{proposed}"


def _check_where(draft: Draft) -> list[Problem]:
    found = [
        Problem("departements", tell_unknown_departement(code))
        for code in draft.departements
        if code not in DEPARTEMENTS
    ]
    if not draft.is_national and not draft.departements:
        found.append(Problem("departements", "Indiquez au moins un département servi."))
    if draft.disclosure == CONFIDENTIAL and draft.place is not None:
        found.append(Problem("place", "Une ressource sous secret n’a ni adresse ni commune."))
    if draft.place and draft.disclosure == "commune" and draft.place.address:
        found.append(Problem("address", "Seule la commune est publiée : l’adresse n’est pas enregistrée."))
    if draft.place and len(draft.place.address) > MOST_ADDRESS:
        found.append(Problem("address", f"{MOST_ADDRESS} caractères au plus."))
    if draft.place and not _POSTCODE.fullmatch(draft.place.postcode):
        found.append(Problem("postcode", "Code postal attendu : cinq chiffres."))
    return found


def _check_contacts(draft: Draft) -> list[Problem]:
    found = [
        Problem(channel.removesuffix("s"), fault)
        for channel in CHANNELS
        for contact in getattr(draft, channel)
        for fault in find_faults(channel, contact)
    ]
    if draft.disclosure == CONFIDENTIAL and (draft.phones or draft.emails):
        found.append(Problem("phone", "Une ressource sous secret n’a pas de contact propre enregistré."))
    return found


def _check_admission(draft: Draft) -> list[Problem]:
    found = []
    for name in ("minimum_age", "maximum_age"):
        age = getattr(draft, name)
        if age is not None and not 0 <= age <= 99:
            found.append(Problem(name, "Âge attendu : de 0 à 99 ans."))
    if None not in (draft.minimum_age, draft.maximum_age) and draft.minimum_age > draft.maximum_age:  # type: ignore[operator]
        found.append(Problem("maximum_age", "L’âge maximal est inférieur à l’âge minimal."))
    found += [
        Problem(name, tell_unknown(name, word))
        for name in _SEVERAL
        for word in getattr(draft, name)
        if word not in FIELDS[name].words
    ]
    if draft.closures:
        found += [Problem("closures", fault) for fault in dated_closures.find_faults(draft.closures)]
    if draft.hours:
        try:
            hours.check(draft.hours)
        except hours.InvalidHours as refused:
            found.append(Problem("hours", str(refused)))
    if draft.closures and not found:
        together = dated_closures.with_closures(draft.hours, draft.closures)
        if len(together) > hours.MAXIMUM_LENGTH:
            found.append(Problem("closures", "Avec les horaires, c’est trop long : gardez les prochaines."))
    return found


def _check_secrecy(draft: Draft, phrases: Phrases) -> list[Problem]:
    """Refuse to show what a category keeps secret, words that nobody reviewed, names that say where it is.

    What is refused is never repeated.
    """
    if draft.disclosure != CONFIDENTIAL:
        return [Problem("disclosure", ALWAYS_SECRET)] if is_secret(draft.category) else []
    found = [
        Problem(name, tell_phrases(name, phrases))
        for name in PHRASED
        if phrases.read(name, getattr(draft, name)) is None
    ]
    if draft.hours not in ALL_HOURS:
        found.append(Problem("hours", HOURS))
    for name in (*_NAMES, *ADDRESSES):
        find = find_clues_in_address if name in ADDRESSES else find_clues_in_name
        if clues := find(getattr(draft, name), draft.departements):
            found.append(tell_place(name, getattr(draft, name), clues))
    return found


def tell_place(name: str, text: str, clues: Sequence[Clue]) -> Problem:
    """The problem of a text that says where a confidential listing is."""
    told = f"Ce texte dit où se trouve une ressource sous secret\u202f: {describe(text, clues)}."
    return Problem(name, f"{told} Retirez ces mots.", tuple(clues))


def settled(draft: Draft, phrases: Phrases = REVIEWED) -> Draft:
    """The same draft as it is stored: phrases in their exact words, contacts as `contacts.settle` makes them.

    Each contact has a kind and a source, numbers are in E.164. Raise `phones.InvalidPhone`.
    """
    if draft.disclosure == CONFIDENTIAL:
        draft = replace(draft, **exact_words(asdict(draft), phrases))
    if origins := sources.settle_origins(draft):
        draft = replace(draft, **origins)
    if not draft.phones and not draft.emails:
        return draft
    source = sources.own_source(draft)
    typed = {
        "phones": [(phones.parse(value), *known) for value, *known in draft.phones],
        "emails": draft.emails,
    }
    contacts = {channel: tuple(settle(channel, typed[channel], source)) for channel in CHANNELS}
    return replace(draft, **contacts)


def plain_fields() -> tuple[str, ...]:
    """The fields of a draft that a listing stores as they are."""
    apart = {"operator", "departements", "phones", "emails", "place", *SEVERAL_WORDS}
    return tuple(name for name in Draft.__struct_fields__ if name not in apart)
