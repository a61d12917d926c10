"""What engines and feed readers ask of a site: changes as Atom, a map of its pages, its search box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.sax.saxutils import escape

from directory.exports.cells import clean
from directory.listings.cards import certainty
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import where_words

#: A file of addresses holds no more: a tenth of what sitemaps.org allows, to be written in an instant.
MOST_ADDRESSES = 5_000
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_atom(views: Sequence[PublicView], *, title: str, path: str, page: str, public_url: str) -> bytes:
    """Return listings, the last changed first, as an Atom feed (RFC 4287); dates are days."""
    feed = Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "fr"})
    _add(feed, "id", f"{public_url}{path}")
    _add(feed, "title", title)
    _add(feed, "updated", max((_day(view) for view in views), default="2026-01-01T00:00:00Z"))
    SubElement(feed, "link", {"rel": "self", "href": f"{public_url}{path}"})
    SubElement(feed, "link", {"href": f"{public_url}{page}"})
    _add(SubElement(feed, "author"), "name", "Relais")
    for view in views:
        entry = SubElement(feed, "entry")
        address = f"{public_url}/fiches/{view.slug}"
        _add(entry, "id", address)
        _add(entry, "title", view.name)
        _add(entry, "updated", _day(view))
        SubElement(entry, "link", {"href": address})
        SubElement(entry, "category", {"term": view.category, "label": CATEGORIES[view.category].label})
        _add(entry, "summary", " · ".join((where_words(view), view.summary, certainty(view))))
    return _written(feed)


def write_sitemap(
    rank: int,
    first: Sequence[str],
    others: int,
    read: Callable[[int, int], Sequence[str]],
    public_url: str,
    most: int = MOST_ADDRESSES,
) -> bytes | None:
    """Return a file of the addresses of pages worth finding (sitemaps.org 0.9), None when there is none.

    They are `first`, then as many `others`, of which `read(offset, limit)` returns some. A list too long for
    one file is cut: that of rank 0 leads to the following ones, each under /sitemap-<its rank>.xml.
    """
    files = ceil((len(first) + others) / most)
    if rank > files or (files == 1 and rank):
        return None
    if files > 1 and not rank:
        parts = (f"{public_url}/sitemap-{part}.xml" for part in range(1, files + 1))
        return _write_places("sitemapindex", "sitemap", parts)
    start = most * max(0, rank - 1)
    paths = [*first[start : start + most]]
    paths += read(max(0, start - len(first)), most - len(paths))
    return _write_places("urlset", "url", (f"{public_url}{path}" for path in paths))


def _write_places(root_tag: str, tag: str, addresses: Iterable[str]) -> bytes:
    places = "".join(f"<{tag}><loc>{escape(clean(address))}</loc></{tag}>" for address in addresses)
    opening = f'<?xml version="1.0" encoding="utf-8"?>\n<{root_tag} xmlns="{_SITEMAPS}">'
    return f"{opening}{places}</{root_tag}>\n".encode()


def write_search_box(public_url: str) -> bytes:
    """Return the description of our search for browsers (OpenSearch 1.1)."""
    root = Element("OpenSearchDescription", {"xmlns": "http://a9.com/-/spec/opensearch/1.1/"})
    _add(root, "ShortName", "Relais")
    _add(root, "Description", "Chercher une ressource, partout en France")
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "Language", "fr")
    template = f"{public_url}/recherche?q={{searchTerms}}"
    SubElement(root, "Url", {"type": "text/html", "method": "get", "template": template})
    return _written(root)


def _written(root: Element) -> bytes:
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _day(view: PublicView) -> str:
    return f"{max(view.modified_on, view.verified_on)}T00:00:00Z"


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)
