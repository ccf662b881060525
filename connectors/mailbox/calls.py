"""Calls to a platform's API: JSON or a form out, JSON in, every failure as one kind of error."""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, Final

import httpx

TIMEOUT: Final = httpx.Timeout(8.0, connect=3.0)
WHOLE_CALL: Final = 20.0
"""Seconds that a call may take altogether, however slowly its answer trickles in."""
_LONGEST_MESSAGE: Final = 200
_LONGEST_PAUSE: Final = 3600.0
_OK: Final = range(200, 300)
_TOO_MANY: Final = 429
_SERVER: Final = range(500, 600)


class Reaction(Enum):
    """What is done about a part that was not sent."""

    RETRY = "try again with back-off"
    HOLD = "keep it for the person's next message"
    GONE = "this person cannot be reached: drop what they are owed"
    REFUSED = "the platform will never take this part: drop it"
    ALARM = "an operator must mend the settings or the account; try again later"


class SendError(Exception):
    """A call that failed.

    `pause` says for how many seconds nothing at all should be sent. `maybe_done` says that the
    request may have been carried out: it was sent, and no answer came. The text never holds a
    token or anything a person wrote.
    """

    def __init__(
        self,
        reaction: Reaction,
        message: str,
        *,
        code: str = "",
        pause: float | None = None,
        maybe_done: bool = False,
    ) -> None:
        super().__init__(f"{message[:_LONGEST_MESSAGE]} {code}".strip())
        self.reaction = reaction
        self.code = code
        self.pause = pause
        self.maybe_done = maybe_done


class _HostsOnly(logging.Filter):
    """Keeps paths and queries, in which some platforms want tokens, out of httpx's own log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_host, record.args))
        return True


_HOSTS_ONLY: Final = _HostsOnly()


def _host(value: object) -> object:
    return value.copy_with(raw_path=b"/") if isinstance(value, httpx.URL) else value


def create_client(timeout: httpx.Timeout = TIMEOUT) -> httpx.AsyncClient:
    """A client for one platform. It takes no proxy from the environment and follows no redirect."""
    logging.getLogger("httpx").addFilter(_HOSTS_ONLY)
    logging.getLogger("httpcore").setLevel(logging.INFO)  # it would write whole requests
    return httpx.AsyncClient(timeout=timeout, trust_env=False)


class Calls:
    """Requests below one base URL. `what` names a call in errors and logs, without secrets."""

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        self._client = client
        self._base = base.rstrip("/")

    async def post(
        self,
        what: str,
        path: str,
        fields: Mapping[str, Any],
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        form: bool = False,
        auth: tuple[str, str] | None = None,
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and answer of a POST. Raises SendError where there is none: see `answer_of`."""
        body: dict[str, Any] = (
            {"data": dict(fields)} if form else {"content": _encode(fields), "headers": _JSON}
        )
        if headers:
            body["headers"] = {**body.get("headers", {}), **headers}
        return await self._send(what, "POST", path, params=query, auth=auth, **body)

    async def get(
        self, what: str, path: str, query: Mapping[str, str]
    ) -> tuple[int, Mapping[str, Any]]:
        """Status and answer of a GET. Raises SendError."""
        return await self._send(what, "GET", path, params=query)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _send(
        self, what: str, method: str, path: str, **request: Any
    ) -> tuple[int, Mapping[str, Any]]:
        try:
            response = await asyncio.wait_for(
                self._client.request(method, self._base + path, **_given(request)), WHOLE_CALL
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise SendError(Reaction.RETRY, f"{what}: {type(error).__name__}") from None
        except (httpx.HTTPError, asyncio.TimeoutError) as error:
            name = type(error).__name__
            raise SendError(Reaction.RETRY, f"{what}: {name}", maybe_done=True) from None
        return response.status_code, answer_of(what, response)


_JSON: Final = {"Content-Type": "application/json; charset=utf-8"}


def _encode(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")


def _given(request: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in request.items() if value is not None}


def answer_of(what: str, response: httpx.Response) -> Mapping[str, Any]:
    """The JSON object of an answer.

    Raises:
        SendError: the platform is out of order (5xx), wants us to wait (429), or answered with
            something else than an object.
    """
    status = response.status_code
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError):
        answer = None
    if status == _TOO_MANY:
        pause = retry_after(response.headers.get("retry-after"), answer)
        raise SendError(Reaction.RETRY, f"{what}: too many requests", pause=pause)
    if not isinstance(answer, dict):
        if status in _SERVER or status in _OK:
            unsure = status in _OK
            raise SendError(Reaction.RETRY, f"{what}: HTTP status {status}", maybe_done=unsure)
        return {}
    return answer


def retry_after(header: str | None, answer: object = None) -> float:
    """Seconds to wait, by the header Retry-After (RFC 9110) or Telegram's `retry_after`; at most
    an hour, at least one second.

    >>> retry_after("7")
    7.0
    >>> retry_after(None, {"parameters": {"retry_after": 12}})
    12.0
    """
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    told = parameters.get("retry_after") if isinstance(parameters, dict) else None
    seconds = _seconds(told if told is not None else header)
    return min(max(seconds, 1.0), _LONGEST_PAUSE)


def _seconds(told: object) -> float:
    try:
        seconds = float(str(told))
        return seconds if math.isfinite(seconds) else 1.0
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(str(told))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return (aware - datetime.now(timezone.utc)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return 1.0
