"""How large a request may be, whichever route it is for."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.edge.refusal import refuse
from connectors.errors import BadRequest, TooLarge

LARGEST_BODY: Final = 256 * 1024
"""Bytes of any body; routes set smaller bounds of their own."""
LONGEST_ADDRESS: Final = 8 * 1024
"""Bytes of path and query (RFC 9110 asks for at least 8000)."""

_TOO_LARGE: Final = TooLarge("body-too-large", f"The body is larger than {LARGEST_BODY} bytes.")


class Bounds:
    """Refuses what is too large before it is read, and stops reading where it grows too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on while it is within bounds."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
            error = TooLarge("address-too-long", f"The address exceeds {LONGEST_ADDRESS} bytes.")
            await refuse(error, scope, receive, send)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._bounded(scope, receive, send)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        stated = Headers(scope=scope).get("content-length", "0")
        if not (stated.isascii() and stated.isdigit()):
            error = BadRequest("bad-length", "The header Content-Length is no number.")
            await refuse(error, scope, receive, send)
            return
        if len(stated) > len(str(LARGEST_BODY)) or int(stated) > LARGEST_BODY:
            await refuse(_TOO_LARGE, scope, receive, send)
            return
        meter = _Meter(receive, send)
        try:
            await self._app(scope, meter.receive, meter.send)
        except TooLarge:
            if not meter.is_over:
                raise
        if meter.is_over and not meter.has_begun:
            await refuse(_TOO_LARGE, scope, receive, send)


class _Meter:
    """Counts what comes in; once that is too much, nothing of the application's answer goes out."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._seen = 0
        self.is_over = False
        self.has_begun = False

    async def receive(self) -> Message:
        """The next part. Raises TooLarge."""
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > LARGEST_BODY:
            self.is_over = True
            raise _TOO_LARGE
        return message

    async def send(self, message: Message) -> None:
        """Send on, unless the request was too large."""
        if self.is_over and not self.has_begun:
            return
        self.has_begun = True
        await self._send(message)
