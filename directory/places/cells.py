"""The map cut in squares of a quarter degree, about 28 km by 20 km: what is near, without measuring."""

from __future__ import annotations

from directory.places.distances import Point

#: The side of a cell, in degrees.
SIDE = 0.25


def cell_of(point: Point) -> str:
    """The name of the cell of a point."""
    row, column = _place(point)
    return f"cell{row}x{column}"


def cells_around(point: Point, reach: int) -> tuple[str, ...]:
    """The names of the square of cells that reaches `reach` cells from the one of a point."""
    row, column = _place(point)
    steps = range(-reach, reach + 1)
    return tuple(f"cell{row + down}x{column + right}" for down in steps for right in steps)


def _place(point: Point) -> tuple[int, int]:
    latitude, longitude = point
    return int((latitude + 90) / SIDE), int((longitude + 180) / SIDE)
