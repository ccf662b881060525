"""Telegram: updates in, messages with inline keyboards, contacts and venues out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from connectors.body import parse_object
from connectors.choices import short_payload
from connectors.errors import Forbidden
from connectors.mailbox.calls import Calls, Reaction, SendError, create_client
from connectors.mailbox.fields import same
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.platform import Part, Platform, Webhook
from connectors.mailbox.rendering import (
    Style,
    as_html,
    contact_of,
    shortened,
    spot_of,
    texts,
    whole,
)
from connectors.mailbox.storage import Row
from connectors.protocol import Button, OutboundMessage
from connectors.telegram.messages import parse_update
from connectors.telegram.settings import TelegramSettings

SECRET_HEADER: Final = "x-telegram-bot-api-secret-token"  # noqa: S105
_STYLE: Final = Style(as_html, 4096, "utf-16")
"""Telegram counts UTF-16 code units after the markup is taken away."""
LONGEST_DATA: Final = 64
"""Bytes of `callback_data`."""
_LONGEST_TITLE: Final = 120
_MOST_BUTTONS: Final = 40
_OK: Final = 200
_REACTIONS: Final = {401: Reaction.ALARM, 404: Reaction.ALARM, 403: Reaction.GONE}


class TelegramPlatform(Platform):
    """One bot. `account` is its id, the part of the token before the colon."""

    name: ClassVar[str] = "telegram"
    burst: ClassVar[int] = 20

    def __init__(self, settings: TelegramSettings, calls: Calls | None = None) -> None:
        self._token = settings.bot_token.get_secret_value()
        self._secret = settings.webhook_secret.get_secret_value()
        self._calls = calls or Calls(create_client(), settings.api_base)
        self.account = self._token.split(":")[0]

    def accept(self, webhook: Webhook) -> Sequence[Incoming]:
        """The message of an update; see `Platform`."""
        if not same(webhook.headers.get(SECRET_HEADER), self._secret):
            raise Forbidden("bad-secret", "The secret token is missing or wrong.")
        return parse_update(parse_object(webhook.body))

    def render(self, messages: Sequence[OutboundMessage]) -> Sequence[Part]:
        """Texts in HTML, choices under the last one; see `Platform`."""
        return [part for message in messages for part in _parts(message)]

    async def send(self, address: Mapping[str, str], row: Row) -> None:
        """Call the method that the part names; see `Platform`."""
        fields = {name: value for name, value in row.part.items() if name not in _OURS}
        await self._call(str(row.part["method"]), {"chat_id": address["chat"], **fields})

    async def greet(self, message: Incoming) -> None:
        """Take the waiting mark off a pressed button, and show that we write."""
        if "callback" in message.receipt:
            fields = {"callback_query_id": message.receipt["callback"]}
            await self._call("answerCallbackQuery", fields)
        fields = {"chat_id": message.address["chat"], "action": "typing"}
        await self._call("sendChatAction", fields)

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()

    async def _call(self, method: str, fields: Mapping[str, Any]) -> None:
        path = f"/bot{self._token}/{method}"
        status, answer = await self._calls.post(f"telegram {method}", path, fields)
        if status == _OK and answer.get("ok") is True:
            return
        described = str(answer.get("description", ""))
        if status >= 500:
            reaction = Reaction.RETRY
        elif "chat not found" in described or "user is deactivated" in described:
            reaction = Reaction.GONE
        else:
            reaction = _REACTIONS.get(status, Reaction.REFUSED)
        raise SendError(reaction, f"telegram {method}", code=str(status))


_OURS: Final = frozenset({"method", "receipt"})


def _parts(message: OutboundMessage) -> list[Part]:
    parts = [_text(text) for text in texts(whole(message), _STYLE)]
    keyboard = [[_button(button)] for button in message.buttons[:_MOST_BUTTONS]]
    if keyboard:
        if not parts:
            parts.append(_text("⬇"))
        parts[-1]["reply_markup"] = {"inline_keyboard": keyboard}
    contact, spot = contact_of(message), spot_of(message)
    if spot is not None:
        place = {"latitude": spot.latitude, "longitude": spot.longitude}
        parts.append(
            {"method": "sendVenue", "title": spot.name, "address": spot.address or "-", **place}
        )
    if contact is not None:
        number = {"phone_number": contact.numbers[0], "first_name": shortened(contact.name, 64)}
        parts.append({"method": "sendContact", **number})
    return list(parts)


def _text(text: str) -> dict[str, Any]:
    return {
        "method": "sendMessage",
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _button(button: Button) -> dict[str, str]:
    title = shortened(button.title, _LONGEST_TITLE)
    data = short_payload(button.payload or button.title, LONGEST_DATA)
    return {"text": title or "…", "callback_data": data}
