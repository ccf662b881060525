"""A stand-in for WeChat, for people without an account.

It delivers messages to a running connector as WeChat does: signed, in any mode, three times where
no answer comes within five seconds. `create_api` is WeChat's server API as far as the connector
calls it; the connector's WECHAT_API_BASE must point there.
"""

from __future__ import annotations

import itertools
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

import httpx
from defusedxml.ElementTree import fromstring
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.wechat.crypto import MessageCipher, is_signed, sign
from connectors.wechat.replies import SUCCESS, cdata
from connectors.wechat.settings import HARD_TEXT_LIMIT, WeChatSettings

DELIVERIES: Final = 3
SECONDS: Final = 5.0
ACCOUNT: Final = "gh_standin000001"
OPENID: Final = "oStandIn0000000000000000001x"
QR_ADDRESS: Final = "http://weixin.qq.com/q/"
_PUSHES: Final = 5


@dataclass(frozen=True)
class Heard:
    """What came of a message: the passive reply, None for `success`; after how many deliveries."""

    text: str | None
    deliveries: int
    seconds: float
    problem: str | None = None
    """What the person would see as "the service is out of order", and why."""


class StandIn:
    """WeChat between one person and the connector at `url`."""

    def __init__(
        self, settings: WeChatSettings, client: httpx.AsyncClient, url: str, openid: str = OPENID
    ) -> None:
        self._settings = settings
        self._client = client
        self._url = url
        self._openid = openid
        self._token = settings.token.get_secret_value()
        self._numbers = itertools.count(time.time_ns() // 1000)
        key = settings.encoding_aes_key.get_secret_value()
        self._cipher = MessageCipher(key, settings.appid) if key else None

    def text(self, content: str) -> dict[str, str]:
        """A new text message."""
        return self.message("text", Content=content)

    def message(self, kind: str, **fields: str) -> dict[str, str]:
        """A new message of a kind."""
        return {**self._common(kind), **fields, "MsgId": str(next(self._numbers))}

    def event(self, event: str, key: str = "") -> dict[str, str]:
        """A new event."""
        return {**self._common("event"), "Event": event, "EventKey": key}

    async def check_url(self) -> bool:
        """Whether the connector echoes what WeChat's URL check sends."""
        echo = secrets.token_hex(8)
        response = await self._client.get(
            self._url, params={**self._signed(), "echostr": echo}, timeout=SECONDS
        )
        return (response.status_code, response.text) == (httpx.codes.OK, echo)

    async def deliver(self, fields: Mapping[str, str]) -> Heard:
        """Deliver a message, again where it is not answered in time."""
        began = time.monotonic()
        for delivery in range(1, DELIVERIES + 1):
            query, body = self._sealed(fields)
            try:
                response = await self._client.post(
                    self._url, params=query, content=body.encode(), timeout=SECONDS
                )
            except httpx.TimeoutException:
                continue
            except httpx.HTTPError as error:
                return Heard(None, delivery, time.monotonic() - began, type(error).__name__)
            text, problem = self._read(response)
            return Heard(text, delivery, time.monotonic() - began, problem)
        return Heard(None, DELIVERIES, time.monotonic() - began, "no answer")

    def _common(self, kind: str) -> dict[str, str]:
        parties = {"ToUserName": ACCOUNT, "FromUserName": self._openid}
        return {**parties, "CreateTime": str(int(time.time())), "MsgType": kind}

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(time.time())), str(secrets.randbelow(10**10))
        signature = sign(self._token, timestamp, nonce)
        return {"signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _sealed(self, fields: Mapping[str, str]) -> tuple[dict[str, str], str]:
        query = {**self._signed(), "openid": self._openid}
        inner = "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in fields.items())
        if self._settings.mode == "plain" or self._cipher is None:
            return query, f"<xml>{inner}</xml>"
        encrypted = self._cipher.encrypt(f"<xml>{inner}</xml>")
        signature = sign(self._token, query["timestamp"], query["nonce"], encrypted)
        query |= {"encrypt_type": "aes", "msg_signature": signature}
        if self._settings.mode == "aes":
            inner = f"<ToUserName>{cdata(ACCOUNT)}</ToUserName>"
        return query, f"<xml>{inner}<Encrypt>{cdata(encrypted)}</Encrypt></xml>"

    def _read(self, response: httpx.Response) -> tuple[str | None, str | None]:
        """What the person reads, and what is wrong with the reply."""
        if response.status_code != httpx.codes.OK:
            return None, f"HTTP status {response.status_code}: {response.text[:80]}"
        if response.text in (SUCCESS, ""):
            return None, None
        try:
            root: Element = fromstring(response.text, forbid_dtd=True)
            if root.find("Encrypt") is not None:
                root = fromstring(self._decrypted(root), forbid_dtd=True)
        except Exception as error:
            return None, f"a reply that cannot be read: {error}"
        content = root.findtext("Content") or ""
        if not content or len(content.encode()) > HARD_TEXT_LIMIT:
            return None, "an empty text, or one that is too long"
        return content, None

    def _decrypted(self, root: Element) -> str:
        names = ("TimeStamp", "Nonce", "Encrypt")
        parts = [root.findtext(name) or "" for name in names]
        if self._cipher is None or not is_signed(
            root.findtext("MsgSignature") or "", self._token, *parts
        ):
            raise ValueError("its signature is wrong")
        return self._cipher.decrypt(parts[-1])


class StandInApi:
    """WeChat's server API. `show` is given every text that is pushed."""

    def __init__(self, settings: WeChatSettings, show: Callable[[str], None]) -> None:
        self._settings = settings
        self._show = show
        self._token = secrets.token_hex(16)
        self._pushes = _PUSHES
        self.menu: dict[str, Any] | None = None

    def user_acted(self) -> None:
        """The person did something: the quota of pushes begins anew."""
        self._pushes = _PUSHES

    def application(self) -> Starlette:
        """The API as an application."""
        return Starlette(
            routes=[
                Route("/cgi-bin/stable_token", self._give_token, methods=["POST"]),
                Route("/cgi-bin/{path:path}", self._answer, methods=["GET", "POST"]),
            ]
        )

    async def _give_token(self, request: Request) -> Response:
        given = await request.json()
        known = (self._settings.appid, self._settings.secret.get_secret_value())
        if (given.get("appid"), given.get("secret")) != known:
            return JSONResponse({"errcode": 40125, "errmsg": "invalid appsecret"})
        return JSONResponse({"access_token": self._token, "expires_in": 7200})

    async def _answer(self, request: Request) -> Response:
        if request.query_params.get("access_token") != self._token:
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        body = await request.body()
        fields = json.loads(body) if body else {}
        return JSONResponse(self._carry_out(request.path_params["path"], fields))

    def _carry_out(self, path: str, fields: dict[str, Any]) -> dict[str, Any]:
        if path == "menu/create":
            self.menu = fields
        elif path == "menu/get":
            return {"menu": self.menu} if self.menu else {"errcode": 46003, "errmsg": "no menu"}
        elif path == "qrcode/create":
            scene = str(fields["action_info"]["scene"]["scene_str"])
            return {"ticket": "standin", "expire_seconds": 600, "url": f"{QR_ADDRESS}{scene}"}
        elif path == "message/custom/send":
            return self._push(str(fields["text"]["content"]))
        return {"errcode": 0, "errmsg": "ok"}

    def _push(self, text: str) -> dict[str, Any]:
        if len(text.encode()) > HARD_TEXT_LIMIT:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        if not self._pushes:
            return {"errcode": 45047, "errmsg": "out of response count limit"}
        self._pushes -= 1
        self._show(text)
        return {"errcode": 0, "errmsg": "ok"}
