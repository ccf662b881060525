"""One thing at a time for each key, between the workers of a service.

Everyone who waits for a key has a ticket in a queue at Redis, in the order of asking; whose ticket
is first has the key. A ticket counts for a lease, which its worker renews while it waits and while
it works; what a worker leaves when it dies is skipped once its lease is over. The queue is changed
by one script alone, which Redis carries out whole.

Rasa's lock over Redis reads its queue, changes it and writes it back, so that two workers at once
lose a ticket, and with it a message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import uuid
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from assistant.locks import KeyedLocks
from assistant.shared_store import Script, SharedStore, StoreAway, shared_key

logger = logging.getLogger(__name__)

LEASE_SECONDS: Final = 10.0
_RENEWED: Final = 4
"""A lease is renewed so many times before it would be over."""
_FIRST_LOOK, _LONGEST_LOOK = 0.01, 0.08

_ASK: Final[Script] = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 2, #ARGV do
  if not redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    local last = redis.call('ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    redis.call('ZADD', KEYS[1], (last[2] or 0) + 1, ARGV[i])
  end
  redis.call('HSET', KEYS[2], ARGV[i], now + ARGV[1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[1] * 10)
redis.call('PEXPIRE', KEYS[2], ARGV[1] * 10)
while true do
  local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
  if tonumber(redis.call('HGET', KEYS[2], first) or 0) > now then
    return first == ARGV[2] and 1 or 0
  end
  redis.call('ZREM', KEYS[1], first)
  redis.call('HDEL', KEYS[2], first)
end
"""
"""KEYS: the queue (a sorted set of tickets), the ends of their leases. ARGV: the lease in
milliseconds, then the tickets of one worker in their order. Puts those into the queue that are not
in it, renews all of them, drops dead ones from the front; whether the first of the tickets has the
key now."""

_LEAVE: Final[Script] = """
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[1])
"""


class SharedLocks:
    """Implements `assistant.locks.Locks` over Redis; while that is away, within the process.

    Then two workers may work on two messages of one person at once: what is stored stays right
    (each message once, with one answer), their order is as they come.
    """

    def __init__(self, store: SharedStore, lease: float = LEASE_SECONDS) -> None:
        self._store = store
        self._lease = lease
        self._local = KeyedLocks()
        self._tickets: dict[str, deque[str]] = {}
        self._asking: set[asyncio.Task[bool]] = set()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Wait for the key's turn, and keep it to the end of the block."""
        ticket = uuid.uuid4().hex
        tickets = self._tickets.setdefault(key, deque())
        if tickets:  # others of this process are first; the ticket goes into the queue at once
            asking = asyncio.create_task(self._ask(key, [*tickets, ticket]))
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)
        tickets.append(ticket)
        try:
            # In one process the order of this lock is the order of the tickets.
            async with self._local.hold(key):
                await self._wait(key)
                renewing = asyncio.create_task(self._renew(key))
                try:
                    yield
                finally:
                    renewing.cancel()
                    await asyncio.gather(renewing, return_exceptions=True)
                    await self._leave(key, ticket)
        finally:
            if ticket in tickets:  # it was given up while it waited
                await self._leave(key, ticket)

    async def _wait(self, key: str) -> None:
        pause = _FIRST_LOOK
        while not await self._ask(key, list(self._tickets[key])):
            await asyncio.sleep(pause)
            pause = min(_LONGEST_LOOK, pause * 2)

    async def _renew(self, key: str) -> None:
        """Keep the key until cancelled."""
        while True:
            await asyncio.sleep(self._lease / _RENEWED)
            if not await self._ask(key, list(self._tickets[key])):
                logger.warning("A turn was lost: this worker stood still for longer than its lease")

    async def _ask(self, key: str, tickets: list[str]) -> bool:
        """Whether the first of the tickets has the key; so, too, where Redis cannot say."""
        try:
            milliseconds = int(self._lease * 1000)
            return bool(await self._store.run(_ASK, _names(key), milliseconds, *tickets))
        except StoreAway:
            return True

    async def _leave(self, key: str, ticket: str) -> None:
        tickets = self._tickets[key]
        tickets.remove(ticket)
        if not tickets:
            del self._tickets[key]
        with contextlib.suppress(StoreAway):  # else its lease ends
            await self._store.run(_LEAVE, _names(key), ticket)


def _names(key: str) -> tuple[str, str]:
    return shared_key("turn", key), shared_key("turn-until", key)
