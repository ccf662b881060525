"""The channel's routes: `GET` is WeChat's check of the URL, `POST` one delivery."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from connectors.errors import BadRequest
from connectors.problems import as_connector_error
from connectors.webhook import add_webhook, read_body
from connectors.wechat.connector import WeChatConnector
from connectors.wechat.messages import LARGEST_BODY
from connectors.wechat.replies import SUCCESS
from connectors.work import running

PATH: Final = "/webhooks/wechat"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class _PlainRoute(APIRoute):
    """A route whose errors are a status of 400 to 499 and a code in plain text.

    WeChat shows people that a service is out of order whatever a 5xx says.
    """

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except ClientDisconnect:
                return PlainTextResponse("gone", 400)
            except Exception as error:
                known = as_connector_error(error)
                return PlainTextResponse(known.code, min(known.status, 499))

        return handle


def create_router(connector: WeChatConnector) -> APIRouter:
    """The routes of an account; while the application runs, its outbox is worked through."""

    router = APIRouter(
        tags=["wechat"], route_class=_PlainRoute, lifespan=partial(running, connector)
    )

    async def check_url(request: Request) -> Response:
        return PlainTextResponse(connector.gate.check_url(request.query_params))

    async def receive(request: Request) -> Response:
        reply = await connector.receive(request.query_params, await _read(request))
        if reply is None:
            return PlainTextResponse(SUCCESS)
        return Response(reply, media_type="application/xml")

    summaries = ("WeChat's check of the URL", "A message or event from WeChat")
    add_webhook(router, PATH, check_url, receive, summaries)
    return router


async def _read(request: Request) -> bytes:
    body = await read_body(request, LARGEST_BODY)
    if not body:
        raise BadRequest("empty-body", "The body is empty.")
    return body
