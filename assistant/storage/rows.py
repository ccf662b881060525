"""Rows of the tables of conversations and of messages, as records and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.storage.records import ConversationRecord, MessageRecord
from assistant.storage.times import with_zones


def conversation_of(row: Mapping[str, Any]) -> ConversationRecord:
    """A row of the table of conversations."""
    names = ("id", "channel", "sender", "language", "state", "leaving_message")
    return ConversationRecord(**{name: row[name] for name in names})


def message_values(message: MessageRecord) -> dict[str, Any]:
    """A message as the columns of its row."""
    return {key: value for key, value in vars(message).items() if key != "number"}


def message_of(row: Mapping[str, Any]) -> MessageRecord:
    """A row of the table as a record."""
    return MessageRecord(**with_zones(row))
