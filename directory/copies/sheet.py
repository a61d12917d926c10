"""The printed sheet of a departement: two A4 pages at most, tagged for screen readers (PDF/UA-1).

Typst sets the page from `templates/sheet/sheet.typ`. It receives values, never markup: no text of a listing
is ever read as a program. Fonts come with the program, so that the same values are the same bytes anywhere.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from directory.copies.fonts import find_fonts
from directory.copies.pictures import WIDTH, draw_cards
from directory.copies.sheet_queries import SheetContent
from directory.emergency import PaperLine, on_paper
from directory.french.typography import count, join_words, long_date, nobreak
from directory.listings.cards import Card
from directory.listings.categories import GROUPS
from directory.listings.codes import DEDICATED_FIRST
from directory.places.departements import Departement

VALID_DAYS = 30
MOST_PAGES = 2
#: Points: where the text of an A4 page ends, its width, and the least and the most height of a map.
_BOTTOM, _WIDE, _LOWEST, _HIGHEST = 799.0, 516.0, 160.0, 420.0
NOTICE = (
    "Une fiche « à vérifier » vient d’une source publique que personne n’a encore confirmée par téléphone."
)
_HERE = Path(__file__).parent.parent
_TEMPLATE = _HERE / "templates" / "sheet" / "sheet.typ"


def file_name(departement: Departement) -> str:
    """A name that tells nothing to whoever sees it in a folder: "relais-56.pdf"."""
    return f"relais-{departement.code}.pdf"


def make_sheet(content: SheetContent, at: datetime, url: str) -> bytes:
    """Return the PDF of a departement as of the aware instant `at`; `url` is the page it was made from.

    When two pages cannot hold everything, the least needed are left out and counted. Same content, same
    local day: same bytes.
    """
    today = at.astimezone(ZoneInfo(content.departement.timezone)).date()
    kept = _shorten(content, _count_fitting(content, today, url))
    values = _values(kept, today, url)
    return _compile(values | _map(kept, _room(values)), today)


def _room(values: dict[str, Any]) -> float:
    """The points of height that the last page leaves free."""
    end = float(_compiler(values).query("<end>", field="value", one=True))
    return _BOTTOM - end


def _map(content: SheetContent, room: float) -> dict[str, Any]:
    """The map of the departement and of the listings of the sheet, when the last page has room for it."""
    high = min(room, _HIGHEST) - 12
    if high < _LOWEST:
        return {}
    cards = (*content.local, *content.nearby)
    return {
        "map": draw_cards(content.departement, cards, round(WIDTH * high / _WIDE)),
        "map-height": high,
        "map-words": f"Carte {content.departement.genitive}",
    }


def _count_fitting(content: SheetContent, today: date, url: str) -> int:
    """How many listings of the departement two pages hold; halving finds it in six tries of 20 ms."""

    def fits(number: int) -> bool:
        return _count_pages(_values(_shorten(content, number), today, url)) <= MOST_PAGES

    fewest, most = 0, len(content.local)
    if fits(most):
        return most
    while fewest < most - 1:
        middle = (fewest + most) // 2
        fewest, most = (middle, most) if fits(middle) else (fewest, middle)
    return fewest


def valid_until(content: SheetContent, today: date) -> date:
    """Until when a sheet made today may be trusted: 30 days, or the first review due before that."""
    cards = (*content.local, *content.nearby, *content.national)
    dues = [date.fromisoformat(card.view.review_due_on) for card in cards if card.view.review_due_on]
    return min([today + timedelta(days=VALID_DAYS), *(due for due in dues if due > today)])


def _shorten(content: SheetContent, number: int) -> SheetContent:
    """Keep the `number` most needed listings: the CRIP, then dedicated ones, then the plan's options."""
    by_need = sorted(
        content.local,
        key=lambda card: (
            card.view.category != "crip", card.is_stale, DEDICATED_FIRST[card.view.is_dedicated],
            not card.category.counts_in_plan, card.category.order, card.view.number,
        ),
    )  # fmt: skip
    wanted = {card.view.number for card in by_need[:number]}
    return replace(content, local=tuple(card for card in content.local if card.view.number in wanted))


