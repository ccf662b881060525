"""One row of every table, as old as a test wants it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, Boolean, Column, DateTime, Float, Integer, Table, insert
from sqlalchemy.engine import Connection, Engine

from assistant.storage.audit import AuditRepository
from assistant.storage.tables import metadata

CHANNEL: Final = "wechat"
SENDER: Final = "person-1"
CONVERSATION: Final = "c" * 32
MESSAGE: Final = "m" * 32
AGENT: Final = "a" * 32

_KNOWN: Final[Mapping[str, object]] = {
    "channel": CHANNEL,
    "sender": SENDER,
    "conversation_id": CONVERSATION,
    "message_id": MESSAGE,
    "agent_id": AGENT,
    "openid": "openid-1",
    "state": "waiting",
}
_IDS: Final[Mapping[str, str]] = {
    "conversations": CONVERSATION,
    "messages": MESSAGE,
    "agents": AGENT,
}


def fill(engine: Engine, at: datetime) -> None:
    """Put one row into every table, with every time in it being `at`."""
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name != "audit":
                connection.execute(insert(table).values(**_row(table, at)))
    AuditRepository(lambda: engine).append(
        at, "take", agent_id=AGENT, agent_name="li.wei", subject=CONVERSATION, details={}
    )


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return len(connection.execute(table.select()).all())


def _row(table: Table, at: datetime) -> dict[str, Any]:
    return {
        column.name: _value(table, column, at)
        for column in table.columns
        if not (column.name == "number" and column.autoincrement is True)
    }


def _value(table: Table, column: Column[Any], at: datetime) -> Any:
    if column.name == "id":
        return _IDS.get(table.name, "i" * 32)
    if table.name == "conversations" and column.name == "state":
        return "bot"
    if table.name == "trackers" and column.name == "sender":
        return CONVERSATION
    if isinstance(column.type, DateTime):
        return at
    if isinstance(column.type, JSON):
        return {} if table.name == "trackers" else []
    for kind, value in ((Boolean, False), (Integer, 1), (Float, 0.5)):
        if isinstance(column.type, kind):
            return value
    known = _KNOWN.get(column.name, "x")
    return str(known)[: getattr(column.type, "length", None) or 32]
