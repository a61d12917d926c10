"""What a hostile visitor types, and how an answer to it is looked at."""

from __future__ import annotations

from urllib.parse import quote

from werkzeug.test import TestResponse

NASTY = (
    "\x00", "a\x00b", "\ufffe", "\ud800", "\u202egnp", "🙂" * 20, "é" * 100, "x" * 101, "x" * 5000,
    "{{7*7}}", "${7*7}", "<%= 7*7 %>", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'",
    "';--", "' OR '1'='1", "\\", "%", "%00", "%s%n", "../../etc/passwd", "..%2f..%2f", "//evil.example",
    "https://evil.example/", "javascript:alert(1)", "\r\nSet-Cookie: x=1", "-1", "0", "00", "٣", "1e9",
    "9" * 30, "nan", "NULL", "None", "true", "[]", "*", "AND", "NEAR(a b)", '"', "name:x", "a*", "^", "(",
    "))", "http://[", "//[::1", "https://x]@[/", "2A", "2a ", " 56", "56 ", "Ⅷ",
)  # fmt: skip


def write(text: str) -> str:
    """Percent-encode any text, lone surrogates included."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def check(answer: TestResponse) -> None:
    """Whatever was asked, the answer is ours: no failure, no evaluation, no header or script smuggled in."""
    assert answer.status_code < 500
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; ")
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    if answer.mimetype == "text/html":
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
