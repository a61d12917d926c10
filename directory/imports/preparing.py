"""What the rows of a table would do, row by row, for one person: nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from directory import phones
from directory.actions import CHANGED, NEW, UNCHANGED, as_stored
from directory.bulk import SECRECY, Former, crosses_secrecy
from directory.differences import Difference, compare
from directory.drafts import Draft, Problem, check
from directory.imports.cells import make_draft
from directory.imports.doubles import Double, Known
from directory.permissions import Actor, may_edit
from directory.two_people import CONTACTS, needs_two

REFUSED = "refused"
_QUOTED = re.compile(r"«[^»]*»")
_TWO = "Hébergement : la publication et les contacts se changent sur la fiche, à deux personnes."


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what storing it would do, and why not. `version` is that of the listing it changes, else 0."""

    line: int
    outcome: str
    draft: Draft | None = None
    number: int = 0
    version: int = 0
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    doubles: tuple[Double, ...] = ()


def prepare(
    lines: Sequence[int],
    rows: Sequence[Mapping[str, str]],
    former: Mapping[str, Former],
    known: Known,
    *,
    by: Actor,
    category: str,
) -> list[Row]:
    """Return what each row would do; `former` are listings by reference, `known` those to compare with."""
    seen: dict[str, int] = {}
    found = []
    for line, cells in zip(lines, rows, strict=True):
        row = _prepare(line, cells, former, by, category)
        first = seen.setdefault(row.draft.ref, line) if row.draft else line
        if first != line:
            row = _refuse(line, "ref", f"La ligne {first} porte déjà cette référence.")
        elif row.draft and row.outcome == NEW:
            doubles = known.find(row.draft)
            known.add(row.draft, f"ligne {line}")
            row = replace(row, doubles=tuple(doubles))
        found.append(row)
    return found


def _prepare(
    line: int, cells: Mapping[str, str], former: Mapping[str, Former], by: Actor, category: str
) -> Row:
    known = former.get(cells.get("ref", ""))
    base = known.draft if known else None
    warnings: list[str] = []
    try:
        draft = make_draft(cells, base, warnings, category=category)
    except ValueError as error:
        return _refuse(line, "ligne", str(error))
    if known is None and draft.ref in former:  # a row without a reference, imported before
        known, base = former[draft.ref], former[draft.ref].draft
        draft = make_draft({**cells, "ref": draft.ref}, base, [], category=category)
    problems = check(draft) or _forbidden(draft, known, base, by)
    if problems:
        return Row(line, REFUSED, problems=tuple(_without_values(problems)))
    draft = replace(
        draft, phones=tuple((phones.parse(one), label, audience) for one, label, audience in draft.phones)
    )
    draft = _for_one_person(draft, base, warnings)
    if needs_two(base, draft):
        return _refuse(line, "status", _TWO)
    facts = as_stored(asdict(draft))
    if known is None:
        return Row(line, NEW, draft, warnings=tuple(warnings))
    outcome = CHANGED
    if known.state is not None and facts.items() <= known.state.items():
        outcome = UNCHANGED
    differences = tuple(compare(known.state, {**(known.state or {}), **facts})) if outcome == CHANGED else ()
    number, version = known.row["number"], known.row["version"]
    return Row(line, outcome, draft, number, version, (), tuple(warnings), differences)


def _forbidden(draft: Draft, known: Former | None, base: Draft | None, by: Actor) -> list[Problem]:
    """What this person may not do, whatever the row says."""
    if known is not None and (
        base is None or not may_edit(by, base.departements, is_national=base.is_national)
    ):
        return [Problem("ref", "Cette référence est celle d’une fiche que vous ne tenez pas.")]
    if crosses_secrecy(known, draft):
        return [Problem("disclosure", SECRECY)]
    if draft.is_national and not by.is_national:
        return [Problem("is_national", "Une ressource nationale est tenue par la coordination nationale.")]
    added = set(draft.departements) - set(base.departements if base else ())
    if any(not by.keeps(code) for code in added):
        return [Problem("departements", "Vous ne tenez pas un de ces départements.")]
    return []


def _for_one_person(draft: Draft, base: Draft | None, warnings: list[str]) -> Draft:
    """The part of a draft one person may store: what takes two stays as it is, or as a draft."""
    if not needs_two(base, draft):
        return draft
    warnings.append(_TWO)
    kept = replace(draft, status=base.status if base else "draft")
    return (
        replace(kept, **{name: getattr(base, name) for name in CONTACTS}) if needs_two(base, kept) else kept
    )


def _refuse(line: int, field: str, message: str) -> Row:
    return Row(line, REFUSED, problems=(Problem(field, message),))


def _without_values(problems: Iterable[Problem]) -> Iterable[Problem]:
    """A refused value is kept nowhere, not even in the sentence that refuses it."""
    return [Problem(one.field, _QUOTED.sub("« … »", one.message)) for one in problems]
