"""What WhatsApp sends: changes of a business account, with messages and statuses in them.

After "Messages" of the Cloud API's webhooks (developers.facebook.com, WhatsApp, webhooks
reference).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any, Final

from connectors.errors import Unprocessable
from connectors.mailbox.fields import member, members, optional_words, platform_id, seconds, words
from connectors.mailbox.incoming import Incoming, Kind

logger = logging.getLogger(__name__)

_UNREADABLE: Final[Mapping[str, Kind]] = {
    "audio": "voice",
    "voice": "voice",
    "image": "image",
    "video": "image",
    "sticker": "image",
    "document": "file",
    "contacts": "file",
    "unsupported": "other",
    "unknown": "other",
    "order": "other",
}


def parse_webhook(body: Mapping[str, Any], phone_number_id: str) -> list[Incoming]:
    """The messages to our number; none of groups, and nothing of reactions and statuses.

    A message that cannot be read is left out: the others in the request are not to be lost.

    Raises:
        Unprocessable: it is no webhook of a WhatsApp business account.
    """
    if body.get("object") != "whatsapp_business_account":
        raise Unprocessable("wrong-object", "This is not about a WhatsApp business account.")
    found: list[Incoming] = []
    for entry in members(body, "entry"):
        for change in members(entry, "changes"):
            value = member(change, "value")
            metadata = value.get("metadata")
            ours = isinstance(metadata, dict) and metadata.get("phone_number_id")
            if ours == phone_number_id:
                found.extend(_messages(value))
    return found


def _messages(value: Mapping[str, Any]) -> Iterator[Incoming]:
    for message in members(value, "messages"):
        try:
            read = _message(message)
        except Unprocessable:
            logger.warning("A WhatsApp message could not be read")
            continue
        if read is not None:
            yield read


def _message(message: Mapping[str, Any]) -> Incoming | None:
    if message.get("group_id"):
        return None
    sender, kind, key = (
        platform_id(message, "from"),
        message.get("type"),
        platform_id(message, "id"),
    )
    common: dict[str, Any] = {
        "key": key,
        "person": sender,
        "address": {"to": sender},
        "sent_at": seconds(message.get("timestamp")),
        "receipt": {"message": key},
    }
    if kind == "text":
        return Incoming(kind="text", text=words(member(message, "text").get("body")), **common)
    if kind == "interactive":
        return _chosen(member(message, "interactive"), common)
    if kind == "button":
        button = member(message, "button")
        text, payload = words(button.get("text")), optional_words(button.get("payload"))
        return Incoming(kind="button", text=text, payload=payload or None, **common)
    if kind == "location":
        place = member(message, "location")
        label = f"{optional_words(place.get('name'))} {optional_words(place.get('address'))}"
        return Incoming(kind="location", text=label.strip(), **common)
    unreadable = _UNREADABLE.get(kind) if isinstance(kind, str) else None
    return None if unreadable is None else Incoming(kind=unreadable, **common)


def _chosen(interactive: Mapping[str, Any], common: Mapping[str, Any]) -> Incoming | None:
    for name in ("button_reply", "list_reply"):
        if name in interactive:
            reply = member(interactive, name)
            title = optional_words(reply.get("description")) or optional_words(reply.get("title"))
            return Incoming(kind="button", text=title, payload=words(reply.get("id")), **common)
    return None
