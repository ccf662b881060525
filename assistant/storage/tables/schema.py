"""What the tables have in common: one schema, with names for its keys, and columns that recur."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

BIG_SERIAL = BigInteger().with_variant(Integer, "sqlite")


def conversation_id(nullable: bool = False) -> Column[str]:
    """The column of the conversation that a row belongs to, and is deleted with."""
    target = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", String(32), target, nullable=nullable)
