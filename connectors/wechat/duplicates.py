"""One answer for a message, however often and wherever WeChat delivers it.

WeChat repeats a delivery that was not answered within 5 seconds, up to three times altogether. In
this process the deliveries share a `Turn`; a claim in the database tells other processes, and this
one after a restart, that the message is taken and what was replied.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from connectors.clock import Clock
from connectors.off_loop import OffLoop
from connectors.wechat.storage import Claims

_KEPT: Final = timedelta(minutes=10)
_KEPT_HERE: Final = 60.0
"""Seconds that a finished turn is remembered in memory; after that the claim knows its reply."""
_LOOK_AGAIN: Final = 0.25


@dataclass(eq=False)
class Turn:
    """The answer to one message in the making, and the deliveries that wait for it."""

    key: str
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    """The answer is in the outbox, or there is none."""
    collected: asyncio.Event = field(default_factory=asyncio.Event)
    """A delivery has taken its passive reply."""
    passive: bool = True
    """A delivery may still take a passive reply; False once one was answered with `success`."""
    waiting: int = 0
    deliveries: int = 0
    claimed: asyncio.Event = field(default_factory=asyncio.Event)
    """It is known whose the message is."""
    elsewhere: bool = False
    """Another process, or this one before a restart, has taken the message."""
    failed: bool = False
    """Working on it failed; nothing is in the outbox."""
    newest: int = 0
    """The last row of the outbox that belongs to this answer or to an earlier one."""
    reply: asyncio.Task[str | None] | None = None


class Turns:
    """The turns of this process, backed by claims."""

    def __init__(self, claims: Claims, off_loop: OffLoop, clock: Clock) -> None:
        self._claims = claims
        self._off_loop = off_loop
        self._clock = clock
        self._turns: dict[str, Turn] = {}

    async def enter(self, duplicate_key: str) -> tuple[Turn, bool]:
        """The turn of a message, and whether it is for the caller to begin its work."""
        key = stored_key(duplicate_key)
        turn = self._turns.get(key)
        if turn is not None:
            await turn.claimed.wait()
            return turn, False
        turn = self._turns[key] = Turn(key)
        turn.failed = True
        try:
            turn.elsewhere = not await self._is_ours(key)
            turn.failed = False
        finally:
            turn.claimed.set()
            if turn.elsewhere or turn.failed:
                turn.ready.set()
                self._drop(turn)
        return turn, not turn.elsewhere

    async def settle(self, turn: Turn, reply: str | None) -> None:
        """Keep what was replied, for repeats that come to another process or after a restart."""
        value = json.dumps({"reply": reply}, ensure_ascii=False)
        await self._off_loop(self._claims.settle, turn.key, value)

    async def reply_elsewhere(self, turn: Turn, until: float) -> str | None:
        """What another process replied; waits for it until then, in the loop's time."""
        loop = asyncio.get_running_loop()
        while True:
            claim = await self._claim(turn.key)
            if claim or loop.time() + _LOOK_AGAIN >= until:
                reply = json.loads(claim)["reply"] if claim else None
                return None if reply is None else str(reply)
            await asyncio.sleep(_LOOK_AGAIN)

    def finish(self, turn: Turn) -> None:
        """The work is done: repeats are still answered for a while."""
        asyncio.get_running_loop().call_later(_KEPT_HERE, self._drop, turn)

    def _drop(self, turn: Turn) -> None:
        if self._turns.get(turn.key) is turn:
            del self._turns[turn.key]

    async def _is_ours(self, key: str) -> bool:
        now = self._clock()
        return (await self._off_loop(self._claims.claim, key, "", now, now + _KEPT)).ours

    async def _claim(self, key: str) -> str:
        now = self._clock()
        return (await self._off_loop(self._claims.claim, key, "", now, now + _KEPT)).value


def stored_key(duplicate_key: str) -> str:
    """The key as it is stored: 64 hexadecimal digits that tell nothing of the person."""
    return hashlib.sha256(duplicate_key.encode("utf-8", "replace")).hexdigest()
