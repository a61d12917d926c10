"""Sealing: what must be kept and read again, but not by whoever holds the database or a backup alone.

Fernet (AES-128-CBC and HMAC-SHA-256) of the `cryptography` package, its key drawn by HKDF (RFC 5869) from
SECRET_KEY for each use. Without that key a sealed text is lost: nothing here opens it.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

# The package takes 10 MB of a worker: it is imported by the function that seals.
SECOND_FACTOR, NOTE = b"relais:second factor", b"relais:private note"


@dataclass(frozen=True, slots=True)
class Keys:
    """SECRET_KEY, and those it took the place of, the latest first: they only open."""

    present: str = field(repr=False)
    former: tuple[str, ...] = field(default=(), repr=False)

    @property
    def all(self) -> tuple[str, ...]:
        """Every key, the present one first."""
        return (self.present, *self.former)


def seal(keys: Keys, text: str, use: bytes = SECOND_FACTOR) -> str:
    """Return a text closed with the present key for one use: ASCII, different each time."""
    return _box(keys, use).encrypt(text.encode()).decode()


def unseal(keys: Keys, sealed: str, use: bytes = SECOND_FACTOR) -> str:
    """Return a text closed with any of the keys for one use; "" when none of them opens it."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(keys, use).decrypt(sealed).decode()
    except InvalidToken:
        return ""


def fingerprints(keys: Keys, text: str) -> list[str]:
    """Return what a text is recognised by, with the present key then with former ones: 64 digits, base 16."""
    return [
        hmac.new(key.encode(), b"relais:address" + text.encode(), "sha256").hexdigest() for key in keys.all
    ]


def _box(keys: Keys, use: bytes) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    drawn = (HKDF(SHA256(), length=32, salt=None, info=use).derive(key.encode()) for key in keys.all)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in drawn])