def _values(content: SheetContent, today: date, url: str) -> dict[str, Any]:
    """Everything the template prints, in words."""
    place, until = content.departement, valid_until(content, today)
    address = url.partition("://")[2]
    rungs, others = on_paper(content.line)
    return {
        "title": f"{place.name} ({place.code})",
        "day": [today.year, today.month, today.day],
        "heading": f"{place.name} {place.code}",
        "lead": "Qui appeler pour un mineur en danger",
        "validity": f"Établie le {long_date(today)}, valable jusqu’au {long_date(until)}.",
        "live-words": nobreak("Page à jour :"),
        "url": url,
        "url-words": address,
        "qr": _qr(url),
        "qr-words": f"Code à lire par un téléphone : {address}",
        "notice": nobreak(NOTICE),
        "ladder-title": "En urgence, et pour alerter",
        "rungs": [_line(rung) for rung in rungs],
        "others": [_line(other) for other in others],
        "crip": nobreak(_crip(content)),
        "groups": _groups(content),
        "map": "",
        "notes": [nobreak(note) for note in _notes(content, address)],
    }


def _line(each: PaperLine) -> dict[str, str]:
    return {name: nobreak(text) for name, text in each._asdict().items()}


def _crip(content: SheetContent) -> str:
    """What the ladder does not say of the CRIP: its other numbers, its address, how sure they are."""
    card = content.crip
    if card is None:
        return ""
    others = [f"{phone.display}{f' ({phone.label})' if phone.label else ''}" for phone in card.phones[1:]]
    emails = [email.value for email in card.view.emails]
    head = [card.lasting_head.ask] if card.lasting_head.ask else []
    return " · ".join([f"CRIP {content.departement.genitive}", *head, *others, *emails, card.certainty])


def _groups(content: SheetContent) -> list[dict[str, Any]]:
    """The headings of the sheet: each need answered here, then near, then everywhere."""
    crip = content.crip.view.number if content.crip else None
    here = [card for card in content.local if card.view.number != crip]
    found = []
    for group in GROUPS.values():
        cards = [card for card in here if card.group is group]
        kinds = dict.fromkeys(card.category.label for card in cards)
        found.append((group.label, ", ".join(kinds), cards))
    found.append(("Au plus près", "dans les départements voisins", list(content.nearby)))
    found.append(("Partout en France", "lignes et dispositifs nationaux", list(content.national)))
    return [
        {"title": title, "note": note, "entries": [_entry(card) for card in cards]}
        for title, note, cards in found
        if cards
    ]


def _entry(card: Card) -> dict[str, Any]:
    """One listing: whether it can be called and what to ask for, then what it is, conditions, certainty."""
    view, head = card.view, card.lasting_head
    site = view.website.partition("://")[2].removeprefix("www.").rstrip("/")
    ways = [{"href": f"mailto:{email.value}", "text": email.value} for email in view.emails[:1]]
    if site and not card.phones and not view.emails:
        ways.append({"href": view.website, "text": site})
    others = card.phones[1:2]
    return {
        "name": nobreak(view.name),
        "shape": card.group.shape,
        "colour": card.group.colour,
        "what": nobreak(card.what),
        "conditions": nobreak(" · ".join(chip.lasting or chip.text for chip in card.conditions)),
        "certainty": nobreak(card.certainty),
        "head": {
            "kind": head.kind,
            "state": nobreak(head.lasting or head.state),
            "number": head.number,
            "href": head.href,
            "ask": nobreak(head.ask),
            "year": f"de {head.year}" if head.year else "",
        },
        "others": [
            {"display": phone.display, "href": phone.href, "label": nobreak(phone.label)} for phone in others
        ],
        "ways": ways,
        "asked": "" if ways or head.number else nobreak("Le 119 dit comment le joindre"),
    }


def _notes(content: SheetContent, address: str) -> list[str]:
    """What the sheet leaves out, and what nobody knows."""
    notes = []
    others = content.total - len(content.local)
    if others > 0:
        notes.append(f"Et {count(others, 'autre ressource', 'autres ressources')} sur la page : {address}")
    if content.gaps:
        listed = join_words([label[0].lower() + label[1:] for label in content.gaps])
        notes.append(
            f"Non renseigné ici : {listed}. Cela ne veut pas dire qu’il n’en existe pas : la CRIP ou le 119 "
            "peuvent le savoir."
        )
    return notes


@cache
def _qr(url: str) -> str:
    """The address as a QR code (ISO/IEC 18004), in SVG, with the quiet zone readers need."""
    import segno  # 3 MB that only sheets need

    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()


def _count_pages(values: dict[str, Any]) -> int:
    return int(_compiler(values).query("<pages>", field="value", one=True))


def _compile(values: dict[str, Any], today: date) -> bytes:
    made_at = datetime(today.year, today.month, today.day, tzinfo=UTC)
    made = _compiler(values).compile(format="pdf", pdf_standards="ua-1", timestamp=made_at)
    assert isinstance(made, bytes)
    return made


def _compiler(values: dict[str, Any]) -> Any:
    import typst  # 80 MB of code that no page but this one needs

    return typst.Compiler(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=find_fonts(),
        sys_inputs={"sheet": orjson.dumps(values).decode()},
    )
