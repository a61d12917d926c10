"""Addresses of the web that somebody typed: a name of user in them is refused, by the one function."""

from __future__ import annotations

from pathlib import Path

import pytest

from directory.config import ROOT
from directory.listings.sources import Source, find_source_faults
from directory.listings.web_addresses import read_web_address

#: What reads addresses that no visitor types: settings.
OF_SETTINGS = {"config.py", "mail/sending.py", "routes/oembed.py"}


@pytest.mark.parametrize(
    "typed",
    [
        "https://119.gouv.fr@ailleurs.example/",
        "https://kim:secret@association.example/",
        "http://@association.example",
        "https://association.example\\@ailleurs.example/",
        "https://kim%40mail@association.example/",
    ],
)
def test_an_address_with_a_user_is_refused_and_says_why(typed: str) -> None:
    assert read_web_address(typed) is None
    [(field, words)] = find_source_faults(Source(typed, "", "page", "2026-11-20", ""))
    assert field == "source_url"
    assert "sans @ avant le nom du site" in words


@pytest.mark.parametrize("typed", ["https://association.example/@equipe", "http://a.example/?a=b@c.example"])
def test_an_at_sign_after_the_name_of_the_site_is_part_of_the_address(typed: str) -> None:
    assert read_web_address(typed)


def test_no_other_module_reads_an_address_that_somebody_typed() -> None:
    package = ROOT / "directory"
    readers = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if "urlsplit" in path.read_text("utf-8") and path.name != "web_addresses.py"
    }
    assert readers == OF_SETTINGS
    assert Path(package / "listings/web_addresses.py").is_file()
