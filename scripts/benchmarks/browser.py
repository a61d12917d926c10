"""What a visitor's browser does with a departement of 2 000 points, beside a minimal Leaflet page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.benchmarks import ecoindex
from scripts.benchmarks.data import PARTNER
from scripts.benchmarks.report import Line
from scripts.chromium import LAUNCH

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
ZOOMS = 3
#: How many times slower a phone is than the machine of the measure.
SLOW = 4
#: Runs before the page: when the map says how many points it shows, and tasks of more than 50 ms.
_WATCH = """
window.firstMarker = null; window.longTasks = [];
new MutationObserver(() => {
  if (firstMarker === null && document.querySelector("#map[data-points]"))
    requestAnimationFrame(() => { firstMarker ??= performance.now(); });
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-points"] });
new PerformanceObserver((list) => list.getEntries().forEach((task) => longTasks.push(task.duration)))
  .observe({ type: "longtask", buffered: true });
"""
_COUNT = "() => [...document.querySelectorAll('*')].filter((e) => !e.parentElement?.closest('svg')).length"
_START = "() => performance.timeOrigin"


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Open Chromium and close it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        yield browser
        browser.close()


def measure(site: int, floor: int, repeats: int) -> list[Line]:
    """Return the lines of the browser; `site` and `floor` are ports, the site's serves 2 000 points in 56."""
    address, minimal = f"http://127.0.0.1:{site}", f"http://127.0.0.1:{floor}/map"
    with opened_browser() as browser:
        page = _visit(browser, f"{address}/departements/56", DESK)
        phone = _visit(browser, f"{address}/departements/56", PHONE, has_map=False)
        home = _visit(browser, f"{address}/", PHONE, has_map=False)
        firsts: dict[str, list[float]] = {"site": [], "floor": []}
        tasks: dict[str, list[float]] = {"site": [], "floor": []}
        for _ in range(repeats):
            for name, url in (("site", f"{address}/departements/56"), ("floor", minimal)):
                seen = _visit(browser, url, DESK, zooms=ZOOMS)
                firsts[name].append(seen["first"])
                tasks[name] += [max([0.0, *seen["tasks"]])]
    index = ecoindex.score(page["elements"], page["requests"], page["bytes"] / 1000)
    ratio = median(a / b for a, b in zip(firsts["site"], firsts["floor"], strict=True))
    long_tasks = f"plancher {median(tasks['floor']):.0f} ms ; tâche longue = plus de 50 ms"
    return [
        Line("navigateur, 2 000 points : requêtes", page["requests"], "", 8, at_most=True),
        Line("navigateur, 2 000 points : octets", page["bytes"] / 1000, "ko", 110, at_most=True),
        Line("navigateur, 2 000 points : éléments hors SVG", page["elements"], "", 350, at_most=True),
        Line("navigateur, 2 000 points : EcoIndex", index, "", ecoindex.GRADE_A),
        Line("premier point ÷ page Leaflet minimale", ratio, "", 1.25, at_most=True,
             note=f"{median(firsts['site']):.0f} ms et {median(firsts['floor']):.0f} ms"),
        Line("plus longue tâche d’un zoom", median(tasks["site"]), "ms", 50, at_most=True, note=long_tasks),
        Line("premier écran utile, département sur téléphone", phone["bytes"] / 1000, "ko", 100, at_most=True,
             note=f"{phone['requests']} requêtes"),
        Line("premier écran utile, accueil sur téléphone", home["bytes"] / 1000, "ko", 100, at_most=True,
             note=f"{home['requests']} requêtes"),
        Line("premier écran utile : requêtes", max(phone["requests"], home["requests"]), "", 12,
             at_most=True),
    ]  # fmt: skip


def measure_slow_phone(site: int, repeats: int) -> list[Line]:
    """Return the lines of the coverage of the country, and of its largest region, on a slow phone."""
    lines = []
    with opened_browser() as browser:
        for name, path in (("le pays", "/couverture"), ("une région", "/couverture?region=76")):
            seen = [
                _visit(browser, f"http://127.0.0.1:{site}{path}", PHONE, has_map=False, slower=SLOW)
                for _ in range(repeats)
            ]
            blocked, loaded = (median(one[figure] for one in seen) for figure in ("blocked", "loaded"))
            title = f"couverture, {name}, téléphone {SLOW} fois ralenti"
            lines += [
                Line(f"{title} : éléments", seen[0]["all"], "", 1500, at_most=True),
                Line(f"{title} : temps bloqué", blocked, "ms", 200, at_most=True,
                     note=f"ce que les tâches durent de plus que 50 ms ; page chargée en {loaded:.0f} ms"),
            ]  # fmt: skip
    return lines


def measure_embed(site: int, host: int, repeats: int) -> list[Line]:
    """Return the lines of the embed, framed by a page of another origin; `host` is the port of the floors.

    The minimal page stands in the same frame, and each is timed from the start of the page around it.
    """
    origins = {"embed": f"http://127.0.0.1:{site}", "floor": f"http://127.0.0.1:{host}"}
    paths = {"embed": f"/embed/{PARTNER}/56", "floor": "/map"}
    around = {name: f"{origins['floor']}/frame?url={quote(origins[name] + paths[name])}" for name in paths}
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in paths}
    with opened_browser() as browser:
        for _ in range(repeats):
            for name, url in around.items():
                seen[name].append(_visit(browser, url, DESK, framed=origins[name]))
        phone = _visit(browser, around["embed"], PHONE, has_map=False, framed=origins["embed"])
    first = seen["embed"][0]
    ratio = median(a["first"] / b["first"] for a, b in zip(seen["embed"], seen["floor"], strict=True))
    times = {name: median(one["first"] for one in found) for name, found in seen.items()}
    return [
        Line("cadre d’un partenaire, 2 000 points : requêtes", first["requests"], "", 8, at_most=True),
        Line("cadre d’un partenaire, 2 000 points : octets", first["bytes"] / 1000, "ko", 110, at_most=True),
        Line("cadre d’un partenaire : premier point ÷ page Leaflet minimale", ratio, "", 1.25, at_most=True,
             note=f"{times['embed']:.0f} ms et {times['floor']:.0f} ms"),
        Line("cadre d’un partenaire sur téléphone : octets", phone["bytes"] / 1000, "ko", 100, at_most=True,
             note=f"{phone['requests']} requêtes"),
    ]  # fmt: skip


def _visit(
    browser: Browser,
    url: str,
    size: Any,
    *,
    has_map: bool = True,
    zooms: int = 0,
    framed: str = "",
    slower: int = 1,
) -> dict[str, Any]:
    """Open a page with an empty cache; return what it cost, and the long tasks of some zooms.

    `blocked`: how long its long tasks lasted beyond 50 ms each, all together. The processor is `slower`.

    `framed`: the origin of what the page frames. The map is there, its requests alone are counted, and its
    time counts from the start of the page around.
    """
    context = browser.new_context(viewport=size)
    page = context.new_page()
    page.add_init_script(_WATCH)
    received = _listen(page, framed or "http")
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(url, wait_until="load")
    inside = page.frames[-1]
    if has_map:
        inside.locator("#map[data-points]").wait_for()
    page.wait_for_load_state("networkidle")
    late = inside.evaluate(_START) - page.evaluate(_START) if framed else 0
    seen = {
        "requests": len(received),
        "bytes": sum(received.values()),
        "elements": inside.evaluate(_COUNT),
        "all": page.evaluate("() => document.querySelectorAll('*').length"),
        "blocked": sum(task - 50 for task in page.evaluate("() => window.longTasks")),
        "loaded": page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd"),
        "first": (inside.evaluate("() => window.firstMarker") or 0) + late,
    }
    page.evaluate("() => { window.longTasks.length = 0; }")
    for _ in range(zooms):
        page.locator(".leaflet-control-zoom-in").dispatch_event("click")
        page.wait_for_timeout(400)  # the length of Leaflet's own animation, and a little more
    seen["tasks"] = page.evaluate("() => window.longTasks")
    context.close()
    return seen


def _listen(page: Page, origin: str) -> dict[str, float]:
    """Count bytes on the wire by request to an origin, as Chromium reports them."""
    received: dict[str, float] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def begin(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith(origin):
            received.setdefault(event["requestId"], 0)

    def end(event: dict[str, Any]) -> None:
        if event["requestId"] in received:
            received[event["requestId"]] += event["encodedDataLength"]

    session.on("Network.requestWillBeSent", begin)
    session.on("Network.loadingFinished", end)
    return received
