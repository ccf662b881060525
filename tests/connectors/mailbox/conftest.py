"""Connectors on a database of their own, a scripted conversation and a platform's fake API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.storage.database import connect, migrate
from assistant.storage.mailbox import MailboxRepository
from assistant.storage.tables import metadata
from connectors.mailbox import MailboxConnector, create_router
from connectors.mailbox.calls import Calls, create_client
from tests.connectors.clocks import StoppedClock
from tests.connectors.fakes import FakeConversation
from tests.connectors.mailbox.fake_api import FakeApi, running
from tests.connectors.mailbox.phones import PHONES, Phone, Post

SECRET = b"a secret only for tests, 32 bytes"


PATIENT = 30.0
BRIEF = 0.3


@dataclass
class Bench:
    """One running connector with all that stands around it."""

    connector: MailboxConnector
    conversation: FakeConversation
    api: FakeApi
    phone: Phone
    repository: MailboxRepository
    clock: StoppedClock
    client: httpx.AsyncClient
    calls: httpx.AsyncClient
    path: str = field(init=False)

    def __post_init__(self) -> None:
        self.path = f"/webhooks/{self.phone.name}"

    async def post(self, post: Post) -> httpx.Response:
        """A request to the webhook, and nothing more."""
        return await self.client.post(
            self.path, content=post.body, headers=dict(post.headers), params=dict(post.query)
        )

    async def hear(self, post: Post) -> httpx.Response:
        """A request, and all that follows from it."""
        response = await self.post(post)
        await self.connector.settled()
        return response

    async def later(self, seconds: float) -> None:
        """Let time pass, and take up what is due."""
        self.clock.advance(seconds=seconds)
        await self.connector.take_up()
        await self.connector.settled()

    def wait_for_answers(self, seconds: float = PATIENT) -> None:
        """How long the platform may take to answer a call. How busy this machine is must not make
        one fail, so only a test whose platform never answers makes it brief."""
        self.calls.timeout = httpx.Timeout(PATIENT, read=seconds)

    @property
    def shown(self) -> list[str]:
        """The words that the platform took, in order."""
        return [self.phone.shown(call)[1] for call in self.api.sent]


Start = Callable[..., Awaitable[Bench]]


def open_bench(
    engine: Engine,
    clock: StoppedClock,
    phone: Phone,
    api: FakeApi,
    conversation: FakeConversation | None = None,
    **more: Any,
) -> Bench:
    """A connector over a database, a phone and a platform's API; who opens it closes it."""
    phone.now = lambda: clock().timestamp()
    conversation = conversation or FakeConversation()
    repository = MailboxRepository(lambda: engine)
    calls = create_client(httpx.Timeout(PATIENT))
    connector = MailboxConnector(
        phone.platform(Calls(calls, api.url), repository, clock),
        conversation,
        repository,
        secret=SECRET,
        days=30,
        clock=clock,
        **more,
    )
    app = FastAPI()
    app.include_router(create_router(connector))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")
    return Bench(connector, conversation, api, phone, repository, clock, client, calls)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Tests that need PostgreSQL override it."""
    return f"sqlite:///{tmp_path / 'mailbox.db'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connect(url)
    migrate(made)
    with made.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name.startswith("channel_"):
                connection.execute(table.delete())
    yield made
    made.dispose()


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(1_796_000_000)


@pytest_asyncio.fixture
async def start(engine: Engine, clock: StoppedClock) -> AsyncIterator[Start]:
    """Start a connector; all that were started are closed at the end."""
    with ExitStack() as servers:
        async with AsyncExitStack() as stack:

            async def begin(
                name: str,
                conversation: FakeConversation | None = None,
                phone: Phone | None = None,
                api: FakeApi | None = None,
                **more: Any,
            ) -> Bench:
                phone = phone or PHONES[name]()
                if api is None:
                    api = servers.enter_context(running(phone.api()))
                bench = open_bench(engine, clock, phone, api, conversation, **more)
                stack.push_async_callback(bench.client.aclose)
                stack.push_async_callback(bench.connector.close)
                return bench

            yield begin


@pytest.fixture(params=list(PHONES))
def channel(request: pytest.FixtureRequest) -> str:
    """Every channel."""
    return str(request.param)
