"""Messages as they are stored, and as a channel gets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.clock import now
from assistant.storage.conversations import new_id
from assistant.storage.records import MessageRecord
from connectors.protocol import Button, HistoryItem, InboundMessage, OutboundMessage
from nlu.languages import answer_language


def question_of(message: InboundMessage, conversation: str, language: str) -> MessageRecord:
    """A message that came in, as it is stored."""
    return MessageRecord(
        id=new_id(),
        conversation_id=conversation,
        role="user",
        text=message.text,
        language=language,
        created_at=now(),
        state="received",
        client_id=message.message_id,
    )


def reply_to(question: MessageRecord, said: Mapping[str, Any]) -> MessageRecord:
    """What the dialogue said to a question, as it is stored."""
    custom = dict(said.get("custom") or {})
    custom.setdefault("type", "notice")
    custom.setdefault("language", answer_language(question.language))
    buttons = [
        {"title": button["title"], "payload": button["payload"]}
        for button in said.get("buttons") or []
    ]
    return MessageRecord(
        id=new_id(),
        conversation_id=question.conversation_id,
        role="bot",
        text=str(said.get("text") or ""),
        language=custom["language"],
        created_at=now(),
        state="sent",
        reply_to=question.id,
        type=custom["type"],
        entry=custom.get("entry"),
        confidence=custom.get("confidence"),
        content={"buttons": buttons, "custom": custom},
    )


def outbound(record: MessageRecord) -> OutboundMessage:
    """A stored message as a channel sends it."""
    content = record.content or {}
    buttons = tuple(Button(b["title"], b["payload"]) for b in content.get("buttons", ()))
    return OutboundMessage(record.id, record.text, buttons, content.get("custom", {}))


def history_item(record: MessageRecord) -> HistoryItem:
    """A stored message as an item of the history."""
    return HistoryItem(
        id=record.id,
        role="bot" if record.role == "system" else record.role,
        text=record.text,
        language=record.language,
        created_at=record.created_at.isoformat(),
        message=None if record.role == "user" else outbound(record),
        message_id=record.client_id if record.role == "user" else None,
    )
