"""How much the public pages are used, counted without tracing anybody.

A row says a kind of page, a departement, a category and a partner, each from a list the program knows; never
who asked, nor a text anybody typed. Each process adds its rows up in memory and hands them over, a minute
later at most, to whoever writes them: a killed process loses that minute.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from directory.watching.later import Later

WRITE_EVERY = 60.0
HOME, DEPARTEMENT, LISTING, SEARCH, PLAN = "home", "departement", "listing", "search", "plan"
COUNTERPART, COVERAGE, PAPER, EMBED = "counterpart", "coverage", "paper", "embed"
#: A category that a search or a plan asked for, and one for which it found nobody in its departement.
NEED, UNANSWERED = "need", "unanswered"
#: Every kind, and how it is called; what is not a page comes last.
KINDS: Mapping[str, str] = {
    HOME: "Accueil",
    DEPARTEMENT: "Page d’un département",
    LISTING: "Fiche",
    SEARCH: "Recherche",
    PLAN: "Orientation",
    COUNTERPART: "Homologue",
    COVERAGE: "Couverture",
    PAPER: "À imprimer",
    EMBED: "Carte d’un partenaire",
    NEED: "Besoin demandé",
    UNANSWERED: "Besoin sans réponse",
}


class Use(NamedTuple):
    """What one answer adds one to. Empty texts: the whole country, no category, our own pages."""

    kind: str
    departement: str = ""
    category: str = ""
    partner: str = ""


class Uses:
    """What this process counted and nobody has written yet."""

    def __init__(self) -> None:
        self.counted: Counter[Use] = Counter()
        self._writer: Callable[[Mapping[Use, int]], None] | None = None
        self._lock = threading.Lock()
        self._writing = Later(WRITE_EVERY, self.write)

    def write_with(self, writer: Callable[[Mapping[Use, int]], None] | None) -> None:
        """Hand what is counted to this function from now on; it raises when it could not write."""
        self._writer = writer

    def count(self, uses: Iterable[Use]) -> None:
        """Add one to each row; they are written a minute later at most."""
        with self._lock:
            self.counted.update(uses)
        if self._writer is not None:
            self._writing.ask()

    def write(self) -> None:
        """Write what is counted now; a database that cannot be written keeps it for the next minute."""
        with self._lock:
            counted, self.counted = self.counted, Counter()
        if not counted or self._writer is None:
            return
        try:
            self._writer(counted)
        except Exception:  # whatever the database says, figures are no reason to fail
            with self._lock:
                self.counted.update(counted)


#: What this process counted.
USES = Uses()
