"""Addresses of the web that somebody typed: what they are made of, when they are any."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def read_web_address(typed: str) -> SplitResult | None:
    """Return the parts of an http or https address, None for any other text.

    A user's name before the host ("https://119.gouv.fr@ailleurs.example") is refused: it makes a reader take
    one site for another, and a password would be published.
    """
    try:
        parts = urlsplit(typed)
    except ValueError:  # "http://[": the beginning of an IPv6 address, or a slip
        return None
    is_plain = parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc
    return parts if is_plain else None
