"""Opening hours as somebody writes them in French, turned into OpenStreetMap's opening_hours.

« du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30, samedi 9h-12h, sauf jours fériés » becomes
"Mo-Fr 09:00-12:00,14:00-17:30; Sa 09:00-12:00; PH off". What `usual_week.in_words` says is read back.

A text is cut into days and hours (`hours_words`), and these into clauses: days then their hours, or hours
then their days. Where a text may mean two things it is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from directory.listings import hours, usual_week
from directory.listings.hours import InvalidHours
from directory.listings.hours_words import (
    CLOSED,
    CLOSURE,
    CUT,
    DAYS,
    EXCEPT,
    HOLIDAY,
    HOURS,
    JOIN,
    STRETCH,
    Item,
    Span,
    clock,
    read_items,
    unreadable,
)

FRENCH_EXAMPLE = "« du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30, samedi 9 h - 12 h »"
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMES = (*hours.DAYS, "jours fériés")
_WHOLE_DAY: Span = (0, 24 * 60)
_OSM_WORDS = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Su|PH|SH|off)\b")


def parse(text: str) -> str:
    """Return opening_hours for French or OpenStreetMap text; "" for "". Raise `InvalidHours` otherwise."""
    written = " ".join(text.split())
    if not written:
        return ""
    lines = " ; ".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    try:
        hours.check(written)
    except InvalidHours:
        if _OSM_WORDS.search(written):
            raise
        written = _Reader().read(read_items(lines))
        hours.check(written)
    return written


def read_back(typed: str, confirmed: str) -> tuple[str, str]:
    """The opening hours of a text, and the sentence that asks whether they are well understood.

    Nothing is asked when `confirmed`, opening hours that somebody said to be right, are these, nor when the
    text says them in the very words they are read back in. Raise `InvalidHours` as `parse` does.
    """
    found = parse(typed)
    words = usual_week.in_words(found) or found
    if found == confirmed or " ".join(words.split()) == " ".join(typed.split()):
        return found, ""
    return found, f"Compris\u00a0: {words}. Cochez la case si c’est bien cela, sinon corrigez."


@dataclass
class _Clause:
    """Some days and their hours, whichever were said first; without hours, they are closed."""

    days: list[int] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    is_closed: bool = False
    hours_first: bool = False
    #: Days said after a comma once the clause was whole: they are its own, or begin the next one.
    later: list[list[int]] = field(default_factory=list)

    @property
    def is_told(self) -> bool:
        return bool(self.spans) or self.is_closed


class _Reader:
    """Gathers days and hours into clauses, and clauses into a week of seven days and the public holidays."""

    def __init__(self) -> None:
        self.clauses = list[_Clause]()
        self.now = _Clause()
        self.between = ""  # what separates the item read from the one before
        self.cut_before_hours = False
        self.excepting = False  # the days that come are taken out
        self.closed = set[int]()
        self.closures = list[str]()

    def read(self, items: Iterable[Item]) -> str:
        """Return the opening_hours of a text."""
        before = ""
        for kind, value in items:
            if kind in {JOIN, CUT}:
                self.between = kind
                continue
            if kind == DAYS:
                self._days(list(value), follows=before)
            elif kind == HOURS:
                self._hours(list(value))
            elif kind == CLOSED:
                self._close()
            elif kind == EXCEPT:
                self._except()
            elif kind == STRETCH:
                self._stretch(*value)
            elif kind == CLOSURE:
                self._closure(str(value))
            before, self.between = kind, ""
        self._end()
        return self._write()

    def _days(self, days: list[int], follows: str) -> None:
        now = self.now
        if self.excepting:
            now.days = [day for day in now.days if day not in days]
            self.closed.update(days)
        elif now.is_told and not now.hours_first:
            if follows == HOURS and not self.between and len(now.spans) > 1 and self.cut_before_hours:
                raise _ambiguous()  # « lundi 9 h - 12 h, 14 h - 17 h mardi »
            self._next()
            self.now.days = days
        elif now.is_told and now.days and self.between == CUT:
            now.later.append(days)
        else:
            now.days = now.days + days

    def _hours(self, spans: list[Span]) -> None:
        self.excepting, now = False, self.now
        if now.later:
            self._begin_with_later()
        elif now.hours_first and now.days and self.between:
            self._next()
        elif now.is_closed or (now.hours_first and now.days):
            raise _ambiguous()  # « fermé le mercredi 9 h - 12 h », « 9 h - 12 h lundi 14 h - 17 h »
        now = self.now
        now.hours_first = now.hours_first or not now.days
        self.cut_before_hours = bool(self.between)
        now.spans += spans

    def _begin_with_later(self) -> None:
        """Hours come after days set apart by a comma from hours already said: these days begin a clause."""
        if len(self.now.later) > 1:
            raise _ambiguous()
        days = self.now.later.pop()
        self._next()
        self.now.days = days

    def _close(self) -> None:
        if self.now.later:
            self._begin_with_later()
        elif self.now.is_told:
            self._next()
        self.now.hours_first = not self.now.days
        self.now.is_closed = True

    def _except(self) -> None:
        if self.now.is_told and not (self.now.hours_first and self.now.days and not self.between):
            self._close()
        elif self.now.days:
            self.excepting = True
        else:
            self._close()

    def _closure(self, when: str) -> None:
        if not self.now.is_closed or self.now.days:
            raise InvalidHours("Écrivez les fermetures ainsi : « fermé en août », « fermé du 24/12 au 2/1 ».")
        self.closures.append(when)

    def _stretch(self, first: int, start: int, last: int, end: int) -> None:
        """« vendredi 18 h - lundi 8 h »: one opening over several days."""
        days = [each % 7 for each in range(first, (last if last > first else last + 7) + 1)]
        if len(days) > 2 and not set(days) >= {5, 6}:
            raise InvalidHours(
                "Une ouverture de plusieurs jours\u202f? Écrivez « du lundi au vendredi de 9 h à 17 h », ou "
                "« lundi 9 h - minuit, mardi et mercredi 24 h/24, jeudi 0 h - 8 h »."
            )
        if self.now.is_told or self.now.days:
            self._next()
        self.clauses.append(_Clause([first], [(start, 24 * 60)]))
        if days[1:-1]:
            self.clauses.append(_Clause(days[1:-1], [_WHOLE_DAY]))
        if end:
            self.clauses.append(_Clause([last], [(0, end)]))

    def _next(self) -> None:
        self._end()
        self.now = _Clause()

    def _end(self) -> None:
        """Put a finished clause with the others."""
        now = self.now
        now.days += [day for days in now.later for day in days]
        self.excepting = False
        if now.is_closed:
            if not now.days and not self.closures:
                raise unreadable("fermé")
            self.closed.update(now.days)
        elif now.spans == [_WHOLE_DAY] and not now.days and not self.clauses:
            now.days = list(range(7))  # « 24 h/24 » alone is said of every day
            self.clauses.append(now)
        elif now.spans and not now.days:
            raise InvalidHours(
                "Quels jours\u202f? Écrivez par exemple « du lundi au vendredi de 9 h à 17 h » ou "
                "« tous les jours de 9 h à 17 h »."
            )
        elif now.spans:
            self.clauses.append(now)
        elif now.days:
            raise InvalidHours(
                f"Quelles heures pour « {_NAMES[now.days[0]]} » ? Écrivez par exemple {FRENCH_EXAMPLE}."
            )

    def _write(self) -> str:
        """Return the rules of the week: each set of days once, so that no rule hides another."""
        week: dict[int, list[Span]] = {}
        for clause in self.clauses:
            if set(clause.days) <= self.closed:
                raise _twice(clause.days[0] if clause.days else HOLIDAY)
            for day in dict.fromkeys(clause.days):
                week[day] = _added(week.get(day, []), clause.spans, day)
        for day in self.closed:
            week.pop(day, None)
        holidays = week.pop(HOLIDAY, None)
        if not week:
            raise unreadable("")
        same: dict[tuple[Span, ...], list[int]] = {}
        for day in sorted(week):
            same.setdefault(tuple(week[day]), []).append(day)
        # After « ; » a rule hides the night that runs into its day; after « , » both stand.
        has_nights = any(end <= start for spans in same for start, end in spans)
        rules = [_rule(days, spans) for spans, days in same.items()]
        written = (", " if has_nights else "; ").join(rules)
        if holidays and not (len(same) == 1 and len(week) == 7 and (*holidays,) in same):
            written += f"; PH {_spans(holidays)}"
        tail = [*(["PH"] if HOLIDAY in self.closed else []), *self.closures]
        return "; ".join([written, *(f"{when} off" for when in tail)])


def _added(known: list[Span], more: Sequence[Span], day: int) -> list[Span]:
    """The hours of a day with more of them, which must not overlap."""
    spans = list[Span]()
    for start, end in sorted([*known, *more]):
        if spans and (spans[-1][1] > start or spans[-1][1] < spans[-1][0]):
            raise _twice(day)
        if spans and spans[-1][1] == start:  # « 9h-17h » and « 17h-20h »
            start = spans.pop()[0]
        spans.append((start, end))
    return spans


def _rule(days: Sequence[int], spans: Sequence[Span]) -> str:
    """Return "Mo-Fr 09:00-12:00,14:00-17:00", or "24/7"."""
    if len(days) == 7:
        return "24/7" if tuple(spans) == (_WHOLE_DAY,) else f"Mo-Su {_spans(spans)}"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = (_CODES[run[0]] + (f"-{_CODES[run[-1]]}" if len(run) > 1 else "") for run in runs)
    return f"{','.join(names)} {_spans(spans)}"


def _spans(spans: Iterable[Span]) -> str:
    return ",".join(f"{clock(start)}-{clock(end)}" for start, end in spans)


def _twice(day: int) -> InvalidHours:
    return InvalidHours(
        f"« {_NAMES[day]} » a deux horaires qui se contredisent : écrivez chaque jour une fois, par exemple "
        f"{FRENCH_EXAMPLE}."
    )


def _ambiguous() -> InvalidHours:
    return InvalidHours(
        "On ne sait pas quels jours vont avec quelles heures : écrivez les jours puis leurs heures, "
        f"par exemple {FRENCH_EXAMPLE}."
    )
