"""EcoIndex of a page: the published quantiles and weights (https://www.ecoindex.fr/comment-ca-marche/)."""

from __future__ import annotations

from bisect import bisect_right

_ELEMENTS = (
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479,
    594601,
)  # fmt: skip
_REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
_KILOBYTES = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08,
    2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
GRADE_A = 81


def score(elements: int, requests: int, kilobytes: float) -> float:
    """Return the index, 0 to 100, of a page: elements outside SVG, requests, 10³ bytes on the wire."""
    weighted = (
        3 * _quantile(_ELEMENTS, elements)
        + 2 * _quantile(_REQUESTS, requests)
        + _quantile(_KILOBYTES, kilobytes)
    )
    return 100 - 5 * weighted / 6


def _quantile(bounds: tuple[float, ...], value: float) -> float:
    place = bisect_right(bounds, value)
    if place == len(bounds):
        return len(bounds) - 1
    below, above = bounds[place - 1], bounds[place]
    return place - 1 + (value - below) / (above - below)
