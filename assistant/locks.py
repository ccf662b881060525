"""One thing at a time for each key, in the order of asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from weakref import WeakValueDictionary


class Locks(Protocol):
    """A lock for each key: within one process (`KeyedLocks`), or between the workers of a service
    (`assistant.shared_locks`)."""

    def hold(self, key: str) -> AbstractAsyncContextManager[None]:
        """Wait for the key's turn, and keep it to the end of the block."""
        ...


class KeyedLocks:
    """A fair lock for each key, for the tasks of one process: `async with locks.hold(key): …`."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def hold(self, key: str) -> AsyncIterator[None]:
        """Wait for the key's turn, and keep it to the end of the block."""
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            yield
