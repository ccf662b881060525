"""Each platform's side: its webhooks as its public documentation shows them, its API as a fake.

Signing here is written anew from the platforms' documentation, and shares nothing with the code
that is tested; WeCom's is wechatpy's.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from wechatpy.crypto import WeChatCrypto

from connectors.clock import Clock
from connectors.mailbox import Platform
from connectors.mailbox.calls import Calls
from connectors.mailbox.storage import Storage
from connectors.messenger import MessengerPlatform, MessengerSettings
from connectors.telegram import TelegramPlatform, TelegramSettings
from connectors.twilio import TwilioPlatform, TwilioSettings
from connectors.wecom import WeComPlatform, WeComSettings
from connectors.whatsapp import WhatsAppPlatform, WhatsAppSettings
from tests.connectors.mailbox.fake_api import Call, FakeApi

BOT_TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
WEBHOOK_SECRET = "a-secret_only-for-tests"
ACCOUNT_SID = "AC00000000000000000000000000000001"
AUTH_TOKEN = "twilio-token-for-tests"
PUBLIC_URL = "https://bot.example.org/webhooks/twilio"
APP_SECRET = "app-secret-for-tests"
VERIFY_TOKEN = "verify-token-for-tests"
PHONE_NUMBER_ID = "106540352242922"
PAGE_ID = "682498302938465"
CORP_ID = "ww5f1c2d3e4a5b6c7d"
KEY = "FDIYd0wzVpOYoF/Mdy9KJclyCD0li2o6JY5/H+jIm4U"
WECOM_TOKEN = "wecomToken2026"
KFID = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"


@dataclass
class Post:
    """A request to the webhook."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


