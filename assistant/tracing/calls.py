"""Calls to other services: host and status, no path and no query, in which platforms want tokens.

The operator's own translation service gets the trace (`traceparent`), so that it can go on there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import httpx
from opentelemetry.trace import SpanKind

from assistant.tracing.marks import fail
from assistant.tracing.watched import Undo, replace_method

if TYPE_CHECKING:
    from assistant.tracing.tracing import Tracing

_FAILED: Final = 400


def watch_calls(tracing: Tracing, own_service: str | None) -> Undo:
    """Put a span around every call by httpx; what is returned takes it away."""
    own = _origin(httpx.URL(own_service)) if own_service else None

    def around(original: Any) -> Any:
        async def send(client: httpx.AsyncClient, request: httpx.Request, **options: Any) -> Any:
            told = {
                "http.request.method": request.method,
                "server.address": request.url.host,
            }
            with tracing.span(request.method, told, SpanKind.CLIENT) as span:
                if _origin(request.url) == own:
                    headers: dict[str, str] = {}
                    tracing.to_headers(headers)
                    request.headers.update(headers)
                response = await original(client, request, **options)
                span.set_attribute("http.response.status_code", response.status_code)
                if response.status_code >= _FAILED:
                    fail(span, str(response.status_code))
                return response

        return send

    return replace_method(httpx.AsyncClient, "send", around)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
