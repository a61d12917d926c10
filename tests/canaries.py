"""Secrets that nobody may read back, the ways they may be written, and everything an answer says (C03)."""

from __future__ import annotations

import base64
import gzip
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

from pypdf import PdfReader
from sqlmodel import Session
from werkzeug.test import TestResponse

from directory.listings.drafts import DraftPlace
from tests.fictional import hide, in_commune, make_confidential, make_draft, store

#: The facts of a listing in which anything may be typed, by their columns; its name and operator come apart.
FREE_TEXTS = (
    "summary", "description", "requirement", "capacity", "stay", "fallback", "hours_text", "caveat",
    "handover_how",
)  # fmt: skip
SAUZON, ROCHEFORT = "56241", "56196"
PLACE = DraftPlace("56", SAUZON, "56360", "7 venelle Canarienne", 47.372951, -3.218462, "address")
#: One word for each place a secret is planted in.
WORDS = {name: f"zéphirin{name}" for name in ("former", "astreinte", "brouillon", "archive", "avant")}
PHONES = {"astreinte": "01 99 00 71 11", "former": "01 99 00 72 22", "archive": "01 99 00 73 33"}
#: A coordinate alone says something from four decimals on; rounded further, only beside the other one.
POINT = [f"{axis:.{digits}f}" for axis in (PLACE.latitude, PLACE.longitude) for digits in (6, 5, 4)]
_ROUNDED = [[f"{axis:.{digits}f}" for axis in (PLACE.latitude, PLACE.longitude)] for digits in (3, 2, 1)]
_NEAR = re.compile(
    "|".join(
        rf"(?<![\d.]){re.escape(one)}(?!\d)[^0-9]{{1,24}}?(?<![\d.]){re.escape(other)}(?!\d)"
        for pair in _ROUNDED
        for one, other in (pair, pair[::-1])
    ).encode()
)


def texts(word: str) -> dict[str, Any]:
    """Every free text of a draft, holding one secret."""
    return {field: f"{word} {field}" for field in FREE_TEXTS} | {
        "name": f"Maison {word}", "operator": f"Association {word}", "website": f"https://{word[-6:]}.example/",
    }  # fmt: skip


def phones(kind: str, audience: str = "public") -> dict[str, Any]:
    return {
        "phones": ((PHONES[kind], WORDS[kind], audience),),
        "emails": ((f"{WORDS[kind].replace('é', 'e')}@fictif.example", WORDS[kind], audience),),
    }


def plant(session: Session) -> None:
    """Store what the public may read, what it may not, and what it could once."""
    store(
        session,
        make_draft("shown", **phones("astreinte", "professionals")),
        make_draft("draft", status="draft", **texts(WORDS["brouillon"])),
        make_draft("hidden", disclosure="address", place=PLACE, **phones("former"), **texts(WORDS["former"])),
        make_draft("edited", **texts(WORDS["avant"]) | {"name": "Maison corrigée"}),
        make_draft("gone", place=in_commune(ROCHEFORT), **phones("archive"), **texts(WORDS["archive"])),
    )
    hide(session, make_confidential("hidden", name="Maison tenue secrète"))
    store(
        session,
        make_draft("edited", name="Maison corrigée"),
        make_draft("gone", status="archived", **phones("archive"), **texts(WORDS["archive"])),
    )


def written(secret: str) -> set[bytes]:
    """The ways a secret may be written in an answer: spelled otherwise, escaped or in base64."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", secret) if not unicodedata.combining(c))
    spaced = {secret.replace(" ", space) for space in ("", "\u202f", "\u00a0", "+", "-", "_")}
    spellings = {secret, bare} | (spaced if " " in secret else set())
    if secret in PHONES.values():
        spellings |= {"+33" + secret.replace(" ", "")[1:], "33" + secret.replace(" ", "")[1:]}
    found: set[bytes] = set()
    for spelling in spellings:
        coded = {spelling, quote(spelling), escape(spelling), json.dumps(spelling)[1:-1]}
        found |= {form.lower().encode() for form in coded}
        found |= set(_in_base64(spelling.encode()))
    return found


def _in_base64(secret: bytes) -> Iterator[bytes]:
    """What is left of a secret in base64, at each of its three places in a group of three bytes."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + secret)
        start, end = -(-before * 8 // 6), (before + len(secret)) * 8 // 6
        if end - start >= 8:  # fewer characters would be found by chance
            yield coded[start:end].lower()


_PLACE = ("venelle Canarienne", "Sauzon", SAUZON, "56360", *POINT)
#: Where the listing that became confidential was: nobody at all may read it.
PLACES = {secret: written(secret) for secret in _PLACE}
SECRETS = PLACES | {
    secret: written(secret) for secret in (*WORDS.values(), *PHONES.values(), "Rochefort-en-Terre", ROCHEFORT)
}


def found_in(body: bytes, secrets: dict[str, set[bytes]] = SECRETS) -> list[str]:
    """The secrets a lower-case text holds, in whatever form."""
    found = [secret for secret, forms in secrets.items() if any(form in body for form in forms)]
    return found + [near[0].decode() for near in _NEAR.finditer(body)]


def read(answer: TestResponse) -> bytes:
    """Everything an answer says, in lower case: status, headers, body; spreadsheets and PDF opened."""
    body = answer.get_data()
    answer.close()
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers)
    return (answer.status + headers).lower().encode() + open_file(body).lower()


def open_file(body: bytes) -> bytes:
    """Every word of a file, whatever it is packed in: its first bytes say what it is."""
    if body.startswith(b"\x1f\x8b"):
        return open_file(gzip.decompress(body))
    if body.startswith(b"PK\x03\x04"):
        with ZipFile(BytesIO(body)) as archive:
            files = [(name.encode(), archive.read(name)) for name in archive.namelist()]
        return b"\n".join(part for name, content in files for part in (name, open_file(content)))
    if body.startswith(b"%PDF-"):
        reader = PdfReader(BytesIO(body))
        said = "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)])
        return b"\n".join([*_streams(body), said.encode(), "".join(said.split()).encode()])
    if body.startswith(b"\x89PNG"):
        return b"\n".join(_said_by_png(body))
    return body


def _said_by_png(png: bytes) -> Iterator[bytes]:
    """What a picture says beside its pixels; the text that is drawn is that of the SVG it is made from."""
    at = 8
    while at < len(png):
        size, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        data = png[at + 8 : at + 8 + size]
        assert kind not in {b"zTXt", b"iTXt"}  # where a text may be compressed
        if kind != b"IDAT":
            yield data
        at += 12 + size


def _streams(pdf: bytes) -> Iterator[bytes]:
    for part in pdf.split(b"stream\n")[1:]:
        try:
            yield zlib.decompress(part)
        except zlib.error:
            yield part
