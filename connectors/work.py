"""Work that a connector begins beside its requests, and waits for when it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, Protocol

from fastapi import FastAPI

logger = logging.getLogger(__name__)

_SHUTDOWN_SECONDS: Final = 10.0


class Work:
    """Tasks that nobody awaits; what fails in one is logged, by the channel's name."""

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this beside the request."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    async def settled(self) -> None:
        """Wait until all that is begun has come to its end."""
        while self.tasks:
            await asyncio.wait(self.tasks)

    async def close(self) -> None:
        """Let what is begun come to its end, for a few seconds."""
        if self.tasks:
            _, late = await asyncio.wait(self.tasks, timeout=_SHUTDOWN_SECONDS)
            for task in late:
                task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            logger.error("A task of %s failed", self._channel, exc_info=error)


class Runs(Protocol):
    """A connector that works by itself while the application runs."""

    async def run(self) -> None:
        """Look for what is due, until cancelled."""
        ...

    async def close(self) -> None:
        """End."""
        ...


@asynccontextmanager
async def running(connector: Runs, _: FastAPI) -> AsyncIterator[None]:
    """A router's lifespan: the connector runs as long as the application."""
    task = asyncio.create_task(connector.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await connector.close()
