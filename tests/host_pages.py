"""Pages of a partner that frame ours, and what a browser shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame, Page, expect

HEAD = '<!doctype html><html lang="fr"><meta name="viewport" content="width=device-width"><title>Hôte</title>'


class HostPages:
    """A partner's site: pages whose body a test chooses."""

    def __init__(self) -> None:
        self.bodies: dict[str, str] = {}

    def __call__(self, environ: Any, start_response: Any) -> list[bytes]:
        body = self.bodies.get(environ["PATH_INFO"], "")
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [f"{HEAD}{body}".encode()]


@dataclass
class World:
    """Our site, a partner's, and somebody else's; `hosts` are their pages."""

    site: str
    partner: str
    other: str
    hosts: HostPages

    def put(self, path: str, body: str) -> None:
        """Write a page, on the partner's site and on the other one."""
        self.hosts.bodies[path] = body

    def frame(self, path: str, url: str, attributes: str = 'width="100%" height="700"') -> None:
        """Write a page that frames an address of our site."""
        self.put(path, f'<iframe title="Carte" src="{self.site}{url}" {attributes}></iframe>')


def framed(page: Page) -> Frame:
    """The frame of our site in a page, once it has loaded."""
    page.frame_locator('iframe[src*="/embed/"]').locator("h1").wait_for()
    return next(frame for frame in page.frames if "/embed/" in frame.url)


def expect_refused(page: Page) -> None:
    """Expect a page whose frame the browser would not show."""
    page.wait_for_load_state("load")
    assert not [frame for frame in page.frames if "/embed/" in frame.url]
    assert [frame for frame in page.frames if frame.url.startswith("chrome-error:")]


def expect_elsewhere(page: Page) -> None:
    """Expect a page whose frame shows no map, but the way to the site and whom to call."""
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_have_text("Ressources pour un mineur en danger")
    expect(inside.get_by_role("link", name="119").first).to_be_visible()
    expect(inside.get_by_role("link", name="Ouvrir l’annuaire")).to_be_visible()
    expect(inside.locator("#map, .card")).to_have_count(0)


def leave_to(page: Page) -> None:
    """Answer the neutral destination of the way out ourselves."""
    page.route("https://meteofrance.com/", lambda route: route.fulfill(body="<title>Météo</title>"))


def component(world: World, attributes: str = 'partenaire="arras" departement="56"') -> str:
    return (
        f'<script src="{world.site}/embed/v1/relais-embed.js" defer></script>'
        f"<relais-carte {attributes}><a href='#'>Sans script</a></relais-carte>"
    )
