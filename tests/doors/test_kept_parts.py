"""Parts of pages that are written once: what is dropped when there are too many of them."""

from __future__ import annotations

from flask import Flask

from directory.web.kept_parts import MOST


def test_a_site_with_one_part_too_many_still_finds_the_others(seeded_app: Flask) -> None:
    kept, written = seeded_app.jinja_env.globals["kept"], []

    def write() -> str:
        written.append("texte")
        return written[-1]

    for number in (*range(MOST + 1), *range(MOST + 1)):
        kept(("essai", number), write)
    assert len(written) < MOST * 1.7
