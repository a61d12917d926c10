"""A client that inspects every page it fetches, so that every test of a page is a test of its markup.

What it checks is what a visitor, a screen reader or a snooper would notice: one heading, a neutral title,
labels, unique ids, the emergency ladder, the way out, the security headers, no cookie, valid HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

from directory.listings.national_numbers import OF_FILE
from directory.web.headers import CONTENT_SECURITY_POLICY, HEADERS

TELLING = re.compile(r"prostitu|proxén|proxen|\btraite\b|\bviols?\b|victime|secret", re.IGNORECASE)
HANDLER = re.compile(r"^on[a-z]+$")
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset"}
CONTROLS = {"input", "select", "textarea"}
POINTING = ("for", "aria-describedby", "aria-labelledby", "aria-controls")
BAD_SPACE = re.compile(r"(?:\w [;!?»](?!\w))|« |\w :(?=\s)|(?<=\w)'(?=\w)")


@dataclass(frozen=True)
class Page:
    """An answer and, for HTML, its parsed tree."""

    answer: TestResponse
    root: Element | None

    @property
    def status(self) -> int:
        """The status code."""
        return self.answer.status_code

    @property
    def text(self) -> str:
        """What a visitor reads, spaces of every kind made plain."""
        return plain("".join(self.all("body")[0].itertext())) if self.root is not None else self.answer.text

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of a tag whose attributes have these values (`class_` holds one of the classes)."""
        found = [] if self.root is None else list(self.root.iter(tag))
        return [element for element in found if all(_has(element, *pair) for pair in attributes.items())]

    def links(self) -> list[str]:
        """Every address linked to."""
        return [element.get("href", "") for element in self.all("a")]

    def stops_before_heading(self) -> list[str]:
        """What the keyboard or a screen reader stops at before the title of the page, in words."""
        found: list[str] = []
        for element in self.root.iter() if self.root is not None else ():
            if element.tag == "h1":
                return found
            if element.tag in {"a", "button", "summary", "input", "select"}:
                found.append(plain("".join(element.itertext())).strip())
        return found

    def cards(self) -> list[int]:
        """The numbers of the listings shown, in order."""
        return [int(element.get("data-number", "0")) for element in self.all("li", class_="card")]


class PageClient:
    """Fetches pages of an application without following redirections, and inspects each."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.exit_url = app.config["RELAIS"].exit_url
        self.own_host = urlsplit(app.config["RELAIS"].public_url).netloc

    def get(self, path: str, *statuses: int, fragment: bool = False, cookies: bool = False,
            **headers: str) -> Page:  # fmt: skip
        """Fetch an address, expect one of some statuses (200) and check it.

        `fragment` asks as htmx does; only pages of those who sign in may give `cookies`.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if fragment:
            named["HX-Request"] = "true"
        answer = self._app.test_client().get(path, headers=named)
        assert cookies or "Set-Cookie" not in answer.headers
        return self._inspect(answer, statuses or (200,), path)

    def send(self, method: str, path: str, status: int) -> Page:
        """Send another method and check the answer."""
        return self._inspect(self._app.test_client().open(path, method=method), (status,), path)

    def _inspect(self, answer: TestResponse, statuses: tuple[int, ...], path: str) -> Page:
        assert answer.status_code in statuses, f"{path}: {answer.status}"
        answer.get_data()
        answer.close()
        check_headers(answer)
        framed = "frame-ancestors 'none'" not in answer.headers["Content-Security-Policy"]
        assert not framed or path.startswith("/embed/"), f"{path} may be framed"
        page = Page(answer, read(answer))
        if page.root is not None and page.root.tag == "html":
            check_page(page, self.exit_url)
        if page.root is not None:
            check_markup(page, self.own_host)
        return page


def read(answer: TestResponse) -> Element | None:
    """Parse HTML as a browser does, refusing what the standard calls an error; None for anything else."""
    if answer.mimetype != "text/html" or not answer.data or answer.status_code in range(300, 400):
        return None
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    if answer.data.lstrip().lower().startswith(b"<!doctype"):
        root: Element = parser.parse(answer.data.decode())
    else:
        root = parser.parseFragment(answer.data.decode())
    return root


def check_headers(answer: TestResponse) -> None:
    """The headers of every answer (S02)."""
    open_to_all = {"Cross-Origin-Resource-Policy": "cross-origin"}
    expected = HEADERS | (open_to_all if "Access-Control-Allow-Origin" in answer.headers else {})
    del expected["Content-Security-Policy"]
    policy = answer.headers["Content-Security-Policy"].replace("frame-src 'self'; ", "")  # our own embeds
    if "frame-ancestors 'none'" in policy:
        assert policy == CONTENT_SECURITY_POLICY
    else:  # an embed, framed by the origins it names
        own = CONTENT_SECURITY_POLICY.removesuffix("'none'")
        assert policy.startswith(own)
        assert policy.removeprefix(own).split()
        del expected["X-Frame-Options"]
        assert "X-Frame-Options" not in answer.headers
        expected |= open_to_all
    if answer.status_code == 302:  # the frame of a partner: the map it leads to is told the page around
        expected["Referrer-Policy"] = "origin"
    for name, value in expected.items():
        assert answer.headers.get(name) == value, f"{name} is {answer.headers.get(name)}"
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "Cache-Control" in answer.headers
    assert not {"Server", "X-Powered-By"} & set(answer.headers.keys())


