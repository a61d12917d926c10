"""The public holidays that a departement has besides those of the nation.

Sources: Code du travail, articles L3134-13 (Bas-Rhin, Haut-Rhin, Moselle) and L3422-2 (abolition of slavery).
For Saint-Martin the article says 27 May; since 2018 the collectivity keeps 28 May: both are taken, as a
service said open on a day it is closed costs more than the contrary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_ALSACE_MOSELLE = ("easter -2 days", "Dec 26")
#: By departement, days in the words of OpenStreetMap's opening_hours.
LOCAL_HOLIDAYS: Mapping[str, Sequence[str]] = {
    "57": _ALSACE_MOSELLE,
    "67": _ALSACE_MOSELLE,
    "68": _ALSACE_MOSELLE,
    "971": ("May 27",),
    "972": ("May 22",),
    "973": ("Jun 10",),
    "974": ("Dec 20",),
    "976": ("Apr 27",),
    "977": ("Oct 09",),
    "978": ("May 27", "May 28"),
}


def local_holidays(departements: Sequence[str]) -> Sequence[str]:
    """The holidays of its own that a place in these departements has: those they all share."""
    shared = [LOCAL_HOLIDAYS.get(code, ()) for code in departements]
    return [day for day in shared[0] if all(day in days for days in shared)] if shared else []
