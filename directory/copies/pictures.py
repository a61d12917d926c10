"""A still picture of a territory's map with its list, for newsletters: SVG, and PNG for mail programs.

Only public views come here; a listing without a point is in the list and nowhere on the map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import orjson

from directory import maps
from directory.emergency import LADDER
from directory.french.typography import NARROW, NO_BREAK, long_date, nobreak
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES, GROUPS
from directory.maps import national as national_map
from directory.places.distances import narrowing
from directory.places.territories import FRANCE, Territory

#: Pixels. The map takes what the list leaves, so that every picture has the same shape.
WIDTH, HEIGHT = 640, 900
_HERE = Path(__file__).parent.parent
_TOP, _LINE, _BOTTOM, _MARGIN = 94, 44, 96, 16
_MOST_LISTED, _LONGEST = 8, 58
_TINTS = ("#f4f2ed", "#dbe6f1", "#b3cbe3", "#7fa6cc")
_RED, _LINK, _SOFT = 'font-size="15" fill="#a6241c"', 'font-size="14" fill="#1d4e79"', 'fill="#55606f"'
_TOWN = (
    'font-size="13" fill="#4b5664" text-anchor="middle" stroke="#fff" stroke-width="3" paint-order="stroke"'
)
_OUTLINES = {
    "self": 'fill="#fff" stroke="#1d4e79" stroke-width="2"',
    "neighbour": 'fill="#f3f1ec" stroke="#d3cec2"',
}
_SHAPE = re.compile(r'^  (\w+): "(M[^"]+)",$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Point:
    """A mark on the map: degrees and the category whose shape it has."""

    latitude: float
    longitude: float
    category: str


@dataclass(frozen=True, slots=True)
class PictureContent:
    """What a picture shows: the first cards, how many there are, and points, or counts for the country."""

    territory: Territory
    cards: Sequence[Card]
    total: int
    points: Sequence[Point]
    counts: Mapping[str, int]


def make_svg(content: PictureContent, today: date, url: str) -> str:
    """Return the picture as SVG text; `url` is the address of the living page."""
    listed = content.cards[:_MOST_LISTED]
    height = HEIGHT - _TOP - _LINE * len(listed) - _BOTTOM
    list_top = _TOP + height + 12
    name = _title(content.territory)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" role="img"',
        f' viewBox="0 0 {WIDTH} {HEIGHT}" fill="#1a2230"',
        ' font-family="Atkinson Hyperlegible, Arial, sans-serif">',
        f"<title>{_text(name)}</title><desc>{_text(describe(content))}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fbfaf7"/>',
        _words(_MARGIN, 34, name, 'font-size="24" font-weight="700"'),
        *(_words(_MARGIN, 58 + 20 * row, numbers, _RED) for row, numbers in enumerate(_ladder())),
        *_map(content, height),
    ]
    for rank, card in enumerate(listed):
        parts += _entry(card, list_top + _LINE * rank)
    others = content.total - len(listed)
    more = f"Et {others} de plus sur la page : " if others > 0 else "À jour sur la page : "
    parts += [
        _words(_MARGIN, HEIGHT - 44, more + url, _LINK),
        _words(
            _MARGIN,
            HEIGHT - 20,
            f"Relais, {long_date(today)}. Fond : IGN Admin Express, Etalab",
            f'font-size="12" {_SOFT}',
        ),
        "</svg>\n",
    ]
    return "".join(parts)


def make_png(svg: str) -> bytes:
    """Return a picture as PNG, 1 280 pixels wide."""
    import typst  # 80 MB of code that no page but this one and the sheets need

    from directory.copies.sheet import find_fonts

    template = _HERE / "templates" / "picture.typ"
    compiler = typst.Compiler(
        template, root=template.parent, font_paths=find_fonts(), sys_inputs={"svg": svg}
    )
    made = compiler.compile(format="png", ppi=144.0)
    assert isinstance(made, bytes)
    return made


def describe(content: PictureContent) -> str:
    """Say what the picture shows, for those who do not see it."""
    names = [f"{card.view.name}{f' ({card.phone.display})' if card.phone else ''}" for card in content.cards]
    listed = "\u202f; ".join(names[:_MOST_LISTED])
    return nobreak(f"{_title(content.territory)} : {content.total} fiches. {listed}")


def _ladder() -> Iterator[str]:
    """The emergency numbers, in two lines."""
    half = (len(LADDER) + 1) // 2
    for numbers in (LADDER[:half], LADDER[half:]):
        yield " · ".join(f"{each.short_label} {each.number}" for each in numbers)


def _title(territory: Territory) -> str:
    return f"{territory.name} ({territory.code})" if territory.departement else territory.name


def _map(content: PictureContent, height: int) -> Iterator[str]:
    """The map in its own frame, which cuts what goes beyond."""
    yield f'<svg x="0" y="{_TOP}" width="{WIDTH}" height="{height}"'
    if content.territory.code == FRANCE:
        yield f' viewBox="{national_map.load().view_box}"><g stroke="#44698f" stroke-width="0.7">'
        for shape in national_map.load().shapes:
            yield f'<path fill="{_tint(content.counts.get(shape.departement, 0))}" d="{shape.path}"/>'
        yield "</g></svg>"
        return
    yield f'><rect width="{WIDTH}" height="{height}" fill="#e7e6e1"/>'
    project = _Projection(maps.find_bounds(content.territory.code), height)
    features = orjson.loads(maps.make_contours(content.territory.code))["features"]
    for feature in features:
        role = feature["properties"]["role"]
        if role == "commune":
            x, y = project(*feature["geometry"]["coordinates"])
            yield _words(x, y + 18, feature["properties"]["name"], _TOWN)
        else:
            path = "".join(_rings(feature["geometry"]["coordinates"], project))
            yield f'<path {_OUTLINES[role]} d="{path}"/>'
    for point in content.points:
        x, y = project(point.longitude, point.latitude)
        yield f'<g transform="translate({x} {y}) scale(0.8)">{_mark(point.category)}</g>'
    yield "</svg>"


class _Projection:
    """Degrees to the pixels of the map's frame: as wide as high at the middle of the territory."""

    def __init__(self, bounds: maps.Bounds, height: int) -> None:
        self._height = height
        (south, west), (north, east) = bounds
        self._shrink = narrowing((south + north) / 2)
        self._middle = (west + east) / 2, (south + north) / 2
        wide, high = (east - west) * self._shrink, north - south
        self._scale = min((WIDTH - 3 * _MARGIN) / wide, (height - 3 * _MARGIN) / high)

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = WIDTH / 2 + (longitude - self._middle[0]) * self._shrink * self._scale
        y = self._height / 2 - (latitude - self._middle[1]) * self._scale
        return round(x, 1), round(y, 1)


