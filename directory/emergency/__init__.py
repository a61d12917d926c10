"""The ladder of emergency numbers that opens every page.

Numbers are those of `listings.national_numbers`: none is ever written in code or in a template.
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

__all__ = ["CripLine", "PaperLine", "Rung", "Steps", "Target", "crip_line", "make_ladder", "on_paper"]
