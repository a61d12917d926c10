"""The table: a line of the acceptance, its figure, its bar, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `bar` is what it must reach, at least or (`at_most`) at most; None only informs."""

    name: str
    figure: float
    unit: str = ""
    bar: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the bar is reached; None when there is none."""
        if self.bar is None:
            return None
        return self.figure <= self.bar if self.at_most else self.figure >= self.bar


def write_number(value: float) -> str:
    """Write a figure as France reads it, with three significant digits or all of a large one."""
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace(",", "\u202f").replace(".", ",")


def write_table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table."""
    rows = ["| mesure | valeur | seuil | tenu | remarque |", "|---|---:|---:|---|---|"]
    for line in lines:
        bar = "" if line.bar is None else f"{'≤' if line.at_most else '≥'} {write_number(line.bar)}"
        holds = {None: "", True: "oui", False: "**non**"}[line.holds]
        figure = f"{write_number(line.figure)} {line.unit}".strip()
        rows.append(f"| {line.name} | {figure} | {bar} | {holds} | {line.note} |")
    return "\n".join(rows) + "\n"


def save(lines: Sequence[Line], folder: Path, conditions: dict[str, object]) -> None:
    """Write `latest.json` and `latest.md`."""
    facts = [asdict(line) | {"holds": line.holds} for line in lines]
    content = {"conditions": conditions, "lines": facts}
    (folder / "latest.json").write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (folder / "latest.md").write_text(write_table(lines), "utf-8")
