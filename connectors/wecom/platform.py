"""WeCom customer service: encrypted notices in, messages fetched; texts and menus out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final

from connectors.choices import short_payload
from connectors.clock import Clock, system_clock
from connectors.errors import BadRequest
from connectors.mailbox.calls import Calls, Reaction, SendError, create_client
from connectors.mailbox.fields import members
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.platform import Acknowledgement, Fetched, Part, Platform, Webhook, Window
from connectors.mailbox.rendering import Style, shortened, texts, whole
from connectors.mailbox.responder import CATALOGUE
from connectors.mailbox.storage import Row
from connectors.off_loop import OffLoop
from connectors.plain_text import plain_text
from connectors.protocol import Button, OutboundMessage
from connectors.wechat.crypto import MessageCipher, is_signed
from connectors.wechat.errors import SignatureMismatch, StaleRequest, UnreadableMessage
from connectors.wechat.messages import parse_envelope, parse_fields
from connectors.wecom.messages import parse_messages, parse_notice
from connectors.wecom.settings import WeComSettings
from connectors.wecom.tokens import TokenStore, WeComTokens
from nlu.catalogues import sentences

_STYLE: Final = Style(plain_text, 2000, "bytes")
"""Bytes of a text; WeCom takes 2048."""
_LONGEST_HEAD: Final = 1000
_LONGEST_CLICK: Final = 126
"""Bytes of a menu item's id and of its words; WeCom takes 128."""
_MOST_ITEMS: Final = 10
_LONGEST_PARAMETER: Final = 512
_FETCHED: Final = 200
_TOKEN_LIVES: Final = 540.0
"""Seconds for which a notice's token makes fetching cheaper."""
_FIRST_LOOK_BACK: Final = 600.0
"""Seconds of history that are answered on the very first fetch; WeCom gives three days."""
_BAD_TOKEN: Final = frozenset({40001, 40014, 42001})
_REACTIONS: Final = {
    -1: Reaction.RETRY,  # busy
    45009: Reaction.RETRY,  # too many calls
    45033: Reaction.RETRY,  # too many at once
    95001: Reaction.HOLD,  # five messages were sent since the person's last
    40013: Reaction.ALARM,  # corp id wrong
    40056: Reaction.ALARM,  # no such agent
    48002: Reaction.ALARM,  # no right to this API
    60020: Reaction.ALARM,  # our address is not in the list
    95000: Reaction.ALARM,  # no such account
    95004: Reaction.ALARM,  # no such account
}
_ABOUT_SESSIONS: Final = range(95000, 96000)
_PAUSES: Final = {45009: 60.0}


