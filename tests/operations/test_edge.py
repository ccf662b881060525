"""What stands before every route: addresses, rates, sizes, headers, ids."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.app import create_app
from assistant.edge.address import Proxies, network_of, parse_networks
from assistant.edge.bounds import LARGEST_BODY
from assistant.settings import Settings
from connectors.body import DEEPEST, parse_object
from connectors.errors import BadRequest
from tests.operations.conftest import Client

REST = "/webhooks/rest/webhook"
ADDRESSES = st.ip_addresses().map(str)


def is_problem(response: httpx.Response, status: int) -> bool:
    kind = response.headers["content-type"]
    return response.status_code == status and kind.startswith("application/problem+json")


async def test_an_address_that_calls_too_often_waits(client: Client) -> None:
    async with client(requests_per_minute=6) as caller:
        answers = [await caller.get("/openapi.json") for _ in range(3)]
        health = await caller.get("/health/live")
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert is_problem(answers[2], 429)
    assert int(answers[2].headers["retry-after"]) > 0
    assert health.status_code == 200


async def test_each_address_behind_a_trusted_proxy_counts_alone(client: Client) -> None:
    async with client("10.1.2.3", requests_per_minute=3, trusted_proxies=["10.0.0.0/8"]) as proxy:

        async def call(forwarded: str) -> int:
            headers = {"X-Forwarded-For": forwarded}
            return (await proxy.get("/openapi.json", headers=headers)).status_code

        assert await call("198.51.100.1") == 200
        assert await call("198.51.100.1") == 429
        assert await call("made-up, 198.51.100.1") == 429
        assert await call("198.51.100.2") == 200
        assert (await proxy.get("/openapi.json")).status_code == 200


async def test_what_a_stranger_says_of_their_address_is_not_believed(client: Client) -> None:
    async with client(requests_per_minute=3) as caller:
        for number, status in enumerate((200, 429, 429)):
            headers = {"X-Forwarded-For": f"198.51.100.{number}"}
            assert (await caller.get("/openapi.json", headers=headers)).status_code == status


async def test_signed_webhooks_of_platforms_are_not_counted_by_address(client: Client) -> None:
    async with client(requests_per_minute=3) as caller:
        statuses = {(await caller.get("/webhooks/wechat")).status_code for _ in range(5)}
    assert 429 not in statuses


@given(peer=ADDRESSES, chain=st.lists(ADDRESSES | st.text(max_size=20), max_size=30))
def test_the_caller_is_never_a_trusted_proxys_choice(peer: str, chain: list[str]) -> None:
    proxies = Proxies(parse_networks(["10.0.0.0/8"]))
    if not proxies.trusts(peer):
        assert proxies.caller(peer, ", ".join(chain)) == peer
    found = proxies.caller("10.0.0.1", ", ".join([*chain, "203.0.113.9"]))
    assert found == "203.0.113.9"


@given(address=st.ip_addresses(v=6).map(str))
def test_one_customers_ipv6_addresses_count_as_one(address: str) -> None:
    assert network_of(address) == network_of(network_of(address).partition("/")[0])


async def test_a_body_that_is_too_large_is_not_read(client: Client) -> None:
    async with client() as caller:
        stated = await caller.post(REST, content=b"x" * (LARGEST_BODY + 1))

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(LARGEST_BODY // 1000 + 10):
                yield b"x" * 1000

        grown = await caller.post("/api/language/identify", content=endless())
        signed = await caller.post("/webhooks/wechat", content=endless())
    assert is_problem(stated, 413)
    assert is_problem(grown, 413)
    assert signed.status_code in (404, 413)


@pytest.mark.parametrize(
    "host",
    ["a.test/x", "a.test/?", "a.test#", "a@b.test", "a b.test", "", "a.test:80x", "[::1", "[::1]/"],
)
async def test_a_host_that_is_none_is_refused(client: Client, host: str) -> None:
    async with client() as caller:
        refused = await caller.get("/openapi.json", headers={"Host": host})
    assert is_problem(refused, 400)
    assert refused.json()["code"] == "bad-host"


@pytest.mark.parametrize("host", ["a.test", "a.test:8000", "127.0.0.1", "[::1]:8000", "A-b.test"])
async def test_a_host_with_or_without_a_port_is_taken(client: Client, host: str) -> None:
    async with client() as caller:
        assert (await caller.get("/openapi.json", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("path", ["", "x", "@evil.test/", "*"])
async def test_a_path_without_a_slash_is_refused(tmp_path: Path, path: str) -> None:
    app = create_app(Settings(data_folder=tmp_path), lambda _: None)
    sent: list[dict[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(dict(message))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"a.test")],
        "client": ("203.0.113.9", 4711),
        "server": ("127.0.0.1", 8000),
        "scheme": "http",
        "http_version": "1.1",
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == 400


TOKEN = "a-token-of-prometheus"


@pytest.mark.parametrize("header", ["", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"])
async def test_figures_are_for_holders_of_the_token(client: Client, header: str) -> None:
    async with client(metrics_token=TOKEN) as caller:
        refused = await caller.get("/metrics", headers={"Authorization": header.encode()})
        given = await caller.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        health = await caller.get("/health/live")
    assert is_problem(refused, 401)
    assert "assistant_" not in refused.text
    assert "assistant_ready" in given.text
    assert health.status_code == 200


async def test_an_address_line_that_is_too_long_is_refused(client: Client) -> None:
    async with client() as caller:
        assert is_problem(await caller.get("/api/knowledge/search?q=" + "x" * 9000), 413)


@given(depth=st.integers(1, 200), is_list=st.booleans())
def test_json_is_read_to_a_depth(depth: int, is_list: bool) -> None:
    begin, end = ("[", "]") if is_list else ('{"a":', "}")
    body = f'{{"a":{begin * (depth - 1)}1{end * (depth - 1)}}}'
    if depth <= DEEPEST:
        assert parse_object(body.encode())
    else:
        with pytest.raises(BadRequest):
            parse_object(body.encode())


@pytest.mark.parametrize("path", ["/demo", "/panel", "/docs"])
async def test_pages_allow_nothing_inline_and_load_nothing_from_elsewhere(
    client: Client, path: str
) -> None:
    async with client() as caller:
        page = await caller.get(path)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not re.search(r"(src|href)=\"(https?:)?//", page.text)
    assert not re.search(r"\son[a-z]+=", page.text)


async def test_what_describes_the_interface_is_whole(client: Client) -> None:
    async with client() as caller:
        page = (await caller.get("/docs")).text
        described = (await caller.get("/openapi.json")).json()
    for path in described["paths"]:
        assert path in page


@pytest.mark.parametrize("path", ["/", REST, "/nothing", "/panel/api/queue", "/metrics"])
async def test_every_answer_is_guarded(client: Client, path: str) -> None:
    async with client() as caller:
        headers = (await caller.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


async def test_https_alone_where_the_service_has_it(client: Client) -> None:
    async with client(public_url="https://help.example.cn") as caller:
        assert "max-age=31536000" in (await caller.get("/")).headers["strict-transport-security"]
    async with client(public_url="https://help.example.cn", hsts_days=0) as caller:
        assert "strict-transport-security" not in (await caller.get("/")).headers


async def test_the_widget_may_be_embedded_by_any_page(client: Client) -> None:
    async with client() as caller:
        script = await caller.get("/widget.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("given_id", "is_kept"),
    [("req-20260301.abc", True), ("x", False), ("a\tb" * 5, False), ("y" * 65, False)],
)
async def test_a_request_id_is_kept_where_it_is_sane(
    client: Client, given_id: str, is_kept: bool
) -> None:
    async with client() as caller:
        returned = (await caller.get("/", headers={"X-Request-ID": given_id})).headers[
            "x-request-id"
        ]
    assert (returned == given_id) is is_kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", returned)


async def test_every_refusal_is_a_problem(client: Client) -> None:
    async with client() as caller:
        starting = await caller.post(REST, json={"sender": "u", "message": "hello"})
        wrong = await caller.post(REST, content=json.dumps([1]))
    assert is_problem(starting, 503)
    assert is_problem(wrong, 400)
