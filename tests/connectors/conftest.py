"""Applications around a conversation in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.connectors.fakes import FakeConversation, create_app


@pytest.fixture
def conversation() -> FakeConversation:
    return FakeConversation()


@pytest.fixture
def client(conversation: FakeConversation) -> Iterator[TestClient]:
    with TestClient(create_app(conversation), raise_server_exceptions=True) as client:
        yield client


@pytest.fixture
def token(client: TestClient) -> str:
    """The token of a new session."""
    return str(client.post("/webhooks/webchat/sessions").json()["token"])


@pytest.fixture
def session(token: str) -> dict[str, str]:
    """The headers of a new session."""
    return {"Authorization": f"Bearer {token}"}
