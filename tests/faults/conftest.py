"""A service whose parts can be taken away: real database, real search, a scripted dialogue."""

from __future__ import annotations

from typing import Any

import httpx
from fastapi import FastAPI


class Person:
    """Somebody who writes over REST, in process."""

    def __init__(self, app: FastAPI, sender: str) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://service")
        self._sender = sender

    async def say(self, text: str, message_id: str, language: str | None = None) -> httpx.Response:
        metadata: dict[str, Any] = {"message_id": message_id}
        if language is not None:
            metadata["language"] = language
        body = {"sender": self._sender, "message": text, "metadata": metadata}
        return await self._client.post("/webhooks/rest/webhook", json=body, timeout=60)
