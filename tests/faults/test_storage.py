"""The database goes and comes back, or is full: people are told whom to call, nothing is twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from assistant.settings import Settings
from assistant.storage.conversations import ConversationRepository
from tests.assistant.desk.application import create_desk_app
from tests.faults.conftest import Person
from tests.postgresql import PostgreSQLServer
from tests.scale.servers import RedisServer

SECRET = "for tests alone, and long enough"
CALLS = ("12345", "110", "120")


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQLServer]:
    server = PostgreSQLServer()
    yield server
    server.close()


def assert_says_whom_to_call(response: httpx.Response, word: str) -> None:
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["code"] == "storage-unavailable"
    assert word in problem["detail"]
    assert all(number in problem["detail"] for number in CALLS)


def kept(engine: Engine, sender: str) -> list[tuple[str, str]]:
    repository = ConversationRepository(engine)
    found = repository.find("rest", sender)
    assert found is not None
    return [(one.role, one.text) for one in repository.history(found.id, None, 500)]


async def test_postgresql_gone_and_back(postgresql: PostgreSQLServer) -> None:
    app = create_desk_app(Settings(database_url=postgresql.url, secret=SECRET))
    person = Person(app, "gone-and-back")
    assert (await person.say("hello", "m-1", "ru")).status_code == 200
    postgresql.stop()
    for _ in range(2):
        assert_says_whom_to_call(await person.say("ещё раз", "m-2", "ru"), "Извините")
    postgresql.start()
    first, again = [(await person.say("ещё раз", "m-2", "ru")) for _ in range(2)]
    assert first.status_code == 200
    assert first.json() == again.json()
    assert kept(app.state.engine, "gone-and-back") == [
        ("user", "hello"),
        ("bot", "bot: hello"),
        ("user", "ещё раз"),
        ("bot", "bot: ещё раз"),
    ]
    app.state.engine.dispose()


@contextmanager
def full_disk(engine: Engine) -> Iterator[None]:
    """SQLite may take no further page, which it reports as it does a full disk."""

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # it keeps to what it has already

    def empty(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1000000")

    event.listen(engine, "checkout", fill)
    try:
        yield
    finally:
        event.remove(engine, "checkout", fill)
        event.listen(engine, "checkout", empty)


async def test_a_full_disk(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'full.db'}"
    app = create_desk_app(Settings(database_url=url, secret=SECRET, messages_per_minute=6000))
    person = Person(app, "full")
    assert (await person.say("hello", "m-0", "fr")).status_code == 200
    answered, refused = ["m-0"], []
    with full_disk(app.state.engine):
        for number in range(1, 20):  # what fits into pages that are there still does
            response = await person.say("x" * 3000, f"m-{number}", "fr")
            if response.status_code == 200:
                answered.append(f"m-{number}")
                continue
            assert_says_whom_to_call(response, "Désolé")
            refused.append(f"m-{number}")
    assert refused
    for message_id in refused:
        assert (await person.say("x" * 3000, message_id, "fr")).status_code == 200
    said = kept(app.state.engine, "full")
    assert [role for role, _ in said].count("user") == len(answered) + len(refused)
    assert [role for role, _ in said].count("bot") == len(answered) + len(refused)
    app.state.engine.dispose()


async def test_redis_gone_and_back(
    postgresql: PostgreSQLServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    redis = RedisServer(tmp_path_factory.mktemp("faults-redis")).start()
    settings = Settings(
        database_url=postgresql.url, redis_url=redis.url, secret=SECRET, messages_per_minute=6000
    )
    app = create_desk_app(settings)
    person = Person(app, "without-redis")
    asked = []

    async def ask(text: str) -> None:
        asked.append(text)
        response = await person.say(text, f"r-{len(asked)}", "en")
        assert response.status_code == 200, response.text
        assert response.json()[0]["text"] == f"bot: {text}"

    await ask("before")
    redis.stop()
    for number in range(3):
        await ask(f"without {number}")
    redis.start()
    await ask("after")
    texts = [text for role, text in kept(app.state.engine, "without-redis") if role == "user"]
    assert texts == asked
    redis.stop()
    app.state.engine.dispose()
