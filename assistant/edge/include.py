"""The edge put before the application's routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI

from assistant.edge.address import ForwardedAddress, Proxies, parse_networks
from assistant.edge.bounds import Bounds
from assistant.edge.headers import common_headers
from assistant.edge.host import SoundAddress
from assistant.edge.limits import AddressLimit
from assistant.edge.observed import Observed
from assistant.rates import Rates
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.tracing.tracing import Tracing


def include_edge(
    app: FastAPI, settings: Settings, addresses: Rates, tracing: Tracing | None
) -> None:
    """Add the layers; the last one added is the first that a request meets. `addresses` says how
    often each of them may call."""
    proxies = Proxies(parse_networks(settings.trusted_proxies))
    app.add_middleware(Bounds)
    app.add_middleware(SoundAddress)
    app.add_middleware(AddressLimit, limit=addresses, proxies=proxies)
    app.add_middleware(ForwardedAddress, proxies=proxies)
    if tracing is not None:
        from assistant.tracing.request import TracedRequests

        app.add_middleware(TracedRequests, tracing=tracing, proxies=proxies)
    app.add_middleware(Observed, headers=common_headers(settings))
