"""Turns and rates between workers, over a real Redis; and without it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import uuid
from collections import deque
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import shared_store
from assistant.rates import RateLimit, SharedRateLimit
from assistant.settings import ROOT
from assistant.shared_locks import SharedLocks
from assistant.shared_store import SharedStore
from tests.scale.servers import RedisServer


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.stop()


@pytest.fixture
async def stores(redis: RedisServer) -> AsyncIterator[list[SharedStore]]:
    """One for each of three workers."""
    made = [SharedStore(redis.url) for _ in range(3)]
    yield made
    for store in made:
        await store.close()


async def test_turns_are_exclusive_and_in_the_order_of_asking(stores: list[SharedStore]) -> None:
    workers = [SharedLocks(store) for store in stores]
    order: list[int] = []
    inside = 0

    async def visit(number: int) -> None:
        nonlocal inside
        async with workers[number % 3].hold("person"):
            inside += 1
            assert inside == 1
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    visits = []
    async with workers[0].hold("person"):
        for number in range(24):
            visits.append(asyncio.create_task(visit(number)))
            while await waiting(stores[0], "person") < number + 2:
                await asyncio.sleep(0)
    await asyncio.gather(*visits)
    assert order == list(range(24))
    assert await waiting(stores[0], "person") == 0


async def waiting(store: SharedStore, key: str) -> int:
    from assistant.shared_locks import _names

    return int(await store.run("return redis.call('ZCARD', KEYS[1])", _names(key)[:1]))


async def test_bursts_of_many_people_at_all_workers(stores: list[SharedStore]) -> None:
    workers = [SharedLocks(store) for store in stores]
    inside: dict[str, int] = {}
    done = 0

    async def visit(person: str, worker: SharedLocks) -> None:
        nonlocal done
        async with worker.hold(person):
            inside[person] = inside.get(person, 0) + 1
            assert inside[person] == 1
            await asyncio.sleep(0.001)
            inside[person] -= 1
            done += 1

    bursts = (visit(f"p{p}", worker) for p in range(8) for worker in workers for _ in range(8))
    await asyncio.gather(*bursts)
    assert done == 8 * 3 * 8


async def test_who_gives_up_leaves_the_queue(stores: list[SharedStore]) -> None:
    here, there = SharedLocks(stores[0]), SharedLocks(stores[1])

    async def visit(worker: SharedLocks) -> None:
        async with worker.hold("impatient"):
            pass

    async with here.hold("impatient"):
        tasks = [asyncio.create_task(visit(worker)) for worker in (here, there, here)]
        while await waiting(stores[0], "impatient") < 4:
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert await waiting(stores[0], "impatient") == 0
    await visit(there)


async def test_a_worker_that_works_for_long_keeps_its_turn(stores: list[SharedStore]) -> None:
    here, there = (SharedLocks(store, lease=2.0) for store in stores[:2])
    order = []

    async def follow() -> None:
        async with there.hold("slow"):
            order.append("second")

    async with here.hold("slow"):
        following = asyncio.create_task(follow())
        await asyncio.sleep(4.5)  # more than two leases
        order.append("first")
    await following
    assert order == ["first", "second"]


_DYING = """
import asyncio, sys
from assistant.shared_locks import SharedLocks
from assistant.shared_store import SharedStore

async def main():
    async with SharedLocks(SharedStore(sys.argv[1]), lease=1.0).hold("orphan"):
        print("mine", flush=True)
        await asyncio.sleep(3600)

asyncio.run(main())
"""


async def test_what_a_dead_worker_held_is_free_after_its_lease(
    redis: RedisServer, stores: list[SharedStore]
) -> None:
    command = [sys.executable, "-c", _DYING, redis.url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as dying:
        assert dying.stdout is not None
        assert await asyncio.to_thread(dying.stdout.readline) == b"mine\n"
        dying.kill()
    async with SharedLocks(stores[0], lease=1.0).hold("orphan"):
        pass


async def test_without_redis_turns_hold_within_a_worker(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    server = RedisServer(tmp_path_factory.mktemp("leaving")).start()
    store = SharedStore(server.url)
    locks, order, inside = SharedLocks(store), deque[int](), 0

    async def visit(number: int) -> None:
        nonlocal inside
        async with locks.hold("person"):
            inside += 1
            assert inside == 1
            order.append(number)
            await asyncio.sleep(0.001)
            inside -= 1

    await asyncio.gather(*map(visit, range(5)))
    async with locks.hold("person"):
        visits = [asyncio.create_task(visit(number)) for number in range(5, 10)]
        await asyncio.sleep(0)
        server.stop()
    await asyncio.gather(*visits)
    assert store.is_away
    server.start()
    while store.is_away:
        await visit(10)
    await store.close()
    assert list(order)[:10] == list(range(10))


async def test_a_silent_redis_holds_nobody_up_for_long(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_store, "ANSWER_SECONDS", 0.5)
    server = RedisServer(tmp_path_factory.mktemp("silent")).start()
    store = SharedStore(server.url)
    limit = SharedRateLimit(store, 60)
    assert await limit.wait("person") == 0
    server.freeze()
    try:
        for _ in range(5):
            assert await limit.wait("person") == 0  # by this worker's own count
        assert store.is_away
    finally:
        server.thaw()
    await store.close()
    server.stop()


async def test_one_rate_over_all_workers(stores: list[SharedStore]) -> None:
    workers = [SharedRateLimit(store, per_minute=3 * 40) for store in stores]
    waits = await asyncio.gather(*(worker.wait("fast") for worker in workers for _ in range(40)))
    allowed = waits.count(0)
    assert 40 <= allowed < 80  # 40 at once, and two a second while that ran
    assert max(waits) == 1
    assert await workers[0].wait("somebody else") == 0


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 600), st.integers(1, 30))
async def test_the_shared_rate_allows_what_the_one_of_a_process_does(
    redis: RedisServer, per_minute: int, messages: int
) -> None:
    store, alone = SharedStore(redis.url), RateLimit(per_minute, clock=lambda: 0.0)
    shared = SharedRateLimit(store, per_minute)
    person = uuid.uuid4().hex
    for _ in range(messages):
        one, other = await shared.wait(person), alone.take(person)
        # Time passes at Redis: it may allow a little earlier, never later.
        assert one <= other
    await store.close()
