"""What WeCom gives: a callback that says no more than "there is something", and the messages that
are fetched then.

After "接收消息和事件" and "读取消息" (developer.work.weixin.qq.com, /document/path/94670).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from connectors.errors import Unprocessable
from connectors.mailbox.fields import member, optional_words, platform_id, seconds, words
from connectors.mailbox.incoming import Incoming, Kind

logger = logging.getLogger(__name__)

EVENT: Final = "kf_msg_or_event"
_FROM_CUSTOMER: Final = 3
_FROM_SYSTEM: Final = 4
_UNREADABLE: Final[Mapping[str, Kind]] = {
    "voice": "voice",
    "image": "image",
    "video": "image",
    "file": "file",
    "link": "file",
    "business_card": "file",
    "miniprogram": "file",
    "channels_shop_product": "file",
    "channels_shop_order": "file",
    "merged_msg": "other",
    "channels": "other",
    "meeting": "other",
    "schedule": "other",
    "note": "other",
}


def parse_notice(fields: Mapping[str, str]) -> list[Incoming]:
    """The notice in a decrypted callback; none where it is about something else."""
    if fields.get("MsgType", "").lower() != "event" or fields.get("Event", "").lower() != EVENT:
        return []
    account, token = fields.get("OpenKfId", ""), fields.get("Token", "")
    if not 0 < len(account) <= 64 or not 0 < len(token) <= 512:
        raise Unprocessable("invalid-field", "OpenKfId or Token is missing or too long.")
    created = fields.get("CreateTime", "")
    return [
        Incoming(
            key=f"notice:{account}:{created}:{token}",
            person=f"notice:{account}",
            address={"account": account},
            kind="notice",
            sent_at=seconds(created),
            receipt={"token": token},
        )
    ]


def parse_messages(listed: list[Mapping[str, Any]], since: float) -> list[Incoming]:
    """The people's messages and entries in a list; those sent before `since` are left out.

    One that cannot be read is left out, too: the others are not to be lost.
    """
    found = []
    for one in listed:
        try:
            read = _message(one)
        except Unprocessable:
            logger.warning("A WeCom message could not be read")
            continue
        if read is not None and (read.sent_at is None or read.sent_at >= since):
            found.append(read)
    return found


def _message(one: Mapping[str, Any]) -> Incoming | None:
    origin, kind = one.get("origin"), one.get("msgtype")
    if origin == _FROM_SYSTEM and kind == "event":
        return _entered(one, member(one, "event"))
    if origin != _FROM_CUSTOMER or not isinstance(kind, str):
        return None
    common = _common(one, one)
    if kind == "text":
        text = member(one, "text")
        menu = optional_words(text.get("menu_id"))
        content = words(text.get("content"))
        if menu:
            return Incoming(kind="button", text=content, payload=menu, **common)
        return Incoming(kind="text", text=content, **common)
    if kind == "location":
        place = member(one, "location")
        label = f"{optional_words(place.get('name'))} {optional_words(place.get('address'))}"
        return Incoming(kind="location", text=label.strip(), **common)
    unreadable = _UNREADABLE.get(kind)
    return None if unreadable is None else Incoming(kind=unreadable, **common)


def _entered(one: Mapping[str, Any], event: Mapping[str, Any]) -> Incoming | None:
    """A person opened the chat and may be welcomed, once and within 20 seconds."""
    code = event.get("welcome_code")
    if event.get("event_type") != "enter_session" or not isinstance(code, str) or not code:
        return None
    common = _common(one, event)
    scene = optional_words(event.get("scene_param")) or None
    return Incoming(kind="start", payload=scene, receipt={"welcome": code[:128]}, **common)


def _common(one: Mapping[str, Any], where: Mapping[str, Any]) -> dict[str, Any]:
    account, person = platform_id(where, "open_kfid"), platform_id(where, "external_userid")
    return {
        "key": platform_id(one, "msgid"),
        "person": f"{account}:{person}",
        "address": {"account": account, "to": person},
        "sent_at": seconds(one.get("send_time")),
    }
