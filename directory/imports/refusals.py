"""Why a row is refused, in sentences that quote what it says unless that may betray a place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from directory.imports.words import read_category, read_departements, read_word
from directory.listings import codes
from directory.listings.categories import disclosure_of
from directory.listings.drafts import Draft, Problem
from directory.places.clues import find_clues

_QUOTED = re.compile(r"«([^»]*)»")
_SEVERAL = " Plusieurs numéros se séparent par « | »."
_MOST_QUOTED = 60


def tell(
    problems: Iterable[Problem], cells: Mapping[str, str], draft: Draft | None, category: str = ""
) -> list[Problem]:
    """The problems of a row, its words quoted; `category` is that of rows that say none.

    Nothing of a listing that is or may be confidential is quoted, nor any words that say where something is.
    """
    is_secret = may_be_secret(cells, draft, category)
    served = draft.departements if draft else read_departements(cells.get("departements", ""))
    return [Problem(one.field, _tell(one, cells, served, is_secret=is_secret)) for one in problems]


def _tell(problem: Problem, cells: Mapping[str, str], served: Sequence[str], *, is_secret: bool) -> str:
    message, typed = problem.message, " ".join(cells.get(problem.field, "").split())[:_MOST_QUOTED]
    if problem.field == "phone" and "seul numéro" in message:
        message += _SEVERAL
    if typed and not problem.clues and typed[:20].casefold() not in message.casefold():
        message = f"{message} Écrit : « {typed} »."
    said = " ".join(cells.values()).casefold()

    def hide(quoted: re.Match[str]) -> str:
        words = quoted[1].strip("\u202f\u00a0 ")
        is_typed = words.casefold() in said
        return "« … »" if is_typed and (is_secret or _says_where(words, served)) else quoted[0]

    return _QUOTED.sub(hide, message)


def _says_where(text: str, served: Sequence[str]) -> bool:
    """Whether a text says where something is; a telephone and a departement may be said."""
    return any(clue.kind not in {"phone", "departement"} for clue in find_clues(text, served))


def may_be_secret(cells: Mapping[str, str], draft: Draft | None, category: str) -> bool:
    """Whether a row is of a confidential listing, or says what is published of its place in unknown words."""
    if draft:
        said, kind = draft.disclosure, draft.category
    else:
        said = read_word("disclosure", cells.get("disclosure", ""))
        kind = read_category(cells.get("category", "")) or category
    is_unclear = said != "" and said not in codes.DISCLOSURE_WORDS
    return is_unclear or codes.CONFIDENTIAL in {said, disclosure_of(kind)}
