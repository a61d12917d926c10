"""The national map as drawn in `data/national_map.json`: what a template needs to write one inline SVG."""

from dataclasses import dataclass
from functools import cache

import orjson

from directory.places.departements import DATA


@dataclass(frozen=True, slots=True)
class Shape:
    """One departement: SVG path data, and a point inside it for a mark or a number."""

    departement: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A captioned rectangle. `label_x` is the middle of the caption, `label_y` its baseline.

    `enlarged` repeats, larger, departements that are already among the shapes of the map: repeats should
    not be a second stop for the keyboard.
    """

    label: str
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_y: float
    enlarged: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class NationalMap:
    """101 shapes, overseas ones inside their frames; the codes of the territories that have no shape."""

    view_box: str
    shapes: tuple[Shape, ...]
    frames: tuple[Frame, ...]
    other_territories: tuple[str, ...]


@cache
def load() -> NationalMap:
    """Return the drawing, read once. Lengths are in the units of the view box."""
    drawing = orjson.loads((DATA / "national_map.json").read_bytes())
    return NationalMap(
        view_box=drawing["view_box"],
        shapes=tuple(Shape(**shape) for shape in drawing["shapes"]),
        frames=tuple(
            Frame(**frame | {"enlarged": tuple(Shape(**shape) for shape in frame["enlarged"])})
            for frame in drawing["frames"]
        ),
        other_territories=tuple(drawing["other_territories"]),
    )
