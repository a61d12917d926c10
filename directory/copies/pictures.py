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
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

import orjson

from directory import maps
from directory.emergency import CripLine, on_paper
from directory.french.typography import NARROW, NO_BREAK, long_date, nobreak
from directory.listings.cards import Card
from directory.listings.categories import CATEGORIES, GROUPS
from directory.listings.heads import DIRECT_HEAD
from directory.maps import national as national_map
from directory.places.departements import Departement
from directory.places.distances import narrowing
from directory.places.territories import FRANCE, TERRITORIES, Territory

#: Pixels. The map takes what the list leaves, so that every picture has the same shape.
WIDTH, HEIGHT = 640, 900
_HERE = Path(__file__).parent.parent
_TOP, _LINE, _BOTTOM, _MARGIN = 122, 46, 96, 16
#: Width of the head of an entry; pixels between two points of a border that are drawn.
_HEAD, _STEP = 176, 2.0
_MOST_LISTED, _LONGEST = 7, 50
_BOLD = 'font-weight="700"'
_TINTS = ("#f4f2ed", "#dbe6f1", "#b3cbe3", "#7fa6cc")
_LINK, _SOFT = 'font-size="14" fill="#1d4e79"', 'fill="#55606f"'
_TOWN = (
    'font-size="13" fill="#4b5664" text-anchor="middle" stroke="#fff" stroke-width="3" paint-order="stroke"'
)
#: About the width of one of their letters: a name at the edge is moved in, whole.
_LETTER = 7
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
    crip: CripLine | None = None


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
        *_ladder(content.crip),
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


def draw_map(content: PictureContent, height: int) -> str:
    """Return the map alone as SVG, `height` pixels high where it is `WIDTH` wide."""
    parts = _map(content, height, top=0)
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
    return next(parts).replace("<svg ", begin, 1) + "".join(parts)


def draw_cards(departement: Departement, cards: Sequence[Card], height: int) -> str:
    """Return the map of a whole departement and of the cards that have a point, as SVG."""
    views = [card.view for card in cards if card.has_point]
    points = [Point(view.latitude or 0, view.longitude or 0, view.category) for view in views]
    return draw_map(PictureContent(TERRITORIES[departement.code], (), 0, points, {}), height)


def make_png(svg: str) -> bytes:
    """Return a picture as PNG, 1 280 pixels wide."""
    import typst  # 80 MB of code that no page but this one and the sheets need

    from directory.copies.fonts import find_fonts

    template = _HERE / "templates" / "picture.typ"
    compiler = typst.Compiler(
        template, root=template.parent, font_paths=find_fonts(), sys_inputs={"svg": svg}
    )
    made = compiler.compile(format="png", ppi=144.0)
    assert isinstance(made, bytes)
    return made


def describe(content: PictureContent) -> str:
    """Say what the picture shows, for those who do not see it."""
    names = [
        card.view.name + (f" ({card.lasting_head.number})" if card.lasting_head.number else "")
        for card in content.cards
    ]
    listed = "\u202f; ".join(names[:_MOST_LISTED])
    return nobreak(f"{_title(content.territory)} : {content.total} fiches. {listed}")


def _ladder(crip: CripLine | None) -> Iterator[str]:
    """The three rungs as boxes, the other numbers under them."""
    rungs, others = on_paper(crip)
    width = (WIDTH - 2 * _MARGIN - 8 * (len(rungs) - 1)) / len(rungs)
    for place, rung in enumerate(rungs):
        x, is_now = _MARGIN + place * (width + 8), place == 0
        ground, ink = ("#a6241c", "#fff") if is_now else ("#fdf0ee", "#a6241c")
        yield f'<rect x="{x}" y="46" width="{width}" height="44" rx="6" fill="{ground}" stroke="#a6241c"/>'
        yield _words(x + 10, 66, rung.number, f'font-size="19" font-weight="700" fill="{ink}"')
        yield _words(x + 10, 83, rung.name, f'font-size="12" fill="{"#fff" if is_now else "#1a2230"}"')
    said = " · ".join(f"{other.number} {other.name}" for other in others)
    yield _words(_MARGIN, 110, said, f'font-size="13" {_SOFT}')


def _title(territory: Territory) -> str:
    return f"{territory.name} ({territory.code})" if territory.departement else territory.name


