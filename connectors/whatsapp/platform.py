"""WhatsApp: signed changes in; texts, buttons, lists, contacts and locations out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from connectors.choices import short_payload
from connectors.mailbox.calls import Calls, Reaction
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.platform import Part
from connectors.mailbox.rendering import (
    Style,
    as_whatsapp,
    contact_of,
    shortened,
    spot_of,
    texts,
    whole,
)
from connectors.mailbox.responder import CATALOGUE
from connectors.mailbox.storage import Row
from connectors.meta import MetaPlatform
from connectors.protocol import Button, OutboundMessage
from connectors.whatsapp.messages import parse_webhook
from connectors.whatsapp.settings import WhatsAppSettings
from nlu.catalogues import sentences

_STYLE: Final = Style(as_whatsapp, 4096)
_PRODUCT: Final = {"messaging_product": "whatsapp"}
_LONGEST_BODY: Final = 1024
"""Characters of the text above buttons."""
_MOST_BUTTONS: Final = 3
_LONGEST_TITLE: Final = 20
_MOST_ROWS: Final = 10
_LONGEST_ROW: Final = 24
_LONGEST_DESCRIPTION: Final = 72
_LONGEST_ID: Final = 200
_REACTIONS: Final[Mapping[tuple[int, int] | int, Reaction]] = {
    131047: Reaction.HOLD,  # more than 24 hours after the person's last message
    131008: Reaction.REFUSED,  # a parameter is missing
    131009: Reaction.REFUSED,  # a parameter is wrong
    131026: Reaction.GONE,  # cannot be delivered to this person
    131030: Reaction.GONE,  # not on the list of a test number
    131000: Reaction.RETRY,  # something went wrong
    131016: Reaction.RETRY,  # service out of order
    131057: Reaction.RETRY,  # account in maintenance
    130429: Reaction.RETRY,  # throughput of the number
    131048: Reaction.RETRY,  # limited for being reported
    131056: Reaction.RETRY,  # too many messages to this person
    80007: Reaction.RETRY,  # limit of the business account
    131031: Reaction.ALARM,  # account locked
    131042: Reaction.ALARM,  # payment
    131045: Reaction.ALARM,  # number not registered
    131005: Reaction.ALARM,  # no permission
    33: Reaction.ALARM,  # number deleted
}


class WhatsAppPlatform(MetaPlatform):
    """One number."""

    name: ClassVar[str] = "whatsapp"

    def __init__(self, settings: WhatsAppSettings, calls: Calls | None = None) -> None:
        token = settings.access_token
        super().__init__(
            settings, settings.phone_number_id, token, parse_webhook, _REACTIONS, calls
        )

    def render(self, messages: Sequence[OutboundMessage]) -> Sequence[Part]:
        """Texts, the choices of each under it; see `Platform`."""
        return [part for message in messages for part in _parts(message)]

    async def send(self, address: Mapping[str, str], row: Row) -> None:
        """Send a message; see `Platform`."""
        part = {name: value for name, value in row.part.items() if name != "receipt"}
        to = {"recipient_type": "individual", "to": address["to"]}
        await self.call("whatsapp messages", {**_PRODUCT, **to, **part})

    async def greet(self, message: Incoming) -> None:
        """Mark the message as read, and show that we write."""
        read = {"status": "read", "message_id": message.receipt["message"]}
        typing = {"typing_indicator": {"type": "text"}}
        await self.call("whatsapp typing", {**_PRODUCT, **read, **typing})


def _parts(message: OutboundMessage) -> list[Part]:
    parts: list[Part] = [
        {"type": "text", "text": {"body": text, "preview_url": False}}
        for text in texts(whole(message), _STYLE)
    ]
    if message.buttons:
        language = str(message.custom.get("language") or "en")
        body = sentences(CATALOGUE).say("choose", language)
        last = parts[-1]["text"]["body"] if parts else ""
        if 0 < len(last) <= _LONGEST_BODY:
            parts.pop()
            body = last
        parts.extend(_interactive(body, message.buttons, language))
    return [*parts, *_cards(message)]


def _interactive(body: str, buttons: Sequence[Button], language: str) -> Iterator[Part]:
    """Up to three buttons where their titles fit, else lists of ten."""
    short = all(0 < len(button.title) <= _LONGEST_TITLE for button in buttons)
    different = len({button.title for button in buttons}) == len(buttons)
    if len(buttons) <= _MOST_BUTTONS and short and different:
        action: dict[str, Any] = {
            "buttons": [{"type": "reply", "reply": _reply(button)} for button in buttons]
        }
        yield _interaction("button", body, action)
        return
    say = sentences(CATALOGUE).say
    title = shortened(say("choose.button", language), _LONGEST_TITLE)
    for first in range(0, len(buttons), _MOST_ROWS):
        rows = [_row(button) for button in buttons[first : first + _MOST_ROWS]]
        text = body if first == 0 else say("choose", language)
        yield _interaction("list", text, {"button": title, "sections": [{"rows": rows}]})


def _interaction(kind: str, body: str, action: Mapping[str, Any]) -> Part:
    content = {"type": kind, "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": content}


def _reply(button: Button) -> dict[str, str]:
    return {"id": _identity(button), "title": button.title}


def _row(button: Button) -> dict[str, str]:
    row = {"id": _identity(button), "title": shortened(button.title, _LONGEST_ROW) or "…"}
    if len(button.title) > _LONGEST_ROW:
        row["description"] = shortened(button.title, _LONGEST_DESCRIPTION)
    return row


def _identity(button: Button) -> str:
    return short_payload(button.payload or button.title, _LONGEST_ID)


def _cards(message: OutboundMessage) -> Iterator[Part]:
    contact, spot = contact_of(message), spot_of(message)
    if spot is not None:
        place = {"latitude": spot.latitude, "longitude": spot.longitude, "name": spot.name}
        yield {"type": "location", "location": {**place, "address": spot.address}}
    if contact is not None:
        name = {"formatted_name": contact.name, "first_name": contact.name}
        phones = [{"phone": number, "type": "WORK"} for number in contact.numbers]
        yield {"type": "contacts", "contacts": [{"name": name, "phones": phones}]}
