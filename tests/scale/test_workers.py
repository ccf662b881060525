"""Many people, two workers, one of which is killed over its work: nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from assistant.storage.database import connect
from assistant.storage.tables.conversation import conversations, messages
from tests.postgresql import PostgreSQLServer
from tests.scale.servers import RedisServer
from tests.scale.workers import Workers, workers

PEOPLE, EACH = 8, 4
TRIES = 600
ARTICLES = range(34, 60)


@pytest.fixture(scope="module")
def database() -> Iterator[PostgreSQLServer]:
    server = PostgreSQLServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
def pair(database: PostgreSQLServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    redis = RedisServer(tmp_path_factory.mktemp("scale-redis")).start()
    environment = {
        "ASSISTANT_DATABASE_URL": database.url,
        "ASSISTANT_REDIS_URL": redis.url,
        "ASSISTANT_MESSAGES_PER_MINUTE": "6000",
    }
    with workers(2, tmp_path_factory.mktemp("scale-data"), environment) as running:
        yield running
    redis.stop()


@pytest.fixture(scope="module")
def engine(database: PostgreSQLServer, pair: Workers) -> Iterator[Engine]:
    made = connect(database.url)
    yield made
    made.dispose()


@dataclass
class Person:
    """Sends one message after another; the same again, with its id, where no answer came."""

    url: str
    token: str
    number: int
    cut_off: int = 0
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @classmethod
    async def open(cls, url: str, number: int) -> Person:
        async with httpx.AsyncClient(verify=False) as client:
            created = await client.post(f"{url}/webhooks/webchat/sessions", timeout=60)
        return cls(url, created.json()["token"], number)

    async def talk(self, done: asyncio.Event | None = None, most: int = EACH) -> None:
        sent = 0
        while sent < most or (done is not None and not done.is_set()):
            article = ARTICLES[(self.number + sent) % len(ARTICLES)]
            await self.send(f"m-{len(self.answers)}", f"article {article}")
            sent += 1

    async def send(self, message_id: str, text: str) -> None:
        for _ in range(TRIES):
            try:
                response = await self._post({"id": message_id, "text": text})
            except httpx.TransportError:
                self.cut_off += 1
                await asyncio.sleep(0.2)
                continue
            assert response.status_code == 200, response.text
            self.answers[message_id] = response.json()["messages"]
            return
        raise AssertionError("no worker answered")

    async def _post(self, body: dict[str, str]) -> httpx.Response:
        """One request on a connection of its own, which any worker may take."""
        async with httpx.AsyncClient(timeout=60, verify=False) as client:
            headers = {"Authorization": f"Bearer {self.token}"}
            url = f"{self.url}/webhooks/webchat/messages"
            return await client.post(url, json=body, headers=headers)

    async def history(self) -> list[dict[str, Any]]:
        async with httpx.AsyncClient(timeout=60, verify=False) as client:
            headers = {"Authorization": f"Bearer {self.token}"}
            url = f"{self.url}/webhooks/webchat/history?limit=200"
            return (await client.get(url, headers=headers)).json()["items"]


async def both_are_asked(pair: Workers) -> None:
    """Wait until each of the two workers was seen with somebody's connection."""
    seen: set[int] = set()
    while len(seen) < 2:
        seen |= {worker.pid for worker in await asyncio.to_thread(pair.serving)}
        await asyncio.sleep(0.01)


async def kill_one_at_work(pair: Workers) -> None:
    """Kill one worker over a request: it is held still until it is sure that it has one."""
    while True:
        for worker in await asyncio.to_thread(pair.serving):
            worker.suspend()
            if worker.pid in {other.pid for other in await asyncio.to_thread(pair.serving)}:
                worker.kill()
                return
            worker.resume()
        await asyncio.sleep(0.01)


async def test_a_worker_killed_over_its_work_loses_nothing(pair: Workers, engine: Engine) -> None:
    people = await asyncio.gather(*(Person.open(pair.url, number) for number in range(PEOPLE)))
    killed = asyncio.Event()

    async def kill() -> None:
        await both_are_asked(pair)
        await kill_one_at_work(pair)
        killed.set()

    await asyncio.gather(kill(), *(person.talk(killed) for person in people))
    await asyncio.gather(*(person.talk(most=1) for person in people))  # the rest goes on

    assert any(person.cut_off for person in people)
    for person in people:
        sent = [f"m-{number}" for number in range(len(person.answers))]
        items = await person.history()
        mine = [item for item in items if item["role"] == "user"]
        assert [item["message_id"] for item in mine] == sent, "each once, in the order of sending"
        bot = [item for item in items if item["role"] == "bot"]
        said = [answer["id"] for one in sent for answer in person.answers[one]]
        assert [item["id"] for item in bot] == said, "each answer that came is stored, and no other"
        for number, message_id in enumerate(sent):
            (answer,) = person.answers[message_id]
            assert answer["custom"]["type"] == "answer", (number, answer)
    with engine.connect() as connection:
        left = select(messages.c.id).where(messages.c.state == "received")
        assert connection.execute(left).all() == []


async def test_one_persons_burst_at_all_workers_is_answered_in_turn(
    pair: Workers, engine: Engine
) -> None:
    person = await Person.open(pair.url, 0)
    await asyncio.gather(*(person.send(f"b-{n}", f"article {n}") for n in ARTICLES[:10]))
    items = await person.history()
    roles = [item["role"] for item in items]
    assert roles == ["user", "bot"] * 10, "no turn begins before the one before it has ended"
    for asked, answer in zip(items[::2], items[1::2], strict=True):
        (given,) = person.answers[asked["message_id"]]
        assert given["id"] == answer["id"]
        assert given["custom"]["entry"] == asked["text"].replace("article ", "article:")
    with engine.connect() as connection:
        count = len(connection.execute(select(conversations.c.id)).all())
    assert count == PEOPLE + 1
