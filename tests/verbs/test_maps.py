"""The maps: what is drawn, the script folium writes, and the background tiles."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from shapely.geometry import shape

from directory import maps
from directory.config import ROOT
from directory.maps import tiles
from directory.maps.builder import build_script
from directory.maps.tiles import NoTile, TileProxy
from directory.places.departements import DEPARTEMENTS, neighbours
from tests.hanging import hanging_server

PNG = b"\x89PNG\r\n\x1a\n a fictional tile"
MORBIHAN = ((47.287, -3.733), (48.207, -2.047))


def features(code: str, role: str) -> list[dict[str, Any]]:
    found = json.loads(maps.make_contours(code))["features"]
    return [feature for feature in found if feature["properties"]["role"] == role]


# What is drawn


@pytest.mark.parametrize("code", DEPARTEMENTS)
def test_every_departement_has_a_map_within_its_bounds(code: str) -> None:
    (south, west), (north, east) = maps.find_bounds(code)
    assert south < north
    assert west < east
    for feature in features(code, "self") + features(code, "commune"):
        left, bottom, right, top = shape(feature["geometry"]).bounds
        assert west - 0.01 <= left <= right <= east + 0.01
        assert south - 0.01 <= bottom <= top <= north + 0.01


def test_a_map_draws_the_departement_its_neighbours_and_its_main_communes() -> None:
    assert [feature["properties"]["code"] for feature in features("56", "self")] == ["56"]
    drawn = {feature["properties"]["code"] for feature in features("56", "neighbour")}
    assert drawn == {neighbour.code for neighbour in neighbours("56")} == {"22", "29", "35", "44"}
    names = [feature["properties"]["name"] for feature in features("56", "commune")]
    assert {"Lorient", "Vannes"} <= set(names)
    assert len(names) <= 6


def test_a_territory_without_outline_still_shows_its_communes() -> None:
    assert features("975", "self") == []
    assert [feature["properties"]["name"] for feature in features("975", "commune")] != []


def test_outlines_are_small_enough_for_a_phone() -> None:
    assert max(len(maps.make_contours(code)) for code in DEPARTEMENTS) < 30_000


# The script


@pytest.mark.parametrize("code", ["01", "2A", "56", "974", "978"])
def test_a_script_names_its_own_data_and_nothing_foreign(code: str, tmp_path: Path) -> None:
    text = maps.map_script(code, tmp_path).text
    assert f'"/points.json?departement={code}"' in text
    assert maps.make_contours(code).decode() in text
    assert f'"communes": "{maps.communes_url(code)}"' in text
    assert bool(maps.communes_url(code)) == (code in maps.drawn_departements())
    foreign = set(re.findall(r"""["'`(]((?:https?:)?//[^"'`)\s]+)""", text)) - {"http://www.w3.org/2000/svg"}
    assert foreign == set()
    assert "<script" not in text


def test_a_script_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    first = maps.map_script("56", tmp_path / "first")
    assert maps.map_script("56", tmp_path / "second") == first
    assert maps.map_script("56", tmp_path / "first") == first


def test_nothing_folium_writes_is_read_again_as_a_template() -> None:
    text = build_script("56", MORBIHAN, b'["{{7*7}}"]', "/points/{% raise %}", "", plan_url=None)
    assert "{{7*7}}" in text
    assert "/points/{% raise %}" in text
    assert "49" not in text


def test_the_background_is_offered_only_where_it_is_configured(tmp_path: Path) -> None:
    assert "/fond/" not in maps.map_script("56", tmp_path).text
    offered = maps.map_script("56", tmp_path, has_plan=True).text
    assert '"/fond/{z}/{x}/{y}.png"' in offered
    assert not re.search(r"map_56\.addLayer|tile_layer_56_2\.addTo", offered)


def test_building_all_scripts_drops_those_of_former_versions(tmp_path: Path) -> None:
    former = tmp_path / "56-000000000000.js"
    former.write_text("former", "utf-8")
    assert maps.build_scripts(tmp_path) == len(maps.MAPPED)
    assert not former.exists()
    assert len(list(tmp_path.iterdir())) == len(maps.MAPPED)


def test_the_map_of_a_region_draws_its_departements_among_their_neighbours() -> None:
    drawn = json.loads(maps.make_contours("region-53"))["features"]
    by_role: dict[str, set[str]] = {}
    for feature in drawn:
        properties = feature["properties"]
        by_role.setdefault(properties["role"], set()).add(properties.get("code", properties["name"]))
    assert by_role["self"] == {"22", "29", "35", "56"}
    assert by_role["neighbour"] == {"44", "49", "50", "53"}
    assert len(by_role["commune"]) == 4
    (south, west), (north, east) = maps.find_bounds("region-53")
    (lower, left), (upper, right) = maps.find_bounds("56")
    assert south <= lower < upper <= north
    assert west <= left < right <= east


def test_a_prepared_worker_serves_maps_without_loading_folium(tmp_path: Path) -> None:
    maps.map_script("56", tmp_path)
    program = (
        "import sys, pathlib; from directory import maps; "
        "maps.script_url('56'); maps.map_script('56', pathlib.Path(sys.argv[1])); "
        "print('folium' in sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"


# The doors


def test_a_script_is_kept_for_good_at_its_own_address_only(own_app: Flask) -> None:
    client = own_app.test_client()
    own = client.get(maps.script_url("56"))
    assert own.status_code == 200
    assert own.mimetype == "text/javascript"
    assert "immutable" in own.headers["Cache-Control"]
    other = client.get("/carte/56.js?v=000000000000")
    assert other.data == own.data
    assert "immutable" not in other.headers["Cache-Control"]
    unchanged = client.get("/carte/56.js", headers={"If-None-Match": other.headers["ETag"]})
    assert unchanged.status_code == 304


def test_outlines_are_served_as_geojson(own_app: Flask) -> None:
    answer = own_app.test_client().get("/contours/2A.geojson")
    assert answer.mimetype == "application/geo+json"
    assert json.loads(answer.data)["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    "address",
    ["/carte/99.js", "/carte/975-communes.js", "/contours/99.geojson", "/carte/56", "/fond/6/32/22.png"],
)
def test_what_does_not_exist_is_not_found(own_app: Flask, address: str) -> None:
    assert own_app.test_client().get(address).status_code == 404


# The tiles


class _Upstream(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        bodies = {"/1/0/0": PNG, "/1/0/1": b"<html>not a tile</html>", "/2/0/0": PNG + bytes(300_000)}
        bodies |= {f"/3/{x}/1": PNG for x in range(8)}
        status = 302 if self.path == "/1/1/0" else 200 if self.path in bodies else 404
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/1/0/0")
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(bodies.get(self.path, b""))

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests quiet."""


@pytest.fixture
def upstream() -> Iterator[ThreadingHTTPServer]:
    _Upstream.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Upstream)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def proxy(upstream: ThreadingHTTPServer, tmp_path: Path) -> TileProxy:
    return TileProxy(f"http://127.0.0.1:{upstream.server_port}/{{z}}/{{x}}/{{y}}", tmp_path / "tiles")


def test_a_tile_is_asked_for_once_then_comes_from_the_disk(proxy: TileProxy) -> None:
    assert proxy.find(1, 0, 0) == proxy.find(1, 0, 0)
    assert proxy.find(1, 0, 0).mimetype == "image/png"
    assert _Upstream.asked == ["/1/0/0"]


@pytest.mark.parametrize(
    ("z", "x", "y"), [(19, 0, 0), (1, 2, 0), (1, 0, 2), (-1, 0, 0), (10, -1, 0), (0, 0, 10**9)]
)
def test_a_tile_outside_the_pyramid_is_never_asked_for(proxy: TileProxy, z: int, x: int, y: int) -> None:
    with pytest.raises(NoTile):
        proxy.find(z, x, y)
    assert _Upstream.asked == []


@pytest.mark.parametrize(("z", "x", "y"), [(1, 0, 1), (1, 1, 0), (2, 0, 0), (3, 0, 0)])
def test_what_is_not_a_tile_of_the_upstream_is_neither_served_nor_kept(
    proxy: TileProxy, z: int, x: int, y: int
) -> None:
    with pytest.raises(NoTile):
        proxy.find(z, x, y)
    assert _Upstream.asked == [f"/{z}/{x}/{y}"]
    assert not [path for path in proxy.folder.rglob("*") if path.is_file()]
    assert proxy.find(1, 0, 0).body == PNG


def test_a_dead_upstream_is_left_alone_for_a_while(upstream: ThreadingHTTPServer, tmp_path: Path) -> None:
    upstream.server_close()
    proxy = TileProxy(f"http://127.0.0.1:{upstream.server_port}/{{z}}/{{x}}/{{y}}", tmp_path)
    with pytest.raises(NoTile, match="does not answer"):
        proxy.find(1, 0, 0)
    with pytest.raises(NoTile, match="a moment ago"):
        proxy.find(1, 0, 0)


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n\x89PNG"])
def test_an_upstream_that_hangs_is_given_up_and_makes_only_four_visitors_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: bytes
) -> None:
    monkeypatch.setattr(tiles, "TIMEOUT", 0.3)
    refused: list[str] = []
    with hanging_server(says) as port:
        proxy = TileProxy(f"http://127.0.0.1:{port}/{{z}}/{{x}}/{{y}}", tmp_path)

        def ask(x: int) -> None:
            with pytest.raises(NoTile) as told:
                proxy.find(4, x, 0)
            refused.append(str(told.value))

        visitors = [Thread(target=ask, args=(x,)) for x in range(12)]
        for visitor in visitors:
            visitor.start()
        for visitor in visitors:
            visitor.join()
    assert refused.count("as many are being fetched as may be") == 8
    assert refused.count("the upstream does not answer") == 4


def test_the_tiles_on_disk_are_bounded(proxy: TileProxy) -> None:
    small = TileProxy(proxy.template, proxy.folder, shards=1, per_shard=2)
    for x in range(8):
        small.find(3, x, 1)
    assert len(_Upstream.asked) == 8
    assert len([path for path in proxy.folder.rglob("*") if path.is_file()]) == 2
