"""Values signed for a purpose and a time, for forms and links of people without an account."""

from __future__ import annotations

from datetime import datetime
from math import inf

from itsdangerous import BadData, URLSafeSerializer

from directory.keys.sealed import Keys


def sign(keys: Keys, purpose: str, value: str, until: datetime) -> str:
    """Return a token that carries a value, in the clear, and is good until an instant."""
    return str(_signer(keys, purpose).dumps([value, int(until.timestamp())]))


def read(keys: Keys, purpose: str, token: str, at: datetime) -> str | None:
    """Return the value of a token; None for another purpose or key, too late, or any other text."""
    value, until = _load(keys, purpose, token)
    return value if at.timestamp() <= until else None


def read_late(keys: Keys, purpose: str, token: str) -> str | None:
    """Return the value of a token whatever the time, to say how to go on; None for any other text."""
    return _load(keys, purpose, token)[0]


def _load(keys: Keys, purpose: str, token: str) -> tuple[str | None, float]:
    """The value of a token and the instant until which it is good."""
    try:
        value, until = _signer(keys, purpose).loads(token[:500])
    except (BadData, TypeError, ValueError):
        return None, inf
    return str(value), until


def _signer(keys: Keys, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(list(reversed(keys.all)), salt=f"relais:{purpose}")
