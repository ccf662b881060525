"""Work that is done by the clock."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, String, Table

from assistant.storage.tables.schema import metadata

jobs = Table(
    "jobs",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("ran_at", DateTime(timezone=True), nullable=False),
)
"""When work that is done by the clock was last done."""
