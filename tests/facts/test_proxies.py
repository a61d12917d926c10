"""Whose requests are counted together: the visitor's network, behind no proxy, one or two."""

from __future__ import annotations

import logging
import runpy
from ipaddress import ip_network
from typing import Any

import pytest
from gunicorn.config import Config as ServerConfig
from gunicorn.http.parser import RequestParser

from directory.config import NO_PROXY, ROOT, read_config
from directory.web import proxies
from directory.web.proxies import tell_of_unknown_proxy, visitor_address
from tests.facts.test_config import PRODUCTION

VISITOR, OTHER = "203.0.113.9", "198.51.100.4"
NGINX, CDN = ip_network("127.0.0.1"), ip_network("192.0.2.0/24")


@pytest.mark.parametrize("forwarded", ["", OTHER, f"{OTHER}, 127.0.0.1", "127.0.0.1"])
def test_without_a_proxy_what_a_visitor_writes_is_never_believed(forwarded: str) -> None:
    assert visitor_address(VISITOR, forwarded, ()) == VISITOR
    assert visitor_address(VISITOR, forwarded, (NGINX,)) == VISITOR  # who goes round the proxy neither


@pytest.mark.parametrize(
    "forwarded",
    [VISITOR, f"{OTHER}, {VISITOR}", f"127.0.0.1, {VISITOR}", f"n’importe quoi,, {VISITOR}", f" {VISITOR} "],
)
def test_behind_one_proxy_only_what_it_wrote_itself_counts(forwarded: str) -> None:
    assert visitor_address("127.0.0.1", forwarded, (NGINX,)) == VISITOR
    assert visitor_address("::ffff:127.0.0.1", forwarded, (NGINX,)) == VISITOR


@pytest.mark.parametrize("claimed", ["", f"{OTHER}, ", "192.0.2.7, ", "127.0.0.1, 192.0.2.7, "])
def test_behind_two_proxies_the_visitor_is_whom_the_first_one_saw(claimed: str) -> None:
    trusted = (NGINX, CDN)
    # The network of the host saw the visitor; nginx saw the network of the host. A visitor who claims to be
    # one of them only puts its claim before.
    assert visitor_address("127.0.0.1", f"{claimed}{VISITOR}, 192.0.2.7", trusted) == VISITOR
    # Whoever goes round the first proxy is known by their own address.
    assert visitor_address("127.0.0.1", f"{VISITOR}, {OTHER}", trusted) == OTHER


def test_a_proxy_that_says_nothing_is_itself_the_visitor() -> None:
    assert visitor_address("127.0.0.1", "", (NGINX,)) == "127.0.0.1"
    assert visitor_address("", "", (NGINX,)) == ""


def test_a_proxy_nobody_trusts_is_said_once_in_the_log_and_a_visitor_cannot_have_it_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(proxies, "_said", [])
    with caplog.at_level(logging.ERROR, "relais"):
        tell_of_unknown_proxy("8.8.8.8", OTHER, ())  # a visitor without a proxy
        tell_of_unknown_proxy("127.0.0.1", OTHER, (NGINX,))
        tell_of_unknown_proxy("10.0.0.5", "", ())
        assert caplog.messages == []
        tell_of_unknown_proxy("10.0.0.5", OTHER, (NGINX,))
        tell_of_unknown_proxy("10.0.0.5", OTHER, (NGINX,))
    assert caplog.messages == [
        "TRUSTED_PROXY does not name the proxy at 10.0.0.5: all its visitors count as one"
    ]
    assert OTHER not in caplog.text


def test_production_says_which_proxies_it_trusts_or_that_it_has_none() -> None:
    assert read_config(PRODUCTION | {"TRUSTED_PROXY": NO_PROXY}).trusted_proxies == ()
    two = read_config(PRODUCTION | {"TRUSTED_PROXY": "127.0.0.1, 192.0.2.0/24"}).trusted_proxies
    assert two == (NGINX, CDN)


@pytest.fixture(scope="module")
def server() -> Any:
    """The settings of the WSGI server, as it reads them from our file."""
    config = ServerConfig()
    for name, value in runpy.run_path(str(ROOT / "scripts" / "gunicorn.conf.py")).items():
        if name in config.settings:
            config.set(name, value)
    return config


@pytest.mark.parametrize("peer", ["127.0.0.1", "203.0.113.9"])
def test_no_header_tells_the_server_which_path_or_scheme_is_asked(server: Any, peer: str) -> None:
    asked = (
        b"GET /rester-discret HTTP/1.1\r\nHost: relais.example\r\nSCRIPT_NAME: /ailleurs\r\n"
        b"PATH_INFO: /ailleurs\r\nREMOTE_USER: ada\r\nX-Forwarded-Proto: https\r\n\r\n"
    )
    request = next(RequestParser(server, iter([asked]), (peer, 4000)))
    assert request.path == "/rester-discret"
    assert request.scheme == "http"
    assert {name for name, _ in request.headers} == {"HOST", "X-FORWARDED-PROTO"}
