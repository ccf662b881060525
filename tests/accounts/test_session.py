"""Signing in and out over HTTP: cookies, CSRF, origins, time-outs, lock-out, roles."""

from __future__ import annotations

import json
import threading

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from assistant.accounts.lockout import BY_ACCOUNT, BY_ADDRESS
from assistant.storage.tables.account import agent_sessions, agents, invitations
from tests.accounts.conftest import ORIGIN, PASSWORD, Desk

SESSION = "/panel/api/session"


def sign_in(
    client: TestClient, name: str, password: str = PASSWORD, **headers: str
) -> httpx.Response:
    body = json.dumps({"name": name, "password": password})  # in ASCII: any code point may come
    return client.post(SESSION, content=body, headers=headers)


def test_an_agent_signs_in_works_and_signs_out(desk: Desk) -> None:
    desk.agent("li.wei", display_name="李伟", languages=["zh", "ko"], role="supervisor")
    client = desk.client()
    answer = sign_in(client, "Li.Wei ")
    assert answer.status_code == 200
    body = answer.json()
    assert body["agent"] == {
        "id": body["agent"]["id"],
        "name": "li.wei",
        "display_name": "李伟",
        "role": "supervisor",
        "languages": ["zh", "ko"],
        "presence": "offline",
    }
    current = client.get(SESSION).json()
    assert current["agent"] == body["agent"]
    assert current["csrf"] == body["csrf"]
    assert current["oidc"] is False
    assert current["server_time"].startswith("2026-03-02T04:00")
    assert client.delete(SESSION).status_code == 403
    csrf = {"X-CSRF-Token": body["csrf"]}
    token = client.cookies["panel_session"]
    assert client.delete(SESSION, headers=csrf).status_code == 204
    assert "panel_session" not in client.cookies
    client.cookies.set("panel_session", token, path="/panel")
    assert client.get(SESSION).status_code == 401


def test_the_cookie_is_guarded(desk: Desk) -> None:
    desk.agent("li.wei")
    plain = sign_in(desk.client(), "li.wei").headers["set-cookie"].lower()
    assert "httponly" in plain
    assert "samesite=strict" in plain
    assert "path=/panel" in plain
    assert "secure" not in plain
    https = sign_in(desk.client(url="https://testserver"), "li.wei").headers["set-cookie"]
    assert "secure" in https.lower()


def test_the_database_holds_no_token_and_no_password(desk: Desk) -> None:
    invitation = desk.accounts.add("kim")
    client = desk.agent("li.wei")
    token = client.cookies["panel_session"]
    with desk.engine.connect() as connection:
        stored = [
            str(row)
            for table in (agents, agent_sessions, invitations)
            for row in connection.execute(select(table)).all()
        ]
    assert len(stored) == 4
    assert not any(secret in row for row in stored for secret in (token, PASSWORD))
    assert not any(invitation.token in row for row in stored)


@pytest.mark.parametrize(
    ("name", "password"),
    [("li.wei", "wrong-" + PASSWORD), ("nobody", PASSWORD), ("", ""), ("closed", PASSWORD),
     ("invited", ""), ("li.wei", "x" * 5000), ("a" * 5000, "\u0000\ud83d"), ("\udfff\u0000", "x")],
    ids=["password", "name", "empty", "closed", "invited", "long password", "long", "surrogates"],
)  # fmt: skip
def test_wrong_credentials_all_look_the_same(desk: Desk, name: str, password: str) -> None:
    desk.agent("li.wei")
    desk.agent("closed")
    desk.accounts.disable("closed")
    desk.accounts.add("invited")
    answer = sign_in(desk.client(), name, password)
    assert answer.status_code == 401
    assert answer.json()["code"] == "bad-credentials"
    assert answer.json()["detail"] == "The name or the password is wrong."
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"name": 1, "password": "x"}', b'{"name": "x"}', b"\xff"]
)
def test_a_bad_body_gets_a_clear_error(desk: Desk, body: bytes) -> None:
    for path in (SESSION, "/panel/api/invitation"):
        answer = desk.client().post(path, content=body)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


def test_guessing_one_account_gets_slower_and_the_owner_gets_in_again(desk: Desk) -> None:
    desk.agent("li.wei")
    client = desk.client()
    for _ in range(BY_ACCOUNT.free):
        assert sign_in(client, "li.wei", "wrong").status_code == 401
    waits = []
    for _ in range(3):
        assert sign_in(client, "li.wei", "wrong").status_code == 401
        locked = sign_in(client, "li.wei")
        assert locked.status_code == 429
        assert locked.json()["code"] == "locked"
        waits.append(int(locked.headers["retry-after"]))
        desk.clock.pass_(seconds=waits[-1])
    assert waits == [30, 60, 120]
    assert sign_in(client, "li.wei").status_code == 200
    assert sign_in(client, "li.wei", "wrong").status_code == 401
    assert sign_in(client, "li.wei").status_code == 200


