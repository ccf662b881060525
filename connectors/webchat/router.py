"""The routes of the web chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from connectors.body import optional_identifier, optional_language, read_object
from connectors.errors import NotFound, Unauthorised, Unprocessable
from connectors.problems import ProblemRoute, as_connector_error, problem_response
from connectors.protocol import Conversation
from connectors.webchat.connection import ChatSocket
from connectors.webchat.files import IMMUTABLE, StaticFile, read_folder
from connectors.webchat.languages import CODES, accepted_languages
from connectors.webchat.linking import WebLinks
from connectors.webchat.live import LiveSessions
from connectors.webchat.origins import Origins
from connectors.webchat.pages import DEMO_HEADERS, demo_pages
from connectors.webchat.releases import STATIC, ConfigFor, Releases
from connectors.webchat.service import LONGEST_HISTORY, WebChat
from connectors.webchat.tokens import SessionTokens
from nlu.catalogues import Sentences
from nlu.languages import DEFAULT_LANGUAGE

PREFIX = "/webhooks/webchat"
_NO_STORE = {"Cache-Control": "no-store"}
CLOSE_FORBIDDEN = 4403


def create_router(
    conversation: Conversation,
    *,
    secret: bytes,
    strings: Sentences,
    releases: Releases,
    config_for: ConfigFor,
    languages: Collection[str] = CODES,
    allowed_origins: Collection[str] = (),
    live: LiveSessions | None = None,
    links: WebLinks | None = None,
) -> APIRouter:
    """The web chat: the widget's files, its calls, its WebSocket and the demo page.

    `secret` signs the session tokens (at least 32 bytes). `releases` are the widget's files.
    `config_for` gives what `WidgetContent` gives, for each of `languages`. `allowed_origins` are
    the pages of other origins that may embed the widget; `*` lets any. `live.changed(sender)` tells
    open widgets that there is something new. `links` lets a conversation go on in another channel.
    """
    origins = Origins(allowed_origins)
    chat = WebChat(conversation, SessionTokens(secret), languages, live or LiveSessions())
    router = APIRouter()
    router.include_router(_files(strings, releases))
    router.include_router(_calls(chat, origins, config_for, languages))
    if links is not None:
        router.include_router(_linking(chat, origins, links))
    router.include_router(_socket(chat, origins))
    return router


def _files(strings: Sentences, releases: Releases) -> APIRouter:
    router = APIRouter(tags=["web chat"], route_class=ProblemRoute)
    script = releases.current.loader
    pages = demo_pages(strings, releases.current)
    assets = read_folder(STATIC / "demo")

    @router.get("/widget.js", summary="The script that puts the chat on a page")
    async def widget(request: Request) -> Response:
        return script.response(request)

    @router.get("/widget/{version}/{name}", summary="A file of one version of the widget")
    async def pinned(request: Request, version: str, name: str) -> Response:
        return _found(releases.find(version, name)).response(request, IMMUTABLE)

    @router.get("/demo", summary="A page with the widget on it")
    async def demo(request: Request) -> Response:
        wanted = [request.query_params.get("lang", ""), *accepted_languages(request)]
        language = next((code for code in wanted if code in pages), DEFAULT_LANGUAGE)
        return pages[language].response(request, DEMO_HEADERS)

    @router.get("/demo/{name}", include_in_schema=False)
    async def asset(request: Request, name: str) -> Response:
        return _found(assets.get(name)).response(request)

    return router


def _calls(
    chat: WebChat, origins: Origins, config_for: ConfigFor, languages: Collection[str]
) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["web chat"], route_class=_widget_route(origins))

    @router.get("/config", summary="Languages, sentences, emergency numbers, starter questions")
    async def config(request: Request) -> JSONResponse:
        language = optional_language(request.query_params, languages) or DEFAULT_LANGUAGE
        return JSONResponse(dict(config_for(language)), headers={"Cache-Control": "no-cache"})

    @router.post("/sessions", summary="Begin a session", status_code=201)
    async def begin() -> JSONResponse:
        return JSONResponse({"token": chat.tokens.issue()}, 201, _NO_STORE)

    @router.post("/messages", summary="Send a message", openapi_extra=_body(_MESSAGE))
    async def send(request: Request) -> JSONResponse:
        sender = _sender(request, chat)
        message = chat.parse(sender, await read_object(request))
        return JSONResponse({"id": message.message_id, "messages": await chat.answer(message)})

    @router.get("/history", summary="The conversation so far")
    async def history(request: Request) -> JSONResponse:
        sender = _sender(request, chat)
        after = optional_identifier(request.query_params, "after")
        found = await chat.history(sender, after, _limit(request))
        return JSONResponse(found, headers=_NO_STORE)

    @router.delete("/conversation", summary="Delete the conversation", status_code=204)
    async def erase(request: Request) -> Response:
        await chat.erase(_sender(request, chat))
        return Response(status_code=204)

    @router.post(
        "/feedback", summary="Rate a message", status_code=204, openapi_extra=_body(_FEEDBACK)
    )
    async def feedback(request: Request) -> Response:
        sender = _sender(request, chat)
        await chat.feedback(sender, await read_object(request))
        return Response(status_code=204)

    @router.options("/{path:path}", include_in_schema=False)
    async def preflight() -> Response:
        return Response(status_code=204)

    return router


def _linking(chat: WebChat, origins: Origins, links: WebLinks) -> APIRouter:
    router = APIRouter(prefix=PREFIX, tags=["web chat"], route_class=_widget_route(origins))

    @router.post("/link", summary="A code to go on in another channel", status_code=201)
    async def begin(request: Request) -> JSONResponse:
        return JSONResponse(await links.invite(_sender(request, chat)), 201, _NO_STORE)

    @router.get("/link", summary="The channels in which the conversation goes on")
    async def linked(request: Request) -> JSONResponse:
        found = await links.linked(_sender(request, chat))
        return JSONResponse({"linked": found}, headers=_NO_STORE)

    return router


def _socket(chat: WebChat, origins: Origins) -> APIRouter:
    router = APIRouter(prefix=PREFIX)

    @router.websocket("/ws")
    async def talk(websocket: WebSocket) -> None:
        if not origins.permits(websocket.headers):
            await websocket.close(CLOSE_FORBIDDEN)
            return
        await ChatSocket(websocket, chat).serve()

    return router


def _widget_route(origins: Origins) -> type[ProblemRoute]:
    class WidgetRoute(ProblemRoute):
        """A route that only permitted pages may call; they can read its errors too."""

        def get_route_handler(self) -> Any:
            handler = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    origins.require(request.headers)
                    response = await handler(request)
                except Exception as error:
                    response = problem_response(as_connector_error(error))
                response.headers.update(origins.response_headers(request.headers))
                return response

            return handle

    return WidgetRoute


def _found(file: StaticFile | None) -> StaticFile:
    if file is None:
        raise NotFound("no-such-file", "There is no such file.")
    return file


def _sender(request: Request, chat: WebChat) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthorised("no-session", "A session token is needed (Authorization: Bearer …).")
    return chat.tokens.sender(token.strip())


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(LONGEST_HISTORY))
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and int(text) >= 1):
        raise Unprocessable("invalid-field", "The parameter 'limit' must be a positive number.")
    return min(int(text), LONGEST_HISTORY)


_MESSAGE = {"id": "m-1", "text": "How do I register my address?", "locale": "en"}
_FEEDBACK = {"message_id": "b-1", "rating": "up", "comment": "Clear, thank you."}


def _body(example: dict[str, str]) -> dict[str, Any]:
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}, "example": example}},
        }
    }
