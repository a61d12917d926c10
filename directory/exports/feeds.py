"""What engines and feed readers ask of a site: changes as Atom, a map of its pages, its search box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from directory.exports.cells import clean
from directory.listings.cards import certainty
from directory.listings.categories import CATEGORIES
from directory.listings.public_view import PublicView
from directory.listings.reasons import where_words

#: A file of addresses holds no more (sitemaps.org).
MOST_ADDRESSES = 50_000


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


def write_sitemaps(paths: Sequence[str], public_url: str, most: int = MOST_ADDRESSES) -> list[bytes]:
    """Return the addresses of pages worth finding (sitemaps.org 0.9): one file, the first of the list.

    Past `most` addresses that file only leads to the following ones, each under /sitemap-<its rank>.xml.
    """
    parts = [paths[start : start + most] for start in range(0, len(paths), most)]
    files = [_write_places("urlset", "url", (f"{public_url}{path}" for path in part)) for part in parts]
    if len(files) == 1:
        return files
    ranks = range(1, len(files) + 1)
    return [
        _write_places("sitemapindex", "sitemap", (f"{public_url}/sitemap-{rank}.xml" for rank in ranks)),
        *files,
    ]


def _write_places(root_tag: str, tag: str, addresses: Iterable[str]) -> bytes:
    root = Element(root_tag, {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for address in addresses:
        _add(SubElement(root, tag), "loc", address)
    return _written(root)


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
