"""How a message in WeChat is answered: kept, worked on in the person's turn, and handed over.

The work is a task of its own, which a closed connection does not end. The answer stands in the
outbox before it is handed over; what a process leaves undone when it dies, the next one finds.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Final

from connectors.clock import Clock
from connectors.mailbox.storage import Arrival, Batch
from connectors.off_loop import OffLoop
from connectors.protocol import Conversation
from connectors.wechat.delivery import MOST_PARTS, Delivery
from connectors.wechat.duplicates import Turn, Turns, stored_key
from connectors.wechat.messages import Incoming
from connectors.wechat.passive import is_set
from connectors.wechat.queues import Queues
from connectors.wechat.respond import CHANNEL, Responder, granted
from connectors.wechat.storage import Storage
from connectors.work import Work
from nlu.choices import by_number

logger = logging.getLogger(__name__)

_COLLECT_SECONDS: Final = 5.0
_AFTER_REPLY: Final = 0.3
"""Seconds between the passive reply and the first push, so that they are shown in order."""
_LEASE: Final = timedelta(seconds=60)
"""Longer than any answer takes: a message kept for longer has lost its worker."""
_TRIES: Final = 3
_AT_ONCE: Final = 8
"""Messages answered at the same time. When many write at once, the first are then answered in time
for a passive reply; all at the same time would all be late."""
_BATCH: Final = 20


class Answering:
    """Answers messages, one of a person at a time, so many of all people at once."""

    def __init__(
        self,
        conversation: Conversation,
        responder: Responder,
        delivery: Delivery,
        turns: Turns,
        storage: Storage,
        off_loop: OffLoop,
        background: Work,
        clock: Clock,
    ) -> None:
        self._conversation = conversation
        self._responder = responder
        self._delivery = delivery
        self._turns = turns
        self._storage = storage
        self._off_loop = off_loop
        self._background = background
        self._clock = clock
        self._queues = Queues()
        self._at_once = asyncio.Semaphore(_AT_ONCE)

    async def keep(self, turn: Turn, message: Incoming, sender: str) -> None:
        """Keep a message until it is answered, whatever happens to this process."""
        arrival = Arrival(turn.key, sender, asdict(message))
        now = self._clock()
        await self._off_loop(
            self._storage.store_incoming, CHANNEL, Batch([arrival]), now, now + _LEASE
        )

    def begin(self, turn: Turn, message: Incoming, sender: str) -> None:
        """Answer a message in a task of its own."""
        self._background.begin(self._work(turn, message, sender))

    async def take_up_lost(self) -> None:
        """Answer what a process that died had said `success` to."""
        now = self._clock()
        for sender in await self._off_loop(self._storage.due_incoming, CHANNEL, now, _BATCH):
            lost = await self._off_loop(
                self._storage.take_incoming, CHANNEL, sender, now, now + _LEASE
            )
            if lost is not None and lost.attempts <= _TRIES:
                message = Incoming(**lost.body)
                turn = Turn(stored_key(message.duplicate_key), passive=False)
                self.begin(turn, message, sender)
            elif lost is not None:
                await self._off_loop(self._storage.finish_incoming, lost.number, now)

    async def unfollow(self, sender: str) -> None:
        """Delete all that is kept of a person who unfollowed; what is being answered, too."""
        await self.forget(sender)
        self._background.begin(self._erase_conversation(sender))

    async def forget(self, sender: str) -> None:
        """Delete what the channel keeps of a person."""
        await self._off_loop(self._storage.erase_person, sender)

    async def _work(self, turn: Turn, message: Incoming, sender: str) -> None:
        """Answer a message, in the person's turn, and see that the answer gets to them."""
        deleted = False
        try:
            async with self._queues.turn(sender), self._at_once:
                deleted = await self._owe_answer(message, sender)
                turn.newest = await self._delivery.newest(sender)
        except Exception:
            logger.exception("A WeChat message could not be worked on")
            turn.failed = True
        finally:
            turn.ready.set()
            self._turns.finish(turn)
        if not turn.failed:
            await self._off_loop(self._storage.settle_incoming, CHANNEL, turn.key, self._clock())
        await self._hand_over(turn, sender)
        if deleted:
            await self._off_loop(self._storage.erase_person, sender)

    async def _owe_answer(self, message: Incoming, sender: str) -> bool:
        now = self._clock()
        person = await self._off_loop(
            self._storage.note_action, sender, message.sender, granted(message, now), now
        )
        owed = await self._off_loop(self._storage.owed, sender)
        await self._off_loop(self._storage.release, sender)
        if owed and message.kind == "text" and by_number(message.text) == 1:
            return False  # it asks for the rest, and that is owed already
        response = await self._responder.respond(replace(message, sender=sender), person)
        if response.deleted:
            await self.forget(sender)
            await self._off_loop(
                self._storage.note_action, sender, message.sender, granted(message, now), now
            )
        if response.answer is not None:
            await self._delivery.owe(sender, response.answer)
        return response.deleted

    async def _hand_over(self, turn: Turn, sender: str) -> None:
        parts = MOST_PARTS
        if turn.passive and (turn.waiting or turn.collected.is_set()):
            await is_set(turn.collected, asyncio.get_running_loop().time() + _COLLECT_SECONDS)
            await asyncio.sleep(_AFTER_REPLY)
            parts -= 1
        elif not self._delivery.passive_only:
            turn.passive = False
        else:
            return  # kept for the next delivery of this message, or the person's next message
        await self._delivery.push(sender, parts, turn.newest)
        if not turn.passive:
            await self._turns.settle(turn, None)

    async def _erase_conversation(self, sender: str) -> None:
        async with self._queues.turn(sender):
            await self._conversation.erase(CHANNEL, sender)
            await self.forget(sender)
