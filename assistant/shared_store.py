"""Redis as workers share it: small scripts that run whole, and a rest while it is away.

Nothing that must not be lost is kept there (that is the database's part): while Redis is away each
worker does without it, and nobody waits for it.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

logger = logging.getLogger(__name__)

ANSWER_SECONDS: Final = 1.0
"""How long Redis may take to answer, before a worker goes on without it."""
_REST_SECONDS: Final = 2.0
"""After a failure Redis is not asked again for so long: its silence costs people no time."""
_PREFIX: Final = "assistant"

Script = str
"""Lua, which Redis carries out whole (https://redis.io/docs/interact/programmability/eval-intro)."""


class StoreAway(Exception):
    """Redis gives no answer now."""


class SharedStore:
    """Carries out scripts at Redis. Make and use it on one event loop."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._client: Any = None
        self._rests_until = 0.0
        self.is_away = False

    async def run(self, script: Script, keys: Sequence[str], *values: object) -> Any:
        """What the script gives for these keys and values.

        Raises:
            StoreAway: Redis is away, or was a moment ago.
        """
        if self._clock() < self._rests_until:
            raise StoreAway
        try:
            answer = await self._connected().eval(script, len(keys), *keys, *values)
        except Exception as error:
            self._rests_until = self._clock() + _REST_SECONDS
            if not self.is_away:
                logger.warning("Redis is away (%s): this worker is on its own", _name(error))
            self.is_away = True
            raise StoreAway from error
        if self.is_away:
            logger.warning("Redis is back")
        self.is_away = False
        return answer

    async def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            await self._client.close()
            await self._client.connection_pool.disconnect()

    def _connected(self) -> Any:
        if self._client is None:
            from redis import asyncio as redis

            self._client = redis.Redis.from_url(
                self._url,
                decode_responses=True,
                socket_timeout=ANSWER_SECONDS,
                socket_connect_timeout=ANSWER_SECONDS,
            )
        return self._client


def shared_key(kind: str, key: str) -> str:
    """The name at Redis of something about `key`, which itself stays out of Redis.

    What is in braces keeps the keys of one script on one node of a cluster.
    """
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"{_PREFIX}:{kind}:{{{digest}}}"


def _name(error: Exception) -> str:
    return type(error).__name__
