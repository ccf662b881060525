"""The web chat over WebSocket.

Frames are JSON objects with a `type`. The client begins with `hello` (`token`, `after`: the id of
the last message it has, or null) and gets `history`. Then it may send

- `message` (`id`, `text`, `language`, `payload`): gets `received` at once, `answer` when answered;
- `history` (`after`): gets `history`;
- `ping`: gets `pong`.

The server may send `changed` at any time: something new can be read with `history`; and `typing`:
an agent is writing. A `history` that is `empty` says that nothing is stored (any more). What fails
gets `error` with a `problem` (RFC 9457) and, where a message failed, its `id`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from starlette.websockets import WebSocket, WebSocketDisconnect

from connectors.body import (
    LARGEST_BODY,
    optional_identifier,
    parse_object,
    required_text,
)
from connectors.errors import (
    BadRequest,
    ConnectorError,
    TooLarge,
    TooManyRequests,
    Unauthorised,
    Unprocessable,
)
from connectors.problems import as_connector_error, problem_details
from connectors.protocol import InboundMessage
from connectors.webchat.live import LiveConnection
from connectors.webchat.service import WebChat

GREETING_TIME = 10.0
"""Seconds for the first frame."""
IDLE_TIME = 90.0
"""Seconds without a frame after which the client is taken for gone; clients ping more often."""
MOST_AT_ONCE = 8
"""Messages of one connection being answered at the same time."""

CLOSE_UNAUTHORISED = 4401
CLOSE_TOO_LARGE = 1009
CLOSE_UNSUPPORTED = 1003
CLOSE_IDLE = 4408

_CLOSE_CODES: dict[type[ConnectorError], int] = {
    Unauthorised: CLOSE_UNAUTHORISED,
    TooLarge: CLOSE_TOO_LARGE,
}


class ChatSocket:
    """One connection of one session."""

    def __init__(self, websocket: WebSocket, chat: WebChat) -> None:
        self._websocket = websocket
        self._chat = chat
        self._sender = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._live: LiveConnection | None = None

    async def serve(self) -> None:
        """Talk to the client until it goes, falls silent or breaks the protocol."""
        await self._websocket.accept()
        try:
            await self._greet()
            await self._converse()
        except WebSocketDisconnect:
            pass
        except asyncio.TimeoutError:
            await self._close(CLOSE_IDLE)
        except ConnectorError as error:
            await self._send_error(error)
            await self._close(_CLOSE_CODES.get(type(error), CLOSE_UNSUPPORTED))

    async def _greet(self) -> None:
        fields = parse_object(await asyncio.wait_for(self._receive(), GREETING_TIME))
        if fields.get("type") != "hello":
            raise BadRequest("hello-expected", "The first frame must be a 'hello'.")
        self._sender = self._chat.tokens.sender(required_text(fields, "token"))
        await self._send_history(fields)

    async def _converse(self) -> None:
        self._live = live = self._chat.live.join(self._sender)
        announcing = [
            asyncio.create_task(self._announce(live.changed, "changed")),
            asyncio.create_task(self._announce(live.typing, "typing")),
        ]
        try:
            while True:
                await self._take(await asyncio.wait_for(self._receive(), IDLE_TIME))
        finally:
            for task in announcing:
                task.cancel()
            self._chat.live.leave(self._sender, live)

    async def _receive(self) -> bytes:
        frame = await self._websocket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1000))
        text = frame.get("text")
        if text is None:
            raise BadRequest("binary-frame", "Frames must be text.")
        body = str(text).encode("utf-8", "surrogatepass")
        if len(body) > LARGEST_BODY:
            raise TooLarge("frame-too-large", f"The frame is larger than {LARGEST_BODY} bytes.")
        return body

    async def _take(self, frame: bytes) -> None:
        fields: dict[str, object] = {}
        try:
            fields = parse_object(frame)
            await self._dispatch(fields)
        except WebSocketDisconnect:
            raise
        except Exception as error:
            await self._send_error(as_connector_error(error), fields)

    async def _dispatch(self, fields: Mapping[str, object]) -> None:
        kind = fields.get("type")
        if kind == "message":
            self._begin_answer(fields)
        elif kind == "history":
            await self._send_history(fields)
        elif kind == "ping":
            await self._send({"type": "pong"})
        else:
            raise Unprocessable("unknown-frame", "The frame's type is not known.")

    def _begin_answer(self, fields: Mapping[str, object]) -> None:
        if len(self._tasks) >= MOST_AT_ONCE:
            raise TooManyRequests("too-many-at-once", "Too many messages wait for an answer.", 1)
        message = self._chat.parse(self._sender, fields)
        task = asyncio.create_task(self._answer(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, message: InboundMessage) -> None:
        identity = {"id": message.message_id}
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._send({"type": "received", **identity})
            try:
                messages = await self._chat.answer(message, self._live)
            except Exception as error:
                await self._send_error(as_connector_error(error), identity)
            else:
                await self._send({"type": "answer", **identity, "messages": messages})

    async def _send_history(self, fields: Mapping[str, object]) -> None:
        history = await self._chat.history(self._sender, optional_identifier(fields, "after"))
        await self._send({"type": "history", **history})

    async def _announce(self, event: asyncio.Event, kind: str) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            while await event.wait():
                event.clear()
                await self._send({"type": kind})

    async def _send_error(
        self, error: ConnectorError, fields: Mapping[str, object] | None = None
    ) -> None:
        failed = (fields or {}).get("id")
        await self._send({"type": "error", "id": failed, "problem": problem_details(error)})

    async def _send(self, frame: dict[str, object]) -> None:
        await self._websocket.send_json(frame)

    async def _close(self, code: int) -> None:
        with contextlib.suppress(RuntimeError):
            await self._websocket.close(code)