class WeComPlatform(Platform):
    """The customer service accounts of one company. `store` keeps the access token."""

    name: ClassVar[str] = "wecom"
    burst: ClassVar[int] = 5
    window: Window | None = Window(timedelta(hours=48), pushes=5)
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("success")

    def __init__(
        self,
        settings: WeComSettings,
        store: TokenStore,
        clock: Clock = system_clock,
        calls: Calls | None = None,
    ) -> None:
        self._settings = settings
        self._token = settings.token.get_secret_value()
        self._cipher = MessageCipher(settings.encoding_aes_key.get_secret_value(), settings.corp_id)
        self._clock = clock
        self._calls = calls or Calls(create_client(), settings.api_base)
        self._off_loop = OffLoop(2)
        self._tokens = WeComTokens(settings, self._calls, store, self._off_loop, clock)
        self.account = settings.corp_id

    def check(self, query: Mapping[str, str]) -> str:
        """The decrypted `echostr`; see `Platform`."""
        return self._open(query, _parameter(query, "echostr"))

    def accept(self, webhook: Webhook) -> Sequence[Incoming]:
        """The notice in a callback; see `Platform`."""
        ciphertext = parse_envelope(webhook.body)
        if not ciphertext:
            raise UnreadableMessage("Encrypt is missing.")
        return parse_notice(parse_fields(self._open(webhook.query, ciphertext).encode()))

    def render(self, messages: Sequence[OutboundMessage]) -> Sequence[Part]:
        """Texts, and menus of choices; see `Platform`."""
        return [part for message in messages for part in _parts(message)]

    async def fetch(self, notice: Incoming, cursor: str | None) -> Fetched:
        """The next messages (`kf/sync_msg`); see `Platform`."""
        fields: dict[str, Any] = {"limit": _FETCHED, "open_kfid": notice.address["account"]}
        now = self._clock().timestamp()
        if notice.sent_at is not None and now - notice.sent_at < _TOKEN_LIVES:
            fields["token"] = notice.receipt["token"]
        if cursor:
            fields["cursor"] = cursor
        answer = await self._call("/cgi-bin/kf/sync_msg", fields)
        since = 0.0 if cursor else (notice.sent_at or now) - _FIRST_LOOK_BACK
        listed = parse_messages(members(answer, "msg_list"), since)
        following = answer.get("next_cursor")
        known = following if isinstance(following, str) and following else cursor
        return Fetched(listed, known, answer.get("has_more") == 1)

    async def send(self, address: Mapping[str, str], row: Row) -> None:
        """Send a message, or the welcome that an entry allows; see `Platform`.

        The row's key makes it one message however often it is sent.
        """
        part = {name: value for name, value in row.part.items() if name != "receipt"}
        code = row.part.get("receipt", {}).get("welcome")
        identity = hashlib.sha256(row.key.encode()).hexdigest()[:32]
        if code:
            welcome = {"code": code, "msgid": identity, **part}
            await self._call("/cgi-bin/kf/send_msg_on_event", welcome)
            return
        to = {"touser": address["to"], "open_kfid": address["account"], "msgid": identity}
        await self._call("/cgi-bin/kf/send_msg", {**to, **part})

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()
        self._off_loop.close()

    def _open(self, query: Mapping[str, str], ciphertext: str) -> str:
        """The plaintext, once its signature and time are found right. Raises a ConnectorError."""
        timestamp, nonce = _parameter(query, "timestamp"), _parameter(query, "nonce")
        signature = _parameter(query, "msg_signature")
        if not is_signed(signature, self._token, timestamp, nonce, ciphertext):
            raise SignatureMismatch
        if not (timestamp.isascii() and timestamp.isdecimal()):
            raise BadRequest("bad-timestamp", "The timestamp is not a number.")
        window = self._settings.timestamp_window
        if window and abs(self._clock().timestamp() - int(timestamp)) > window:
            raise StaleRequest
        return self._cipher.decrypt(ciphertext)

    async def _call(self, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer of a call; a refused token is replaced once."""
        token = await self._tokens.current()
        status, answer = await self._once(path, token, fields)
        if answer.get("errcode") in _BAD_TOKEN:
            token = await self._tokens.current(refused=token)
            status, answer = await self._once(path, token, fields)
        code = answer.get("errcode", 0)
        if status == 200 and code == 0:
            return answer
        raise SendError(
            _reaction(status, code),
            f"wecom {path.rsplit('/', 1)[-1]}",
            code=str(code),
            pause=_PAUSES.get(code) if isinstance(code, int) else None,
        )

    async def _once(
        self, path: str, token: str, fields: Mapping[str, Any]
    ) -> tuple[int, Mapping[str, Any]]:
        what = f"wecom {path.rsplit('/', 1)[-1]}"
        return await self._calls.post(what, path, fields, query={"access_token": token})


def _reaction(status: int, code: object) -> Reaction:
    if not isinstance(code, int) or status != 200:
        return Reaction.RETRY
    if code in _BAD_TOKEN:
        return Reaction.ALARM
    if code in _REACTIONS:
        return _REACTIONS[code]
    # The session is closed, or a member of staff serves the person in WeCom itself.
    return Reaction.HOLD if code in _ABOUT_SESSIONS else Reaction.REFUSED


def _parts(message: OutboundMessage) -> list[Part]:
    parts: list[Part] = [
        {"msgtype": "text", "text": {"content": text}} for text in texts(whole(message), _STYLE)
    ]
    language = str(message.custom.get("language") or "en")
    for first in range(0, len(message.buttons), _MOST_ITEMS):
        head = sentences(CATALOGUE).say("choose", language)
        last = parts[-1] if parts and not first else {}
        content = str(last.get("text", {}).get("content", ""))
        if 0 < len(content.encode()) <= _LONGEST_HEAD:
            parts.pop()
            head = content
        items = [_item(button) for button in message.buttons[first : first + _MOST_ITEMS]]
        parts.append({"msgtype": "msgmenu", "msgmenu": {"head_content": head, "list": items}})
    return parts


def _item(button: Button) -> dict[str, Any]:
    words = button.title
    while len(words.encode("utf-8", "replace")) > _LONGEST_CLICK:
        words = shortened(words, len(words) - 1)
    identity = short_payload(button.payload or button.title, _LONGEST_CLICK)
    return {"type": "click", "click": {"id": identity, "content": words or "…"}}


def _parameter(query: Mapping[str, str], name: str) -> str:
    value = query.get(name, "")
    if not 0 < len(value) <= _LONGEST_PARAMETER:
        raise BadRequest("missing-parameter", f"The parameter {name} is missing or too long.")
    return value
