"""The headers of every response, errors and static files included (OWASP ASVS 5.0, chapter 3)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response

_SOURCES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
)
_NOBODY = "frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = "; ".join((*_SOURCES, _NOBODY))
#: For a copy of the site, which has no headers: its files may only load one another, from a folder too.
COPY_POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file: data:; "
    "form-action 'none'; base-uri 'none'"
)
_FEATURES = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "usb",
)  # fmt: skip

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
}


def let_frame(response: Response, origins: Iterable[str], inside: str = "") -> Response:
    """Let pages of these exact origins, and no others, frame a response; isolated ones (COEP) too.

    `inside`: what the response may frame itself.
    """
    framed = (f"frame-src {inside}",) if inside else ()
    ancestors = f"frame-ancestors {' '.join(origins)}"
    response.headers["Content-Security-Policy"] = "; ".join((*_SOURCES, *framed, ancestors))
    response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def let_load(response: Response) -> Response:
    """Let pages of any origin load a response: what it holds is public and depends on nobody.

    A frame without an origin of its own (sandboxed by the page around it) needs it to load our files.
    """
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def show_own_frames(response: Response) -> Response:
    """Let a page show embeds of this very site."""
    response.headers["Content-Security-Policy"] = "; ".join((*_SOURCES, "frame-src 'self'", _NOBODY))
    return response


def install(app: Flask) -> None:
    """Set the headers on every response of the application; nothing is cached unless a door says so."""

    @app.after_request
    def set_headers(response: Response) -> Response:
        given = {name.lower() for name, _ in response.headers}
        response.headers.extend((name, value) for name, value in HEADERS.items() if name.lower() not in given)
        if _NOBODY not in response.headers["Content-Security-Policy"]:
            del response.headers["X-Frame-Options"]  # older than the policy, it cannot name an origin
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response
