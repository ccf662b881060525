"""What Messenger sends: events of a page.

After "Webhook events" (developers.facebook.com/docs/messenger-platform).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from typing import Any, Final

from connectors.errors import Unprocessable
from connectors.mailbox.fields import member, members, optional_words, platform_id, seconds, words
from connectors.mailbox.incoming import Incoming, Kind

logger = logging.getLogger(__name__)

GET_STARTED: Final = "GET_STARTED"
"""Payload of the page's "Get started" button."""
_MILLISECONDS: Final = 1000
_UNREADABLE: Final[Mapping[str, Kind]] = {
    "audio": "voice",
    "image": "image",
    "video": "image",
    "reel": "image",
    "ig_reel": "image",
    "file": "file",
    "fallback": "file",
    "template": "other",
}


def parse_webhook(body: Mapping[str, Any], page_id: str) -> list[Incoming]:
    """The messages to our page; not its own echoes, edits, reactions, receipts.

    A message that cannot be read is left out: the others in the request are not to be lost.

    Raises:
        Unprocessable: it is no webhook of a page.
    """
    if body.get("object") != "page":
        raise Unprocessable("wrong-object", "This is not about a page.")
    found: list[Incoming] = []
    for entry in members(body, "entry"):
        for event in members(entry, "messaging"):
            try:
                read = _event(event, page_id)
            except Unprocessable:
                logger.warning("A Messenger event could not be read")
                continue
            if read is not None:
                found.append(read)
    return found


def _event(event: Mapping[str, Any], page_id: str) -> Incoming | None:
    if platform_id(member(event, "recipient"), "id") != page_id:
        return None
    if "message" not in event and "postback" not in event:
        return None
    sender = platform_id(member(event, "sender"), "id")
    common: dict[str, Any] = {
        "person": sender,
        "address": {"to": sender},
        "sent_at": seconds(event.get("timestamp"), _MILLISECONDS),
    }
    if "postback" in event:
        return _postback(member(event, "postback"), event, common)
    message = member(event, "message")
    if message.get("is_echo") is True or message.get("is_deleted") is True:
        return None
    return _message(message, {**common, "key": platform_id(message, "mid")})


def _message(message: Mapping[str, Any], common: Mapping[str, Any]) -> Incoming | None:
    text = optional_words(message.get("text"))
    if "quick_reply" in message:
        payload = words(member(message, "quick_reply").get("payload"))
        return Incoming(kind="button", text=text, payload=payload, **common)
    if text:
        return Incoming(kind="text", text=text, **common)
    for attachment in members(message, "attachments"):
        kind = attachment.get("type")
        if kind == "location":
            return Incoming(kind="location", text=optional_words(attachment.get("title")), **common)
        unreadable = _UNREADABLE.get(kind, "other") if isinstance(kind, str) else "other"
        return Incoming(kind=unreadable, **common)
    return None


def _postback(
    postback: Mapping[str, Any], event: Mapping[str, Any], common: Mapping[str, Any]
) -> Incoming:
    payload, title = words(postback.get("payload")), optional_words(postback.get("title"))
    key = optional_words(postback.get("mid")) or _key(event, payload)
    if payload == GET_STARTED:
        referral = postback.get("referral")
        entry = referral.get("ref") if isinstance(referral, dict) else None
        return Incoming(key=key, kind="start", payload=optional_words(entry) or None, **common)
    return Incoming(key=key, kind="button", text=title, payload=payload, **common)


def _key(event: Mapping[str, Any], payload: str) -> str:
    """Older postbacks have no id: who, when and what tell one from another."""
    named = f"{event.get('sender')}:{event.get('timestamp')}:{payload}"
    return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()
