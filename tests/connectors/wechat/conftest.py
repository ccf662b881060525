"""A connector on a database of its own, a scripted conversation and a fake WeChat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.storage.database import connect, migrate
from assistant.storage.wechat import WeChatRepository
from connectors.wechat import WeChatConnector, WeChatSettings, create_router, passive
from connectors.wechat.transport import create_client
from knowledge.library import load_library
from tests.connectors.fakes import FakeConversation
from tests.connectors.wechat import phone as phones
from tests.connectors.wechat.fake_api import FakeWeChat, running
from tests.connectors.wechat.phone import Phone, Reply

the_library = lru_cache(maxsize=1)(load_library)
SECRET = b"a secret only for tests, 32 bytes"


PATIENT = 60.0
"""Seconds that a delivery or a call waits: how busy this machine is must not matter."""
BRIEF = 0.15
"""Seconds to wait for what is known not to come."""


@dataclass
class Bench:
    """One running connector with all that stands around it."""

    connector: WeChatConnector
    conversation: FakeConversation
    wechat: FakeWeChat
    repository: WeChatRepository
    phone: Phone
    sender: str
    settings: WeChatSettings
    calls: httpx.AsyncClient

    async def say_late(self, content: str) -> Reply:
        """Say something whose answer is ready only after the delivery was acknowledged."""
        self.conversation.hold()
        self.settings.passive_wait = BRIEF
        reply = await self.phone.say(content)
        self.settings.passive_wait = PATIENT
        self.conversation.let_go()
        return reply

    def wait_for_api(self, seconds: float) -> None:
        """How long WeChat's API may take to answer a call."""
        self.calls.timeout = httpx.Timeout(PATIENT, read=seconds)


Start = Callable[..., Awaitable[Bench]]


async def until(true: Callable[[], object]) -> None:
    """Wait for what is done in the background."""
    for _ in range(int(PATIENT / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never became true")


@pytest.fixture
def wechat() -> Iterator[FakeWeChat]:
    with running(FakeWeChat()) as fake:
        yield fake


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'wechat.db'}")
    migrate(made)
    yield made
    made.dispose()


def settings_for(mode: str, api: str, **more: Any) -> WeChatSettings:
    given: dict[str, Any] = {
        "token": phones.TOKEN,
        "appid": phones.APPID,
        "secret": "0123456789abcdef0123456789abcdef",
        "encoding_aes_key": "" if mode == "plain" else phones.KEY,
        "mode": mode,
        "api_base": api,
    }
    return WeChatSettings(**{**given, **more})


@pytest.fixture(autouse=True)
def _no_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy this machine is must not matter to what is answered passively."""
    monkeypatch.setattr(passive, "CROWDING", 0)


@pytest_asyncio.fixture
async def start(wechat: FakeWeChat, sqlite: Engine) -> AsyncIterator[Start]:
    """Start a connector; all that were started are closed at the end."""
    async with AsyncExitStack() as stack:

        async def begin(
            mode: str = "plain",
            conversation: FakeConversation | None = None,
            clock: Any = None,
            **settings: Any,
        ) -> Bench:
            conversation = conversation or FakeConversation()
            repository = WeChatRepository(lambda: sqlite)
            wechat_settings = settings_for(mode, wechat.url, **settings)
            if "passive_wait" not in settings:
                wechat_settings.passive_wait = PATIENT
            api_client = create_client()
            api_client.timeout = httpx.Timeout(PATIENT)
            connector = WeChatConnector(
                conversation,
                wechat_settings,
                repository,
                secret=SECRET,
                client=api_client,
                library=the_library(),
                **({"clock": clock} if clock else {}),
            )
            app = FastAPI()
            app.include_router(create_router(connector))
            transport = httpx.ASGITransport(app)
            client = httpx.AsyncClient(transport=transport, base_url="http://test")
            stack.push_async_callback(client.aclose)
            stack.push_async_callback(connector.close)
            phone = Phone(client, mode)
            sender = connector.sender_of(phones.ACCOUNT, phone.openid)
            return Bench(
                connector,
                conversation,
                wechat,
                repository,
                phone,
                sender,
                wechat_settings,
                api_client,
            )

        yield begin
