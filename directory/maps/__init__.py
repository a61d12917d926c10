"""The maps: outlines as GeoJSON, and one small script per departement, built without any user text.

Where listings stand comes later, as data that a script fetches: no listing comes in here.
"""

from directory.maps.communes import (
    communes_script,
    communes_url,
    drawn_departements,
    read_communes,
    version_of_communes,
)
from directory.maps.outlines import Bounds, find_bounds, make_contours, version_of_contours
from directory.maps.scripts import (
    MAPPED,
    MapScript,
    build_scripts,
    map_script,
    points_url,
    script_url,
    version_of_script,
)

__all__ = [
    "MAPPED",
    "Bounds",
    "MapScript",
    "build_scripts",
    "communes_script",
    "communes_url",
    "drawn_departements",
    "find_bounds",
    "make_contours",
    "map_script",
    "points_url",
    "read_communes",
    "script_url",
    "version_of_communes",
    "version_of_contours",
    "version_of_script",
]
