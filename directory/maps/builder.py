"""folium as the builder of a map's script. Slow to import (numpy): `scripts` imports it when needed.

No user text ever comes here: only codes, bounds and our own addresses. branca's `render` compiles what it
has just rendered as a second Jinja template, so it is never called: each element's `script` macro is.
"""

from __future__ import annotations

import folium
from branca.element import Element, MacroElement
from folium.map import FitBounds
from folium.template import Template

from directory.maps.outlines import Bounds

ATTRIBUTION = "© IGN Admin Express, Etalab"


class _Map(folium.Map):
    """A Leaflet map in the page's own element, without folium's page, links and styles."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map("map", {
            center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }}, ...relais.options
        });
        {% endmacro %}"""
    )


class _Engine(MacroElement):
    """Our engine (static/map/) takes the map over, with French controls."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        relais.begin({{ this._parent.get_name() }}, {{ this.bounds|tojson }});
        L.control.zoom({position: "topright", zoomInText: "+", zoomOutText: "−",
                        zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer"})
            .addTo({{ this._parent.get_name() }});
        {{ this._parent.get_name() }}.attributionControl.addAttribution({{ this.attribution|tojson }});
        {% endmacro %}"""
    )

    def __init__(self, attribution: str, bounds: Bounds) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.attribution, self.bounds = attribution, bounds


class _Data(MacroElement):
    """A layer of the engine, whose data the browser fetches."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        relais.{{ this.kind }}({{ this.options|tojavascript }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}"""
    )

    def __init__(self, kind: str, **options: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kind, self.options = kind, options


class _Plan(folium.TileLayer):
    """Background tiles, loaded only once the visitor ticks them in the layers' list."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.tileLayer({{ this.tiles|tojson }}, {{ this.options|tojavascript }});
        L.control.layers(null, { {{ this.layer_name|tojson }}: {{ this.get_name() }} }, {collapsed: false})
            .addTo({{ this._parent.get_name() }});
        {% endmacro %}"""
    )


def build_script(
    code: str, bounds: Bounds, contours: bytes, points_url: str, communes_url: str, plan_url: str | None
) -> str:
    """Return the JavaScript of a territory's map: same values in, same bytes out.

    `contours` is the GeoJSON drawn at once: it holds no text a person wrote. `communes_url` is empty where
    communes are not drawn, `plan_url` is None without tiles.
    """
    (south, west), (north, east) = bounds
    drawn = _Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        zoom_control=False,
        zoom_start=8,
        zoom_snap=0.25,
        scroll_wheel_zoom=False,
    )
    fit = FitBounds(bounds, padding=(24, 24))
    fit.options["animate"] = False  # a map still zooming ignores the results and the marker it must show
    elements: list[Element] = [fit, _Engine(ATTRIBUTION, bounds)]
    if plan_url:
        elements.append(_Plan(plan_url, name="Plan", attr="© IGN", overlay=True, show=False, max_zoom=18))
    elements += [
        _Data("land", communes=communes_url),
        _Data("points", url=points_url),
    ]
    drawn._id = code.replace("-", "_")  # part of a JavaScript name
    for rank, element in enumerate(elements):
        element._id = f"{drawn._id}_{rank}"
        element.add_to(drawn)
    lines = "".join(_script(element) for element in (drawn, *drawn._children.values()))
    body = "\n".join(line.strip() for line in lines.splitlines() if line.strip())
    return f"relais.outlines = {contours.decode()};\nrelais.build(() => {{\n{body}\n}});\n"


def _script(element: Element) -> str:
    """Render one element's own script, once, and leave its result alone."""
    return str(vars(element._template.module)["script"](element, {}))
