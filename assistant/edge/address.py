"""Which address a request comes from, behind proxies that may be believed.

`X-Forwarded-For` is read from its end: each proxy adds the address it saw, so the last one that is
no trusted proxy is the caller. What stands before it the caller may have written themselves.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_MOST_HOPS: Final = 20
_IPV6_NETWORK: Final = 64
"""Bits that one customer has of an IPv6 address (RFC 6177)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse_networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Addresses and networks such as 10.0.0.0/8. Raises ValueError."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def network_of(address: str) -> str:
    """What is counted as one caller: an IPv4 address, or the /64 of an IPv6 address.

    >>> network_of("203.0.113.9"), network_of("2001:db8::1")
    ('203.0.113.9', '2001:db8::/64')
    """
    parsed = _parsed(address)
    if parsed is None:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))
    return str(parsed)


@dataclass(frozen=True)
class Proxies:
    """The proxies that may say for whom they speak."""

    networks: Sequence[Network]

    def trusts(self, address: str) -> bool:
        """Whether an address is a trusted proxy's."""
        parsed = _parsed(address)
        return parsed is not None and any(parsed in network for network in self.networks)

    def caller(self, peer: str, forwarded: str) -> str:
        """The address of the caller, whose connection comes from `peer`.

        >>> proxies = Proxies(parse_networks(["10.0.0.0/8"]))
        >>> proxies.caller("10.0.0.1", "198.51.100.7, 203.0.113.9, 10.0.0.2")
        '203.0.113.9'
        >>> proxies.caller("203.0.113.9", "198.51.100.7")
        '203.0.113.9'
        """
        if not self.trusts(peer):
            return peer
        for hop in reversed(forwarded.split(",")[-_MOST_HOPS:]):
            address = _readable(hop)
            if address is None:
                return peer
            if not self.trusts(address):
                return address
        return peer


class ForwardedAddress:
    """Puts the caller's address and scheme where everything reads them: `request.client`, `url`."""

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self._app = app
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        peer = scope.get("client")
        if scope["type"] in ("http", "websocket") and peer and self._proxies.trusts(peer[0]):
            headers = Headers(scope=scope)
            forwarded = ", ".join(headers.getlist("x-forwarded-for"))
            if forwarded:
                scope["client"] = (self._proxies.caller(peer[0], forwarded), 0)
            scheme = headers.get("x-forwarded-proto", "").strip().lower()
            if scheme in ("http", "https"):
                is_socket = scope["type"] == "websocket"
                scope["scheme"] = scheme.replace("http", "ws") if is_socket else scheme
        await self._app(scope, receive, send)


def _readable(hop: str) -> str | None:
    """An address without port and brackets, or None where it is none."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    address = _parsed(text)
    return None if address is None else str(address)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Address | None:
    """The address, or None where it is none. Every layer that asks parses the same few again."""
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
