"""The stand-in against a served connector, the menu commands, and the settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from assistant.settings import ROOT
from assistant.storage.wechat import WeChatRepository
from connectors.protocol import Button
from connectors.wechat import WeChatConnector, WeChatSettings, create_router
from connectors.wechat.menu import LONGEST_ITEM, LONGEST_NAME, build_menu, pressed
from knowledge.library import load_library
from nlu.languages import FULL_LANGUAGES
from tests.connectors.fakes import FakeConversation
from tests.connectors.wechat.conftest import SECRET
from tests.connectors.wechat.fake_api import FakeWeChat

ENVIRONMENT = {
    "WECHAT_TOKEN": "standin",
    "WECHAT_APPID": "wx0123456789abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
}
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA"


def run(*arguments: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("WECHAT_")}
    return subprocess.run(
        [sys.executable, "-m", "assistant", "wechat", *arguments],
        env={**clean, **ENVIRONMENT, **more},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
    )


def settings(**more: Any) -> WeChatSettings:
    return WeChatSettings(
        token="standin",
        appid=ENVIRONMENT["WECHAT_APPID"],
        secret=ENVIRONMENT["WECHAT_SECRET"],
        **more,
    )


@pytest.fixture
def serve(sqlite: Engine) -> Iterator[Any]:
    """Serve a connector on a free port; gives its address."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def begin(conversation: FakeConversation, **more: Any) -> str:
        connector = WeChatConnector(
            conversation, settings(**more), WeChatRepository(lambda: sqlite), secret=SECRET
        )
        app = FastAPI()
        app.include_router(create_router(connector))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        servers.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/webhooks/wechat"

    yield begin
    for server, thread in servers:
        server.should_exit = True
        thread.join()


@pytest.mark.parametrize("mode", ["plain", "compat", "aes"])
def test_a_chat_with_the_stand_in(serve: Any, mode: str) -> None:
    key = "" if mode == "plain" else KEY
    url = serve(FakeConversation(), mode=mode, encoding_aes_key=key)
    lines = [
        ":follow", "where do I register?", ":again", ":image", ":location 杭州市西湖区",
        ":press MENU_LANG", ":scan x", ":voice hello there", ":what", ":menu", ":unfollow", "",
    ]  # fmt: skip
    done = run(
        "simulate", "--url", url, "--api-port", "0", stdin="\n".join(lines) + "\n",
        WECHAT_MODE=mode, WECHAT_ENCODING_AES_KEY=key,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("  where do I register?") == 2
    assert "  hello there" in done.stdout
    assert "MENU_EMERGENCY" in done.stdout
    assert "success" in done.stderr
    assert "OUT OF ORDER" not in done.stderr


def test_the_stand_in_shows_what_is_pushed(serve: Any) -> None:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}"
    url = serve(FakeConversation(delay=0.6), api_base=api, passive_wait=0.2)
    command = ["simulate", "--url", url, "--api-port", str(port)]
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "wechat", *command],
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("a slow question\n")
    process.stdin.flush()
    assert process.stdout.readline() == "  a slow question\n"
    _, errors = process.communicate("\n", timeout=60)
    assert "[pushed]" in errors


def test_without_settings_the_stand_in_says_how(tmp_path: Path) -> None:
    done = run("simulate", WECHAT_TOKEN="")
    assert done.returncode == 1
    assert "WECHAT_API_BASE=http://127.0.0.1:8090" in done.stderr
    assert run("simulate", "--url", "http://127.0.0.1:9/x").returncode == 1
    assert run("menu", "show", WECHAT_SECRET="").returncode == 1
    assert run("menu", "show", WECHAT_MODE="aes").returncode == 1


def test_the_menu_is_pushed_and_shown(wechat: FakeWeChat, tmp_path: Path) -> None:
    wechat.appid, wechat.secret = ENVIRONMENT["WECHAT_APPID"], ENVIRONMENT["WECHAT_SECRET"]
    places = {"WECHAT_API_BASE": wechat.url, "ASSISTANT_DATA_FOLDER": str(tmp_path)}
    missing = run("menu", "show", **places)
    assert (missing.returncode, "46003" in missing.stderr) == (1, True)
    assert run("menu", "push", **places).returncode == 0
    assert wechat.menus == [build_menu()]
    assert json.loads(run("menu", "show", **places).stdout)["menu"] == build_menu()
    assert wechat.token_fetches == 1
    assert json.loads(run("menu", "push", "--dry-run").stdout) == build_menu()
    assert len(wechat.menus) == 1


def test_the_menu_is_within_wechats_limits() -> None:
    groups = build_menu()["button"]
    assert 1 <= len(groups) <= 3
    for group in groups:
        assert len(group["name"].encode()) <= LONGEST_NAME
        assert 1 <= len(group["sub_button"]) <= 5
        for item in group["sub_button"]:
            assert 0 < len(item["name"].encode()) <= LONGEST_ITEM
            assert len(item["key"].encode()) <= 128


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_every_menu_key_means_something(language: str) -> None:
    keys = [item["key"] for group in build_menu()["button"] for item in group["sub_button"]]
    silent = [key for key in keys if pressed(key, language) is None]
    assert silent == ["MENU_HELP"]  # greets


def test_the_emergency_item_shows_a_guide_that_exists() -> None:
    button = pressed("MENU_EMERGENCY", "ko")
    assert isinstance(button, Button)
    entry = json.loads(button.payload.removeprefix("/show_entry"))["entry"]
    assert entry.removeprefix("guide:") in load_library().guides


def test_every_setting_and_command_is_documented() -> None:
    written = (ROOT / "docs" / "channels.md").read_text("utf-8")
    for name, field in WeChatSettings.__fields__.items():
        assert f"| `WECHAT_{name.upper()}` |" in written
        assert field.field_info.description in written
    for command in ("wechat menu push", "wechat menu show", "wechat simulate"):
        assert f"assistant {command}" in written


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WECHAT_MODE", "")
    monkeypatch.setenv("WECHAT_API_BASE", "http://127.0.0.1:1/")
    plain = WeChatSettings()
    assert (plain.mode, plain.api_base, plain.enabled) == ("plain", "http://127.0.0.1:1", True)
    assert "0123456789abcdef0123456789abcdef" not in repr(plain)
    assert "standin" not in repr(plain)
    monkeypatch.setenv("WECHAT_ENCODING_AES_KEY", KEY)
    assert WeChatSettings().mode == "aes"
    assert WeChatSettings(secret="").may_push is False
    with pytest.raises(ValidationError, match="WECHAT_APPID"):
        WeChatSettings(appid="")


def test_the_outbox_is_worked_through_while_the_application_runs(
    sqlite: Engine, wechat: FakeWeChat
) -> None:
    from datetime import datetime, timedelta, timezone

    from connectors.wechat.storage import Grant

    wechat.appid, wechat.secret = ENVIRONMENT["WECHAT_APPID"], ENVIRONMENT["WECHAT_SECRET"]
    repository = WeChatRepository(lambda: sqlite)
    now = datetime.now(timezone.utc)
    repository.note_action("s1", "o1", Grant("message", 5, now + timedelta(hours=1)), now)
    repository.add("s1", ["left over"], "en", now, now)
    connector = WeChatConnector(
        FakeConversation(), settings(api_base=wechat.url), repository, secret=SECRET
    )
    app = FastAPI()
    app.include_router(create_router(connector))
    with TestClient(app):
        for _ in range(1000):
            if wechat.texts():
                break
            time.sleep(0.05)
    assert wechat.texts() == ["left over"]
