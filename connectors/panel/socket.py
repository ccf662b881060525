"""The panel's live line over WebSocket; see `docs/panel-api.md`."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from connectors.body import LARGEST_BODY, optional_identifier, parse_object
from connectors.errors import ConnectorError, Forbidden, TooLarge, Unauthorised
from connectors.panel.desk import Line, Live, TooSlow
from connectors.panel.protocol import CurrentAgent, RequireAgent

IDLE_TIME: Final = 90.0
"""Seconds without a frame after which the panel is taken for gone."""
CHECK_EVERY: Final = 30.0
"""Seconds after which a session is looked at again: it may have ended elsewhere."""

CLOSE_UNAUTHORISED: Final = 4401
CLOSE_FORBIDDEN: Final = 4403
CLOSE_IDLE: Final = 4408
CLOSE_SLOW: Final = 4413
CLOSE_TOO_LARGE: Final = 1009
CLOSE_UNSUPPORTED: Final = 1003
CLOSE_UNAVAILABLE: Final = 1013
_SERVER_ERRORS: Final = 500
_LONGEST_NUMBER: Final = 18


def create_socket(live: Live, require_agent: RequireAgent) -> APIRouter:
    """The route of the live line. `require_agent` checks session and Origin at the handshake."""
    router = APIRouter()

    @router.websocket("/panel/ws")
    async def talk(websocket: WebSocket) -> None:
        try:
            agent = await require_agent(websocket)
            after = _event(websocket.query_params.get("after"))
        except ConnectorError as error:
            # Accepted first: a browser shows a page no close code of a refused handshake.
            await websocket.accept()
            await websocket.close(_code(error))
            return
        await websocket.accept()
        await PanelSocket(websocket, live, require_agent, agent).serve(after)

    return router


class PanelSocket:
    """One open panel."""

    def __init__(
        self, websocket: WebSocket, live: Live, require_agent: RequireAgent, agent: CurrentAgent
    ) -> None:
        self._websocket = websocket
        self._live = live
        self._require_agent = require_agent
        self._agent = agent
        self._code = CLOSE_UNAVAILABLE

    async def serve(self, after: int | None) -> None:
        """Send frames and hear the panel, until it goes or is cut."""
        try:
            line = await self._live.open(self._agent, after)
        except ConnectorError as error:
            await self._websocket.close(_code(error))
            return
        tasks = [
            asyncio.create_task(self._tell(line)),
            asyncio.create_task(self._hear(line)),
            asyncio.create_task(self._check()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            line.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._websocket.close(self._code)

    async def _tell(self, line: Line) -> None:
        try:
            async for frame in line.frames():
                await self._websocket.send_json(frame)
        except TooSlow:
            self._code = CLOSE_SLOW
        except (WebSocketDisconnect, RuntimeError):
            pass

    async def _hear(self, line: Line) -> None:
        try:
            while True:
                frame = await asyncio.wait_for(self._websocket.receive(), IDLE_TIME)
                if frame["type"] == "websocket.disconnect":
                    return
                await self._take(frame.get("text"), line)
        except asyncio.TimeoutError:
            self._code = CLOSE_IDLE
        except ConnectorError as error:
            self._code = _code(error)
        except (WebSocketDisconnect, RuntimeError):
            pass

    async def _take(self, text: object, line: Line) -> None:
        body = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else b""
        if len(body) > LARGEST_BODY:
            raise TooLarge("frame-too-large", "The frame is too large.")
        fields = parse_object(body)
        kind, case = fields.get("type"), optional_identifier(fields, "conversation")
        if kind == "ping":
            await self._websocket.send_json({"type": "pong"})
            await self._live.seen(self._agent)
        elif kind == "watch":
            line.watch(case)
        elif kind == "typing" and case is not None:
            await self._live.typing(self._agent, case)

    async def _check(self) -> None:
        """End when the session has ended."""
        try:
            while True:
                await asyncio.sleep(CHECK_EVERY)
                await self._require_agent(self._websocket)
        except ConnectorError as error:
            self._code = _code(error)


def _code(error: ConnectorError) -> int:
    if isinstance(error, Forbidden):
        return CLOSE_FORBIDDEN
    if isinstance(error, TooLarge):
        return CLOSE_TOO_LARGE
    if isinstance(error, Unauthorised):
        return CLOSE_UNAUTHORISED
    is_ours = error.status >= _SERVER_ERRORS
    return CLOSE_UNAVAILABLE if is_ours else CLOSE_UNSUPPORTED


def _event(given: str | None) -> int | None:
    """The event after which to begin; None where none is named, or it is no number."""
    if not given or not given.isascii() or not given.isdecimal() or len(given) > _LONGEST_NUMBER:
        return None
    return int(given)
