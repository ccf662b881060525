"""What happens between a webhook and its answer, on every channel with an inbox and an outbox.

A message is checked and kept before its receipt is confirmed; then it is answered (`answering`),
and the answer sent (`outbox`). What a process leaves undone when it dies, the next one finds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from connectors.clock import Clock, system_clock
from connectors.mailbox.answering import Answering
from connectors.mailbox.outbox import OutboxSender
from connectors.mailbox.parts import choices
from connectors.mailbox.platform import Acknowledgement, Platform, Webhook
from connectors.mailbox.responder import Responder
from connectors.mailbox.storage import (
    Batch,
    Owed,
    Storage,
)
from connectors.off_loop import OffLoop
from connectors.protocol import Conversation, DeliveryState, OutboundMessage
from connectors.work import Work

logger = logging.getLogger(__name__)

_LOOK_EVERY: Final = 3.0
_CLEAN_EVERY: Final = 3600.0
_KEYS_KEPT: Final = timedelta(days=8)
"""Meta repeats a webhook for up to seven days."""
_ROWS_KEPT: Final = timedelta(days=1)
_BATCH: Final = 50


class MailboxConnector:
    """One account on one platform; implements `connectors.protocol.Delivery`.

    `secret` keys the hash under which the conversation knows people. `days` is how long
    conversations are kept, and people who are silent.
    """

    def __init__(
        self,
        platform: Platform,
        conversation: Conversation,
        storage: Storage,
        *,
        secret: bytes,
        days: int,
        clock: Clock = system_clock,
    ) -> None:
        self.platform = platform
        self.name = platform.name
        self._storage = storage
        self._days = days
        self._clock = clock
        self._off_loop = OffLoop()
        self._outbox = OutboxSender(platform, storage, self._off_loop, clock)
        self._background = Work(self.name)
        self._answering = Answering(
            platform,
            Responder(conversation, platform.name, days),
            self._outbox,
            storage,
            self._off_loop,
            self._background,
            clock,
            secret,
        )

    def check(self, query: Mapping[str, str]) -> str:
        """The answer to the platform's check of the URL. Raises a ConnectorError."""
        return self.platform.check(query)

    async def receive(self, webhook: Webhook) -> Acknowledgement:
        """Keep the messages of a request and begin to answer them.

        Raises:
            ConnectorError: the request is not the platform's, or cannot be read (4xx).
        """
        messages = self.platform.accept(webhook)
        arrivals = [self._answering.arrival(message) for message in messages]
        await self._answering.keep(Batch(arrivals))
        return self.platform.acknowledgement

    async def deliver(self, sender: str, messages: Sequence[OutboundMessage]) -> DeliveryState:
        """Send messages that nobody asked for just now; see `connectors.protocol.Delivery`."""
        person = await self._off_loop(self._storage.find_person, self.name, sender)
        if person is None or person.gone or person.leaving:
            return "unknown"
        parts = self.platform.render(messages)
        await self._answering.owe(sender, Owed(parts, choices=choices(messages) or None))
        await self._outbox.push(sender)
        return await self._state(sender)

    async def forget(self, sender: str) -> None:
        """Delete what the channel keeps of a person."""
        await self._off_loop(self._storage.erase_person, self.name, sender)

    async def run(self) -> None:
        """Take up what is due, again and again; ends when cancelled."""
        cleaned = 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self.take_up()
                if not cleaned or loop.time() - cleaned > _CLEAN_EVERY:
                    cleaned = loop.time()
                    await self._clean()
            except Exception as error:
                logger.warning("The mailbox of %s could not be read: %r", self.name, error)
            await asyncio.sleep(_LOOK_EVERY)

    async def take_up(self) -> None:
        """Begin what is due now: messages to be answered and parts to be sent."""
        now = self._clock()
        for sender in await self._off_loop(self._storage.due_incoming, self.name, now, _BATCH):
            self._answering.begin(sender)
        if not self._outbox.paused:
            for sender in await self._off_loop(self._storage.due, self.name, now, _BATCH):
                self._background.begin(self._outbox.push(sender))

    async def settled(self) -> None:
        """Wait until all that is begun has come to its end."""
        await self._background.settled()

    async def close(self) -> None:
        """Let what is begun come to its end, for a few seconds."""
        await self._background.close()
        await self.platform.close()
        self._off_loop.close()

    def sender_of(self, person: str) -> str:
        """The name under which the conversation knows a person: a hash that only we can make."""
        return self._answering.sender_of(person)

    async def _state(self, sender: str) -> DeliveryState:
        person = await self._off_loop(self._storage.find_person, self.name, sender)
        if person is None or person.gone:
            return "unknown"
        owed = await self._off_loop(self._storage.count_owed, self.name, sender)
        if owed.get("waiting") or owed.get("sending"):
            return "waiting"
        return "held" if owed.get("held") else "sent"

    async def _clean(self) -> None:
        now = self._clock()
        await self._off_loop(
            self._storage.delete_older_than,
            self.name,
            now - timedelta(days=self._days),
            now - _ROWS_KEPT,
            now - _KEYS_KEPT,
        )
