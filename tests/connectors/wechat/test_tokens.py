"""The access token and the calls that use it, against a real local server."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from sqlalchemy.engine import Engine

from assistant.storage.wechat import WeChatRepository
from connectors.off_loop import OffLoop
from connectors.wechat.api import WeChatApi
from connectors.wechat.tokens import AccessTokens
from connectors.wechat.transport import ApiError, Transport, create_client
from tests.connectors.clocks import StoppedClock
from tests.connectors.wechat.conftest import BRIEF, PATIENT, settings_for
from tests.connectors.wechat.fake_api import FakeWeChat


class Calls:
    """One process: its own client and lock, the database shared with others."""

    def __init__(self, fake: FakeWeChat, sqlite: Engine, clock: StoppedClock, **more: str) -> None:
        self.pauses: list[float] = []
        self.client = create_client()
        self.client.timeout = httpx.Timeout(PATIENT)
        self.off_loop = OffLoop()
        settings = settings_for("plain", fake.url, **more)
        transport = Transport(self.client, settings.api_base)
        store = WeChatRepository(lambda: sqlite)
        self.tokens = AccessTokens(settings, transport, store, self.off_loop, clock, self.pause)
        self.api = WeChatApi(transport, self.tokens, self.pause)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(1_767_225_600)


@pytest_asyncio.fixture
async def calls(wechat: FakeWeChat, sqlite: Engine, clock: StoppedClock) -> AsyncIterator[Calls]:
    made = Calls(wechat, sqlite, clock)
    yield made
    await made.client.aclose()


async def test_many_calls_at_once_fetch_one_token(calls: Calls, wechat: FakeWeChat) -> None:
    wechat.quota = 100
    await asyncio.gather(*(calls.api.send_text("o1", f"text {n}") for n in range(20)))
    assert wechat.token_fetches == 1
    assert len(wechat.sent) == 20


async def test_processes_share_the_token(
    calls: Calls, wechat: FakeWeChat, sqlite: Engine, clock: StoppedClock
) -> None:
    other = Calls(wechat, sqlite, clock)
    assert await calls.tokens.current() == await other.tokens.current()
    assert wechat.token_fetches == 1
    await other.client.aclose()


async def test_the_token_is_renewed_early(
    calls: Calls, wechat: FakeWeChat, clock: StoppedClock
) -> None:
    await calls.tokens.current()
    clock.advance(seconds=7200 - 301)
    await calls.tokens.current()
    assert wechat.token_fetches == 1
    clock.advance(seconds=2)
    await calls.tokens.current()
    assert wechat.token_fetches == 2


async def test_a_short_life_is_no_storm(calls: Calls, wechat: FakeWeChat) -> None:
    wechat.expires_in = 10
    for _ in range(5):
        await calls.tokens.current()
    assert wechat.token_fetches == 1


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_replaced_once(
    calls: Calls, wechat: FakeWeChat, code: int
) -> None:
    wechat.errors = [code]
    await calls.api.send_text("o1", "hello")
    assert wechat.texts() == ["hello"]
    assert wechat.attempts == 2
    wechat.always = code
    with pytest.raises(ApiError):
        await calls.api.send_text("o1", "again")
    assert wechat.attempts == 4


async def test_an_expired_token_is_replaced_by_one_of_many(
    calls: Calls, wechat: FakeWeChat
) -> None:
    await calls.tokens.current()
    wechat.expire()
    wechat.quota = 100
    await asyncio.gather(*(calls.api.send_text("o1", f"text {n}") for n in range(20)))
    assert len(wechat.sent) == 20
    assert wechat.token_fetches == 2
    assert wechat.forced == 0


async def test_a_token_that_stays_refused_is_forced_seldom(
    calls: Calls, wechat: FakeWeChat, clock: StoppedClock
) -> None:
    wechat.always = 40001
    for _ in range(4):
        with pytest.raises(ApiError):
            await calls.api.send_text("o1", "hello")
    assert wechat.forced == 1
    clock.advance(seconds=31)
    with pytest.raises(ApiError):
        await calls.api.send_text("o1", "hello")
    assert wechat.forced == 2


async def test_without_the_stable_endpoint_the_older_one_is_used(
    calls: Calls, wechat: FakeWeChat
) -> None:
    wechat.stable = False
    await calls.api.send_text("o1", "hello")
    assert (wechat.texts(), wechat.token_fetches) == (["hello"], 1)


async def test_a_failing_token_is_not_asked_for_again_at_once(
    wechat: FakeWeChat, sqlite: Engine, clock: StoppedClock
) -> None:
    calls = Calls(wechat, sqlite, clock, secret="f" * 32)
    for _ in range(5):
        with pytest.raises(ApiError, match="40125"):
            await calls.tokens.current()
    assert wechat.token_fetches == 1
    assert calls.tokens.trouble is not None
    clock.advance(seconds=31)
    with pytest.raises(ApiError):
        await calls.tokens.current()
    assert wechat.token_fetches == 2
    await calls.client.aclose()


async def test_a_busy_token_endpoint_is_asked_three_times(calls: Calls, wechat: FakeWeChat) -> None:
    wechat.token_errors = [-1, -1]
    assert await calls.tokens.current()
    assert calls.pauses == [0.5, 1.0]


@pytest.mark.parametrize("trouble", [-1, "502", "html"])
async def test_a_busy_answer_is_tried_again(
    calls: Calls, wechat: FakeWeChat, trouble: int | str
) -> None:
    wechat.errors = [trouble] * 3
    await calls.api.send_text("o1", "hello")
    assert calls.pauses == [0.5, 1.0, 2.0]
    wechat.errors = [trouble] * 9
    with pytest.raises(ApiError) as caught:
        await calls.api.send_text("o1", "again")
    assert caught.value.code == -1
    assert wechat.attempts == 8


@pytest.mark.parametrize("trouble", ["hang", "cut"])
async def test_what_may_have_arrived_is_sent_once_more_at_most(
    calls: Calls, wechat: FakeWeChat, trouble: str
) -> None:
    await calls.tokens.current()
    wechat.errors = [trouble] * 9
    calls.client.timeout = httpx.Timeout(PATIENT, read=BRIEF if trouble == "hang" else PATIENT)
    with pytest.raises(ApiError) as caught:
        await calls.api.send_text("o1", "hello")
    assert caught.value.maybe_done
    assert wechat.attempts == 2


async def test_nobody_there_is_busy(sqlite: Engine, clock: StoppedClock) -> None:
    calls = Calls(FakeWeChat(url="http://127.0.0.1:9"), sqlite, clock)
    with pytest.raises(ApiError) as caught:
        await calls.api.send_text("o1", "hello")
    assert (caught.value.code, caught.value.maybe_done) == (-1, False)
    await calls.client.aclose()


async def test_json_is_not_escaped(calls: Calls, wechat: FakeWeChat) -> None:
    await calls.api.send_text("o1", "您好 👍🏽 \ud800")
    assert "您好 👍🏽 ?".encode() in wechat.bodies[0]
    assert b"\\u" not in wechat.bodies[0]
    assert json.loads(wechat.bodies[0])["msgtype"] == "text"


async def test_no_secret_is_logged(
    calls: Calls, wechat: FakeWeChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wechat.stable = False
    wechat.errors = [40001, 50002]
    with pytest.raises(ApiError) as caught:
        await calls.api.send_text("o1", "hello")
    said = caplog.text + str(caught.value)
    assert "/cgi-bin/message/custom/send" in said
    for private in ("TOKEN-", wechat.secret, "access_token", "hello"):
        assert private not in said


async def test_a_stored_token_outlives_the_process(
    calls: Calls, sqlite: Engine, clock: StoppedClock
) -> None:
    token = await calls.tokens.current()
    stored = WeChatRepository(lambda: sqlite).read_token("wx7a1b2c3d4e5f6071")
    assert stored == (token, clock.now + timedelta(seconds=7200))
