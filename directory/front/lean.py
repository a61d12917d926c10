"""Scripts and style sheets as they are sent: without comments and indentation, which no browser needs."""

from __future__ import annotations

import re

_INDENT = re.compile(r"^ +", re.MULTILINE)
_OWN_LINES = re.compile(r"^ *(?://[^\n]*|/\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
_LAST_WORDS = re.compile(r" // [^\n\"'`]*$", re.MULTILINE)
_CSS_COMMENT = re.compile(r" */\*.*?\*/\n?", re.DOTALL)


def lean_script(text: str) -> str:
    """Return JavaScript without comments; none of ours holds a text over several lines."""
    for pattern in (_OWN_LINES, _LAST_WORDS, _INDENT):
        text = pattern.sub("", text)
    return text


def lean_style(text: str) -> str:
    """Return a style sheet without comments."""
    return _INDENT.sub("", _CSS_COMMENT.sub("", text))


def lean(name: str, content: bytes) -> bytes:
    """Return a static file as it is sent: a script or a style sheet of ours lean, anything else as it is."""
    if name.startswith("vendor/"):
        return content
    if name.endswith(".js"):
        return lean_script(content.decode()).encode()
    return lean_style(content.decode()).encode() if name.endswith(".css") else content
