"""A refusal before any route is reached, as problem details."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from connectors.errors import ConnectorError
from connectors.problems import problem_response

_TRY_LATER = 1013
"""Of RFC 6455's registry: the service is too busy for this connection now."""


async def refuse(error: ConnectorError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, or the opening of a WebSocket, with an error.

    Pages of any origin may read it: it says nothing of anybody, and a widget needs `Retry-After`.
    """
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _TRY_LATER, "reason": error.code})
        return
    response = problem_response(error)
    response.headers["Access-Control-Allow-Origin"] = "*"
    await response(scope, receive, send)
