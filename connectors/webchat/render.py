"""Messages in the web chat's JSON."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.protocol import HistoryItem, OutboundMessage


def render_message(message: OutboundMessage) -> dict[str, object]:
    """A message to the person."""
    return {
        "id": message.id,
        "text": message.text,
        "buttons": [{"title": b.title, "payload": b.payload} for b in message.buttons],
        "custom": dict(message.custom),
    }


def render_messages(messages: Sequence[OutboundMessage]) -> list[dict[str, object]]:
    """Messages to the person, in order."""
    return [render_message(message) for message in messages]


def render_item(item: HistoryItem) -> dict[str, object]:
    """One item of the history; `message_id` is the client's own id of a user's message."""
    return {
        "id": item.id,
        "role": item.role,
        "text": item.text,
        "language": item.language,
        "created_at": item.created_at,
        "message_id": item.message_id,
        "message": render_message(item.message) if item.message else None,
    }


def render_history(items: Sequence[HistoryItem]) -> list[dict[str, object]]:
    """Items of the history, oldest first."""
    return [render_item(item) for item in items]
