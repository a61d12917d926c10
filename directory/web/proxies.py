"""Where a request comes from, behind no proxy, one or several.

Each proxy writes in X-Forwarded-For the address that spoke to it, after what the request already had there.
Read from its end, the header is worth something as long as a trusted proxy wrote it: the first address that
is not one of theirs is the visitor's. What stands before it, anybody may have written.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from directory.config import Network

log = logging.getLogger("relais")
#: Whether the log already says that a proxy is not trusted: once a process is enough.
_said: list[str] = []


def visitor_address(peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return the address of the visitor.

    `peer`: the address that spoke to the server; `forwarded`: X-Forwarded-For as received, "" without one;
    `trusted`: the networks of our proxies.
    """
    address, told = peer, forwarded.split(",") if forwarded else []
    while told and is_in(address, trusted):
        address = told.pop().strip()
    return address


def is_in(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of some networks; what is no address is in none."""
    found = _read(address)
    return found is not None and any(found in network for network in networks)


def tell_of_unknown_proxy(peer: str, forwarded: str, trusted: Sequence[Network]) -> None:
    """Say once in the log that a proxy hands requests over and is not trusted: its visitors count as one.

    A proxy is on this machine or in a private network; a visitor who writes the header is not.
    """
    found = _read(peer)
    if forwarded and not _said and found is not None and found.is_private and not is_in(peer, trusted):
        _said.append(peer)
        log.error("TRUSTED_PROXY does not name the proxy at %s: all its visitors count as one", peer)


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
