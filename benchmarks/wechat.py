"""Two hundred people in WeChat who write at once: is every message answered once, and how soon?

Each is played by the stand-in for WeChat: encrypted deliveries, repeated after five seconds without
an answer, three times at most; what is not in a passive reply must come as a push.
"""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from benchmarks.load import QUESTIONS
from benchmarks.servers import Server, ours
from connectors.wechat.settings import WeChatSettings
from connectors.wechat.stand_in import Heard, StandIn

USERS: Final = 200
_WAIT_SECONDS: Final = 60.0
_SETTINGS: Final = {
    "WECHAT_TOKEN": "benchmark",
    "WECHAT_APPID": "wx0123456789abcdef",
    "WECHAT_SECRET": "0123456789abcdef0123456789abcdef",
    "WECHAT_ENCODING_AES_KEY": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFA",
}


@dataclass(frozen=True)
class Answered:
    """How the messages were answered; times in seconds from the first delivery to the reply."""

    users: int
    by_reply: int
    by_push: int
    unanswered: int
    twice: int
    troubles: int
    most_deliveries: int
    response_p99: float
    reply_p50: float
    reply_p99: float

    def line(self) -> str:
        """The figures as one line of a report."""
        return (
            f"{self.users} people at once: {self.by_reply} answered by passive reply "
            f"(p50 {self.reply_p50:.2f} s, p99 {self.reply_p99:.2f} s), {self.by_push} by push, "
            f"{self.unanswered} not, {self.twice} twice; {self.troubles} out of order; "
            f"every delivery had its response within {self.response_p99:.2f} s (p99), "
            f"after at most {self.most_deliveries} deliveries"
        )


class Pushes:
    """WeChat's API: gives tokens and keeps what is pushed to whom."""

    def __init__(self) -> None:
        self.pushed: defaultdict[str, list[str]] = defaultdict(list)

    def application(self) -> Starlette:
        """The API as an application."""
        return Starlette(
            routes=[
                Route("/cgi-bin/stable_token", self._token, methods=["POST"]),
                Route("/cgi-bin/message/custom/send", self._send, methods=["POST"]),
                Route("/cgi-bin/{path:path}", self._other, methods=["GET", "POST"]),
            ]
        )

    async def _token(self, _: Request) -> Response:
        return JSONResponse({"access_token": "benchmark", "expires_in": 7200})

    async def _send(self, request: Request) -> Response:
        given = await request.json()
        self.pushed[given["touser"]].append(given["text"]["content"])
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def _other(self, _: Request) -> Response:
        return JSONResponse({"errcode": 0, "errmsg": "ok"})


async def all_at_once(url: str, pushes: Pushes, users: int = USERS) -> Answered:
    """Every person sends one question at the same time."""
    settings = WeChatSettings(
        **{n.removeprefix("WECHAT_").lower(): v for n, v in _SETTINGS.items()}
    )
    openids = [f"oBench{number:022d}" for number in range(users)]
    limits = httpx.Limits(max_connections=2 * users)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        people = [StandIn(settings, client, url, openid) for openid in openids]
        questions = (QUESTIONS[number % len(QUESTIONS)] for number in range(users))
        sent = [p.deliver(p.text(q)) for p, q in zip(people, questions, strict=True)]
        heard = dict(zip(openids, await asyncio.gather(*sent), strict=True))
        await _pushes_to(pushes, [openid for openid in openids if heard[openid].text is None])
    return _counted(heard, pushes.pushed)


async def _pushes_to(pushes: Pushes, openids: list[str]) -> None:
    """Wait until everybody who got no reply has got a push, for a minute at most."""
    for _ in range(int(_WAIT_SECONDS / 0.2)):
        if all(pushes.pushed[openid] for openid in openids):
            return
        await asyncio.sleep(0.2)


def _counted(heard: dict[str, Heard], pushed: dict[str, list[str]]) -> Answered:
    replied = [one.seconds for one in heard.values() if one.text is not None]
    silent = [openid for openid, one in heard.items() if one.text is None]
    by_push = sum(bool(pushed.get(openid)) for openid in silent)
    return Answered(
        users=len(heard),
        by_reply=len(replied),
        by_push=by_push,
        unanswered=len(silent) - by_push,
        twice=sum(_has_repeats(one.text, pushed.get(o, [])) for o, one in heard.items()),
        troubles=sum(one.problem is not None for one in heard.values()),
        most_deliveries=max(one.deliveries for one in heard.values()),
        response_p99=float(np.percentile([one.seconds for one in heard.values()], 99)),
        reply_p50=float(np.percentile(replied, 50)) if replied else 0.0,
        reply_p99=float(np.percentile(replied, 99)) if replied else 0.0,
    )


def _has_repeats(reply: str | None, pushed: list[str]) -> bool:
    """Whether the person reads the same twice; the parts of a long answer differ."""
    texts = [*pushed, *([reply] if reply else [])]
    return len(set(texts)) < len(texts)


@contextmanager
def with_wechat(port: int) -> Iterator[tuple[Server, Pushes]]:
    """This assistant with WeChat switched on, and the API to which it pushes."""
    pushes = Pushes()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        api_port = int(probe.getsockname()[1])
    config = uvicorn.Config(
        pushes.application(), host="127.0.0.1", port=api_port, log_level="warning"
    )
    api = uvicorn.Server(config)
    thread = threading.Thread(target=api.run, daemon=True)
    thread.start()
    given = {**_SETTINGS, "WECHAT_API_BASE": f"http://127.0.0.1:{api_port}"}
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        with ours(port) as server:
            yield server, pushes
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        api.should_exit = True
        thread.join(10)


def measure(port: int, users: int = USERS) -> Answered:
    """Start the assistant, warm it up, and let everybody write."""
    with with_wechat(port) as (server, pushes):
        url = server.webhook.replace("/webhooks/rest/webhook", "/webhooks/wechat")
        asyncio.run(_warm(server))
        return asyncio.run(all_at_once(url, pushes, users))


async def _warm(server: Server) -> None:
    async with httpx.AsyncClient(timeout=120, trust_env=False) as client:
        for number, question in enumerate(QUESTIONS):
            body: dict[str, Any] = {"sender": f"warm-{number}", "message": question}
            await client.post(server.webhook, json=body)
