"""Conversations, what was said in them and thought of it, and the state of their dialogues."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    false,
)

from assistant.storage.tables.schema import BIG_SERIAL, conversation_id, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("sender", String(160), nullable=False),
    Column("language", String(3)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
    Column("state", String(12), nullable=False, server_default="bot"),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("since", DateTime(timezone=True)),
    Column("agent_id", String(32)),
    Column("interpreter_id", String(32)),
    Column("interpreter_language", String(3)),
    Column("reason", String(16)),
    Column("close_reason", String(16)),
    Column("waiting_since", DateTime(timezone=True)),
    Column("due_at", DateTime(timezone=True)),
    Column("leaving_message", Boolean, nullable=False, server_default=false()),
    Column("topic", String(40)),
    Column("urgent", Boolean, nullable=False, server_default=false()),
    Column("emergency", String(40)),
    Column("last_text", String(200)),
    Column("last_role", String(8)),
    UniqueConstraint("channel", "sender", name="uq_conversations_person"),
    Index("ix_conversations_queue", "state", "last_at"),
    Index("ix_conversations_agent", "agent_id"),
)

messages = Table(
    "messages",
    metadata,
    Column("number", BIG_SERIAL, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    conversation_id(),
    Column("role", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(3), nullable=False),
    Column("client_id", String(128)),
    Column("reply_to", String(32)),
    Column("state", String(12), nullable=False),
    Column("type", String(16)),
    Column("entry", String(128)),
    Column("confidence", Float),
    Column("content", JSON),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("agent_id", String(32)),
    Column("delivery", String(8)),
    Column("delivery_tried_at", DateTime(timezone=True)),
    UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
    Index("ix_messages_conversation", "conversation_id", "number"),
    Index("ix_messages_reply_to", "reply_to"),
    Index(
        "ix_messages_delivery",
        "delivery",
        "conversation_id",
        sqlite_where=column("delivery").is_not(None),
        postgresql_where=column("delivery").is_not(None),
    ),
    Index("ix_messages_created_at", "created_at"),
)

links = Table(
    "links",
    metadata,
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("person_id", String(32), nullable=False),
    Column("linked_at", DateTime(timezone=True), nullable=False),
    Index("ix_links_person", "person_id"),
)
"""Conversations that one person holds on several channels, who said so: one `person_id`."""

link_codes = Table(
    "link_codes",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column(
        "message_id", String(32), ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("rating", String(8), nullable=False),
    Column("comment", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

trackers = Table(
    "trackers",
    metadata,
    Column("sender", String(200), primary_key=True),
    Column("state", JSON, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
