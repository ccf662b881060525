"""One person on the web and in WeChat: end to end, against the stand-in for WeChat."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.link_codes import LinkCodes
from assistant.settings import Settings
from connectors.webchat.linking import draw
from connectors.wechat import WeChatSettings
from connectors.wechat.stand_in import ACCOUNT, StandIn, StandInApi
from tests.conftest import RunningService, free_port

CHAT = "/webhooks/webchat"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"
QUESTION = "how do i register my address"


@dataclass
class Both:
    """The service with WeChat switched on, and what WeChat pushed."""

    service: RunningService
    settings: WeChatSettings
    pushed: list[str]

    def on_wechat(self, openid: str) -> Phone:
        return Phone(self, openid)

    def sender(self, openid: str) -> str:
        return str(self.service.app.state.wechat.sender_of(ACCOUNT, openid))


class Phone:
    """A person in WeChat."""

    def __init__(self, both: Both, openid: str) -> None:
        self._both, self._openid = both, openid

    async def text(self, content: str) -> str:
        return await self._deliver(lambda phone: phone.text(content))

    async def scan(self, scene: str, event: str = "SCAN") -> str:
        prefix = "qrscene_" if event == "subscribe" else ""
        return await self._deliver(lambda phone: phone.event(event, prefix + scene))

    async def press(self, key: str) -> str:
        return await self._deliver(lambda phone: phone.event("CLICK", key))

    async def leave(self) -> None:
        await self._deliver(lambda phone: phone.event("unsubscribe"))

    async def _deliver(self, make: Any) -> str:
        url = f"{self._both.service.url}/webhooks/wechat"
        async with httpx.AsyncClient(timeout=30) as client:
            phone = StandIn(self._both.settings, client, url, self._openid)
            before = len(self._both.pushed)
            heard = await phone.deliver(make(phone))
            assert heard.problem is None
            await self._both.service.settled()
        return "\n".join([heard.text or "", *self._both.pushed[before:]])


class Web:
    """A person at the web chat, over HTTP."""

    def __init__(self, both: Both) -> None:
        self._url = both.service.url + CHAT
        token = httpx.post(f"{self._url}/sessions").json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self._count = 0

    def send(self, text: str, **fields: Any) -> list[dict[str, Any]]:
        self._count += 1
        body = {"id": f"m-{self._count}", "text": text, **fields}
        return self.call("POST", "messages", json=body).json()["messages"]

    def invite(self) -> dict[str, Any]:
        return dict(self.call("POST", "link").json())

    def linked(self) -> list[str]:
        return list(self.call("GET", "link").json()["linked"])

    def history(self) -> list[dict[str, Any]]:
        return list(self.call("GET", "history").json()["items"])

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        url = f"{self._url}/{path}"
        response = httpx.request(method, url, headers=self._headers, timeout=60, **more)
        assert response.is_success, response.text
        return response


class LinkedService(RunningService):
    """A service whose WeChat tasks can be waited for."""

    async def settled(self) -> None:
        while self.app.state.wechat._background.tasks:  # of another event loop
            time.sleep(0.02)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    data: Path = tmp_path_factory.mktemp("linking")
    api_port = free_port()
    environment = {
        "WECHAT_TOKEN": "standin",
        "WECHAT_APPID": "wx0123456789abcdef",
        "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
        "WECHAT_ENCODING_AES_KEY": KEY,
        "WECHAT_API_BASE": f"http://127.0.0.1:{api_port}",
        "WECHAT_ACCOUNT_NAME": "HangzhouTest",
    }
    pushed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        settings = WeChatSettings()
        api = StandInApi(settings, pushed.append)
        config = uvicorn.Config(
            api.application(), host="127.0.0.1", port=api_port, log_level="warning"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        running = LinkedService(
            Settings(data_folder=data, port=free_port(), messages_per_minute=6000)
        )
        running.start()
    yield Both(running, settings, pushed)
    running.stop()
    server.should_exit = True
    thread.join(10)


async def taken_along(both: Both, openid: str) -> tuple[Web, Phone]:
    """A person who asked on the web, in Japanese, and goes on in WeChat."""
    web, phone = Web(both), both.on_wechat(openid)
    web.send(QUESTION, language="ja")
    await phone.scan("link-" + web.invite()["code"])
    await phone.text("1")
    assert web.linked() == ["wechat"]
    return web, phone


async def test_history_and_language_follow_once_the_person_agrees(both: Both) -> None:
    web, phone = Web(both), both.on_wechat("oLink000000000000000000001a")
    web.send(QUESTION, language="ja")
    invitation = web.invite()
    assert invitation["account"] == "HangzhouTest"
    assert invitation["expires_in"] == 600
    assert invitation["qr"] == draw(f"http://weixin.qq.com/q/link-{invitation['code']}")
    asked = await phone.scan("link-" + invitation["code"])
    assert "ここで続けますか" in asked
    assert web.linked() == []
    told = await phone.text("1")
    assert "つながりました" in told
    assert QUESTION in told
    assert "24時間以内" in told
    assert web.linked() == ["wechat"]
    answer = await phone.text("110")
    assert any(kana in answer for kana in "のはです")
    texts = [item["text"] for item in web.history()]
    assert sum("24時間以内" in text for text in texts) == 1
    assert any("つながりました" in text for text in texts)
    assert "110" in texts


async def test_nothing_is_shared_without_consent(both: Both) -> None:
    web, phone = Web(both), both.on_wechat("oLink000000000000000000002a")
    web.send(QUESTION, language="ja")
    code = web.invite()["code"]
    asked = await phone.text(code.lower().replace("-", " "))
    assert "ここで続けますか" in asked
    await phone.text("2")
    assert web.linked() == []
    assert len(web.history()) == 2


async def test_a_code_is_used_once_and_a_newer_one_ends_it(both: Both) -> None:
    web, other = await taken_along(both, "oLink000000000000000000003a")
    first, second = web.invite()["code"], web.invite()["code"]
    stranger = both.on_wechat("oLink000000000000000000004a")
    assert "not valid" in await stranger.text(first)
    assert "ここで続けますか" in await stranger.scan("link-" + second, "subscribe")
    await other.text(second)
    await other.text("1")
    assert "not valid" in await stranger.text(second)


async def test_deleting_in_wechat_asks_and_then_deletes_both(both: Both) -> None:
    openid = "oLink000000000000000000005a"
    web, phone = await taken_along(both, openid)
    assert "2." in await phone.press("MENU_DATA")
    asked = await phone.text("2")
    assert "両方とも削除" in asked
    assert web.history()
    await phone.text("1")
    assert web.history() == []
    assert web.linked() == []


async def test_deleting_on_the_web_deletes_both(both: Both) -> None:
    openid = "oLink000000000000000000006a"
    web, _ = await taken_along(both, openid)
    web.call("DELETE", "conversation")
    assert web.history() == []
    wechat = both.service.app.state.wechat
    assert wechat._storage.find_person(both.sender(openid)) is None
    repository = both.service.app.state.service.repository
    assert repository.find("wechat", both.sender(openid)) is None


async def test_who_unfollows_keeps_the_conversation_on_the_web(both: Both) -> None:
    web, phone = await taken_along(both, "oLink000000000000000000007a")
    await phone.leave()
    assert web.linked() == []
    assert len(web.history()) == 2


def test_a_link_needs_a_session(both: Both) -> None:
    response = httpx.post(f"{both.service.url}{CHAT}/link")
    assert response.status_code == 401


def test_without_wechat_there_is_none(service: RunningService) -> None:
    assert httpx.get(f"{service.url}{CHAT}/config?language=en").json()["link"] is False


@given(st.text(max_size=60))
def test_what_is_no_code_is_never_taken_for_one(text: str) -> None:
    codes = LinkCodes(b"a secret only for tests, 32 bytes")
    assert codes.read(text) is None


@given(st.integers(0, 11), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_code_with_another_letter_is_none(at: int, letter: str) -> None:
    codes = LinkCodes(b"a secret only for tests, 32 bytes")
    code = codes.new().replace("-", "")
    changed = code[:at] + letter + code[at + 1 :]
    assert (codes.read(changed) is not None) == (changed == code)
    assert LinkCodes(b"another secret for tests, 32 bytes").read(code) is None
