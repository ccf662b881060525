"""POST /panel/api/translate."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.accounts.include import include_accounts
from assistant.settings import Settings
from assistant.storage.database import connect, migrate
from tests.accounts.conftest import PASSWORD
from tests.translation.servers import Service, running

URL = "/panel/api/translate"


def signed_in(tmp_path: Path, **values: object) -> TestClient:
    settings = Settings(data_folder=tmp_path, **values)
    engine = connect(settings.database)
    migrate(engine)
    app = FastAPI()
    access = include_accounts(app, lambda: engine, settings)
    client = TestClient(app)
    body = {"token": access.accounts.add("li.wei").token, "password": PASSWORD}
    client.headers["X-CSRF-Token"] = client.post("/panel/api/invitation", json=body).json()["csrf"]
    return client


def test_without_a_service_it_says_so(tmp_path: Path) -> None:
    answer = signed_in(tmp_path).post(URL, json={"text": "谢谢", "to": "en"})
    assert (answer.status_code, answer.json()["code"]) == (409, "no-translator")


def test_with_a_service(tmp_path: Path) -> None:
    with running(Service()) as service:
        client = signed_in(tmp_path, translator="libretranslate", translator_url=service.url)
        answer = client.post(URL, json={"text": "谢谢 13800012345", "from": "zh-CN", "to": "en"})
        assert answer.json() == {
            "text": "thanks  13800012345",
            "provider": "libretranslate",
            "machine": True,
        }
        service.mode = "500"
        answer = client.post(URL, json={"text": "护照", "to": "en"})
        assert (answer.status_code, answer.json()["code"]) == (503, "translation-failed")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": "x"},
        {"to": "en"},
        {"text": "", "to": "en"},
        {"text": "x" * 5000, "to": "en"},
        {"text": "x", "to": "xx"},
        {"text": "x", "to": "en", "from": "xx"},
        {"text": 1, "to": "en"},
        {"text": "x", "to": ["en"]},
    ],
)
def test_a_bad_request_gets_a_clear_error(tmp_path: Path, body: dict[str, object]) -> None:
    answer = signed_in(tmp_path).post(URL, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_only_agents_may_ask(tmp_path: Path) -> None:
    client = signed_in(tmp_path)
    client.cookies.clear()
    assert client.post(URL, json={"text": "谢谢", "to": "en"}).status_code == 401
