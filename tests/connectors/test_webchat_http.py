"""The web chat over HTTP: sessions, messages, history, deletion, feedback, origins."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.connectors.bad_bodies import BAD_TEXTS, GOOD_TEXTS, NOT_JSON, TOO_LARGE, encode
from tests.connectors.fakes import FakeConversation, create_app
from tests.connectors.test_rest import assert_problem

BASE = "/webhooks/webchat"
Session = dict[str, str]


def send(client: TestClient, session: Session, identity: str, text: object = "hi") -> object:
    response = client.post(
        f"{BASE}/messages", content=encode({"id": identity, "text": text}), headers=session
    )
    assert response.status_code == 200, response.text
    return response.json()


def test_a_message_is_answered_and_kept(client: TestClient, session: Session) -> None:
    answer = send(client, session, "m-1", "hello")
    assert answer["id"] == "m-1"  # type: ignore[index]
    items = client.get(f"{BASE}/history", headers=session).json()["items"]
    assert [(item["role"], item["text"]) for item in items] == [("user", "hello"), ("bot", "hello")]
    assert items[0]["message_id"] == "m-1"
    assert items[1]["message"]["custom"] == {"type": "notice", "language": "en"}


def test_a_resend_is_not_answered_twice(
    client: TestClient, session: Session, conversation: FakeConversation
) -> None:
    first = send(client, session, "m-1", "hello")
    assert send(client, session, "m-1", "hello") == first
    assert len(conversation.handled) == 1


def test_an_answer_that_failed_is_tried_again(
    client: TestClient, session: Session, conversation: FakeConversation
) -> None:
    conversation.error = RuntimeError("down")
    body = {"id": "m-1", "text": "hi"}
    assert_problem(client.post(f"{BASE}/messages", json=body, headers=session), 503)
    conversation.error = None
    send(client, session, "m-1")


def test_history_after_and_limit(client: TestClient, session: Session) -> None:
    for n in range(3):
        send(client, session, f"m-{n}", f"text {n}")
    everything = client.get(f"{BASE}/history", headers=session).json()["items"]
    query = {"after": everything[3]["id"]}
    later = client.get(f"{BASE}/history", params=query, headers=session).json()["items"]
    assert later == everything[4:]
    last = client.get(f"{BASE}/history?limit=1", headers=session).json()["items"]
    assert last == everything[-1:]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "limit=٣", "after="])
def test_bad_history_parameters(client: TestClient, session: Session, query: str) -> None:
    assert_problem(client.get(f"{BASE}/history?{query}", headers=session), 422)


def test_sessions_are_apart(client: TestClient, session: Session) -> None:
    send(client, session, "m-1", "mine")
    other = {"Authorization": f"Bearer {client.post(f'{BASE}/sessions').json()['token']}"}
    assert client.get(f"{BASE}/history", headers=other).json()["items"] == []


def test_deletion(client: TestClient, session: Session, conversation: FakeConversation) -> None:
    send(client, session, "m-1")
    assert client.delete(f"{BASE}/conversation", headers=session).status_code == 204
    assert not conversation.items
    assert client.get(f"{BASE}/history", headers=session).json()["items"] == []
    send(client, session, "m-1")
    assert len(conversation.handled) == 2


def test_feedback(client: TestClient, session: Session, conversation: FakeConversation) -> None:
    identity = send(client, session, "m-1")["messages"][0]["id"]  # type: ignore[index]
    body = {"message_id": identity, "rating": "down", "comment": " wrong\x00 address "}
    assert client.post(f"{BASE}/feedback", json=body, headers=session).status_code == 204
    assert conversation.ratings[0][1:] == (identity, "down", "wrong address")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"message_id": "item-1", "rating": "up"}, 404),
        ({"message_id": "x", "rating": "sideways"}, 422),
        ({"message_id": "x", "rating": "up", "comment": 5}, 422),
        ({"message_id": "x", "rating": "up", "comment": "a" * 1001}, 422),
        ({"rating": "up"}, 422),
        ([], 400),
    ],
)
def test_bad_feedback(client: TestClient, session: Session, body: object, status: int) -> None:
    assert_problem(client.post(f"{BASE}/feedback", json=body, headers=session), status)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer a.b", "Basic abc", "Bearer " + "A" * 66]
)
def test_without_a_session(client: TestClient, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    assert_problem(client.get(f"{BASE}/history", headers=headers), 401)
    assert_problem(client.post(f"{BASE}/messages", json={}, headers=headers), 401)
    assert_problem(client.post(f"{BASE}/feedback", json={}, headers=headers), 401)
    assert_problem(client.delete(f"{BASE}/conversation", headers=headers), 401)


@pytest.mark.parametrize("field", ["language", "locale"])
@pytest.mark.parametrize("value", [5, [], {}, "xx", "e" * 5000, "\u0000"])
def test_a_language_that_is_none(
    client: TestClient,
    session: Session,
    conversation: FakeConversation,
    field: str,
    value: object,
) -> None:
    body = {"id": "m-1", "text": "hello", field: value}
    assert_problem(client.post(f"{BASE}/messages", json=body, headers=session), 422)
    assert not conversation.handled


def test_a_language_with_its_region(
    client: TestClient, session: Session, conversation: FakeConversation
) -> None:
    body = {"id": "m-1", "text": "hello", "language": None, "locale": "pt-BR"}
    assert client.post(f"{BASE}/messages", json=body, headers=session).status_code == 200
    assert (conversation.handled[0].language, conversation.handled[0].locale) == (None, "pt")


@pytest.mark.parametrize("name", NOT_JSON)
def test_what_is_not_a_json_object(client: TestClient, session: Session, name: str) -> None:
    response = client.post(f"{BASE}/messages", content=NOT_JSON[name], headers=session)
    assert_problem(response, 400)


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large(client: TestClient, session: Session, name: str) -> None:
    response = client.post(f"{BASE}/messages", content=TOO_LARGE[name], headers=session)
    assert_problem(response, 413)


@pytest.mark.parametrize("name", BAD_TEXTS)
def test_bad_texts(client: TestClient, session: Session, name: str) -> None:
    content = encode({"id": "m-1", "text": BAD_TEXTS[name]})
    assert_problem(client.post(f"{BASE}/messages", content=content, headers=session), 422)


@pytest.mark.parametrize("name", GOOD_TEXTS)
def test_odd_texts_that_are_answered(
    client: TestClient, session: Session, conversation: FakeConversation, name: str
) -> None:
    sent, received = GOOD_TEXTS[name]
    send(client, session, "m-1", sent)
    assert conversation.handled[0].text == received


@pytest.mark.parametrize("identity", ["", None, 5, "a" * 129, "a\x00"])
def test_bad_message_ids(client: TestClient, session: Session, identity: object) -> None:
    content = encode({"id": identity, "text": "hi"})
    assert_problem(client.post(f"{BASE}/messages", content=content, headers=session), 422)


def test_the_configuration(client: TestClient) -> None:
    config = client.get(f"{BASE}/config?language=ar").json()
    assert (config["language"], config["direction"]) == ("ar", "rtl")
    assert config["emergency"][0] == {"number": "110", "label": "الشرطة"}
    assert len(config["starters"]) == 6
    assert len(config["languages"]) == 18
    assert not [key for key in config["strings"] if not key.startswith("widget.")]
    assert client.get(f"{BASE}/config").json()["language"] == "en"
    hindi = client.get(f"{BASE}/config?language=hi").json()
    assert (hindi["language"], hindi["strings_language"]) == ("hi", "en")
    assert_problem(client.get(f"{BASE}/config?language=xx"), 422)


SAME = {"Origin": "http://testserver"}
OTHER = {"Origin": "https://city.example"}


def test_other_origins_are_refused_by_default(client: TestClient) -> None:
    assert client.post(f"{BASE}/sessions", headers=SAME).status_code == 201
    response = client.post(f"{BASE}/sessions", headers=OTHER)
    assert_problem(response, 403)
    assert "access-control-allow-origin" not in response.headers
    assert_problem(client.post(f"{BASE}/sessions", headers={"Origin": "null"}), 403)
    assert_problem(client.post(f"{BASE}/sessions", headers={"Origin": "http://[bad"}), 403)


@pytest.mark.parametrize("allowed", ["https://city.example", "https://City.example/", "*"])
def test_an_origin_that_is_allowed(allowed: str) -> None:
    client = TestClient(create_app(FakeConversation(), allowed_origins=[allowed]))
    response = client.post(f"{BASE}/sessions", headers=OTHER)
    assert response.status_code == 201
    assert response.headers["access-control-allow-origin"] == "https://city.example"
    refused = client.post(f"{BASE}/messages", json={}, headers=OTHER)
    assert refused.headers["access-control-allow-origin"] == "https://city.example"
    preflight = client.options(f"{BASE}/messages", headers=OTHER)
    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
