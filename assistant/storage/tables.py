"""The tables. Migrations that make them stand in `assistant/storage/migrations`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
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
    UniqueConstraint("channel", "sender", name="uq_conversations_person"),
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
    UniqueConstraint("conversation_id", "client_id", name="uq_messages_client_id"),
    Index("ix_messages_conversation", "conversation_id", "number"),
    Index("ix_messages_reply_to", "reply_to"),
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
