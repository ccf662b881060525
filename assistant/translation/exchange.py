"""One HTTP exchange with a translation service: JSON out and in, within bounds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import httpx

from assistant.translation.protocol import TranslationError

LARGEST_ANSWER: Final = 256 * 1024
"""Bytes."""
_OK: Final = 200


async def exchange(
    method: str,
    url: str,
    timeout: float,
    body: Mapping[str, Any] | None = None,
    token: str | None = None,
) -> Any:
    """The JSON that a service answers with. `timeout` in seconds holds for each step by itself.

    Raises:
        TranslationError: no answer, an error, too large, or no JSON. It never quotes the text.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        async with (
            httpx.AsyncClient(timeout=timeout) as client,
            client.stream(method, url, json=body, headers=headers) as response,
        ):
            if response.status_code != _OK:
                raise TranslationError(f"status {response.status_code}")
            return _parsed(await _read(response))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise TranslationError(type(error).__name__) from error


async def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise TranslationError("the answer is too large")
    return bytes(content)


def _parsed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TranslationError("the answer is not JSON") from error
