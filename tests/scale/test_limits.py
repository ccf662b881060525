"""Limits by network address and by agent, over two workers and a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.accounts.build import build_accounts
from assistant.accounts.include import include_accounts
from assistant.app import create_app
from assistant.between_workers import BetweenWorkers
from assistant.settings import Settings
from assistant.storage.database import connect, migrate
from tests.scale.servers import RedisServer

PASSWORD = "green-bicycle-under-7-bridges"
ONE_A_MINUTE = 1
"""So that no second call is let through, however busy the machine is."""


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis")).start()
    yield server
    server.stop()


@pytest.fixture
async def workers(tmp_path: Path, redis: RedisServer) -> AsyncIterator[list[FastAPI]]:
    """Two applications that have not loaded anything: what is before the routes is there."""
    settings = Settings(data_folder=tmp_path, redis_url=redis.url, requests_per_minute=ONE_A_MINUTE)
    made = [create_app(settings, lambda _: None) for _ in range(2)]
    yield made
    for app in made:
        await app.state.service.shared.close()


def caller(app: FastAPI, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 4711))
    return httpx.AsyncClient(transport=transport, base_url="http://assistant.test")


async def ask(app: FastAPI, address: str) -> int:
    async with caller(app, address) as client:
        return (await client.get("/openapi.json")).status_code


async def test_an_address_is_counted_over_all_workers(workers: list[FastAPI]) -> None:
    assert await ask(workers[0], "203.0.113.9") == 200
    assert await ask(workers[1], "203.0.113.9") == 429
    assert await ask(workers[1], "203.0.113.10") == 200


async def test_while_redis_is_away_each_worker_counts_for_itself(tmp_path: Path) -> None:
    settings = Settings(
        data_folder=tmp_path, redis_url="redis://127.0.0.1:9/0", requests_per_minute=ONE_A_MINUTE
    )
    app = create_app(settings, lambda _: None)
    assert [await ask(app, "203.0.113.9") for _ in range(2)] == [200, 429]
    await app.state.service.shared.close()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(made)
    yield made
    made.dispose()


async def test_an_agent_is_counted_over_all_workers(
    engine: Engine, tmp_path: Path, redis: RedisServer
) -> None:
    settings = Settings(
        data_folder=tmp_path, redis_url=redis.url, agent_requests_per_minute=ONE_A_MINUTE
    )
    betweens = [BetweenWorkers.by(settings) for _ in range(2)]
    apps = []
    for between in betweens:
        app = FastAPI()
        include_accounts(app, lambda: engine, settings, rates=between.agents)
        apps.append(app)
    invited = await asyncio.to_thread(
        build_accounts(lambda: engine, settings).add, "li.wei", "李伟"
    )
    session = await apps[0].state.panel_access.sign_in.accept(
        invited.token, PASSWORD, "203.0.113.9"
    )
    statuses = []
    for app in apps:
        async with caller(app, "203.0.113.9") as client:
            client.cookies.set("panel_session", session.token)
            statuses.append((await client.get("/panel/api/session")).status_code)
    assert statuses == [200, 429]
    for between in betweens:
        await between.store.close()
