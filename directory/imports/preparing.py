"""What the rows of a table would do, row by row, for one person: nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from directory.imports.cells import make_draft
from directory.imports.doubles import Double, Known, outline
from directory.imports.refusals import tell
from directory.imports.rows import Unread
from directory.imports.sharing import share
from directory.listings.differences import Difference, compare
from directory.listings.drafts import Draft, Problem, check, settled
from directory.listings.phrases import REVIEWED, Phrases
from directory.permissions import Actor, may_edit
from directory.storing.former import SECRECY, Former, crosses_secrecy
from directory.storing.states import state_of
from directory.storing.writer import CHANGED, NEW, UNCHANGED

#: A row that may not be stored; one that changes nothing until a second person agrees.
REFUSED, WAITING = "refused", "waiting"
_TWO = "Hébergement publié : ce changement se fait sur la fiche, à deux personnes."
_PROPOSED = "Hébergement : la publication et les contacts seront proposés, une autre personne les approuvera."

_ASKED = "Hébergement : ce changement est déjà proposé, une autre personne doit l’approuver."


@dataclass(slots=True)
class Row:
    """One row: what storing it would do, and why not. `version` is that of the listing it changes, else 0.

    `proposed`: the facts, as stored, that wait for a second person (`directory.storing.two_people`).
    """

    line: int
    outcome: str = NEW
    draft: Draft | None = None
    number: int = 0
    version: int = 0
    problems: Sequence[Problem] = ()
    warnings: list[str] = field(default_factory=list)
    differences: Sequence[Difference] = ()
    doubles: Sequence[Double] = ()
    proposed: Mapping[str, Any] = field(default_factory=dict)

    def refuse(self, *problems: Problem) -> None:
        """Keep why it may not be stored, and nothing else of what it said."""
        self.outcome, self.draft, self.warnings = REFUSED, None, []
        self.problems = [Problem(one.field, one.message) for one in problems]

    def keep_waiting(self) -> None:
        """Propose nothing: the same was proposed before and still waits."""
        self.proposed, self.warnings = {}, [_ASKED if one == _PROPOSED else one for one in self.warnings]
        if self.outcome == WAITING:
            self.outcome = UNCHANGED


def prepare(
    lines: Sequence[int],
    rows: Sequence[Mapping[str, str]],
    former: Mapping[str, Former],
    known: Known,
    *,
    by: Actor,
    category: str,
    phrases: Phrases = REVIEWED,
) -> list[Row]:
    """Return what each row would do; `former` are listings by reference, `known` those to compare with,
    `phrases` those that confidential ones may say.

    Every row has a reference (`cells.own_ref`). A step is taken by all rows before the next one, which takes
    an eighth less time than every step row by row.
    """
    bases = {ref: one.draft for ref, one in former.items()}
    found = [Row(line) for line in lines]
    seen: dict[str, int] = {}
    for row, cells in zip(found, rows, strict=True):
        ref = cells["ref"]
        first = seen.setdefault(ref, row.line)
        if first != row.line:
            row.refuse(Problem("ref", f"La ligne {first} porte déjà cette référence."))
            continue
        try:
            row.draft = make_draft(cells, bases.get(ref), row.warnings, category=category)
        except Unread as refused:
            row.refuse(*tell([Problem(refused.field, str(refused))], cells, bases.get(ref), category))
        else:
            if crosses_secrecy(former.get(ref), row.draft.category, row.draft.disclosure):
                row.refuse(*_forbidden(row.draft, former.get(ref), bases.get(ref), by))
    for row, cells in zip(found, rows, strict=True):
        if row.draft and (problems := check(row.draft, phrases)):
            row.refuse(*tell(problems, cells, row.draft))
    for row in found:
        if row.draft:
            row.draft = settled(row.draft, phrases)
            _weigh(row, row.draft, former.get(row.draft.ref), bases.get(row.draft.ref), by)
    new = [
        (row, outline(row.draft, f"ligne {row.line}")) for row in found if row.draft and row.outcome == NEW
    ]
    for row, this in new:
        row.doubles = known.find(this)
        known.add(this)
    return found


def _weigh(row: Row, draft: Draft, known: Former | None, base: Draft | None, by: Actor) -> None:
    """Say what a draft that breaks no rule changes, if this person may change it alone."""
    if problems := _forbidden(draft, known, base, by):
        row.refuse(*problems)
        return
    shared = share(base, draft)
    if shared is None:
        row.refuse(Problem("status", _TWO))
        return
    if shared.proposed:
        row.warnings.append(_PROPOSED)
    row.draft, row.proposed = shared
    draft = shared.kept
    if known is None:
        return
    facts, row.number, row.version = state_of(draft), known.row["number"], known.row["version"]
    if known.state is None or not facts.items() <= known.state.items():
        row.outcome = CHANGED
        row.differences = compare(known.state, {**(known.state or {}), **facts})
    else:
        row.outcome = WAITING if row.proposed else UNCHANGED


def _forbidden(draft: Draft, known: Former | None, base: Draft | None, by: Actor) -> list[Problem]:
    """What this person may not do, whatever the row says."""
    if known is not None and (
        base is None or not may_edit(by, base.departements, is_national=base.is_national)
    ):
        return [Problem("ref", "Cette référence est celle d’une fiche que vous ne tenez pas.")]
    if crosses_secrecy(known, draft.category, draft.disclosure):
        return [Problem("disclosure", SECRECY)]
    if by.is_national:
        return []
    if draft.is_national != (base.is_national if base else False):
        return [Problem("is_national", "Une ressource nationale est tenue par la coordination nationale.")]
    changed = set(draft.departements) ^ set(base.departements if base else ())
    if any(not by.keeps(code) for code in changed):
        return [
            Problem("departements", "Vous ne tenez pas un des départements que cette ligne ajoute ou retire.")
        ]
    return []
