"""The application without its models: what stands before the routes needs none of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.app import create_app
from assistant.settings import Settings

Client = Callable[..., httpx.AsyncClient]


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """Makes a client of an application that has not loaded anything."""

    def make(address: str = "203.0.113.9", **settings: Any) -> httpx.AsyncClient:
        app = create_app(Settings(data_folder=tmp_path, **settings), lambda _: None)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url="http://assistant.test")

    return make