def test_an_unknown_name_is_locked_as_a_known_one(desk: Desk) -> None:
    desk.agent("li.wei")
    seen = []
    for name in ("li.wei", "nobody"):
        client = desk.client()
        seen.append([sign_in(client, name, "wrong").status_code for _ in range(7)])
    assert seen[0] == seen[1]
    assert 429 in seen[0]


def test_guessing_many_accounts_from_one_address_is_stopped(desk: Desk) -> None:
    desk.agent("li.wei")
    client = desk.client("2001:db8:1:2::7")
    codes = [sign_in(client, f"n{n}", "x").status_code for n in range(BY_ADDRESS.free + 2)]
    assert codes[-2:] == [401, 429]
    assert sign_in(desk.client("2001:db8:1:2:ffff::9"), "li.wei").status_code == 429
    assert sign_in(desk.client("2001:db8:1:3::7"), "li.wei").status_code == 200
    desk.clock.pass_(hours=25)
    desk.sign_in.clean()
    assert sign_in(client, "li.wei").status_code == 200


def test_signing_in_oneself_does_not_wash_an_address(desk: Desk) -> None:
    desk.agent("mallory")
    client = desk.client("198.51.100.1")
    codes = []
    for n in range(BY_ADDRESS.free + 1):
        codes.append(sign_in(client, f"n{n}", "x").status_code)
        codes.append(sign_in(client, "mallory").status_code)
    assert codes[:-1].count(429) == 0
    assert codes[-1] == 429


def test_guesses_at_the_same_moment_are_all_counted(desk: Desk) -> None:
    desk.agent("li.wei")
    codes: list[int] = []
    barrier = threading.Barrier(12)

    def guess() -> None:
        client = desk.client()
        barrier.wait()
        codes.append(sign_in(client, "li.wei", "wrong").status_code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count(401) == BY_ACCOUNT.free + 1
    assert codes.count(429) == 12 - BY_ACCOUNT.free - 1


def test_an_idle_session_ends_and_a_used_one_goes_on_to_its_lifetime(desk: Desk) -> None:
    idle, used = desk.agent("idle"), desk.agent("used")
    for _ in range(3):
        desk.clock.pass_(hours=3)
        assert used.get(SESSION).status_code == 200
    assert idle.get(SESSION).status_code == 401
    desk.clock.pass_(hours=2, minutes=59)
    assert used.get(SESSION).status_code == 200
    desk.clock.pass_(minutes=1)
    assert used.get(SESSION).status_code == 401


def test_cleaning_deletes_what_is_over_and_nothing_else(desk: Desk) -> None:
    old = desk.agent("old")
    desk.clock.pass_(hours=5)
    new = desk.agent("new")
    desk.sign_in.clean()
    with desk.engine.connect() as connection:
        assert len(connection.execute(select(agent_sessions)).all()) == 1
    assert new.get(SESSION).status_code == 200
    assert old.get(SESSION).status_code == 401


def test_signing_out_everywhere_ends_every_session(desk: Desk) -> None:
    first = desk.agent("li.wei")
    second, other = desk.client(), desk.agent("other")
    sign_in(second, "li.wei")
    assert first.post(f"{SESSION}/everywhere").status_code == 204
    assert second.get(SESSION).status_code == 401
    assert first.get(SESSION).status_code == 401
    assert other.get(SESSION).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_unsafe_methods_need_the_csrf_token(desk: Desk, method: str) -> None:
    client, other = desk.agent("li.wei"), desk.agent("other")
    url = "/panel/api/example/agent"
    assert client.request(method, url).json() == {"name": "li.wei"}
    for wrong in ("", "x", other.headers["X-CSRF-Token"]):
        answer = client.request(method, url, headers={"X-CSRF-Token": wrong})
        assert answer.status_code == 403
        assert answer.json()["code"] == "csrf"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": ORIGIN}, 200),
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_pages_of_other_sites_may_not_call(
    desk: Desk, headers: dict[str, str], status: int
) -> None:
    client = desk.agent("li.wei")
    answer = client.post("/panel/api/example/agent", headers=headers)
    assert answer.status_code == status
    assert sign_in(desk.client(), "li.wei", **headers).status_code == status


@pytest.mark.parametrize("cookie", ["", "x", "a" * 64, "a" * 10_000, "ü", "%00"])
def test_a_made_up_session_is_none(desk: Desk, cookie: str) -> None:
    desk.agent("li.wei")
    headers = {"Cookie": f"panel_session={cookie}".encode()}
    answer = desk.client().get(SESSION, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == 401
    assert answer.json()["code"] == "no-session"
    assert answer.json()["oidc"] is False


def test_roles_hold(desk: Desk) -> None:
    may = {role: _may(desk, role) for role in ("agent", "supervisor", "admin")}
    assert may == {
        "agent": [200, 403, 403],
        "supervisor": [200, 200, 403],
        "admin": [200, 200, 200],
    }


def _may(desk: Desk, role: str) -> list[int]:
    client = desk.agent(f"b.{role}", role=role)
    needs = ("agent", "supervisor", "admin")
    return [client.get(f"/panel/api/example/{need}").status_code for need in needs]


def test_a_closed_account_is_out_at_once(desk: Desk) -> None:
    client = desk.agent("li.wei")
    desk.accounts.disable("li.wei")
    assert client.get(SESSION).status_code == 401
    assert sign_in(desk.client(), "li.wei").status_code == 401


def test_a_one_time_link_works_once(desk: Desk) -> None:
    made = desk.accounts.add("li.wei")
    url, body = "/panel/api/invitation", {"token": made.token, "password": PASSWORD}
    assert desk.client().post(url, json=body).status_code == 200
    again = desk.client().post(url, json=body)
    assert again.status_code == 404
    assert again.json()["code"] == "no-such-link"


def test_a_one_time_link_grows_old_and_a_new_one_replaces_it(desk: Desk) -> None:
    url = "/panel/api/invitation"
    first = desk.accounts.add("li.wei").token
    second = desk.accounts.reset("li.wei").token
    assert desk.client().post(url, json={"token": first, "password": PASSWORD}).status_code == 404
    desk.clock.pass_(hours=49)
    assert desk.client().post(url, json={"token": second, "password": PASSWORD}).status_code == 404


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "too-short"),
        ("x" * 300, "too-long"),
        ("password12345", "too-common"),
        ("li.wei-li.wei-2026", "too-common"),
    ],
)
def test_a_bad_password_is_refused_and_the_link_still_holds(
    desk: Desk, password: str, code: str
) -> None:
    made = desk.accounts.add("li.wei")
    url, client = "/panel/api/invitation", desk.client()
    answer = client.post(url, json={"token": made.token, "password": password})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert client.post(url, json={"token": made.token, "password": PASSWORD}).status_code == 200


