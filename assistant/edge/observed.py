"""Every request gets an id, is counted, and ends with an answer even where a route fails."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import telemetry
from assistant.edge.headers import protect
from assistant.logs import CONVERSATION, REQUEST
from connectors.problems import as_connector_error, problem_response

logger = logging.getLogger(__name__)

REQUEST_ID: Final = "X-Request-ID"
_SANE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Observed:
    """The outermost layer. `headers` are what every answer carries."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        identity = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        tokens = REQUEST.set(identity), CONVERSATION.set(None)
        try:
            if scope["type"] == "http":
                await self._answer(identity, scope, receive, send)
            else:
                await self._app(scope, receive, send)
        finally:
            REQUEST.reset(tokens[0])
            CONVERSATION.reset(tokens[1])

    async def _answer(self, identity: str, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0
        began = time.perf_counter()

        async def completed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = identity
                protect(scope["path"], headers, self._headers)
            await send(message)

        try:
            await self._app(scope, receive, completed)
        except Exception as error:
            if status:
                raise
            await problem_response(as_connector_error(error))(scope, receive, completed)
        finally:
            _note(scope, status, time.perf_counter() - began)


def _note(scope: Scope, status: int, seconds: float) -> None:
    """Count the request under its route's pattern: the path itself may hold ids of people."""
    route = getattr(scope.get("route"), "path", "none")
    method = scope["method"] if scope["method"] in _METHODS else "other"
    telemetry.REQUESTS.labels(method, route, f"{status // 100}xx").inc()
    telemetry.REQUEST_SECONDS.labels(route).observe(seconds)
    logger.debug("%s %s %s in %.3f s", method, route, status, seconds)
