"""Reminders sent, and answered by a structure."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.test import TestResponse

from tests.people import BASE, letters


def send(site: Flask, *options: str) -> str:
    """Run the command of every day."""
    result = site.test_cli_runner().invoke(args=["reminders", "send", *options])
    assert result.exit_code == 0, result.output
    return result.output


def to(site: Flask, address: str) -> list[str]:
    return [text for who, text in letters(site) if who == address]


def path_to(site: Flask, address: str) -> str:
    """The path of the link in the first letter to an address."""
    found = re.search(r"https://relais\.example(/verifier/\S+)", to(site, address)[0])
    assert found
    return found[1]


def answer(site: Flask, path: str, **fields: str) -> TestResponse:
    return site.test_client().post(path, data=fields, base_url=BASE)
