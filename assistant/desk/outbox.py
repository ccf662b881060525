"""Giving stored messages of agents to their channel, once; and again where that failed or a worker
died over them.

A message is stored before it is sent, in one transaction with the check that its author may speak.
Its delivery is `pending` until the channel has it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from assistant.clock import now
from assistant.conversation.messages import outbound
from assistant.desk.deliveries import Deliveries
from assistant.storage.arrivals import PENDING
from assistant.storage.desk.messages import AgentMessageRepository
from assistant.storage.desk.queue import QueueRepository
from assistant.storage.records import MessageRecord

logger = logging.getLogger(__name__)

_GIVEN_UP: Final = timedelta(seconds=60)
"""A message that is pending for longer has lost its worker, or its channel failed."""
_LOOK_SECONDS: Final = 30.0
_BATCH: Final = 100


class Outbox:
    """Delivers what agents and the desk wrote."""

    def __init__(
        self,
        messages: AgentMessageRepository,
        queue: QueueRepository,
        deliveries: Deliveries,
        changed: Callable[[], None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._messages = messages
        self._queue = queue
        self._deliveries = deliveries
        self._changed = changed
        self._clock = clock

    async def send(self, channel: str, sender: str, records: Sequence[MessageRecord]) -> str:
        """Give stored messages to their channel; how far they got."""
        state = await self._deliveries.deliver(channel, sender, [outbound(one) for one in records])
        ids = [one.id for one in records]
        await asyncio.to_thread(self._messages.settle, ids, state, self._clock())
        self._changed()
        return state

    async def send_pending(self) -> int:
        """Give again what a worker died over or a channel could not take; how many messages that
        were. Where one fails again, those after it to the same person wait behind it."""
        at = self._clock()
        lost = await asyncio.to_thread(self._messages.claim_pending, at - _GIVEN_UP, at, _BATCH)
        found = await asyncio.to_thread(self._queue.by_ids, {m.conversation_id for m in lost})
        for message in lost:
            owner = found.get(message.conversation_id)
            if owner is None:
                continue
            if await self.send(owner.channel, owner.sender, [message]) == PENDING:
                del found[message.conversation_id]
        return len(lost)

    async def run(self) -> None:
        """Look for such messages again and again; ends when cancelled."""
        while True:
            try:
                await self.send_pending()
            except Exception:
                logger.exception("Pending messages could not be sent")
            await asyncio.sleep(_LOOK_SECONDS)
