"""The tables. Migrations that make them stand in `assistant/storage/migrations`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    column,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_BigSerial = BigInteger().with_variant(Integer, "sqlite")

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
    Column("number", _BigSerial, primary_key=True, autoincrement=True),
    Column("id", String(32), nullable=False, unique=True),
    Column(
        "conversation_id",
        String(32),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
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

wechat_claims = Table(
    "wechat_claims",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)

wechat_people = Table(
    "wechat_people",
    metadata,
    Column("sender", String(64), primary_key=True),
    Column("openid", String(64), nullable=False),
    Column("language", String(3)),
    Column("choices", JSON, nullable=False),
    Column("message_pushes", Integer, nullable=False),
    Column("message_until", DateTime(timezone=True)),
    Column("click_pushes", Integer, nullable=False),
    Column("click_until", DateTime(timezone=True)),
    Column("last_at", DateTime(timezone=True), nullable=False),
)

wechat_outbox = Table(
    "wechat_outbox",
    metadata,
    Column("number", _BigSerial, primary_key=True, autoincrement=True),
    Column("sender", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("language", String(3), nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("ix_wechat_outbox_person", "sender", "number"),
    Index("ix_wechat_outbox_due", "state", "next_at"),
)

wechat_tokens = Table(
    "wechat_tokens",
    metadata,
    Column("appid", String(64), primary_key=True),
    Column("token", Text, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)


def _conversation(nullable: bool = False) -> Column[str]:
    target = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", String(32), target, nullable=nullable)


handoffs = Table(
    "handoffs",
    metadata,
    Column("id", String(32), primary_key=True),
    _conversation(),
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
    _conversation(),
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
    _conversation(nullable=True),
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
    Column("number", _BigSerial, primary_key=True, autoincrement=True),
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

channel_inbox = Table(
    "channel_inbox",
    metadata,
    Column("number", _BigSerial, primary_key=True, autoincrement=True),
    Column("channel", String(16), nullable=False),
    Column("key", String(64), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("channel", "key", name="uq_channel_inbox_key"),
    Index("ix_channel_inbox_person", "channel", "sender", "number"),
    Index("ix_channel_inbox_due", "channel", "state", "next_at"),
)

channel_people = Table(
    "channel_people",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("sender", String(64), primary_key=True),
    Column("address", JSON, nullable=False),
    Column("language", String(3)),
    Column("choices", JSON, nullable=False),
    Column("window_until", DateTime(timezone=True)),
    Column("pushes_left", Integer),
    Column("notified", Boolean, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("leaving", Boolean, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
)

channel_outbox = Table(
    "channel_outbox",
    metadata,
    Column("number", _BigSerial, primary_key=True, autoincrement=True),
    Column("key", String(32), nullable=False),
    Column("channel", String(16), nullable=False),
    Column("sender", String(64), nullable=False),
    Column("part", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("ix_channel_outbox_person", "channel", "sender", "number"),
    Index("ix_channel_outbox_due", "channel", "state", "next_at"),
)

channel_values = Table(
    "channel_values",
    metadata,
    Column("channel", String(16), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("value", Text, nullable=False),
    Column("until", DateTime(timezone=True)),
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("ran_at", DateTime(timezone=True), nullable=False),
)
"""When work that is done by the clock was last done."""
