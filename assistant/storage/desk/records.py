"""What the desk's repositories give and take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from assistant.ownership import Ownership, State

EventType = Literal[
    "row", "message", "note", "presence", "interpreter", "alert", "typing", "removed"
]


@dataclass(frozen=True)
class DeskConversation:
    """A conversation as the desk sees it."""

    id: str
    channel: str
    sender: str
    language: str | None
    created_at: datetime
    last_at: datetime
    state: State
    version: int
    since: datetime | None
    agent_id: str | None
    interpreter_id: str | None
    interpreter_language: str | None
    reason: str | None
    close_reason: str | None
    waiting_since: datetime | None
    due_at: datetime | None
    leaving_message: bool
    topic: str | None
    urgent: bool
    emergency: str | None
    last_text: str | None
    last_role: str | None

    @property
    def ownership(self) -> Ownership:
        """Who has it."""
        return Ownership(self.state, self.agent_id, self.interpreter_id, self.interpreter_language)


@dataclass(frozen=True)
class DeskEvent:
    """Something changed. `subject` is the id of what did; `number` the store gives."""

    type: EventType
    conversation_id: str | None = None
    subject: str | None = None
    data: Mapping[str, Any] | None = None
    number: int = 0


@dataclass(frozen=True)
class HandOff:
    """A person asked for a person: when, why, and what came of it."""

    id: str
    conversation_id: str
    reason: str
    language: str | None
    topic: str | None
    asked_at: datetime
    taken_at: datetime | None = None
    agent_id: str | None = None
    ended_at: datetime | None = None
    outcome: str | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class Note:
    """An agent's private note on a conversation."""

    id: str
    conversation_id: str
    agent_id: str
    text: str
    created_at: datetime


@dataclass(frozen=True)
class CallLog:
    """A call that an agent answered, without a chat behind it."""

    id: str
    agent_id: str
    language: str
    question: str
    entries: Sequence[str]
    topic: str | None
    outcome: str
    note: str | None
    started_at: datetime | None
    created_at: datetime


@dataclass(frozen=True)
class Suggestion:
    """An entry offered to an agent for a question, and what the agent made of it."""

    id: str
    agent_id: str
    question: str
    language: str
    entry: str
    rank: int
    confidence: float
    created_at: datetime
    conversation_id: str | None = None
    message_id: str | None = None
    judgement: str | None = None
    judged_by: str | None = None
    judged_at: datetime | None = None