def _map(content: PictureContent, height: int, top: int = _TOP) -> Iterator[str]:
    """The map in its own frame, which cuts what goes beyond."""
    yield f'<svg x="0" y="{top}" width="{WIDTH}" height="{height}"'
    if content.territory.code == FRANCE:
        yield f' viewBox="{national_map.load().view_box}"><g stroke="#44698f" stroke-width="0.7">'
        for shape in national_map.load().shapes:
            yield f'<path fill="{_tint(content.counts.get(shape.departement, 0))}" d="{shape.path}"/>'
        yield "</g></svg>"
        return
    yield f'><rect width="{WIDTH}" height="{height}" fill="#e7e6e1"/>'
    project = _Projection(maps.find_bounds(content.territory.code), height)
    features = orjson.loads(maps.make_contours(content.territory.code))["features"]
    towns = [feature for feature in features if feature["properties"]["role"] == "commune"]
    for feature in features:
        if feature not in towns:
            path = "".join(_rings(feature["geometry"]["coordinates"], project))
            yield f'<path {_OUTLINES[feature["properties"]["role"]]} d="{path}"/>'
    for departement in content.territory.codes if len(content.territory.codes) == 1 else ():
        yield from _communes(departement, project)
    for town in towns:
        x, y = project(*town["geometry"]["coordinates"])
        name = town["properties"]["name"]
        half = _LETTER * len(name) / 2 + 4
        yield _words(min(max(x, half), WIDTH - half), y + 18, name, _TOWN)
    for point in content.points:
        x, y = project(point.longitude, point.latitude)
        yield f'<g transform="translate({x} {y}) scale(0.8)">{_mark(point.category)}</g>'
    yield "</svg>"


def _communes(code: str, project: _Projection) -> Iterator[str]:
    """The borders of the communes of a departement, thinned to what a picture of this size shows."""
    if code not in maps.drawn_departements():
        return
    columns = orjson.loads(maps.read_communes(code))
    (west, south), (east, north) = columns["origin"], columns["unit"]
    steps = zip(accumulate(columns["x"]), accumulate(columns["y"]), strict=True)
    path = []
    for number, left, right in zip(columns["n"], columns["left"], columns["right"], strict=True):
        points = [project(west + x * east, south + y * north) for x, y in islice(steps, number)]
        if min(left, right) > 0:  # the outline itself is drawn already
            path.append("M" + "L".join(f"{x} {y}" for x, y in _thinned(points)))
    yield f'<path d="{"".join(path)}" fill="none" stroke="#d3cec2" stroke-width="0.6"/>'


def _thinned(points: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The points of a line that are far enough from the one before, and both ends."""
    last = points[0]
    yield last
    for point in points[1:-1]:
        if abs(point[0] - last[0]) + abs(point[1] - last[1]) >= _STEP:
            last = point
            yield last
    yield points[-1]


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
    """One listing: what one calls, in a box for a direct line, on a tint for a switchboard; then its name."""
    head, left = card.lasting_head, _MARGIN + _HEAD + 10
    number = f"{head.number} de {head.year}" if head.year else head.number
    what = " · ".join(filter(None, (card.category.label, head.ask)))
    boxed = 'fill="#fff" stroke="#1d4e79"' if head.kind == DIRECT_HEAD else 'fill="#e8eff6"'
    return [
        *([f'<rect x="{_MARGIN}" y="{y}" width="{_HEAD}" height="38" rx="5" {boxed}/>'] if number else []),
        _words(_MARGIN + 8, y + 17, number or head.state, f'font-size="15" {_BOLD if number else _SOFT}'),
        _words(_MARGIN + 8, y + 32, _shorten(head.state if number else "", 30), f'font-size="11" {_SOFT}'),
        f'<g transform="translate({left + 10} {y + 16}) scale(0.8)">{_mark(card.category.slug)}</g>',
        _words(left + 26, y + 16, _shorten(card.view.name, _LONGEST), f'font-size="15" {_BOLD}'),
        _words(left + 26, y + 33, _shorten(what, 64), f'font-size="13" {_SOFT}'),
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


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _words(x: float, y: float, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" {look}>{_text(text)}</text>'


def _text(text: str) -> str:
    """Text safe inside XML, control characters dropped."""
    kept = (c for c in nobreak(text) if c.isprintable() or c in (NARROW, NO_BREAK))
    return escape("".join(kept))