def test_one_link_used_twice_at_once_sets_one_password(desk: Desk) -> None:
    made = desk.accounts.add("li.wei")
    codes: list[int] = []
    barrier = threading.Barrier(4)

    def accept(n: int) -> None:
        client = desk.client()
        body = {"token": made.token, "password": f"{PASSWORD}-{n}"}
        barrier.wait()
        codes.append(client.post("/panel/api/invitation", json=body).status_code)

    threads = [threading.Thread(target=accept, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 404, 404, 404]


def test_resetting_ends_sessions_and_the_old_password(desk: Desk) -> None:
    client = desk.agent("li.wei")
    desk.accounts.reset("li.wei")
    assert client.get(SESSION).status_code == 401
    assert sign_in(desk.client(), "li.wei").status_code == 401


def test_the_first_admin_gets_a_link_until_one_can_sign_in(desk: Desk) -> None:
    first = desk.accounts.first_admin()
    assert first is not None
    assert desk.accounts.first_admin() is None, "another worker in the same minute"
    desk.clock.pass_(minutes=2)
    second = desk.accounts.first_admin()
    assert second is not None
    body = {"token": first.token, "password": PASSWORD}
    assert desk.client().post("/panel/api/invitation", json=body).status_code == 404
    body["token"] = second.token
    answer = desk.client().post("/panel/api/invitation", json=body)
    assert answer.json()["agent"]["role"] == "admin"
    desk.clock.pass_(minutes=2)
    assert desk.accounts.first_admin() is None


def test_the_audit_log_is_for_supervisors_and_admins(desk: Desk) -> None:
    url = "/panel/api/audit"
    agent, supervisor = desk.agent("a"), desk.agent("s", role="supervisor")
    assert desk.client().get(url).status_code == 401
    assert agent.get(url).status_code == 403
    rows = supervisor.get(url).json()["rows"]
    assert [row["action"] for row in rows] == ["account-added", "password-set", "sign-in"] * 2
    after = supervisor.get(url, params={"after": rows[3]["number"], "limit": 1}).json()["rows"]
    assert after == [rows[4]]
    for bad in ("-1", "x", "1" * 30, "٣"):
        assert supervisor.get(url, params={"after": bad}).status_code == 422
