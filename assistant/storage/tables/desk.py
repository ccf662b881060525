"""What the desk keeps: hand-offs, notes, calls, suggestions, who is there, and what changed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, Float, Index, Integer, String, Table, Text

from assistant.storage.tables.schema import BIG_SERIAL, conversation_id, metadata

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(32), primary_key=True),
    conversation_id(),
    Column("reason", String(16), nullable=False),
    Column("language", String(3)),
    Column("topic", String(40)),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("taken_at", DateTime(timezone=True)),
    Column("agent_id", String(32)),
    Column("ended_at", DateTime(timezone=True)),
    Column("outcome", String(16)),
    Column("due_at", DateTime(timezone=True)),
    Index("ix_handoffs_conversation", "conversation_id", "asked_at"),
    Index("ix_handoffs_asked_at", "asked_at"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", String(32), primary_key=True),
    conversation_id(),
    Column("agent_id", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_notes_conversation", "conversation_id", "created_at"),
)

call_logs = Table(
    "call_logs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("agent_id", String(32), nullable=False),
    Column("language", String(3), nullable=False),
    Column("question", Text, nullable=False),
    Column("entries", JSON, nullable=False),
    Column("topic", String(40)),
    Column("outcome", String(16), nullable=False),
    Column("note", Text),
    Column("started_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_call_logs_created_at", "created_at"),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", String(32), primary_key=True),
    conversation_id(nullable=True),
    Column("message_id", String(32)),
    Column("agent_id", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("language", String(3), nullable=False),
    Column("entry", String(128), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("judgement", String(8)),
    Column("judged_by", String(32)),
    Column("judged_at", DateTime(timezone=True)),
    Index("ix_suggestions_conversation", "conversation_id"),
    Index("ix_suggestions_created_at", "created_at"),
)

presences = Table(
    "presences",
    metadata,
    Column("agent_id", String(32), primary_key=True),
    Column("presence", String(8), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
)

desk_events = Table(
    "desk_events",
    metadata,
    Column("number", BIG_SERIAL, primary_key=True, autoincrement=True),
    Column("type", String(12), nullable=False),
    Column("conversation_id", String(32)),
    Column("subject", String(32)),
    Column("data", JSON),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("ix_desk_events_conversation", "conversation_id"),
    Index("ix_desk_events_created_at", "created_at"),
    sqlite_autoincrement=True,
)
"""What changed at the desk, in order. A row names what changed (`subject`: a message, a note, an
agent) and holds nothing of it, so that what is erased is nowhere else."""
