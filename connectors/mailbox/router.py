"""A channel's routes: `GET` is the platform's check of the URL, `POST` brings messages."""

from __future__ import annotations

from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from connectors.errors import BadRequest
from connectors.mailbox.connector import MailboxConnector
from connectors.mailbox.platform import Webhook
from connectors.problems import ProblemRoute
from connectors.webhook import add_webhook, read_body
from connectors.work import running

LARGEST_BODY: Final = 512 * 1024
"""Bytes of a request: platforms send many messages in one, and each is small."""


def create_router(connector: MailboxConnector) -> APIRouter:
    """The routes of a channel; while the application runs, its inbox and outbox are worked
    through."""

    name = connector.name
    router = APIRouter(tags=[name], route_class=ProblemRoute, lifespan=partial(running, connector))

    async def check_url(request: Request) -> Response:
        return PlainTextResponse(connector.check(request.query_params))

    async def receive(request: Request) -> Response:
        webhook = Webhook(
            str(request.url), request.query_params, request.headers, await _read(request)
        )
        said = await connector.receive(webhook)
        return Response(said.body, media_type=said.media_type)

    summaries = ("The platform's check of the URL", "Messages and events from the platform")
    add_webhook(router, f"/webhooks/{name}", check_url, receive, summaries)
    return router


async def _read(request: Request) -> bytes:
    try:
        return await read_body(request, LARGEST_BODY)
    except ClientDisconnect:
        raise BadRequest("gone", "The connection was closed.") from None
