"""Addresses of the web that somebody typed: what they are made of, when they are any."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit


def read_web_address(typed: str) -> SplitResult | None:
    """Return the parts of an http or https address, None for any other text."""
    try:
        parts = urlsplit(typed)
    except ValueError:  # "http://[": the beginning of an IPv6 address, or a slip
        return None
    return parts if parts.scheme in {"http", "https"} and parts.netloc else None
