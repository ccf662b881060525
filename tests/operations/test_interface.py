"""The whole HTTP interface against what its description says, with random and hostile requests.

As schemathesis does, whose dependencies do not go together with Rasa's: every operation of
`/openapi.json`, none left out; no answer is a server error, every refusal is problem details,
every status is documented, every JSON is JSON.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.app import create_app
from assistant.settings import Settings
from connectors.panel.cookies import SESSION
from connectors.panel.require import CSRF_HEADER
from tests.conftest import RunningService

EXAMPLES = 12
NOT_TRANSLATED = "/panel/api/translate"
"""Answers 503 where no translator is configured, as its description says."""

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)
NASTY = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "../../etc/passwd",
        "%s%n",
        "' OR 1=1 --",
        "{{7*7}}",
        "‮",
        "💥" * 30,
        "0",
        "-1",
        "9" * 400,
        "null",
        "NaN",
        "guide:register-address",
        "article:39",
        "en",
        "1e999",
        "\ud7ff",
    ]
)
WORDS = TEXT | NASTY
SCALARS = WORDS | st.none() | st.booleans() | st.integers() | st.floats()
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def operations() -> list[tuple[str, str, Mapping[str, Any]]]:
    """Every operation that is described."""
    described = create_app(Settings(data_folder=Path("var")), lambda _: None).openapi()
    return [
        (method.upper(), path, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    ]


OPERATIONS = operations()


@pytest.fixture(scope="module")
def session(service: RunningService) -> dict[str, str]:
    """The headers of an agent who is signed in."""
    access = service.app.state.panel_access
    invited = access.accounts.add("fuzz.er", role="admin")
    opened = asyncio.run(access.sign_in.accept(invited.token, "river-lantern-osprey", "127.0.0.1"))
    return {"Cookie": f"{SESSION}={opened.token}", CSRF_HEADER: opened.csrf}


def bodies(operation: Mapping[str, Any]) -> st.SearchStrategy[bytes]:
    """The documented example, with fields changed; any JSON; anything at all."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content.get("example") or {}
    changed = st.dictionaries(st.sampled_from(sorted(example) or ["x"]), JSON, max_size=3).map(
        lambda changes: json.dumps({**example, **changes}).encode("utf-8", "surrogatepass")
    )
    anything = JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
    return changed | anything | st.binary(max_size=200) | st.just(b"[" * 40_000)


@pytest.mark.parametrize(
    ("method", "path", "operation"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS]
)
def test_it_answers_as_it_says(
    service: RunningService,
    session: dict[str, str],
    method: str,
    path: str,
    operation: Mapping[str, Any],
) -> None:
    parameters = operation.get("parameters", ())
    names = [one["name"] for one in parameters if one["in"] == "query"] or ["limit", "after"]

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def call(data: st.DataObject) -> None:
        target = path
        for one in parameters:
            if one["in"] == "path":
                value = quote(data.draw(WORDS), safe="") or "x"
                target = target.replace(f"{{{one['name']}}}", value)
        query = data.draw(st.dictionaries(st.sampled_from(names) | TEXT, WORDS, max_size=3))
        body = data.draw(bodies(operation)) if method in ("POST", "PUT") else None
        headers = session if data.draw(st.booleans()) else {}
        address = f"{service.url}{target}?{httpx.QueryParams(query)}"
        answer = httpx.request(method, address, content=body, headers=headers, timeout=60)
        check(answer, path, operation)

    call()


def check(answer: httpx.Response, path: str, operation: Mapping[str, Any]) -> None:
    """Hold an answer to the description."""
    status, kind = answer.status_code, answer.headers.get("content-type", "")
    is_expected = status < 500 or (status == 503 and path == NOT_TRANSLATED)
    assert is_expected, answer.text
    documented = operation["responses"]
    assert str(status) in documented or f"{status // 100}XX" in documented, status
    if status >= 400:
        assert kind.startswith("application/problem+json")
        problem = answer.json()
        assert problem["status"] == status
        assert {"type", "title", "detail"} <= problem.keys()
        assert "Traceback" not in answer.text
        if status == 429:
            assert int(answer.headers["retry-after"]) > 0
    elif "json" in kind and answer.content:
        answer.json()
    assert answer.headers["x-content-type-options"] == "nosniff"