def _rings(coordinates: list[Any], project: _Projection) -> Iterator[str]:
    """Walk polygons of any depth down to rings of (longitude, latitude)."""
    if isinstance(coordinates[0][0], (int, float)):
        points = (project(longitude, latitude) for longitude, latitude in coordinates)
        yield "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"
        return
    for part in coordinates:
        yield from _rings(part, project)


def _entry(card: Card, y: float) -> list[str]:
    """One listing: its mark, its name, then what it is and its number."""
    contact = card.phone.display if card.phone else "contact sur la fiche"
    return [
        f'<g transform="translate({_MARGIN + 10} {y + 16}) scale(0.8)">{_mark(card.category.slug)}</g>',
        _words(_MARGIN + 28, y + 16, _shorten(card.view.name), 'font-size="15" font-weight="700"'),
        _words(_MARGIN + 28, y + 34, f"{card.category.label} · {contact}", f'font-size="13" {_SOFT}'),
    ]


def _mark(category: str) -> str:
    """The shape of a category, the one the living map draws."""
    group = GROUPS[CATEGORIES[category].group]
    return f'<path d="{_shapes()[group.shape]}" fill="{group.colour}" stroke="#fff" stroke-width="2"/>'


@cache
def _shapes() -> dict[str, str]:
    """The paths of the shapes, as the script of the map has them."""
    return dict(_SHAPE.findall((_HERE / "static" / "map" / "shapes.js").read_text("utf-8")))


def _tint(number: int) -> str:
    return _TINTS[3 if number > 5 else 2 if number > 2 else 1 if number else 0]


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def _words(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" {look}>{_text(text)}</text>'


def _text(text: str) -> str:
    """Text safe inside XML, control characters dropped."""
    kept = (c for c in nobreak(text) if c.isprintable() or c in (NARROW, NO_BREAK))
    return escape("".join(kept))
