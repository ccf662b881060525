"""The desk's events: the one truth of what changed, in the order in which it was stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, insert, select, text

from assistant.storage.database import Engines
from assistant.storage.desk.records import DeskEvent
from assistant.storage.direct import Transaction
from assistant.storage.tables.desk import desk_events

_ORDER_LOCK: Final = 7310234
_IN_ORDER: Final = text("SELECT pg_advisory_xact_lock(:key)")
_APPEND: Final = insert(desk_events)


def append_events(connection: Transaction, events: Iterable[DeskEvent], at: datetime) -> None:
    """Append events at the end of a transaction that changes what they name.

    On PostgreSQL the transactions that append wait for one another: numbers would else be given in
    one order and become visible in another, and a reader could pass one that is not there yet.
    """
    rows = [
        {
            "type": event.type,
            "conversation_id": event.conversation_id,
            "subject": event.subject,
            "data": None if event.data is None else dict(event.data),
            "created_at": at,
        }
        for event in events
    ]
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(_IN_ORDER, {"key": _ORDER_LOCK})
    connection.execute(_APPEND, rows)


class EventRepository:
    """Reads the events. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def append(self, events: Sequence[DeskEvent], at: datetime) -> None:
        """Append events of which nothing else is stored."""
        with self._engine().begin() as connection:
            append_events(connection, events, at)

    def last(self) -> int:
        """The number of the last event; 0 where there was none."""
        with self._engine().connect() as connection:
            return int(connection.execute(select(func.max(desk_events.c.number))).scalar() or 0)

    def after(self, number: int, limit: int, until: int | None = None) -> list[DeskEvent]:
        """The events after a number, in order, at most `limit`; up to and with `until`."""
        query = select(desk_events).where(desk_events.c.number > number)
        if until is not None:
            query = query.where(desk_events.c.number <= until)
        with self._engine().connect() as connection:
            rows = connection.execute(query.order_by(desk_events.c.number).limit(limit)).mappings()
            return [
                DeskEvent(
                    row["type"], row["conversation_id"], row["subject"], row["data"], row["number"]
                )
                for row in rows
            ]

    def reaches(self, number: int) -> bool:
        """Whether every event after `number` is still there."""
        with self._engine().connect() as connection:
            first, last = connection.execute(
                select(func.min(desk_events.c.number), func.max(desk_events.c.number))
            ).one()
        if last is None or number > last:
            return number == 0
        return bool(number >= first - 1)

    def delete_older_than(self, moment: datetime) -> None:
        """Delete events from before `moment`, except the last one, which holds the count."""
        newest = select(func.max(desk_events.c.number)).scalar_subquery()
        with self._engine().begin() as connection:
            connection.execute(
                delete(desk_events).where(
                    desk_events.c.created_at < moment, desk_events.c.number < newest
                )
            )
