"""The emergency numbers, and the ladder made of them that opens every page.

Numbers come from `data/emergency.toml`, each with its source: none is ever written in code or in a template.
"""

from directory.emergency.ladder import (
    CripLine,
    PaperLine,
    Rung,
    Steps,
    Target,
    crip_line,
    make_ladder,
    on_paper,
)
from directory.emergency.numbers import LADDER, NUMBERS, SOURCE, EmergencyNumber, read_numbers

__all__ = [
    "LADDER", "NUMBERS", "SOURCE", "CripLine", "EmergencyNumber", "PaperLine", "Rung", "Steps", "Target",
    "crip_line", "make_ladder", "on_paper", "read_numbers",
]  # fmt: skip
