"""How often one person may write."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from assistant.shared_store import Script, SharedStore, StoreAway, shared_key

_REMEMBERED: Final = 50_000


class Rates(Protocol):
    """Says whether someone may write now."""

    async def wait(self, key: str) -> int:
        """Count one message; the seconds to wait where it is one too many, else 0."""
        ...


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """A token bucket for each key: `per_minute` on average, a third of it at once.

    >>> limit = RateLimit(per_minute=3, clock=lambda: 0.0)
    >>> [limit.take("u-1") for _ in range(2)]
    [0, 20]
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = per_minute / 60
        self.burst = max(1.0, per_minute / 3)
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str) -> int:
        """Take one token; the seconds to wait where there is none, else 0."""
        moment = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self.burst, moment))
        self._buckets.move_to_end(key)
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self.burst, bucket.tokens + (moment - bucket.at) * self.rate)
        bucket.at = moment
        if bucket.tokens < 1:
            return math.ceil((1 - bucket.tokens) / self.rate)
        bucket.tokens -= 1
        return 0

    async def wait(self, key: str) -> int:
        """As `take`; see the protocol."""
        return self.take(key)


_TAKE: Final[Script] = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local past = math.max(0, now - (bucket[2] or now))
local tokens = math.min(burst, (bucket[1] or burst) + past * rate)
local wait = 0
if tokens < 1 then wait = math.ceil((1 - tokens) / rate) else tokens = tokens - 1 end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
return wait
"""
"""The same bucket at Redis, by Redis' clock; it is forgotten when it would be full again."""


class SharedRateLimit:
    """One bucket for each key over all workers; while Redis is away, one at each of them."""

    def __init__(self, store: SharedStore, per_minute: int) -> None:
        self._store = store
        self._alone = RateLimit(per_minute)

    async def wait(self, key: str) -> int:
        """Count one message; see the protocol."""
        try:
            name = shared_key("rate", key)
            return int(await self._store.run(_TAKE, [name], self._alone.rate, self._alone.burst))
        except StoreAway:
            return self._alone.take(key)
