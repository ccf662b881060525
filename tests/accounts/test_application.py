"""The whole application: nothing under /panel without an agent, nothing of it framed or kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from starlette.routing import Route

from assistant.accounts.links import invitation_link
from assistant.app import create_app
from assistant.clock import now
from assistant.settings import Settings
from assistant.storage.conversations import ConversationRepository
from tests.accounts.conftest import PASSWORD

OPEN = {
    ("POST", "/panel/api/session"),
    ("POST", "/panel/api/invitation"),
    ("GET", "/panel/api/oidc/start"),
    ("GET", "/panel/api/oidc/callback"),
}
"""Calls by which one signs in."""
PAGE = ("/panel", "/panel/")
"""The page itself and its static files show nothing of anybody; calls are under /panel/api."""


@pytest.fixture
def client(engine: Engine, tmp_path: Path) -> TestClient:
    settings = Settings(data_folder=tmp_path, database_url=str(engine.url))
    app = create_app(settings, lambda _: None)
    app.state.service.engine = engine  # as loaded, without the dialogue
    return TestClient(app, raise_server_exceptions=False)


def calls(client: TestClient) -> list[tuple[str, str]]:
    documented = client.get("/openapi.json").json()["paths"]
    found = {
        (method.upper(), path) for path, methods in documented.items() for method in methods
    } | {
        (method, route.path)
        for route in client.app.routes  # type: ignore[attr-defined]
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    return sorted(call for call in found if call[1].startswith("/panel/api"))


def test_nothing_answers_without_an_agent(client: TestClient) -> None:
    asked = [call for call in calls(client) if call not in OPEN]
    assert ("GET", "/panel/api/audit") in asked
    for method, path in asked:
        url = path.replace("{", "").replace("}", "")
        answer = client.request(method, url, content=b"{}")
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


def test_signing_in_shows_nothing_before_it_succeeds(client: TestClient) -> None:
    for method, path in OPEN & set(calls(client)):
        answer = client.request(method, path, content=b"{}")
        assert answer.status_code in (401, 422)


@pytest.mark.parametrize("path", ["/panel", "/panel/api/session", "/panel/api/nothing"])
def test_the_panel_is_never_framed_and_calls_never_kept(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    if path.startswith("/panel/api"):
        assert headers["cache-control"] == "no-store"
    assert "x-frame-options" not in client.get("/widget.js").headers


def test_the_first_admin_comes_in_by_the_link(client: TestClient, tmp_path: Path) -> None:
    made = client.app.state.panel_access.accounts.first_admin()  # type: ignore[attr-defined]
    link = invitation_link(Settings(port=8123, host="0.0.0.0"), made.token)
    assert link == f"http://127.0.0.1:8123/panel#invite={made.token}"
    body = {"token": made.token, "password": PASSWORD}
    answer = client.post("/panel/api/invitation", json=body)
    assert answer.json()["agent"]["role"] == "admin"
    assert client.get("/panel/api/audit").status_code == 200


@pytest.mark.parametrize("url", ["ftp://x", "x", "https://", "https://a.example/path"])
def test_a_wrong_public_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        Settings(public_url=url)


def test_what_agents_do_at_the_desk_is_on_record(client: TestClient, engine: Engine) -> None:
    accounts = client.app.state.panel_access.accounts  # type: ignore[attr-defined]
    body = {"token": accounts.add("s", role="supervisor").token, "password": PASSWORD}
    signed_in = client.post("/panel/api/invitation", json=body).json()
    client.headers["X-CSRF-Token"] = signed_in["csrf"]
    case = ConversationRepository(engine).open("nowhere", "u-1", now()).id
    url = f"/panel/api/conversations/{case}"
    assert client.post(f"{url}/take").status_code == 200
    written = {"text": "你好，请稍等。", "client_id": "c-1"}
    message = client.post(f"{url}/messages", json=written).json()["message"]
    note = client.post(f"{url}/notes", json={"text": "她很着急"}).json()["note"]
    client.post(f"{url}/close", json={"reason": "solved"})
    assert client.post(f"{url}/close", json={"reason": "solved"}).status_code == 409
    client.get("/panel/api/insight.csv?table=topics")
    rows = client.get("/panel/api/audit").json()["rows"]
    done = [(row["action"], row["subject"], row["details"]) for row in rows[3:]]
    assert done == [
        ("take", case, {}),
        ("answer", case, {"message": message["id"]}),
        ("note", case, {"note": note["id"]}),
        ("close", case, {"reason": "solved"}),
        ("export", "topics", {"first": None, "last": None}),
    ]
    assert {row["agent_name"] for row in rows[1:]} == {"s"}
    assert "着急" not in str(rows)
    assert "你好" not in str(rows)