class Phone(ABC):
    """A platform as the tests play it."""

    name: str
    own_ids = True
    """Whether each call of `text` is one message, told by its id."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.now = time.time

    @abstractmethod
    def api(self) -> FakeApi:
        """Its API."""

    @abstractmethod
    def platform(self, calls: Calls, storage: Storage, clock: Clock) -> Platform:
        """Our side, with settings for it."""

    @abstractmethod
    def text(self, text: str, person: str = "1", identity: int | None = None) -> Post:
        """A signed text; the same identity is the same message."""

    @abstractmethod
    def button(self, title: str, payload: str, person: str = "1") -> Post:
        """A signed press of a button."""

    @abstractmethod
    def shown(self, call: Call) -> tuple[str, str]:
        """To whom a call of the API brings what words."""

    def sign(self, body: bytes) -> Post:
        """A request with this body, rightly signed."""
        return Post(body)

    def identity(self, given: int | None) -> int:
        return next(self.numbers) if given is None else given


class Telegram(Phone):
    name = "telegram"

    def api(self) -> FakeApi:
        return FakeApi(
            lambda call: (
                call.path.rsplit("/", 1)[-1] in ("sendMessage", "sendContact", "sendVenue")
            ),
            lambda call: (200, {"ok": True, "result": {}}),
        )

    def platform(self, calls: Calls, storage: Storage, clock: Clock) -> Platform:
        settings = TelegramSettings(bot_token=BOT_TOKEN, webhook_secret=WEBHOOK_SECRET)
        return TelegramPlatform(settings, calls)

    def sign(self, body: bytes) -> Post:
        return Post(body, {"X-Telegram-Bot-Api-Secret-Token": WEBHOOK_SECRET})

    def update(self, identity: int | None = None, **content: Any) -> Post:
        update = {"update_id": 10000 + self.identity(identity), **content}
        return self.sign(json.dumps(update).encode())

    def message(self, person: str = "1", **content: Any) -> dict[str, Any]:
        number = int(hashlib.sha256(person.encode()).hexdigest()[:8], 16)
        return {
            "message_id": 1365,
            "from": {
                "id": number,
                "is_bot": False,
                "first_name": "Test",
                "last_name": "Lastname",
                "username": "Testusername",
                "language_code": "en",
            },
            "chat": {"id": number, "first_name": "Test", "type": "private"},
            "date": int(self.now()),
            **content,
        }

    def text(self, text: str, person: str = "1", identity: int | None = None) -> Post:
        return self.update(identity, message=self.message(person, text=text))

    def button(self, title: str, payload: str, person: str = "1") -> Post:
        markup = {"inline_keyboard": [[{"text": title, "callback_data": payload}]]}
        message = self.message(person, text="Which?", reply_markup=markup)
        query = {
            "id": "4382bfdwdsb323b2d9",
            "from": message["from"],
            "message": {**message, "from": {"id": 110201543, "is_bot": True, "first_name": "Bot"}},
            "chat_instance": "42a",
            "data": payload,
        }
        return self.update(callback_query=query)

    def shown(self, call: Call) -> tuple[str, str]:
        return str(call.fields["chat_id"]), str(call.fields.get("text", ""))


class Twilio(Phone):
    name = "twilio"

    def api(self) -> FakeApi:
        return FakeApi(
            lambda call: call.path.endswith("/Messages.json"),
            lambda call: (201, {"sid": "SM1", "status": "queued"}),
        )

    def platform(self, calls: Calls, storage: Storage, clock: Clock) -> Platform:
        settings = TwilioSettings(
            account_sid=ACCOUNT_SID,
            auth_token=AUTH_TOKEN,
            sender="whatsapp:+14155238886",
            public_url=PUBLIC_URL,
        )
        return TwilioPlatform(settings, calls)

    def form(self, **fields: str) -> Post:
        signed = PUBLIC_URL + "".join(name + fields[name] for name in sorted(fields))
        digest = hmac.new(AUTH_TOKEN.encode(), signed.encode(), "sha1").digest()
        headers = {
            "X-Twilio-Signature": base64.b64encode(digest).decode(),
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        }
        return Post(urlencode(fields).encode(), headers)

    def message(self, person: str = "1", identity: int | None = None, **fields: str) -> Post:
        common = {
            "SmsMessageSid": "SM0",
            "NumMedia": "0",
            "ProfileName": "Test",
            "SmsStatus": "received",
            "MessageSid": f"SM{self.identity(identity):032d}",
            "AccountSid": ACCOUNT_SID,
            "From": f"whatsapp:+8657100000{person}",
            "To": "whatsapp:+14155238886",
            "WaId": f"8657100000{person}",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
            "Body": "",
        }
        return self.form(**{**common, **fields})

    def text(self, text: str, person: str = "1", identity: int | None = None) -> Post:
        return self.message(person, identity, Body=text)

    def button(self, title: str, payload: str, person: str = "1") -> Post:
        more = {"ButtonText": title, "ButtonPayload": payload, "MessageType": "button"}
        return self.message(person, Body=title, **more)

    def shown(self, call: Call) -> tuple[str, str]:
        return str(call.fields["To"]), str(call.fields["Body"])


class Meta(Phone):
    def sign(self, body: bytes) -> Post:
        digest = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
        return Post(body, {"X-Hub-Signature-256": f"sha256={digest}"})


class WhatsApp(Meta):
    name = "whatsapp"

    def api(self) -> FakeApi:
        return FakeApi(
            lambda call: "type" in call.fields,
            lambda call: (200, {"messaging_product": "whatsapp", "messages": [{"id": "wamid.X"}]}),
        )

    def platform(self, calls: Calls, storage: Storage, clock: Clock) -> Platform:
        settings = WhatsAppSettings(
            access_token="EAAtest",
            phone_number_id=PHONE_NUMBER_ID,
            app_secret=APP_SECRET,
            verify_token=VERIFY_TOKEN,
        )
        return WhatsAppPlatform(settings, calls)

    def change(self, **value: Any) -> Post:
        metadata = {"display_phone_number": "15550783881", "phone_number_id": PHONE_NUMBER_ID}
        content = {"messaging_product": "whatsapp", "metadata": metadata, **value}
        body = {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1028", "changes": [{"value": content, "field": "messages"}]}],
        }
        return self.sign(json.dumps(body).encode())

    def message(self, person: str = "1", identity: int | None = None, **content: Any) -> Post:
        number = f"1650387943{person}"
        message = {
            "from": number,
            "id": f"wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJD{self.identity(identity)}",
            "timestamp": str(int(self.now())),
            **content,
        }
        contact = {"profile": {"name": "Sheena Nelson"}, "wa_id": number}
        return self.change(contacts=[contact], messages=[message])

    def text(self, text: str, person: str = "1", identity: int | None = None) -> Post:
        return self.message(person, identity, type="text", text={"body": text})

    def button(self, title: str, payload: str, person: str = "1") -> Post:
        reply = {"type": "button_reply", "button_reply": {"id": payload, "title": title}}
        return self.message(person, type="interactive", interactive=reply)

    def shown(self, call: Call) -> tuple[str, str]:
        kind = call.fields["type"]
        if kind == "interactive":
            return call.fields["to"], call.fields["interactive"]["body"]["text"]
        return call.fields["to"], call.fields.get("text", {}).get("body", "")


class Messenger(Meta):
    name = "messenger"

    def api(self) -> FakeApi:
        return FakeApi(
            lambda call: "message" in call.fields,
            lambda call: (200, {"recipient_id": "1", "message_id": "m_X"}),
        )

    def platform(self, calls: Calls, storage: Storage, clock: Clock) -> Platform:
        settings = MessengerSettings(
            page_access_token="EAAtest",
            page_id=PAGE_ID,
            app_secret=APP_SECRET,
            verify_token=VERIFY_TOKEN,
        )
        return MessengerPlatform(settings, calls)

    def event(self, person: str = "1", **content: Any) -> Post:
        event = {
            "sender": {"id": f"600000000000{person}"},
            "recipient": {"id": PAGE_ID},
            "timestamp": int(self.now() * 1000),
            **content,
        }
        entry = {"id": PAGE_ID, "time": int(self.now() * 1000), "messaging": [event]}
        return self.sign(json.dumps({"object": "page", "entry": [entry]}).encode())

    def text(self, text: str, person: str = "1", identity: int | None = None) -> Post:
        return self.event(person, message={"mid": f"m_{self.identity(identity)}", "text": text})

    def button(self, title: str, payload: str, person: str = "1") -> Post:
        message = {"mid": f"m_{next(self.numbers)}", "text": title}
        return self.event(person, message={**message, "quick_reply": {"payload": payload}})

    def shown(self, call: Call) -> tuple[str, str]:
        return call.fields["recipient"]["id"], call.fields["message"].get("text", "")


class WeCom(Phone):
    name = "wecom"
    own_ids = False

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[dict[str, Any]] = []
        self.page = 100
        self.token = "TOKEN-1"
        self.crypto = WeChatCrypto(WECOM_TOKEN, KEY, CORP_ID)

    def api(self) -> FakeApi:
        return FakeApi(lambda call: call.path.endswith(("send_msg", "send_msg_on_event")), self._ok)

    def _ok(self, call: Call) -> tuple[int, Mapping[str, Any]]:
        if call.path.endswith("gettoken"):
            return 200, {"errcode": 0, "access_token": self.token, "expires_in": 7200}
        if call.query.get("access_token") != self.token:
            return 200, {"errcode": 42001, "errmsg": "access_token expired"}
        if call.path.endswith("sync_msg"):
            first = int(call.fields.get("cursor") or 0)
            after = min(first + self.page, len(self.listed))
            return 200, {
                "errcode": 0,
                "next_cursor": str(after),
                "has_more": int(after < len(self.listed)),
                "msg_list": self.listed[first:after],
            }
        return 200, {"errcode": 0, "errmsg": "ok", "msgid": "X"}

    def platform(self, calls: Calls, storage: Storage, clock: Clock) -> Platform:
        settings = WeComSettings(
            corp_id=CORP_ID, secret="wecom-secret", token=WECOM_TOKEN, encoding_aes_key=KEY
        )
        return WeComPlatform(settings, storage, clock, calls)

    def sign(self, body: bytes) -> Post:
        stamp, nonce = str(int(self.now())), "415670741"
        sealed = self.crypto.encrypt_message(body.decode("utf-8", "replace"), nonce, stamp)
        signature = sealed.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
        encrypt = sealed.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
        xml = f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><Encrypt><![CDATA[{encrypt}]]>"
        query = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}
        return Post(f"{xml}</Encrypt><AgentID></AgentID></xml>".encode(), {}, query)

    def notice(self) -> Post:
        content = (
            f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName>"
            f"<CreateTime>{int(self.now())}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
            f"<Event><![CDATA[kf_msg_or_event]]></Event>"
            f"<Token><![CDATA[ENCToken{next(self.numbers)}]]></Token>"
            f"<OpenKfId><![CDATA[{KFID}]]></OpenKfId></xml>"
        )
        return self.sign(content.encode())

    def put(self, person: str = "1", identity: int | None = None, **content: Any) -> Post:
        """A message into the list, and the notice of it."""
        self.listed.append(
            {
                "msgid": f"msg{self.identity(identity)}",
                "open_kfid": KFID,
                "external_userid": f"wmAJ2GCAAAme1XQRC{person}",
                "send_time": int(self.now()),
                "origin": 3,
                **content,
            }
        )
        return self.notice()

    def text(self, text: str, person: str = "1", identity: int | None = None) -> Post:
        return self.put(person, identity, msgtype="text", text={"content": text})

    def button(self, title: str, payload: str, person: str = "1") -> Post:
        return self.put(person, msgtype="text", text={"content": title, "menu_id": payload})

    def shown(self, call: Call) -> tuple[str, str]:
        content = call.fields.get("text", {}).get("content")
        head = call.fields.get("msgmenu", {}).get("head_content")
        return str(call.fields.get("touser")), str(content or head or "")


PHONES = {phone.name: phone for phone in (Telegram, Twilio, WhatsApp, Messenger, WeCom)}
