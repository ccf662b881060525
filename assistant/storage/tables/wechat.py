"""What the WeChat channel keeps: claims of replies, people, the outbox and the access token."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, Index, Integer, String, Table, Text

from assistant.storage.tables.schema import BIG_SERIAL, metadata

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
    Column("number", BIG_SERIAL, primary_key=True, autoincrement=True),
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
