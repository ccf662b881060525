"""How parts get from the outbox to the platform: in order, as often as needed, once if possible."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from connectors.clock import Clock
from connectors.mailbox.calls import Reaction, SendError
from connectors.mailbox.platform import Platform
from connectors.mailbox.storage import Correspondent, Row, Storage
from connectors.off_loop import OffLoop

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""Longer than any call may take: a part `sending` for longer has lost its sender."""
LATER: Final = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300, 600))
"""Between the tries of a part; the last one is repeated."""
GIVE_UP: Final = timedelta(hours=24)
"""A part that could not be sent for so long is held until the person writes again."""
UNSURE_TRIES: Final = 12
"""Tries (in about an hour and a half) of a part of which nobody knows whether it arrived. To be
shown a part twice is better than to wait for it in vain; for ever would be worse than either."""
_ALARM_EVERY: Final = timedelta(hours=1)
_ALARM_PAUSE: Final = timedelta(seconds=60)


class OutboxSender:
    """Sends what people are owed on one platform."""

    def __init__(
        self, platform: Platform, storage: Storage, off_loop: OffLoop, clock: Clock
    ) -> None:
        self._platform = platform
        self._storage = storage
        self._off_loop = off_loop
        self._clock = clock
        self._paused_until: datetime | None = None
        self._alarms: dict[str, datetime] = {}

    @property
    def paused(self) -> bool:
        """Whether the platform wants nothing sent now."""
        return self._paused_until is not None and self._clock() < self._paused_until

    async def push(self, sender: str) -> None:
        """Send what a person is owed, in order, as far as the platform takes it."""
        name = self._platform.name
        while not self.paused:
            person = await self._off_loop(self._storage.find_person, name, sender)
            if person is None:
                return
            now = self._clock()
            row = await self._off_loop(self._storage.take, name, sender, now, now + LEASE)
            if row is None or not await self._push_row(person, row):
                break
        await self._off_loop(self._storage.see_off, name, sender)

    async def _push_row(self, person: Correspondent, row: Row) -> bool:
        """Send one part; False where the others must not follow now."""
        closed = person.window_until is not None and person.window_until <= self._clock()
        if closed or person.pushes_left == 0:
            await self._hold(row)
            return False
        try:
            await self._platform.send(person.address, row)
        except SendError as error:
            return await self._after_error(row, error)
        await self._off_loop(self._storage.spend_push, self._platform.name, row.sender)
        await self._off_loop(self._storage.settle_row, row.number, "sent", self._clock())
        return True

    async def _after_error(self, row: Row, error: SendError) -> bool:
        """Settle a part that could not be sent; True where the others may be tried."""
        name, now = self._platform.name, self._clock()
        logger.warning("A part was not sent (%s, row %d): %s", name, row.number, error)
        if error.pause is not None:
            self._paused_until = now + timedelta(seconds=error.pause)
        if error.reaction is Reaction.GONE:
            await self._off_loop(self._storage.lose_person, name, row.sender, now)
            return False
        if error.reaction is Reaction.REFUSED:
            logger.error("%s refused a part: %s", name, error)
            await self._off_loop(self._storage.settle_row, row.number, "dropped", now)
            return True
        if error.reaction is Reaction.HOLD:
            await self._off_loop(self._storage.close_window, name, row.sender)
            await self._hold(row)
            return False
        if error.reaction is Reaction.ALARM:
            self._alarm(error)
        await self._try_later(row, error)
        return False

    async def _try_later(self, row: Row, error: SendError) -> None:
        now = self._clock()
        too_old = now - row.created_at > GIVE_UP
        too_unsure = error.maybe_done and row.attempts >= UNSURE_TRIES
        if too_old or too_unsure:
            await self._hold(row)
            return
        wait = LATER[min(row.attempts, len(LATER)) - 1]
        at = max(now + wait, self._paused_until or now)
        await self._off_loop(self._storage.settle_row, row.number, "waiting", now, at)

    async def _hold(self, row: Row) -> None:
        now = self._clock()
        await self._off_loop(self._storage.settle_row, row.number, "held", now)
        await self._off_loop(self._storage.hold, self._platform.name, row.sender, now)

    def _alarm(self, error: SendError) -> None:
        """Tell the operator, once an hour for each code; nothing is sent for a minute."""
        now = self._clock()
        self._paused_until = max(now + _ALARM_PAUSE, self._paused_until or now)
        last = self._alarms.get(error.code)
        if last is None or now - last >= _ALARM_EVERY:
            self._alarms[error.code] = now
            logger.error("%s needs an operator: %s", self._platform.name, error)
