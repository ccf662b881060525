"""Real servers that stand for translation services: right, wrong in many ways, slow, silent."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.stand_ins import serving

WORDS = {"请带": "bring", "护照": "passport", "谢谢": "thanks", "打电话": "call"}


class Service:
    """A LibreTranslate server and a language model in one. `mode` says how it behaves."""

    def __init__(self) -> None:
        self.mode = "right"
        self.seen: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.traceparents: list[str | None] = []
        self.url = ""
        self.released = threading.Event()

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/languages", self.languages),
                Route("/translate", self.libre, methods=["POST"]),
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
            ]
        )

    async def languages(self, request: Request) -> Response:
        self.traceparents.append(request.headers.get("traceparent"))
        codes = ["en", "zh-Hans", "ko"]
        return JSONResponse([{"code": code, "targets": codes} for code in codes])

    async def libre(self, request: Request) -> Response:
        self.traceparents.append(request.headers.get("traceparent"))
        body = await request.json()
        self.seen.append(body)
        return await self._answer(lambda text: {"translatedText": text}, body["q"])

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        self.seen.append(body)
        self.keys.append(request.headers.get("authorization"))
        text = body["messages"][-1]["content"]
        shape = lambda made: {"choices": [{"message": {"content": made}}]}  # noqa: E731
        return await self._answer(shape, text)

    async def _answer(self, shape, text: str) -> Response:  # type: ignore[no-untyped-def]
        if self.mode == "silent":
            while not self.released.is_set():
                await asyncio.sleep(0.01)
        translated = text
        for word, other in WORDS.items():
            translated = translated.replace(word, f" {other} ")
        wrong = {
            "500": PlainTextResponse("no", 500),
            "429": JSONResponse({"error": "slow down"}, 429),
            "redirect": RedirectResponse("/translate", 307),
            "not json": PlainTextResponse("<html>"),
            "half": PlainTextResponse('{"translatedText": "by'),
            "a list": JSONResponse([]),
            "null": JSONResponse(None),
            "other": JSONResponse({"result": "x"}),
            "a number": JSONResponse(shape(7)),
            "nothing": JSONResponse(shape(" \u200b ")),
            "huge": PlainTextResponse("x" * 5_000_000),
            "long": JSONResponse(shape("y" * 20_000)),
            "deep": PlainTextResponse("[" * 100_000),
            "no choices": JSONResponse({"choices": []}),
            "lost mark": JSONResponse(shape("call me")),
        }
        return wrong.get(self.mode) or JSONResponse(shape(translated))


@contextmanager
def running(service: Service) -> Iterator[Service]:
    """The service on a free port, in a thread."""

    def at(url: str) -> Starlette:
        service.url = url
        return service.application()

    with serving(at):
        try:
            yield service
        finally:
            service.released.set()
