"""How often one address may call, whoever it says it is."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.edge.address import Proxies, network_of
from assistant.edge.refusal import refuse
from assistant.rates import Rates
from connectors.errors import TooManyRequests

_NOT_COUNTED: Final = ("/health/",)
_OWN_CALLERS: Final = ("/webhooks/rest", "/webhooks/webchat")


class AddressLimit:
    """Refuses requests of an address that is too fast, and slows down what its WebSockets send.

    Not counted are: health checks; webhooks of platforms, which are signed and come for everybody
    from few addresses (each person is counted there); and what a trusted proxy's address sends
    in its own name, which is the machine itself.
    """

    def __init__(self, app: ASGIApp, limit: Rates, proxies: Proxies) -> None:
        self._app = app
        self._limit = limit
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 429."""
        peer = scope.get("client")
        if scope["type"] not in ("http", "websocket") or not peer or not _counts(scope["path"]):
            await self._app(scope, receive, send)
            return
        if self._proxies.trusts(peer[0]):
            await self._app(scope, receive, send)
            return
        key = f"address:{network_of(peer[0])}"
        wait = await self._limit.wait(key)
        if wait:
            error = TooManyRequests("too-many-requests", "This address calls too often.", wait)
            await refuse(error, scope, receive, send)
            return
        await self._app(scope, self._slowed(key, receive), send)

    def _slowed(self, key: str, receive: Receive) -> Receive:
        async def slow() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                await asyncio.sleep(await self._limit.wait(key))
            return message

        return slow


def _counts(path: str) -> bool:
    if path.startswith("/webhooks/"):
        return path.startswith(_OWN_CALLERS)
    return not path.startswith(_NOT_COUNTED)
