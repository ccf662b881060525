"""The tables of agents' accounts and of the audit log."""

from __future__ import annotations

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, String, Table

from assistant.storage.tables.schema import metadata

agents = Table(
    "agents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),
    Column("display_name", String(80), nullable=False),
    Column("role", String(10), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("password", String(255)),
    Column("email", String(254), unique=True),
    Column("subject", String(255), unique=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
)
"""`email` and `subject` (issuer and subject) say who an OpenID Connect sign-in is."""

agent_sessions = Table(
    "agent_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", String(32), ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False),
    Index("ix_agent_sessions_agent", "agent_id"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", String(32), ForeignKey("agents.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Index("ix_invitations_agent", "agent_id"),
)
"""One-time links; a used one is deleted."""

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", DateTime(timezone=True), nullable=False),
    Column("locked_until", DateTime(timezone=True)),
)
"""Failures in a row, by the hash of an account's name or of an address."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("agent_id", String(32)),
    Column("agent_name", String(64)),
    Column("action", String(32), nullable=False),
    Column("subject", String(64)),
    Column("details", JSON, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("ix_audit_agent", "agent_id", "number"),
)
"""Only added to. `hash` is over the row and the hash of the row before (see `storage.audit`)."""
