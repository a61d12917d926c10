"""The fonts of printed sheets and still pictures."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_FONTS = Path(__file__).parent.parent / "fonts"


@cache
def find_fonts() -> Any:
    """The fonts beside the program, and those of Typst for what they lack; never those of the machine."""
    import typst  # 80 MB of code that no page but sheets and pictures needs

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])
