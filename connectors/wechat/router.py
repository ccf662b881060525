"""The channel's routes: `GET` is WeChat's check of the URL, `POST` one delivery."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from connectors.errors import BadRequest, TooLarge
from connectors.problems import as_connector_error
from connectors.wechat.connector import WeChatConnector
from connectors.wechat.messages import LARGEST_BODY
from connectors.wechat.replies import SUCCESS

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

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        pushing = asyncio.create_task(connector.run())
        yield
        pushing.cancel()
        with suppress(asyncio.CancelledError):
            await pushing
        await connector.close()

    router = APIRouter(tags=["wechat"], route_class=_PlainRoute, lifespan=lifespan)

    async def check_url(request: Request) -> Response:
        return PlainTextResponse(connector.gate.check_url(request.query_params))

    async def receive(request: Request) -> Response:
        reply = await connector.receive(request.query_params, await _read(request))
        if reply is None:
            return PlainTextResponse(SUCCESS)
        return Response(reply, media_type="application/xml")

    for path, in_schema in ((PATH, True), (f"{PATH}/", False)):
        router.add_api_route(
            path,
            check_url,
            methods=["GET"],
            include_in_schema=in_schema,
            response_class=PlainTextResponse,
            summary="WeChat's check of the URL",
        )
        router.add_api_route(
            path,
            receive,
            methods=["POST"],
            include_in_schema=in_schema,
            response_class=PlainTextResponse,
            summary="A message or event from WeChat",
        )
    return router


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise TooLarge("body-too-large", f"The body is larger than {LARGEST_BODY} bytes.")
    if not body:
        raise BadRequest("empty-body", "The body is empty.")
    return bytes(body)
