"""Colours a partner chooses for its embedded map: read, checked for contrast, turned into a style sheet.

Contrast is that of WCAG 2.2 (relative luminance, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MINIMUM_CONTRAST = 4.5
_STATIC = Path(__file__).parent.parent / "static"
_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
_PAIR = re.compile(r"([0-9a-f]{6})-([0-9a-f]{6})")
#: The colours of the light theme that are read on a partner's ground, or under its accent.
_INK, _SOFT, _CARD, _WHITE = "1a2230", "55606f", "ffffff", "ffffff"


@dataclass(frozen=True, slots=True)
class Colours:
    """An accent (links, buttons) and a ground, six lower case hexadecimal digits each."""

    accent: str = "1d4e79"
    ground: str = "fbfaf7"

    @property
    def code(self) -> str:
        """The pair as an address writes it."""
        return f"{self.accent}-{self.ground}"

    @property
    def on_accent(self) -> str:
        """White or ink, whichever reads best on the accent."""
        return max(_WHITE, _INK, key=lambda colour: contrast(colour, self.accent))


DEFAULT = Colours()


def read_colour(text: str) -> str | None:
    """Return the six digits of a colour as typed ("#1D4E79"), or None."""
    found = _HEX.fullmatch(text.strip())
    return found[1].lower() if found else None


def read_pair(code: str) -> Colours | None:
    """Return the colours of an address ("1d4e79-fbfaf7") when they can be read on each other, else None."""
    found = _PAIR.fullmatch(code)
    colours = Colours(found[1], found[2]) if found else None
    return colours if colours and not find_problems(colours) else None


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def find_problems(colours: Colours) -> dict[str, str]:
    """Say in French, by field of a form, which of the colours cannot be read well enough."""
    problems = {}
    lowest = min(contrast(colours.accent, under) for under in (colours.ground, _CARD))
    if lowest < MINIMUM_CONTRAST:
        problems["couleur"] = (
            f"Contraste de {_figure(lowest)} : la couleur des liens doit atteindre 4,5 sur le fond et sur le "
            "blanc des fiches. Choisissez-la plus foncée."
        )
    lowest = min(contrast(colour, colours.ground) for colour in (_INK, _SOFT))
    if lowest < MINIMUM_CONTRAST:
        problems["fond"] = (
            f"Contraste de {_figure(lowest)} : le texte gris doit atteindre 4,5 sur le fond. Choisissez un "
            "fond plus clair."
        )
    return problems


@cache
def _light_theme() -> str:
    """The tokens of our light theme, to be said again after the dark ones: a chosen ground is light."""
    sheet = "".join((_STATIC / name).read_text("utf-8") for name in ("style.css", "map.css"))
    return "".join(re.findall(r"^:root \{(.*?)\n\}", sheet, re.DOTALL | re.MULTILINE))


def make_style_sheet(colours: Colours) -> str:
    """Return the style sheet that gives an embedded page its colours, whether or not the browser is dark.

    A visitor whose system asks for more contrast, or forces its own colours, gets our themes.
    """
    accent, ground, on_accent = f"#{colours.accent}", f"#{colours.ground}", f"#{colours.on_accent}"
    return (
        "@media screen and (forced-colors: none) and (prefers-contrast: no-preference) {\n"
        f":root {{{_light_theme()}\n"
        f"  color-scheme: light; --blue: {accent}; --on-blue: {on_accent}; --paper: {ground};\n"
        f"  --map-link: {accent}; --map-outline: {accent};\n"
        f"  --call: {accent}; --call-line: {accent}; --on-call: {on_accent}; --call-soft: {on_accent};\n"
        "}\n"
        ".map-shape { fill: var(--colour); }\n"
        "}\n"
    )


@cache
def version_of_style_sheets() -> str:
    """Return a short digest of what the style sheets of colours are made from."""
    return hashlib.sha256(f"{_light_theme()}{Path(__file__).stat().st_size}".encode()).hexdigest()[:12]


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, from 0 to 1."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _figure(ratio: float) -> str:
    """A ratio rounded down, so that 4.49 is never said to be 4.5: "4,4"."""
    return f"{int(ratio * 10) / 10:.1f}".replace(".", ",")
