"""The REST channel: Rasa's contract and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from connectors.errors import TooManyRequests
from connectors.protocol import Button, OutboundMessage
from tests.connectors.bad_bodies import BAD_TEXTS, GOOD_TEXTS, NOT_JSON, TOO_LARGE, encode
from tests.connectors.fakes import FakeConversation, create_app

WEBHOOK = "/webhooks/rest/webhook"


def post(client: TestClient, body: object) -> Response:
    return client.post(WEBHOOK, content=encode(body))


def assert_problem(response: Response, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert {"type", "title", "detail"} <= problem.keys()
    assert "Traceback" not in response.text
    return problem


def test_health_as_rasa(client: TestClient) -> None:
    assert client.get("/webhooks/rest/").json() == {"status": "ok"}


def test_answers_in_the_contracts_form(client: TestClient, conversation: FakeConversation) -> None:
    conversation.answer = lambda message: [
        OutboundMessage(
            "1", "One", (Button("Yes", "/yes"),), {"type": "clarify", "language": "en"}
        ),
        OutboundMessage("2", "二", (), {"type": "answer", "language": "zh"}),
    ]
    body = {"sender": "u-1", "message": "hi", "metadata": {"language": "en"}}
    assert post(client, body).json() == [
        {
            "recipient_id": "u-1",
            "text": "One",
            "buttons": [{"title": "Yes", "payload": "/yes"}],
            "custom": {"type": "clarify", "language": "en"},
        },
        {"recipient_id": "u-1", "text": "二", "custom": {"type": "answer", "language": "zh"}},
    ]


def test_everything_reaches_the_conversation(
    client: TestClient, conversation: FakeConversation
) -> None:
    metadata = {"language": "pt-BR", "payload": "/choose", "message_id": "m-1", "other": 1}
    body = {"sender": "u", "message": "Sim", "metadata": metadata, "input_channel": "wechat"}
    assert post(client, {**body, "extra": [1]}).status_code == 200
    message = conversation.handled[0]
    assert (message.channel, message.sender, message.text) == ("rest", "u", "Sim")
    assert (message.language, message.payload, message.message_id) == ("pt", "/choose", "m-1")


@pytest.mark.parametrize("metadata", [None, {}, {"language": None}])
def test_the_language_is_optional(
    client: TestClient, conversation: FakeConversation, metadata: object
) -> None:
    assert post(client, {"sender": "u", "message": "hi", "metadata": metadata}).status_code == 200
    assert conversation.handled[0].language is None


def test_rasas_stream_gives_a_line_for_each_message(client: TestClient) -> None:
    response = client.post(WEBHOOK + "?stream=true", json={"sender": "u", "message": "hi"})
    assert [json.loads(line)["text"] for line in response.text.splitlines()] == ["hi"]


@pytest.mark.parametrize("name", NOT_JSON)
def test_what_is_not_a_json_object(client: TestClient, name: str) -> None:
    assert_problem(client.post(WEBHOOK, content=NOT_JSON[name]), 400)


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large(client: TestClient, name: str) -> None:
    assert_problem(client.post(WEBHOOK, content=TOO_LARGE[name]), 413)


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_bad_texts(client: TestClient, conversation: FakeConversation, name: str) -> None:
    assert_problem(post(client, {"sender": "u", "message": BAD_TEXTS[name]}), 422)
    assert not conversation.handled


@pytest.mark.parametrize("name", GOOD_TEXTS)
def test_odd_texts_that_are_answered(
    client: TestClient, conversation: FakeConversation, name: str
) -> None:
    sent, received = GOOD_TEXTS[name]
    assert post(client, {"sender": "u", "message": sent}).status_code == 200
    assert conversation.handled[0].text == received


@pytest.mark.parametrize(
    "sender", ["", "a" * 129, 5, None, ["u"], "u\x00", "\ud800", "u\u202e", " u"]
)
def test_bad_senders(client: TestClient, sender: object) -> None:
    assert_problem(post(client, {"sender": sender, "message": "hi"}), 422)


@pytest.mark.parametrize(
    "metadata",
    [
        "en",
        ["en"],
        {"language": "xx"},
        {"language": ""},
        {"language": 5},
        {"language": ["en"]},
        {"payload": 5},
        {"payload": "a" * 1001},
        {"message_id": "a" * 129},
        {"message_id": ""},
    ],
)
def test_bad_metadata(client: TestClient, metadata: object) -> None:
    assert_problem(post(client, {"sender": "u", "message": "hi", "metadata": metadata}), 422)


def test_missing_fields(client: TestClient) -> None:
    assert_problem(post(client, {"message": "hi"}), 422)
    assert_problem(post(client, {"sender": "u"}), 422)


def test_a_sender_that_is_too_fast(client: TestClient, conversation: FakeConversation) -> None:
    conversation.error = TooManyRequests("too-fast", "Slow down.", 7)
    response = post(client, {"sender": "u", "message": "hi"})
    assert assert_problem(response, 429)["retry_after"] == 7
    assert response.headers["retry-after"] == "7"


def test_a_failure_is_hidden(client: TestClient, conversation: FakeConversation) -> None:
    conversation.error = RuntimeError("password=hunter2")
    problem = assert_problem(post(client, {"sender": "u", "message": "hi"}), 503)
    assert "hunter2" not in json.dumps(problem)


def test_a_token_where_one_is_set() -> None:
    client = TestClient(create_app(FakeConversation(), token="s3cret-ä"))
    body = {"sender": "u", "message": "hi"}
    assert_problem(client.post(WEBHOOK, json=body), 401)
    wrong = {"Authorization": "Bearer wrong"}
    assert_problem(client.post(WEBHOOK, json=body, headers=wrong), 401)


def test_the_interface_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    body = paths[WEBHOOK]["post"]["requestBody"]["content"]["application/json"]
    assert body["example"]["sender"] == "u-1"
