"""A delivery waits for its answer, as long as WeChat lets it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from connectors.choices import in_own_language
from connectors.off_loop import OffLoop
from connectors.wechat.delivery import Delivery
from connectors.wechat.duplicates import Turn, Turns
from connectors.wechat.settings import WeChatSettings
from connectors.wechat.storage import People

LAST_DELIVERY: Final = 3
"""WeChat delivers a message this often, where it gets no answer."""
LAST_WAIT: Final = 4.5
"""Seconds to answer the last one in; after 5 WeChat has closed the connection."""
UNANSWERED_WAIT: Final = 5.5
"""Seconds after which WeChat has closed the connection and delivers again."""
TYPING_AFTER: Final = 1.0
CROWDING: Final = 4
"""How much earlier a delivery is given up for each second that it took to get here: in a crowd it
reached us late as well, and its reply leaves late. Measured with two hundred people at once."""


class PassiveReplies:
    """Gives each delivery the answer that is ready in time.

    Where answers can be pushed, a delivery that waited in vain is acknowledged: the answer follows.
    Where they cannot, it stays open until WeChat delivers the message again; only the last of the
    three says that the answer is to be asked for.
    """

    def __init__(
        self,
        settings: WeChatSettings,
        delivery: Delivery,
        turns: Turns,
        people: People,
        off_loop: OffLoop,
        show_typing: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._delivery = delivery
        self._turns = turns
        self._people = people
        self._off_loop = off_loop
        self._show_typing = show_typing

    async def wait(self, turn: Turn, openid: str, sender: str, received: float) -> str | None:
        """The text of the reply, None for `success`. `received` is in the loop's time."""
        turn.deliveries += 1
        turn.waiting += 1
        try:
            if turn.passive and not await self._is_ready(turn, openid, received):
                return await self._too_late(turn, sender)
            return await self._take(turn, sender)
        finally:
            turn.waiting -= 1

    async def _is_ready(self, turn: Turn, openid: str, received: float) -> bool:
        if self._delivery.passive_only:
            last = turn.deliveries >= LAST_DELIVERY
            return await is_set(turn.ready, received + (LAST_WAIT if last else UNANSWERED_WAIT))
        late = asyncio.get_running_loop().time() - received
        until = received + self._settings.passive_wait - CROWDING * late
        if await is_set(turn.ready, min(received + TYPING_AFTER, until)):
            return True
        self._show_typing(openid)
        return await is_set(turn.ready, until)

    async def _too_late(self, turn: Turn, sender: str) -> str | None:
        if not self._delivery.passive_only:
            turn.passive = False
            return None
        if turn.deliveries < LAST_DELIVERY:
            return None  # nobody reads it: WeChat delivers once more
        turn.passive = False
        person = await self._off_loop(self._people.find_person, sender)
        return in_own_language("wechat.working", person.language if person else None)

    async def _take(self, turn: Turn, sender: str) -> str | None:
        if not turn.passive:
            return None
        if turn.failed:
            return in_own_language("wechat.failed", None)
        if turn.reply is None:
            turn.reply = asyncio.create_task(self._collect(turn, sender))
        return await asyncio.shield(turn.reply)

    async def _collect(self, turn: Turn, sender: str) -> str | None:
        try:
            reply = await self._delivery.collect(sender)
            await self._turns.settle(turn, reply)
        finally:
            turn.collected.set()
        return reply


async def is_set(event: asyncio.Event, until: float) -> bool:
    """Whether the event is set by `until`, in the loop's time."""
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), max(until - asyncio.get_running_loop().time(), 0.001))
    return event.is_set()
