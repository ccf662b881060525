"""What Telegram sends: one update a request, as JSON.

After the Bot API's "Update", "Message" and "CallbackQuery" (core.telegram.org/bots/api).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from connectors.mailbox.fields import member, members, optional_words, platform_id, seconds, words
from connectors.mailbox.incoming import Incoming, Kind
from nlu.languages import LANGUAGES

_UNREADABLE: Final[Mapping[str, Kind]] = {
    "voice": "voice",
    "audio": "voice",
    "photo": "image",
    "video": "image",
    "video_note": "image",
    "sticker": "image",
    "animation": "image",
    "document": "file",
    "contact": "file",
    "poll": "other",
    "dice": "other",
    "story": "other",
    "game": "other",
    "paid_media": "image",
    "checklist": "other",
}
_START: Final = re.compile(r"/(?:start|help)(?:@\w+)?(?:\s+([\w-]{1,64}))?")


def parse_update(update: Mapping[str, Any]) -> list[Incoming]:
    """The message in an update; none where nobody is to be answered.

    Ignored: group chats and channels, other bots, edits (the answer to the first form stands),
    service messages, and updates of kinds that Telegram may add.

    Raises:
        Unprocessable: a field that is read has the wrong type.
    """
    key = platform_id(update, "update_id")
    if "message" in update:
        return _message(key, member(update, "message"))
    if "callback_query" in update:
        return _pressed(key, member(update, "callback_query"))
    if "my_chat_member" in update:
        return _membership(key, member(update, "my_chat_member"))
    return []


def entry_of(parameter: str) -> str:
    """The entry that a link `t.me/<bot>?start=guide_register-address` names.

    >>> entry_of("guide_register-address")
    'guide:register-address'
    """
    return parameter.replace("_", ":", 1)


def _message(key: str, message: Mapping[str, Any]) -> list[Incoming]:
    who = _private(message)
    if who is None:
        return []
    common: dict[str, Any] = {**who, "key": key, "sent_at": seconds(message.get("date"))}
    if "text" in message:
        text = words(message["text"])
        started = _START.fullmatch(text)
        if started is None:
            return [Incoming(kind="text", text=text, **common)]
        return [Incoming(kind="start", payload=entry_of(started[1] or ""), **common)]
    if "location" in message or "venue" in message:
        venue = member(message, "venue") if "venue" in message else {}
        label = f"{optional_words(venue.get('title'))} {optional_words(venue.get('address'))}"
        return [Incoming(kind="location", text=label.strip(), **common)]
    kinds = (kind for name, kind in _UNREADABLE.items() if name in message)
    return [Incoming(kind=kind, **common) for kind in list(kinds)[:1]]


def _pressed(key: str, query: Mapping[str, Any]) -> list[Incoming]:
    identity = platform_id(query, "id")
    message = query.get("message")
    who = _private({**member(query, "message"), "from": query.get("from")}) if message else None
    if who is None:
        return []
    data = words(query.get("data", ""))
    title = _title(member(query, "message"), data)
    receipt = {"callback": identity}
    return [Incoming(key=key, kind="button", text=title, payload=data, receipt=receipt, **who)]


def _membership(key: str, change: Mapping[str, Any]) -> list[Incoming]:
    who = _private(change)
    status = member(change, "new_chat_member").get("status")
    return [Incoming(key=key, kind="left", **who)] if who and status == "kicked" else []


def _private(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """Who wrote in a private chat; None for groups, channels and bots."""
    chat = member(message, "chat")
    if chat.get("type") != "private" or message.get("from") is None:
        return None
    sender = member(message, "from")
    if sender.get("is_bot") is True:
        return None
    identity = platform_id(chat, "id")
    return {"person": identity, "address": {"chat": identity}, "hint": _hint(sender)}


def _hint(sender: Mapping[str, Any]) -> str | None:
    """The language of the person's app, an IETF tag, where we know it."""
    tag = sender.get("language_code")
    code = tag.split("-")[0].lower() if isinstance(tag, str) else ""
    return code if code in LANGUAGES else None


def _title(message: Mapping[str, Any], data: str) -> str:
    """What stood on the button that was pressed."""
    markup = message.get("reply_markup")
    if not isinstance(markup, dict) or not isinstance(markup.get("inline_keyboard"), list):
        return ""
    for row in markup["inline_keyboard"]:
        for button in members({"row": row}, "row"):
            if button.get("callback_data") == data:
                return optional_words(button.get("text"))
    return ""
