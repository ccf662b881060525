"""WeChat's side of the callback: builds deliveries as WeChat does and reads the replies.

Signing and encryption are wechatpy's, an implementation independent of ours.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import httpx
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

TOKEN = "devTokenA2026"
KEY = "FDIYd0wzVpOYoF/Mdy9KJclyCD0li2o6JY5/H+jIm4U"
APPID = "wx7a1b2c3d4e5f6071"
ACCOUNT = "gh_devaccount0a"
OPENID = "oDEV5Kd5ggOC-bXrbNODIiE3bGYa"
PATH = "/webhooks/wechat"


def message_xml(fields: dict[str, str]) -> str:
    """A message as WeChat writes it."""
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return f"<xml>{inner}</xml>"


def signature(*parts: str) -> str:
    """wechatpy's signature of the parts."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


@dataclass
class Reply:
    """The HTTP response to a delivery, and what it says."""

    status: int
    body: str
    seconds: float
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str | None:
        """What the person reads; None where there is nothing."""
        return self.fields.get("Content")


@dataclass
class Phone:
    """A person's phone and WeChat between it and the connector."""

    client: httpx.AsyncClient
    mode: str = "plain"
    openid: str = OPENID
    _numbers: Any = field(default_factory=lambda: itertools.count(23_000_000_000_000_000))
    _nonces: Any = field(default_factory=lambda: itertools.count(10_000))

    def text_fields(self, content: str, **more: str) -> dict[str, str]:
        """A new text message."""
        return self.fields("text", Content=content, MsgId=str(next(self._numbers)), **more)

    def fields(self, kind: str, **more: str) -> dict[str, str]:
        """A new message or event of any kind."""
        common = {"ToUserName": ACCOUNT, "FromUserName": self.openid}
        return {**common, "CreateTime": str(int(time.time())), "MsgType": kind, **more}

    def event_fields(self, event: str, key: str = "", **more: str) -> dict[str, str]:
        """A new event."""
        return self.fields("event", Event=event, EventKey=key, **more)

    async def say(self, content: str, **more: str) -> Reply:
        """Send a text and return the reply of the first delivery."""
        return await self.deliver(self.text_fields(content, **more))

    async def press(self, key: str) -> Reply:
        """Press a menu item."""
        return await self.deliver(self.event_fields("CLICK", key))

    async def deliver(self, fields: dict[str, str], path: str = PATH) -> Reply:
        """One delivery of a message."""
        query, body = self.sealed(message_xml(fields))
        return await self.post(query, body.encode(), path)

    async def post(self, query: dict[str, str], body: bytes, path: str = PATH) -> Reply:
        """Any request to the callback."""
        began = time.monotonic()
        response = await self.client.post(path, params=query, content=body)
        seconds = time.monotonic() - began
        reply = Reply(response.status_code, response.text, seconds)
        if reply.status == 200 and reply.body.startswith("<"):
            reply.fields = self.read(reply.body)
        return reply

    def sealed(self, xml: str) -> tuple[dict[str, str], str]:
        """Query and body of a delivery in this mode."""
        timestamp, nonce = str(int(time.time())), f"nonce{next(self._nonces)}"
        query = {"timestamp": timestamp, "nonce": nonce, "openid": self.openid}
        query["signature"] = signature(TOKEN, timestamp, nonce)
        if self.mode == "plain":
            return query, xml
        envelope = WeChatCrypto(TOKEN, KEY, APPID).encrypt_message(xml, nonce, timestamp)
        parsed = ElementTree.fromstring(envelope)
        encrypted = parsed.findtext("Encrypt") or ""
        query |= {"encrypt_type": "aes", "msg_signature": parsed.findtext("MsgSignature") or ""}
        if self.mode == "compat":
            return query, xml.replace("</xml>", f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>")
        to = f"<ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
        return query, f"<xml>{to}<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"

    def read(self, body: str) -> dict[str, str]:
        """The elements of a reply, decrypted where it is encrypted."""
        root = ElementTree.fromstring(body)
        if self.mode != "plain":
            given = {name: root.findtext(name) or "" for name in ("MsgSignature", "TimeStamp")}
            crypto = WeChatCrypto(TOKEN, KEY, APPID)
            body = crypto.decrypt_message(
                body, given["MsgSignature"], given["TimeStamp"], root.findtext("Nonce")
            )
            root = ElementTree.fromstring(body)
        return {element.tag: element.text or "" for element in root}
