"""Messenger: signed events in, texts with quick replies out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from connectors.choices import short_payload
from connectors.mailbox.calls import Calls, Reaction
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.platform import Part
from connectors.mailbox.rendering import Style, as_messenger, contact_of, shortened, texts, whole
from connectors.mailbox.responder import CATALOGUE
from connectors.mailbox.storage import Row
from connectors.messenger.messages import parse_webhook
from connectors.messenger.settings import MessengerSettings
from connectors.meta import MetaPlatform
from connectors.plain_text import listed
from connectors.protocol import Button, OutboundMessage
from nlu.catalogues import sentences

_STYLE: Final = Style(as_messenger, 2000)
_LONGEST_TITLE: Final = 20
_MOST_REPLIES: Final = 13
_LONGEST_PAYLOAD: Final = 1000
_LONGEST_BUTTON_TEXT: Final = 640
_REACTIONS: Final[Mapping[tuple[int, int] | int, Reaction]] = {
    (10, 2018278): Reaction.HOLD,  # more than 24 hours after the person's last message
    (10, 2018065): Reaction.HOLD,
    (551, 1545041): Reaction.GONE,  # this person is not available
    (200, 1545041): Reaction.GONE,
    (10, 2018108): Reaction.GONE,  # this person takes no messages of ours
    (100, 2018001): Reaction.GONE,  # no such person
    1200: Reaction.RETRY,  # for the moment
    (100, 2018109): Reaction.REFUSED,
}


class MessengerPlatform(MetaPlatform):
    """One page."""

    name: ClassVar[str] = "messenger"

    def __init__(self, settings: MessengerSettings, calls: Calls | None = None) -> None:
        token = settings.page_access_token
        super().__init__(settings, settings.page_id, token, parse_webhook, _REACTIONS, calls)

    def render(self, messages: Sequence[OutboundMessage]) -> Sequence[Part]:
        """Texts, the choices under the last one; see `Platform`.

        Messenger drops quick replies as soon as another message follows them: those of all
        messages go under the last text of the answer.
        """
        parts: list[dict[str, Any]] = []
        buttons = [button for message in messages for button in message.buttons]
        fit = len(buttons) <= _MOST_REPLIES and all(
            0 < len(button.title) <= _LONGEST_TITLE for button in buttons
        )
        lists, numbered = listed(messages)
        fit = fit or not numbered
        for message, shown in zip(messages, lists, strict=True):
            text = "\n\n".join(part for part in (whole(message), "" if fit else shown) if part)
            parts.extend({"message": {"text": piece}} for piece in texts(text, _STYLE))
            parts.extend(_call_button(message))
        if buttons:
            language = str(messages[-1].custom.get("language") or "en")
            if not parts or "text" not in parts[-1]["message"]:
                choose = sentences(CATALOGUE).say("choose", language)
                parts.append({"message": {"text": choose}})
            parts[-1]["message"]["quick_replies"] = _quick_replies(buttons, fit)
        return parts

    async def send(self, address: Mapping[str, str], row: Row) -> None:
        """Send a message; see `Platform`."""
        to = {"recipient": {"id": address["to"]}}
        await self.call("messenger messages", {**to, **_response(row.part)})

    async def greet(self, message: Incoming) -> None:
        """Show that we write."""
        to = {"recipient": {"id": message.address["to"]}}
        await self.call("messenger typing", {**to, "sender_action": "typing_on"})


def _response(part: Part) -> dict[str, Any]:
    return {"messaging_type": "RESPONSE", "message": part["message"]}


def _quick_replies(buttons: Sequence[Button], fit: bool) -> list[dict[str, str]]:
    """The choices by their titles where those fit, else by the numbers they have in the text."""
    short = [shortened(button.title, _LONGEST_TITLE) for button in buttons]
    titles = short if fit else [str(number) for number in range(1, len(buttons) + 1)]
    return [
        {
            "content_type": "text",
            "title": title,
            "payload": short_payload(button.payload or button.title, _LONGEST_PAYLOAD),
        }
        for title, button in zip(titles[:_MOST_REPLIES], buttons, strict=False)
    ]


def _call_button(message: OutboundMessage) -> list[dict[str, Any]]:
    """A button that calls the place, where the number is one that can be dialled from abroad."""
    contact = contact_of(message)
    number = re.sub(r"[ -]", "", contact.numbers[0]) if contact else ""
    if contact is None or not number.startswith("+"):
        return []
    button = {"type": "phone_number", "title": contact.numbers[0][:_LONGEST_TITLE]}
    payload = {
        "template_type": "button",
        "text": shortened(contact.name, _LONGEST_BUTTON_TEXT),
        "buttons": [{**button, "payload": number}],
    }
    return [{"message": {"attachment": {"type": "template", "payload": payload}}}]
