"""Figures that stand in the database, read when Prometheus asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection, Engine

from assistant import telemetry
from assistant.storage.tables.conversation import conversations, messages
from assistant.storage.tables.mailbox import channel_inbox, channel_outbox
from assistant.storage.tables.wechat import wechat_outbox

STATES: Final = ("waiting", "with_agent")
_OVER: Final = ("done", "sent", "dropped")


def read_figures(engine: Engine) -> None:
    """Set the gauges of queues, inboxes and outboxes. Blocks."""
    with engine.connect() as connection:
        counts = _queue(connection)
        inbox = _by_channel(connection, channel_inbox)
        outbox = _by_channel(connection, channel_outbox)
        outbox |= _wechat(connection)
        pending = messages.c.delivery == "pending"
        owed = int(connection.execute(select(func.count()).where(pending)).scalar() or 0)
    for state in STATES:
        telemetry.CONVERSATIONS.labels(state).set(counts.get(state, 0))
    telemetry.INBOX.clear()
    telemetry.OUTBOX.clear()
    for (channel, state), count in inbox.items():
        telemetry.INBOX.labels(channel, state).set(count)
    for (channel, state), count in outbox.items():
        telemetry.OUTBOX.labels(channel, state).set(count)
    telemetry.OUTBOX.labels("desk", "pending").set(owed)


def _queue(connection: Connection) -> Mapping[str, int]:
    table = conversations.c
    query = select(table.state, func.count()).where(table.state.in_(STATES)).group_by(table.state)
    return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def _by_channel(connection: Connection, table: Table) -> dict[tuple[str, str], int]:
    columns = table.c
    query = select(columns.channel, columns.state, func.count())
    query = query.where(columns.state.notin_(_OVER)).group_by(columns.channel, columns.state)
    return {(str(row[0]), str(row[1])): int(row[2]) for row in connection.execute(query)}


def _wechat(connection: Connection) -> dict[tuple[str, str], int]:
    table = wechat_outbox.c
    query = select(table.state, func.count()).where(table.state.notin_(_OVER))
    rows = connection.execute(query.group_by(table.state))
    return {("wechat", str(row[0])): int(row[1]) for row in rows}
