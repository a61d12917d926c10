"""Distances on the ellipsoid."""

from __future__ import annotations


def geodesic_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return the length in kilometres of the geodesic between two points of WGS 84 (degrees).

    Karney’s method (https://doi.org/10.1007/s00190-012-0578-z), by the library that geopy uses for this:
    importing geopy itself brings HTTP clients along, 8 MB of a worker.
    """
    # No page without distances needs it.
    from geographiclib.geodesic import Geodesic  # type: ignore[import-untyped]

    line = Geodesic.WGS84.Inverse(latitude, longitude, to_latitude, to_longitude, Geodesic.DISTANCE)
    return float(line["s12"]) / 1000
