"""What webhook channels keep: the inbox, people, the outbox and shared values."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from assistant.storage.tables.schema import BIG_SERIAL, metadata

channel_inbox = Table(
    "channel_inbox",
    metadata,
    Column("number", BIG_SERIAL, primary_key=True, autoincrement=True),
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
    Column("number", BIG_SERIAL, primary_key=True, autoincrement=True),
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
