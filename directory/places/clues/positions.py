"""Where the clues of a text stand, for the person who typed it: the words themselves are never said again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from directory.french.typography import NO_BREAK, join_words
from directory.places.clues import KIND_WORDS, Clue


def describe(text: str, clues: Iterable[Clue]) -> str:
    """Return the kinds of clues and their words, counted from one: "une commune (mot 3)".

    A text of one word says where by itself.
    """
    kinds: dict[str, list[str]] = {}
    for clue in clues:
        first, last = len(text[: clue.start + 1].split()), len(text[: clue.end].split())
        word = f"{first}{NO_BREAK}à{NO_BREAK}{last}" if last > first else str(first)
        kinds.setdefault(KIND_WORDS[clue.kind], []).append(word)
    if len(text.split()) < 2:
        return ", ".join(kinds)
    return ", ".join(
        f"{kind} ({'mot' if len(words) == 1 and words[0].isdigit() else 'mots'}{NO_BREAK}{join_words(words)})"
        for kind, words in kinds.items()
    )


def find_spans(typed: str, text: str, clues: Iterable[Clue]) -> Sequence[tuple[int, int]]:
    """Return where the clues of a text stand in the field it was typed in: (start, end) of each.

    `text` is what `Typed.text` read of `typed`: spaces apart, the same letters. A browser holds one line feed
    where a form sends two characters, and counts in UTF-16 units.
    """
    field = typed.replace("\r\n", "\n")
    letters = [index for index, letter in enumerate(field) if _is_letter(letter)]
    found = []
    for clue in clues:
        first, last = (sum(map(_is_letter, text[:end])) for end in (clue.start, clue.end))
        if first < last <= len(letters):
            found.append((_units(field[: letters[first]]), _units(field[: letters[last - 1] + 1])))
    return found


def _is_letter(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
