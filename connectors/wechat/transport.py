"""One HTTP request to WeChat: JSON out and in, every failure as one kind of error."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Final

import httpx

from connectors.wechat.codes import BUSY

TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
_OK: Final = 200
_LONGEST_MESSAGE: Final = 200


class ApiError(Exception):
    """A call that failed. `code` is WeChat's `errcode`; -1 also for what never got an answer.

    `status` is the HTTP status where it was not 200. `maybe_done` says that the request may have
    been carried out: it was sent, and no answer came. The text never holds a token or a secret.
    """

    def __init__(
        self, code: int, message: str, *, status: int | None = None, maybe_done: bool = False
    ) -> None:
        super().__init__(f"{code} {message[:_LONGEST_MESSAGE]}")
        self.code = code
        self.status = status
        self.maybe_done = maybe_done


class _WithoutSecrets(logging.Filter):
    """Keeps tokens and secrets, which stand in query strings, out of httpx's own log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_query, record.args))
        return True


_WITHOUT_SECRETS: Final = _WithoutSecrets()


def _without_query(value: object) -> object:
    return value.copy_with(query=None) if isinstance(value, httpx.URL) else value


def create_client() -> httpx.AsyncClient:
    """The client that all calls share. It takes no proxy from the environment."""
    logging.getLogger("httpx").addFilter(_WITHOUT_SECRETS)
    return httpx.AsyncClient(timeout=TIMEOUT, trust_env=False)


class Transport:
    """Requests below one base URL."""

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        self._client = client
        self._base = base

    async def get(self, path: str, query: Mapping[str, str]) -> Mapping[str, Any]:
        """The answer of a GET. Raises ApiError."""
        return await self._send("GET", path, query, None)

    async def post(
        self, path: str, query: Mapping[str, str], fields: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """The answer of a POST of JSON, which is never escaped to ASCII. Raises ApiError."""
        body = json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")
        return await self._send("POST", path, query, body)

    async def _send(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None
    ) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json; charset=utf-8"} if body else None
        try:
            response = await self._client.request(
                method, self._base + path, params=dict(query), content=body, headers=headers
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ApiError(BUSY, f"{path}: {type(error).__name__}") from None
        except httpx.HTTPError as error:
            raise ApiError(BUSY, f"{path}: {type(error).__name__}", maybe_done=True) from None
        return _answer(path, response)


def _answer(path: str, response: httpx.Response) -> Mapping[str, Any]:
    if response.status_code != _OK:
        status = response.status_code
        raise ApiError(BUSY, f"{path}: HTTP status {status}", status=status)
    try:
        answer = json.loads(response.content)
        code = int(answer.get("errcode", 0))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise ApiError(BUSY, f"{path}: not a JSON object") from None
    if code:
        raise ApiError(code, f"{path}: {answer.get('errmsg', '')}")
    result: Mapping[str, Any] = answer
    return result
