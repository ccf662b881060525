"""How an answer gets to a person: texts they are owed, given as a passive reply or pushed.

Every answer becomes rows of the outbox before anything is sent. A delivery that waits takes the
first rows as its passive reply; the others are pushed while WeChat allows it. What may not be
pushed is held, and goes out with the person's next message.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Final

from connectors.clock import Clock
from connectors.off_loop import OffLoop
from connectors.plain_text import Rendered
from connectors.splitting import size, split
from connectors.wechat.api import WeChatApi
from connectors.wechat.codes import Reaction, reaction
from connectors.wechat.settings import WeChatSettings
from connectors.wechat.storage import Person, Row, RowState, Storage
from connectors.wechat.transport import ApiError
from nlu.catalogues import sentences

logger = logging.getLogger(__name__)

MOST_PARTS: Final = 5
"""Texts sent for one message of a person; WeChat allows five pushes."""

_GRACE: Final = timedelta(seconds=15)
"""Time for a waiting delivery to take the passive reply, before the outbox pushes it."""
_LEASE: Final = timedelta(seconds=90)
"""Longer than any call with all its tries: a row `sending` for longer has lost its sender."""
_MINUTE: Final = timedelta(seconds=60)
_LATER: Final = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 3600))
"""When a row is tried again that found WeChat out of order; after the last one it is held."""
_BEIJING: Final = timezone(timedelta(hours=8))
_GAP: Final = "\n\n"


class Delivery:
    """Sends what people are owed."""

    def __init__(
        self,
        settings: WeChatSettings,
        storage: Storage,
        api: WeChatApi,
        off_loop: OffLoop,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._storage = storage
        self._api = api
        self._off_loop = off_loop
        self._clock = clock
        self._no_right = False
        self._stopped_until: datetime | None = None
        self._alarms: dict[int, datetime] = {}

    @property
    def passive_only(self) -> bool:
        """Whether nothing can be pushed now, to anybody."""
        stopped = self._stopped_until is not None and self._clock() < self._stopped_until
        return not self._settings.may_push or self._no_right or stopped

    async def owe(self, sender: str, answer: Rendered) -> None:
        """Put an answer into the outbox, in parts that WeChat takes."""
        limit = self._settings.text_max_bytes
        parts = [answer.text]
        if size(answer.text) > limit:
            parts = split(answer.text, limit - size(_GAP + _more(answer.language)))
        now = self._clock()
        await self._off_loop(self._storage.add, sender, parts, answer.language, now, now + _GRACE)
        await self._off_loop(self._storage.remember, sender, answer.language, answer.choices)

    async def collect(self, sender: str) -> str | None:
        """The text of a passive reply: as many of the rows owed as fit; None where none are."""
        rows = list(await self._off_loop(self._storage.owed, sender))
        if not rows:
            return None
        chosen = _fitting(rows, self._settings.text_max_bytes)
        if len(chosen) < len(rows) and self.passive_only:
            return await self._collect_with_more(sender, rows)
        return await self._give(sender, chosen)

    async def newest(self, sender: str) -> int:
        """The number of the last row that a person is owed; 0 where nothing is."""
        rows = await self._off_loop(self._storage.owed, sender)
        return rows[-1].number if rows else 0

    async def push(self, sender: str, at_most: int = MOST_PARTS, up_to: int | None = None) -> None:
        """Push what a person is owed, in order, as far as WeChat allows; hold the rest.

        Rows after `up_to` answer a later message, whose own delivery may wait for them.
        """
        for left in range(at_most, 0, -1):
            person = await self._off_loop(self._storage.find_person, sender)
            if person is None:  # gone, or never there: nothing is owed to them
                await self._off_loop(self._storage.erase_person, sender)
                return
            if self.passive_only:
                break
            now = self._clock()
            row = await self._off_loop(self._storage.take, sender, now, now + _LEASE, up_to)
            if row is None or not await self._push_row(person, row, left):
                return
        await self._off_loop(self._storage.hold, sender)

    async def _push_row(self, person: Person, row: Row, left: int) -> bool:
        """Push one row; False where the others must not follow now."""
        now = self._clock()
        slots = min(left, person.pushes_left(now))
        spent = await self._off_loop(self._storage.spend_push, row.sender, now)
        if spent is None:
            await self._hold(row)
            return False
        text = row.text
        others = await self._off_loop(self._storage.owed, row.sender)
        if slots == 1 and others:
            text = _with_more(text, row.language, self._settings.text_max_bytes)
        try:
            await self._send(person, row, text)
        except ApiError as error:
            if not error.maybe_done:  # WeChat counts what it took, and no attempts
                await self._off_loop(self._storage.return_push, row.sender, spent)
            return await self._after_error(row, error)
        await self._settle(row, "sent")
        return True

    async def _send(self, person: Person, row: Row, text: str) -> None:
        try:
            await self._api.send_text(person.openid, text)
        except ApiError as error:
            if reaction(error.code) is not Reaction.SHORTEN:
                raise
            await self._send_smaller(person, row, text)

    async def _send_smaller(self, person: Person, row: Row, text: str) -> None:
        half = self._settings.text_max_bytes // 2
        parts = split(text, half if size(text) > half else max(size(text) // 2, 1))
        for number, part in enumerate(parts):
            if number:
                await self._off_loop(self._storage.spend_push, row.sender, self._clock())
            try:
                await self._api.send_text(person.openid, part)
            except ApiError:
                await self._settle(row, "sending", _GAP.join(parts[number:]))
                raise

    async def _after_error(self, row: Row, error: ApiError) -> bool:
        """Settle a row that could not be pushed; True where the others may be tried."""
        what = reaction(error.code)
        logger.warning("WeChat refused a text (row %d): %s", row.number, error)
        if what in (Reaction.DROP, Reaction.BUG, Reaction.SHORTEN):
            await self._settle(row, "dropped")
            return True
        if what is Reaction.HOLD:
            await self._off_loop(self._storage.close_window, row.sender)
        elif what is Reaction.NO_RIGHT:
            self._no_right = self._settings.delivery != "push"
            self._alarm(error)
        elif what is Reaction.STOP_TODAY:
            self._stopped_until = _next_day(self._clock())
            self._alarm(error)
        elif what is Reaction.WAIT:
            await self._try_at(row, self._clock() + _MINUTE)
            return False
        elif not error.maybe_done and row.attempts <= len(_LATER):
            if what is Reaction.ALARM:
                self._alarm(error)
            await self._try_at(row, self._clock() + _LATER[row.attempts - 1])
            return False
        await self._hold(row)
        return False

    async def _collect_with_more(self, sender: str, rows: Sequence[Row]) -> str | None:
        """The first rows with a sentence that says how to get the others, which are held."""
        limit = self._settings.text_max_bytes
        more = _more(rows[0].language)
        chosen = _fitting(rows, limit - size(_GAP + more))
        if size(chosen[0].text) > limit - size(_GAP + more):
            first, *rest = split(chosen[0].text, limit - size(_GAP + more))
            await self._settle(chosen[0], "held", _GAP.join(rest))
            text: str | None = first
        else:
            text = await self._give(sender, chosen)
        await self._off_loop(self._storage.hold, sender)
        return text and text + _GAP + more

    async def _give(self, sender: str, rows: Sequence[Row]) -> str | None:
        numbers = [row.number for row in rows]
        given = set(await self._off_loop(self._storage.give, sender, numbers, self._clock()))
        return _GAP.join(row.text for row in rows if row.number in given) or None

    async def _hold(self, row: Row) -> None:
        await self._settle(row, "held")
        await self._off_loop(self._storage.hold, row.sender)

    async def _settle(self, row: Row, state: RowState, text: str | None = None) -> None:
        await self._off_loop(self._storage.settle_row, row.number, state, self._clock(), None, text)

    async def _try_at(self, row: Row, at: datetime) -> None:
        await self._off_loop(self._storage.settle_row, row.number, "waiting", self._clock(), at)

    def _alarm(self, error: ApiError) -> None:
        """Tell the operator, once an hour for each code."""
        now = self._clock()
        last = self._alarms.get(error.code)
        if last is None or now - last >= timedelta(hours=1):
            self._alarms[error.code] = now
            logger.error("WeChat needs an operator: %s", error)


def _fitting(rows: Sequence[Row], limit: int) -> list[Row]:
    """The first rows which, joined, are within the limit; at least one."""
    chosen, used = list(rows[:1]), size(rows[0].text)
    for row in rows[1:]:
        used += size(_GAP + row.text)
        if used > limit:
            break
        chosen.append(row)
    return chosen


def _more(language: str) -> str:
    return sentences().say("wechat.more", language)


def _with_more(text: str, language: str, limit: int) -> str:
    longer = text + _GAP + _more(language)
    return longer if size(longer) <= limit else text


def _next_day(now: datetime) -> datetime:
    """When the daily quotas begin anew: midnight in China."""
    local = now.astimezone(_BEIJING)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
