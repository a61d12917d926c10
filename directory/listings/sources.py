"""Where a fact was learnt: a page, or what somebody said by telephone, on the spot or by letter, and when.

A listing has a source, each of its contacts one, and its site and its address when theirs is another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from directory.french.dates import EXPECTED, is_date
from directory.listings.codes import CONFIDENTIAL, HEARD, NOBODY
from directory.listings.web_addresses import read_web_address

MISSING = (
    "La source manque : donnez l’adresse d’une page, ou dites comment c’est appris (téléphone, visite…)."
)
UNREADABLE = "Adresse complète attendue, qui commence par https:// ou http://, sans @ avant le nom du site."
WHEN = "Dites quand c’est appris, comme 12/03/2026."
NO_PERSON = "C’est confirmé par un service, jamais par une personne : « coordination nationale »."
FROM_WHOM = "Dites de qui, par sa fonction et jamais par son nom."

#: Who may have confirmed a fact: a service, as `directory.editing.contact_rows` names it.
_SERVICE = re.compile(
    r"(coordination nationale|la structure elle-même|coordination départementale, [^|]{2,60})?"
)


class Source(NamedTuple):
    """Where a fact was read or heard. Dates are ISO text, may be partial; `seen_on`: when a page was read."""

    source_url: str = ""
    source_date: str = ""
    source_kind: str = ""
    seen_on: str = ""
    source_role: str = ""


class Origin(NamedTuple):
    """The source of a site or of an address when it is not its listing's, and who confirmed it when."""

    source_url: str = ""
    source_date: str = ""
    source_kind: str = ""
    seen_on: str = ""
    confirmed_on: str = ""
    confirmed_by: str = ""
    source_role: str = ""


#: The source of a listing: the names of its facts, in the order of those of a `Source`.
OF_LISTING = ("source_url", "source_date", "source_kind", "source_seen", "source_role")
#: The facts of a listing that may have an origin of their own: "website_source_url" and so on.
SOURCED = ("website", "address")
#: By such a fact, the names of what its origin says.
ORIGINS: Mapping[str, tuple[str, ...]] = {
    fact: tuple(f"{fact}_{name}" for name in Origin._fields) for fact in SOURCED
}


def is_told(source: Any) -> bool:
    """Whether a source, or what has one, says where it is: a page, or that somebody said it."""
    return bool(source.source_url) or source.source_kind in HEARD


def source_of(facts: Mapping[str, Any]) -> Source:
    """The source of a listing, from its facts or from a state of its history that may lack some."""
    return Source(*(facts.get(name, "") for name in OF_LISTING))


#: The same read from what has them: these are asked of every contact of ten thousand rows.
_of_listing, _source, _origin = (attrgetter(*names) for names in (OF_LISTING, Source._fields, Origin._fields))
_origins = {fact: attrgetter(*names) for fact, names in ORIGINS.items()}


def own_source(listing: Any) -> Source:
    """The source of a listing, from its draft or from what the public reads of it."""
    return Source._make(_of_listing(listing))


def source_in(told: Any) -> Source:
    """The source of a contact, or of an origin."""
    return Source._make(_source(told))


def origin_in(contact: Any) -> Origin:
    """The origin of a contact."""
    return Origin._make(_origin(contact))


def origin_of(listing: Any, fact: str) -> Origin | None:
    """The origin of a fact of `SOURCED`, of a listing or a draft; None when it is its listing's."""
    said = _origins[fact](listing)
    return Origin._make(said) if any(said) else None


def find_faults(origin: Origin) -> Iterator[tuple[str, str]]:
    """Say in French what is wrong with the origin of one fact, by field; one that says nothing is right."""
    if any(source := source_in(origin)):
        yield from find_source_faults(source)
    if not _SERVICE.fullmatch(origin.confirmed_by):
        yield "confirmed_by", NO_PERSON
    if origin.confirmed_on and not is_date(origin.confirmed_on):
        yield "confirmed_on", EXPECTED


def find_source_faults(source: Source) -> Iterator[tuple[str, str]]:
    """Say in French what is wrong with a source, by field; it has to say where it is."""
    if source.source_url and not read_web_address(source.source_url):
        yield "source_url", UNREADABLE
    if not is_told(source):
        yield "source_url", MISSING
    elif not source.source_url:
        if not (source.source_date or source.seen_on):
            yield "source_date", WHEN
        if not source.source_role and source.source_kind != NOBODY:
            yield "source_role", FROM_WHOM
    for name in ("source_date", "seen_on"):
        if (said := getattr(source, name)) and not is_date(said):
            yield name, EXPECTED


_NAMED = dict(zip(Source._fields, OF_LISTING, strict=True))


def find_faults_of(draft: Any) -> Iterator[tuple[str, str]]:
    """Say what is wrong with the source of a listing, and of its site and address, by field."""
    yield from ((_NAMED[name], fault) for name, fault in find_source_faults(own_source(draft)))
    for fact in SOURCED:
        if origin := origin_of(draft, fact):
            yield from ((f"{fact}_{name}", fault) for name, fault in find_faults(origin))


def settle_origins(draft: Any) -> dict[str, str]:
    """What changes of the origins of a draft when it is stored.

    What was confirmed has a source; what is not there, or may not be said, has none.
    """
    facts: dict[str, str] = {}
    for fact in SOURCED:
        if origin := origin_of(draft, fact):
            is_there = draft.website if fact == "website" else draft.place
            if not is_there or draft.disclosure == CONFIDENTIAL:
                facts |= dict.fromkeys(ORIGINS[fact], "")
            elif not is_told(origin):
                facts |= {f"{fact}_{name}": said for name, said in own_source(draft)._asdict().items()}
    return facts
