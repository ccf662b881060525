"""What the repositories give and take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Role = Literal["user", "bot", "agent", "system"]
"""`system`: what the service itself says about a hand-off."""
OwnerState = Literal["bot", "waiting", "with_agent", "closed"]
State = Literal["received", "answered", "failed", "sent"]


@dataclass(frozen=True)
class ConversationRecord:
    """A conversation: one person on one channel. `language` is the one it is held in.

    `state` says who has it (see `assistant.ownership`); with `leaving_message` the person's next
    message is one that they leave for the desk.
    """

    id: str
    channel: str
    sender: str
    language: str | None
    state: OwnerState = "bot"
    leaving_message: bool = False


@dataclass(frozen=True)
class MessageRecord:
    """A message of either side. `content` holds the buttons and the custom part of an answer.

    `agent_id` wrote it; `delivery` says how far an agent's or the service's words got, and
    `delivery_tried_at` when they were last given again. `number` orders all messages; the store
    gives it.
    """

    id: str
    conversation_id: str
    role: Role
    text: str
    language: str
    created_at: datetime
    state: State
    client_id: str | None = None
    reply_to: str | None = None
    type: str | None = None
    entry: str | None = None
    confidence: float | None = None
    content: Mapping[str, Any] | None = None
    agent_id: str | None = None
    delivery: str | None = None
    delivery_tried_at: datetime | None = None
    number: int | None = field(default=None, compare=False)