def check_page(page: Page, exit_url: str) -> None:
    """What a whole page must hold."""
    assert page.root is not None
    assert page.root.get("lang") == "fr"
    (title,) = page.all("title")
    assert (title.text or "").strip()
    assert not TELLING.search(title.text or ""), title.text
    assert len(page.all("h1")) == 1
    (ladder,) = page.all("aside", class_="ladder")
    (others,) = page.all("aside", class_="others-line")
    rungs = [link.get("href") for link in ladder.iter("a")]
    if rungs[0] == "tel:17":  # Wallis-et-Futuna has its own
        quiet = [link.get("href") for link in others.iter("a")]
        assert set(quiet) <= {number.href for number in OF_FILE.ladder}
        assert rungs[:3] == ["tel:17", "tel:112", "tel:119"] or len(quiet) < 5
    if not page.all("nav", class_="desk-nav"):
        before = page.stops_before_heading()
        assert len(before) <= 8, before
    (leave,) = page.all("a", id="quick-exit")
    assert leave.get("href") == exit_url
    assert page.links()[0] == "#contenu"
    assert [main.get("id") for main in page.all("main")] == ["contenu"]
    _check_headings(page)


def check_markup(page: Page, own_host: str) -> None:
    """What any piece of a page must respect; `own_host` is the site's."""
    assert page.root is not None
    elements = list(page.root.iter())
    ids = Counter(element.get("id") for element in elements if element.get("id") is not None)
    assert [name for name, times in ids.items() if times > 1] == []
    parents = {child: parent for parent in elements for child in parent}
    whole = page.root.tag == "html"
    for element in elements:
        _check_element(element, own_host)
        if element.tag in CONTROLS and element.get("type", "text") not in UNLABELLED_TYPES:
            assert _is_labelled(element, page, parents), f"no label: {element.attrib}"
        for name in POINTING if whole else ():
            for target in (element.get(name) or "").split():
                assert target in ids, f"{name}={target} leads nowhere"
    spoken = [text for text in _spoken(page.root) if BAD_SPACE.search(text)]
    assert spoken == [], f"French typography {spoken}"


def _check_element(element: Element, own_host: str) -> None:
    assert not any(HANDLER.match(name) for name in element.attrib), element.attrib
    assert "style" not in element.attrib
    assert element.tag != "style"
    if element.tag == "script":
        assert element.get("src") or element.get("type") == "application/ld+json"
    for name in ("src", "href", "action"):
        address = element.get(name)
        if address is None or (element.get("rel") == "icon" and address.startswith("data:image/svg+xml,")):
            continue
        assert urlsplit(address).scheme in {"", "https", "http", "tel", "sms", "mailto"}, address
        if urlsplit(address).netloc not in {"", own_host}:
            assert element.tag == "a", f"{element.tag} loads {address}"
            assert element.get("rel") == "noopener noreferrer", address
        elif address.startswith("/"):
            assert not TELLING.search(urlsplit(address).path), address
    if element.tag in {"a", "button"}:
        assert plain("".join(element.itertext())) or element.get("aria-label"), "a link without a name"
    if element.tag == "img":
        assert element.get("alt") is not None


def _is_labelled(element: Element, page: Page, parents: dict[Element, Element]) -> bool:
    if element.get("aria-label") or element.get("aria-labelledby"):
        return True
    if any(label.get("for") == element.get("id") for label in page.all("label") if element.get("id")):
        return True
    above = parents.get(element)
    while above is not None and above.tag != "label":
        above = parents.get(above)
    return above is not None


def _check_headings(page: Page) -> None:
    assert page.root is not None
    levels = [int(e.tag[1]) for e in page.root.iter() if re.fullmatch(r"h[1-6]", str(e.tag))]
    before = 0
    for level in levels:
        assert level <= before + 1, f"a heading of level {level} after one of level {before}"
        before = level


def _spoken(root: Element) -> Iterator[str]:
    """The pieces of text a visitor reads or hears; scripts, code and what somebody typed aside."""
    for element in root.iter():
        if element.tag not in {"script", "style", "code", "textarea"}:
            yield element.text or ""
        yield element.tail or ""
        yield element.get("aria-label", "")


def _has(element: Element, name: str, value: str) -> bool:
    if name == "class_":
        return value in element.get("class", "").split()
    return element.get(name.replace("_", "-")) == value


def plain(text: str) -> str:
    """Text with every run of spaces, no-break ones included, made one space."""
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
