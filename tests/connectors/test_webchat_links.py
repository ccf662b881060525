"""Going on in another channel, and what open widgets are told: over HTTP and WebSocket."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from connectors.protocol import OutboundMessage
from connectors.webchat import WebChatDelivery
from connectors.webchat.linking import draw
from tests.connectors.fakes import FakeConversation

BASE = "/webhooks/webchat"


def test_an_invitation_is_a_code_and_a_drawing(client: TestClient, session: dict[str, str]) -> None:
    response = client.post(f"{BASE}/link", headers=session)
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    invitation = response.json()
    assert invitation["code"] == "7K3M-9QWX-A2BC"
    assert invitation["account"] == "Hangzhou"
    assert invitation["qr"] == draw("http://weixin.qq.com/q/7K3M-9QWX-A2BC")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_it_needs_a_session(client: TestClient, method: str) -> None:
    assert client.request(method, f"{BASE}/link").status_code == 401


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=120))
def test_the_drawing_is_the_code(text: str) -> None:
    drawn = draw(text)
    matrix = segno.make(text, micro=False, error="m").matrix
    size = drawn["size"]
    seen = [[0] * size for _ in range(size)]
    for run in str(drawn["path"]).split("z")[:-1]:
        start, length = run[1:].split("h")[:2]
        x, y = map(int, start.split())
        for at in range(x, x + int(length.split("v")[0])):
            seen[y][at] += 1
    assert seen == [[int(bool(module)) for module in row] for row in matrix]


async def test_an_agents_words_wake_the_open_widget(
    client: TestClient, conversation: FakeConversation, token: str
) -> None:
    delivery = WebChatDelivery(conversation.live)
    sender = "nobody"
    words = [OutboundMessage("a-1", "Hello", (), {"type": "handoff", "language": "en"})]
    assert await delivery.deliver(sender, words) == "waiting"
    with client.websocket_connect(f"{BASE}/ws") as socket:
        socket.send_json({"type": "hello", "token": token, "after": None})
        assert socket.receive_json() == {"type": "history", "items": [], "empty": True}
        socket.send_json({"type": "ping"})
        assert socket.receive_json() == {"type": "pong"}
        (sender,) = conversation.live._connections
        client.portal.call(delivery.show_typing, sender)
        assert socket.receive_json() == {"type": "typing"}
        assert client.portal.call(delivery.deliver, sender, words) == "sent"
        assert socket.receive_json() == {"type": "changed"}
