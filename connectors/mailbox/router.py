"""A channel's routes: `GET` is the platform's check of the URL, `POST` brings messages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from connectors.errors import BadRequest, TooLarge
from connectors.mailbox.connector import MailboxConnector
from connectors.mailbox.platform import Webhook
from connectors.problems import ProblemRoute

LARGEST_BODY: Final = 512 * 1024
"""Bytes of a request: platforms send many messages in one, and each is small."""


def create_router(connector: MailboxConnector) -> APIRouter:
    """The routes of a channel; while the application runs, its inbox and outbox are worked
    through."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        working = asyncio.create_task(connector.run())
        yield
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await connector.close()

    name = connector.name
    router = APIRouter(tags=[name], route_class=ProblemRoute, lifespan=lifespan)

    async def check_url(request: Request) -> Response:
        return PlainTextResponse(connector.check(request.query_params))

    async def receive(request: Request) -> Response:
        webhook = Webhook(
            str(request.url), request.query_params, request.headers, await _read(request)
        )
        said = await connector.receive(webhook)
        return Response(said.body, media_type=said.media_type)

    for path, in_schema in ((f"/webhooks/{name}", True), (f"/webhooks/{name}/", False)):
        router.add_api_route(
            path,
            check_url,
            methods=["GET"],
            include_in_schema=in_schema,
            response_class=PlainTextResponse,
            summary="The platform's check of the URL",
        )
        router.add_api_route(
            path,
            receive,
            methods=["POST"],
            include_in_schema=in_schema,
            response_class=PlainTextResponse,
            summary="Messages and events from the platform",
        )
    return router


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise TooLarge("body-too-large", f"The body is larger than {LARGEST_BODY} bytes.")
    except ClientDisconnect:
        raise BadRequest("gone", "The connection was closed.") from None
    return bytes(body)
