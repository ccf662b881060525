"""A platform's webhook: `GET` is its check of the URL, `POST` brings messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from connectors.errors import TooLarge

Answer = Callable[[Request], Awaitable[Response]]


def add_webhook(
    router: APIRouter, path: str, check: Answer, receive: Answer, summaries: tuple[str, str]
) -> None:
    """Add both methods at the path, with a slash at its end or without."""
    methods = (("GET", check, summaries[0]), ("POST", receive, summaries[1]))
    for name, in_schema in ((path, True), (f"{path}/", False)):
        for method, answer, summary in methods:
            router.add_api_route(
                name,
                answer,
                methods=[method],
                include_in_schema=in_schema,
                response_class=PlainTextResponse,
                summary=summary,
            )


async def read_body(request: Request, largest: int) -> bytes:
    """The body. Raises TooLarge above so many bytes, and ClientDisconnect."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge("body-too-large", f"The body is larger than {largest} bytes.")
    return bytes(body)
