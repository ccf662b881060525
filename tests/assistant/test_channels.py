"""Which channels the application has, and what a channel says that is switched off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.channels import CHANNELS, Surroundings, include_channels
from assistant.desk.deliveries import Deliveries
from assistant.panel import create_bus
from assistant.settings import Settings
from assistant.storage.database import connect, migrate
from connectors.messenger import MessengerSettings
from connectors.telegram import TelegramSettings
from connectors.twilio import TwilioSettings
from connectors.wecom import WeComSettings
from connectors.whatsapp import WhatsAppSettings
from tests.connectors.fakes import FakeConversation
from tests.connectors.mailbox.fake_api import running
from tests.connectors.mailbox.phones import BOT_TOKEN, KEY, WEBHOOK_SECRET, Telegram

DOCS = Path(__file__).parents[2] / "docs" / "channels.md"
ENVIRONMENT = {
    "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
    "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET,
    "TWILIO_ACCOUNT_SID": "AC1",
    "TWILIO_AUTH_TOKEN": "x",
    "TWILIO_SENDER": "whatsapp:+14155238886",
    "WHATSAPP_ACCESS_TOKEN": "x",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_APP_SECRET": "x",
    "WHATSAPP_VERIFY_TOKEN": "x",
    "MESSENGER_PAGE_ACCESS_TOKEN": "x",
    "MESSENGER_PAGE_ID": "1",
    "MESSENGER_APP_SECRET": "x",
    "MESSENGER_VERIFY_TOKEN": "x",
    "WECOM_CORP_ID": "ww1",
    "WECOM_SECRET": "x",
    "WECOM_TOKEN": "x",
    "WECOM_ENCODING_AES_KEY": KEY,
}
SETTINGS = {
    "TELEGRAM_": TelegramSettings,
    "TWILIO_": TwilioSettings,
    "WHATSAPP_": WhatsAppSettings,
    "MESSENGER_": MessengerSettings,
    "WECOM_": WeComSettings,
}


def application(tmp_path: Path, **settings: Any) -> tuple[FastAPI, FakeConversation, Deliveries]:
    given = Settings(data_folder=tmp_path, **settings)
    engine = connect(given.database)
    migrate(engine)
    conversation, deliveries, app = FakeConversation(), Deliveries(), FastAPI()
    around = Surroundings(
        conversation,
        None,
        lambda: engine,
        deliveries,
        create_bus(given),
        {},  # type: ignore[arg-type]
    )
    include_channels(app, around, given)
    return app, conversation, deliveries


def paths(app: FastAPI) -> set[str]:
    return {route.path for route in app.routes}  # type: ignore[attr-defined]


def test_channels_are_off_without_their_settings(tmp_path: Path) -> None:
    app, _, deliveries = application(tmp_path)
    assert "/webhooks/telegram" not in paths(app)
    assert not deliveries.pushes("telegram")
    assert "/webhooks/rest/webhook" in paths(app)


def test_rest_asks_for_its_token_where_one_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_REST_TOKEN", "sixteen-or-longer")
    client = TestClient(application(tmp_path)[0])
    body = {"sender": "u-1", "message": "hello"}
    assert client.post("/webhooks/rest/webhook", json=body).status_code == 401
    given = {"Authorization": "Bearer sixteen-or-longer"}
    assert client.post("/webhooks/rest/webhook", json=body, headers=given).status_code == 200


def test_a_short_rest_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_REST_TOKEN", "short")
    with pytest.raises(ValueError, match="at least 16"):
        Settings()


def test_every_channel_is_on_with_its_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    app, _, deliveries = application(tmp_path)
    for name in ("telegram", "twilio", "whatsapp", "messenger", "wecom"):
        assert f"/webhooks/{name}" in paths(app)
        assert deliveries.pushes(name)


@pytest.mark.parametrize("prefix", list(SETTINGS))
def test_half_the_settings_are_refused_and_secrets_stay_hidden(
    prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {name: value for name, value in ENVIRONMENT.items() if name.startswith(prefix)}
    for name, value in given.items():
        monkeypatch.setenv(name, "s3cret" if value == "x" else value)
    settings = SETTINGS[prefix]()
    assert settings.enabled
    assert "s3cret" not in repr(settings)
    assert BOT_TOKEN not in repr(settings)
    monkeypatch.delenv(list(given)[1])
    with pytest.raises(ValueError, match=prefix):
        SETTINGS[prefix]()


@pytest.mark.parametrize("prefix", list(SETTINGS))
def test_every_setting_is_documented(prefix: str) -> None:
    written = DOCS.read_text("utf-8")
    for name, field in SETTINGS[prefix].__fields__.items():
        assert f"| `{prefix}{name.upper()}` |" in written
        assert field.field_info.description in written


def test_a_name_that_is_no_channel_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="carrier-pigeon"):
        application(tmp_path, channels_off=["carrier-pigeon"])


def test_a_program_on_a_channel_that_is_off_gets_503(tmp_path: Path) -> None:
    app, conversation, _ = application(tmp_path, channels_off=list(CHANNELS))
    with TestClient(app) as client:
        body = {"sender": "u-1", "message": "hello"}
        response = client.post("/webhooks/rest/webhook", json=body)
    assert response.status_code == 503
    assert response.json()["code"] == "channel-off"
    assert conversation.handled == []


@pytest.mark.parametrize("language", ["en", "ru", "zh"])
def test_people_on_a_channel_that_is_off_are_told_whom_to_call(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {
        "zh": "请问怎么登记住宿？",
        "ru": "Как зарегистрироваться?",
        "en": "How do I register?",
    }
    with running(Telegram().api()) as api:
        for name, value in ENVIRONMENT.items():
            if name.startswith("TELEGRAM_"):
                monkeypatch.setenv(name, value)
        monkeypatch.setenv("TELEGRAM_API_BASE", api.url)
        app, conversation, _ = application(tmp_path, channels_off=["telegram"])
        post = Telegram().text(words[language])
        with TestClient(app) as client:
            response = client.post(
                "/webhooks/telegram", content=post.body, headers=dict(post.headers)
            )
        assert response.status_code == 200
        assert conversation.handled == []
        text = api.sent[0].fields["text"]
        assert ("Please" in text, "Звоните" in text, "请拨打" in text).index(True) == (
            ["en", "ru", "zh"].index(language)
        )
        assert all(number in text for number in ("12345", "12367", "110", "120", "119"))
