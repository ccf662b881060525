"""Wakes between the processes of the service; see `connectors.wakes`."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import uuid
from typing import Any, Final

from connectors.wakes import Bus, MemoryBus, Wake

__all__ = ["DESK", "Bus", "MemoryBus", "RedisBus"]

logger = logging.getLogger(__name__)

DESK: Final = "desk"
"""The topic of the desk's events."""
_CHANNEL: Final = "assistant:wake"
_AGAIN_SECONDS: Final = 1.0
_MOST_WAITING: Final = 10_000


class RedisBus:
    """A bus between processes, over Redis pub/sub (https://redis.io/docs/interact/pubsub/).

    `run` carries wakes out and in; while Redis is gone it tries again, and wakes everyone once it
    is back.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = MemoryBus()
        self._own = uuid.uuid4().hex
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(_MOST_WAITING)

    def listen(self, topic: str, wake: Wake) -> Wake:
        """Listen; see the protocol."""
        return self._local.listen(topic, wake)

    def publish(self, topic: str, but: Wake | None = None) -> None:
        """Wake; see the protocol."""
        self._local.publish(topic, but)
        with contextlib.suppress(asyncio.QueueFull):  # others read on their own now and then
            self._outgoing.put_nowait(topic)

    async def run(self) -> None:
        """Carry wakes until cancelled."""
        while True:
            try:
                await self._carry()
            except Exception as error:
                logger.warning("Redis carries no wakes now: %s", type(error).__name__)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _carry(self) -> None:
        from redis import asyncio as redis

        client = redis.Redis.from_url(self._url)
        listening = client.pubsub()
        tasks: list[asyncio.Task[None]] = []
        try:
            await listening.subscribe(_CHANNEL)
            self._local.wake_all()
            tasks = [
                asyncio.create_task(self._send(client)),
                asyncio.create_task(self._hear(listening)),
            ]
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(Exception):
                await listening.close()
                await client.close()

    async def _send(self, client: Any) -> None:
        while True:
            topic = await self._outgoing.get()
            await client.publish(_CHANNEL, json.dumps([self._own, topic]))

    async def _hear(self, listening: Any) -> None:
        async for message in listening.listen():
            if message["type"] != "message":
                continue
            sender, topic = json.loads(message["data"])
            if sender != self._own:
                self._local.publish(topic)
