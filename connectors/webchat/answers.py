"""Answering a client's message once, however often it is sent."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from weakref import WeakValueDictionary

from connectors.protocol import Conversation, InboundMessage, OutboundMessage

Key = tuple[str, str | None]


class Answers:
    """Gives each message of a session to the conversation once, in order, and keeps the answer.

    A resend while the first is still being answered waits for the same answer. Answering goes on
    when the connection that asked is gone, so that the answer is there when the client returns.
    An answer that failed is not kept: a resend tries again.

    This spares the conversation the common resends; those that this process no longer knows of (it
    keeps `capacity` answers) the conversation itself recognises by their id.
    """

    def __init__(self, conversation: Conversation, capacity: int = 2000) -> None:
        self._conversation = conversation
        self._capacity = capacity
        self._answers: OrderedDict[Key, asyncio.Task[Sequence[OutboundMessage]]] = OrderedDict()
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        """The answer to a message, from the conversation or as it was given before."""
        key = (message.sender, message.message_id)
        task = self._answers.get(key)
        if task is None:
            task = asyncio.create_task(self._handle(message))
            self._answers[key] = task
            self._forget_oldest()
        try:
            return await asyncio.shield(task)
        except Exception:
            if self._answers.get(key) is task:
                del self._answers[key]
            raise

    def forget(self, sender: str) -> None:
        """Drop all answers of a session."""
        for key in [key for key in self._answers if key[0] == sender]:
            del self._answers[key]

    async def _handle(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        turn = self._turns.setdefault(message.sender, asyncio.Lock())
        async with turn:
            return await self._conversation.handle(message)

    def _forget_oldest(self) -> None:
        while len(self._answers) > self._capacity:
            oldest = next(iter(self._answers))
            if not self._answers[oldest].done():
                return
            del self._answers[oldest]
