"""Twilio: form fields in, texts with numbered choices out.

After "Twilio's request to your incoming message webhook URL" and the Messages resource
(twilio.com/docs/messaging). WhatsApp and SMS differ in nothing but the prefix of the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar, Final
from urllib.parse import parse_qsl

from connectors.body import identifier
from connectors.errors import BadRequest, Forbidden, Unprocessable
from connectors.mailbox.calls import Calls, Reaction, SendError, create_client
from connectors.mailbox.fields import words
from connectors.mailbox.incoming import Incoming, Kind
from connectors.mailbox.platform import Acknowledgement, Part, Platform, Webhook, Window
from connectors.mailbox.rendering import Style, as_messenger, as_whatsapp, texts, whole
from connectors.mailbox.storage import Row
from connectors.plain_text import listed
from connectors.protocol import OutboundMessage
from connectors.twilio.settings import TwilioSettings
from connectors.twilio.signature import is_signed
from nlu.catalogues import sentences

SIGNATURE_HEADER: Final = "x-twilio-signature"
_LONGEST: Final = 1600
_MOST_FIELDS: Final = 200
_WHATSAPP: Final = "whatsapp:"
_CREATED: Final = 201
_RECEIVED: Final = frozenset({"", "received", "receiving"})
_KINDS: Final[Mapping[str, Kind]] = {"audio": "voice", "image": "image", "video": "image"}

_REACTIONS: Final = {
    20429: Reaction.RETRY,  # too many requests
    14107: Reaction.RETRY,  # rate limit of the number
    63018: Reaction.RETRY,  # rate limit of the channel
    63016: Reaction.HOLD,  # outside WhatsApp's 24 hours
    21610: Reaction.GONE,  # the person sent STOP
    21211: Reaction.GONE,  # no such number
    21614: Reaction.GONE,  # cannot receive
    63003: Reaction.GONE,  # no such person on the channel
    63024: Reaction.GONE,  # not on WhatsApp
    20003: Reaction.ALARM,  # credentials
    20404: Reaction.ALARM,  # no such account
    21606: Reaction.ALARM,  # the sender is not ours
    63007: Reaction.ALARM,  # the sender is not a channel of ours
}


class TwilioPlatform(Platform):
    """One sender of one account."""

    name: ClassVar[str] = "twilio"
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement(
        '<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml"
    )

    def __init__(self, settings: TwilioSettings, calls: Calls | None = None) -> None:
        self._settings = settings
        self._token = settings.auth_token.get_secret_value()
        self._calls = calls or Calls(create_client(), settings.api_base)
        self.account = settings.sender
        whatsapp = settings.sender.startswith(_WHATSAPP)
        self._style = Style(as_whatsapp if whatsapp else as_messenger, _LONGEST)
        self.window = Window(timedelta(hours=24)) if whatsapp else None

    def accept(self, webhook: Webhook) -> Sequence[Incoming]:
        """The message in the form fields; see `Platform`."""
        pairs = _pairs(webhook.body)
        signature = webhook.headers.get(SIGNATURE_HEADER, "")
        if not is_signed(signature, self._token, self._signed_url(webhook.url), pairs):
            raise Forbidden("bad-signature", "The signature does not match.")
        fields = dict(pairs)
        if fields.get("MessageStatus", "") not in _RECEIVED or "From" not in fields:
            return []  # tells what became of a message of ours
        return [_message(fields)]

    def render(self, messages: Sequence[OutboundMessage]) -> Sequence[Part]:
        """Texts; choices are numbered through all messages; see `Platform`."""
        lists, choices = listed(messages)
        parts: list[Part] = []
        for message, shown in zip(messages, lists, strict=True):
            blocks = [whole(message), shown]
            if message.buttons and choices:
                language = str(message.custom.get("language") or "en")
                blocks.append(sentences().say("wechat.choose", language))
            text = "\n\n".join(block for block in blocks if block)
            parts.extend({"Body": body} for body in texts(text, self._style))
        return parts

    async def send(self, address: Mapping[str, str], row: Row) -> None:
        """Create a message; see `Platform`."""
        sid = self._settings.account_sid
        status, answer = await self._calls.post(
            "twilio Messages",
            f"/2010-04-01/Accounts/{sid}/Messages.json",
            {"To": address["to"], "From": self._settings.sender, "Body": row.part["Body"]},
            form=True,
            auth=(sid, self._token),
        )
        if status == _CREATED:
            return
        code = answer.get("code")
        other = Reaction.RETRY if status >= 500 else Reaction.REFUSED
        if status in (401, 403):
            other = Reaction.ALARM
        reaction = _REACTIONS.get(code, other) if isinstance(code, int) else other
        raise SendError(reaction, f"twilio Messages: status {status}", code=str(code))

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()

    def _signed_url(self, url: str) -> str:
        """The URL that Twilio signed: the public one, with the query of this request."""
        public = self._settings.public_url
        if not public:
            return url
        _, mark, query = url.partition("?")
        return public if "?" in public else public + mark + query


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise BadRequest("not-a-form", "The body is not a form in UTF-8.") from error


def _message(fields: Mapping[str, str]) -> Incoming:
    sender = identifier(fields, "From")
    common = {"person": sender, "address": {"to": sender}, "key": identifier(fields, "MessageSid")}
    if fields.get("Latitude"):
        label = f"{words(fields.get('Label', ''))} {words(fields.get('Address', ''))}"
        return Incoming(kind="location", text=label.strip(), **common)  # type: ignore[arg-type]
    body = words(fields.get("Body", ""))
    if fields.get("ButtonPayload"):
        payload = identifier(fields, "ButtonPayload", 1000)
        return Incoming(kind="button", text=body, payload=payload, **common)  # type: ignore[arg-type]
    if body:
        return Incoming(kind="text", text=body, **common)  # type: ignore[arg-type]
    if fields.get("NumMedia", "0") in ("", "0"):
        raise Unprocessable("empty-message", "The message has neither words nor media.")
    kind = _KINDS.get(fields.get("MediaContentType0", "").split("/")[0], "file")
    return Incoming(kind=kind, **common)  # type: ignore[arg-type]
