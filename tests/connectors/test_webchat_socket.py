"""The web chat over WebSocket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from connectors.errors import TooManyRequests
from tests.connectors.bad_bodies import BAD_TEXTS, encode
from tests.connectors.fakes import FakeConversation, create_app

ADDRESS = "/webhooks/webchat/ws"


@contextmanager
def connected(
    client: TestClient, token: str, after: str | None = None
) -> Iterator[WebSocketTestSession]:
    """A connection past its greeting; the history is `socket.history`."""
    with client.websocket_connect(ADDRESS) as socket:
        socket.send_json({"type": "hello", "token": token, "after": after})
        socket.history = socket.receive_json()["items"]  # type: ignore[attr-defined]
        yield socket


def ask(socket: WebSocketTestSession, identity: str, text: object = "hi") -> dict[str, Any]:
    """Send a message; gives the frame that answers it."""
    body = encode({"type": "message", "id": identity, "text": text})
    socket.send_text(body.decode("utf-8"))
    frame: dict[str, Any] = socket.receive_json()
    return socket.receive_json() if frame["type"] == "received" else frame


def test_a_message_is_received_and_answered(client: TestClient, token: str) -> None:
    with connected(client, token) as socket:
        socket.send_json({"type": "message", "id": "m-1", "text": "hello"})
        assert socket.receive_json() == {"type": "received", "id": "m-1"}
        answer = socket.receive_json()
    assert (answer["type"], answer["id"]) == ("answer", "m-1")
    assert answer["messages"][0]["text"] == "hello"


def test_a_resend_gets_the_stored_answer(
    client: TestClient, token: str, conversation: FakeConversation
) -> None:
    with connected(client, token) as socket:
        first = ask(socket, "m-1")
        assert ask(socket, "m-1") == first
    with connected(client, token) as socket:
        assert ask(socket, "m-1") == first
    assert len(conversation.handled) == 1


def test_a_message_is_answered_though_the_connection_is_gone(
    client: TestClient, token: str, conversation: FakeConversation
) -> None:
    conversation.delay = 0.2
    with connected(client, token) as socket:
        socket.send_json({"type": "message", "id": "m-1", "text": "hello"})
        socket.receive_json()
    with connected(client, token) as socket:
        assert ask(socket, "m-1")["messages"][0]["text"] == "hello"
    assert len(conversation.handled) == 1


def test_messages_are_answered_in_order(
    client: TestClient, token: str, conversation: FakeConversation
) -> None:
    conversation.delay = 0.02
    with connected(client, token) as socket:
        for n in range(4):
            socket.send_json({"type": "message", "id": f"m-{n}", "text": f"{n}"})
        frames = [socket.receive_json() for _ in range(8)]
    answers = [frame["id"] for frame in frames if frame["type"] == "answer"]
    assert answers == ["m-0", "m-1", "m-2", "m-3"]


def test_reconnecting_gives_what_was_missed(client: TestClient, token: str) -> None:
    with connected(client, token) as socket:
        seen = ask(socket, "m-1")["messages"][0]["id"]
        ask(socket, "m-2", "missed")
    with connected(client, token, after=seen) as socket:
        assert [item["text"] for item in socket.history] == ["missed", "missed"]  # type: ignore[attr-defined]


def test_another_tab_is_told(client: TestClient, token: str) -> None:
    with connected(client, token) as first, connected(client, token) as second:
        ask(first, "m-1", "from the first")
        assert second.receive_json() == {"type": "changed"}
        second.send_json({"type": "history", "after": None})
        assert second.receive_json()["items"][0]["text"] == "from the first"


def test_ping(client: TestClient, token: str) -> None:
    with connected(client, token) as socket:
        socket.send_json({"type": "ping"})
        assert socket.receive_json() == {"type": "pong"}


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_bad_texts_get_an_error_and_the_talk_goes_on(
    client: TestClient, token: str, name: str
) -> None:
    with connected(client, token) as socket:
        error = ask(socket, "m-1", BAD_TEXTS[name])
        assert (error["type"], error["id"], error["problem"]["status"]) == ("error", "m-1", 422)
        assert ask(socket, "m-2")["type"] == "answer"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("hello", 400),
        ("[1]", 400),
        ("[" * 30000, 400),
        ('{"type": "dance"}', 422),
        ("{}", 422),
        ('{"type": ["message"]}', 422),
        ('{"type": "history", "after": 5}', 422),
        ('{"type": "message"}', 422),
        ('{"type": "message", "id": {}, "text": "hi"}', 422),
    ],
)
def test_bad_frames(client: TestClient, token: str, text: str, status: int) -> None:
    with connected(client, token) as socket:
        socket.send_text(text)
        assert socket.receive_json()["problem"]["status"] == status
        assert ask(socket, "m-2")["type"] == "answer"


def test_a_frame_that_is_too_large_ends_the_talk(client: TestClient, token: str) -> None:
    with connected(client, token) as socket:
        socket.send_text("a" * (64 * 1024 + 1))
        assert socket.receive_json()["problem"]["status"] == 413
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 1009


def test_a_binary_frame_ends_the_talk(client: TestClient, token: str) -> None:
    with connected(client, token) as socket:
        socket.send_bytes(b"\x00")
        assert socket.receive_json()["problem"]["status"] == 400
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 1003


@pytest.mark.parametrize("token", ["", "forged.token", "a" * 66])
def test_a_forged_token(client: TestClient, token: str) -> None:
    with client.websocket_connect(ADDRESS) as socket:
        socket.send_json({"type": "hello", "token": token})
        assert socket.receive_json()["problem"]["status"] == 401
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4401


@pytest.mark.parametrize("first", ['{"type": "ping"}', '{"type": "hello"}', "hello"])
def test_a_talk_begins_with_hello(client: TestClient, first: str) -> None:
    with client.websocket_connect(ADDRESS) as socket:
        socket.send_text(first)
        assert socket.receive_json()["type"] == "error"
        with pytest.raises(WebSocketDisconnect):
            socket.receive_json()


def test_origins(conversation: FakeConversation) -> None:
    other = {"Origin": "https://city.example"}
    with (
        pytest.raises(WebSocketDisconnect),
        TestClient(create_app(conversation)).websocket_connect(ADDRESS, headers=other),
    ):
        pass
    allowed = TestClient(create_app(conversation, allowed_origins=["https://city.example"]))
    with allowed.websocket_connect(ADDRESS, headers=other) as socket:
        socket.send_json({"type": "hello", "token": ""})


def test_failures_are_error_frames(
    client: TestClient, token: str, conversation: FakeConversation
) -> None:
    with connected(client, token) as socket:
        conversation.error = RuntimeError("password=hunter2")
        hidden = ask(socket, "m-1")
        conversation.error = TooManyRequests("too-fast", "Slow down.", 7)
        refused = ask(socket, "m-2")
    assert hidden["problem"]["status"] == 503
    assert "hunter2" not in json.dumps(hidden)
    assert refused["problem"]["retry_after"] == 7


def test_too_many_at_once(client: TestClient, token: str, conversation: FakeConversation) -> None:
    conversation.delay = 0.2
    with connected(client, token) as socket:
        for n in range(9):
            socket.send_json({"type": "message", "id": f"m-{n}", "text": "hi"})
        frames = [socket.receive_json() for _ in range(9)]
    refused = [frame["id"] for frame in frames if frame["type"] == "error"]
    assert refused == ["m-8"]
