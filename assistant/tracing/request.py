"""A span for each HTTP request, under its route's pattern: the path itself may hold ids of people.

A WebSocket has none, for it may stay open for hours: each message on it begins a trace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from opentelemetry.context import Context
from opentelemetry.trace import SpanKind
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.edge.address import Proxies
from assistant.tracing.marks import fail

if TYPE_CHECKING:
    from assistant.tracing.tracing import Tracing

_NOT_TRACED: Final = ("/health/", "/metrics")
_SERVER_FAILED: Final = 500


class TracedRequests:
    """Goes on with the trace that a trusted proxy names; whoever else calls begins a new one."""

    def __init__(self, app: ASGIApp, tracing: Tracing, proxies: Proxies) -> None:
        self._app = app
        self._tracing = tracing
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http" or scope["path"].startswith(_NOT_TRACED):
            await self._app(scope, receive, send)
            return
        told = {"http.request.method": scope["method"]}
        with self._tracing.span(
            "request", told, SpanKind.SERVER, begins=True, within=self._given(scope)
        ) as span:

            async def noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    status = message["status"]
                    span.set_attribute("http.response.status_code", status)
                    if status >= _SERVER_FAILED:
                        fail(span, str(status))
                await send(message)

            try:
                await self._app(scope, receive, noted)
            finally:
                route = getattr(scope.get("route"), "path", "none")
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.route", route)

    def _given(self, scope: Scope) -> Context:
        peer = scope.get("client")
        if peer and self._proxies.trusts(peer[0]):
            return self._tracing.from_headers(Headers(scope=scope))
        return Context()
