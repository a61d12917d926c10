"""The emergency numbers, and the ladder made of them that opens every page."""

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
