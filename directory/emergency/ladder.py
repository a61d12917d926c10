"""The ladder of every page: three rungs always in the same places, then the other numbers on a quiet line.

Immediate danger, the 119, the CRIP of the departement. When the CRIP is closed its rung is the 119, and its
own number comes beside it with the hour it reopens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from directory.listings import usual_week
from directory.listings.cards import PhoneLink, phone_link
from directory.listings.local_lines import LOCAL_LINES, LocalLine, LocalLines
from directory.listings.moments import moment
from directory.listings.national_numbers import EmergencyNumber, Numbers, in_force
from directory.listings.opening import state_of
from directory.listings.public_view import PublicView
from directory.places.departements import Departement


@dataclass(frozen=True, slots=True)
class CripLine:
    """The CRIP of a departement, as of an instant.

    `phone` is None without a known number. `is_open` is None when unknown; `change` says when it closes or
    reopens in few French words ("17 h 30", "mardi 8 h 30"); `usual_hours` says any week, for paper.
    """

    departement: Departement
    phone: PhoneLink | None = None
    is_open: bool | None = None
    change: str = ""
    usual_hours: str = ""
    slug: str = ""
    valid_until: datetime | None = None

    @property
    def hours(self) -> str:
        """ "jusqu’à 17 h 30", "fermée, rouvre mardi 8 h 30"; empty when unknown."""
        if self.is_open:
            return f"jusqu’à {self.change}" if self.change else ""
        if self.is_open is None:
            return ""
        return f"fermée, rouvre {self.change}" if self.change else "fermée"


@dataclass(frozen=True, slots=True)
class Target:
    """A second thing to press in a rung. `lasting` replaces on paper words that are only true for now."""

    number: str
    href: str
    words: str
    lasting: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step: pressing it calls `href`, which is the number written largest in it.

    `number` is empty when `title` is the number, `name` standing in its place ("CRIP").
    """

    href: str
    number: str
    title: str
    words: str
    name: str = ""
    also: Target | None = None
    lasting: str = ""
    lasting_title: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The whole ladder: its rungs, and the other numbers as targets."""

    rungs: tuple[Rung, ...]
    others: tuple[Target, ...]


#: Who stands in the rungs: immediate danger, the European number beside it, and who listens day and night.
DANGER, EUROPE, LISTENING = "17", "112", "119"


def make_ladder(crip: CripLine | None) -> Steps:
    """Return the ladder of a page about a departement, or of one that is about none."""
    numbers = in_force()
    lines = LOCAL_LINES.get(crip.departement.code) if crip else None
    known = lines.numbers if lines else None
    others = tuple(
        Target(number.number, number.href, number.short_label)
        for number in numbers.ladder
        if number.key not in {DANGER, EUROPE, LISTENING} and (known is None or number.value in known)
    )
    return Steps(tuple(_rungs(numbers, crip, lines)), others)


class PaperLine(NamedTuple):
    """A number as paper says it: "119", what it is, and when it answers in any week."""

    number: str
    href: str
    name: str
    words: str


def on_paper(crip: CripLine | None) -> tuple[list[PaperLine], list[PaperLine]]:
    """The rungs and the other numbers for what is read at another hour than now."""
    steps = make_ladder(replace(crip, is_open=None) if crip else None)
    rungs = []
    for rung in steps.rungs:
        number, name = (
            (rung.number, rung.lasting_title or rung.title) if rung.number else (rung.title, rung.name)
        )
        also = f" ou {rung.also.number}" if rung.also else ""
        rungs.append(PaperLine(f"{number}{also}", rung.href, name, rung.lasting or rung.words))
    return rungs, [PaperLine(other.number, other.href, other.words, "") for other in steps.others]


def _rungs(numbers: Numbers, crip: CripLine | None, lines: LocalLines | None) -> list[Rung]:
    europe = numbers[EUROPE]
    danger = replace(_rung(numbers[DANGER]), also=Target(europe.number, europe.href, "ou"))
    listening = _rung(numbers[LISTENING])
    if crip is None:
        return [
            danger,
            listening,
            _by_listening(listening, "CRIP, par le", "il transmet à votre département"),
        ]
    if lines is None:
        return [danger, listening, _crip_rung(crip, listening)]
    if lines.numbers is not None:
        danger, listening = _local(lines.now, danger), _local(lines.listening, listening)
    if crip.phone or lines.reporting is None:
        return [danger, listening, *([_crip_rung(crip, listening)] if crip.phone else [])]
    return [danger, listening, _local(lines.reporting, listening)]


def _rung(number: EmergencyNumber) -> Rung:
    return Rung(number.href, number.number, number.short_label, number.words)


def _by_listening(listening: Rung, title: str, words: str) -> Rung:
    """The rung of a service that is reached by the number of who listens."""
    return Rung(listening.href, listening.number, f"{title} {listening.number}", words)


def _local(line: LocalLine | None, instead: Rung) -> Rung:
    """The rung of a territory's own line; without a number, what it says over the number of another rung."""
    if line is None:
        return instead
    if not line.number:
        return Rung(instead.href, instead.number, line.title, line.words)
    if line.title == "CRIP":
        return Rung(line.href, "", line.number, line.words, name=line.title)
    return Rung(line.href, line.number, line.title, line.words)


def _crip_rung(crip: CripLine, listening: Rung) -> Rung:
    """The third rung: the CRIP while it answers, else who listens (the 119), its own number beside it."""
    name, other = f"CRIP {crip.departement.code}", listening.number or listening.title
    if crip.phone is None:
        return _by_listening(listening, f"{name}, par le", f"le {other} lui transmet")
    phone, usual = crip.phone, crip.usual_hours or "horaires à demander"
    if crip.is_open is False:
        reopens = f"dès {crip.change}" if crip.change else "à sa réouverture"
        words = " · ".join(part for part in (reopens, phone.cost) if part)
        also = Target(phone.display, phone.href, words, usual)
        told = f"le {other} lui transmet"
        return Rung(listening.href, other, f"{name} fermée", told, also=also, lasting_title=name)
    words = f"sans réponse, le {other}"
    if crip.is_open:
        words = f"ouverte jusqu’à {crip.change}, puis {other}" if crip.change else "ouverte 24 h/24"
    words = " · ".join(part for part in (words, phone.cost) if part)
    return Rung(phone.href, "", phone.display, words, name=name, lasting=f"{usual}, sinon {other}")


def crip_line(view: PublicView | None, departement: Departement, at: datetime) -> CripLine:
    """Say the CRIP of a departement, if one is known, as of the aware instant `at`."""
    if view is None:
        return CripLine(departement)
    state = state_of(view, at)
    return CripLine(
        departement,
        phone=phone_link(view.phones[0]) if view.phones else None,
        is_open=state.is_open,
        change=moment(state.changes_at, at) if state.changes_at else "",
        usual_hours=usual_week.in_words(view.hours),
        slug=view.slug,
        valid_until=state.changes_at,
    )
